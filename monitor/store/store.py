"""What the daemon writes: polls, items, decisions, developments and the outbox. I/O.

One thread at a time may use a Store; another may close it. Reading for display is in `views`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.model import (
    Action,
    Alert,
    Change,
    Decision,
    DeliveryState,
    Feed,
    FeedState,
    Item,
    Outcome,
    Report,
    SourceArticle,
)
from monitor.store import rows
from monitor.store.rows import stamp, to_json
from monitor.store.schema import migrations

_BUSY_SECONDS = 30.0
_WAL_TRIES = 100


@dataclass(frozen=True, slots=True)
class PollRecord:
    """What a poll leaves behind on its feed. None keeps what is stored."""

    url: str
    outcome: Outcome
    detail: str
    failures: int
    next_poll: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None  # set exactly when a document was read


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as stored, and its revision."""

    item: Item
    revision: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """An alert that is ours to send, and how often it was tried, this time included."""

    alert: Alert
    attempts: int


class Store:
    """The one SQLite file, open for writing; a context manager."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
            _use_write_ahead_log(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.row_factory = sqlite3.Row
            self._db = Database(connection)
            with _one_at_a_time(connection):
                migrations.apply(self._db)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"the database {path} cannot be opened: {error}.") from error

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all or nothing; other writers wait from the first statement on."""
        connection = self._db.conn
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
        except sqlite3.Error as error:
            raise StoreError(f"the database cannot be written: {error}.") from error

    def _all(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        try:
            return list(self._db.conn.execute(sql, values).fetchall())
        except sqlite3.Error as error:
            raise StoreError(f"the database cannot be read: {error}.") from error

    def _run(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        return self._db.conn.execute(sql, values).rowcount

    # --- feeds -----------------------------------------------------------------------------------

    def sync_feeds(self, feeds: Iterable[Feed], now: datetime) -> None:
        """Make the table hold the configured feeds; new ones are due at once."""
        with self.transaction():
            self._run("UPDATE feeds SET removed = 1")
            for feed in feeds:
                self._run(
                    "INSERT INTO feeds (url, name, tags, every_seconds, next_poll)"
                    " VALUES (:url, :name, :tags, :every, :now)"
                    " ON CONFLICT (url) DO UPDATE SET removed = 0, name = :name, tags = :tags,"
                    " next_poll = CASE WHEN every_seconds > :every THEN :now ELSE next_poll END,"
                    " every_seconds = :every",
                    {
                        "url": feed.url,
                        "name": feed.name,
                        "tags": to_json(feed.tags),
                        "every": feed.every.total_seconds(),
                        "now": stamp(now),
                    },
                )

    def due_feeds(self, now: datetime, limit: int, *, force: bool = False) -> list[FeedState]:
        """Return the feeds to poll at `now`, longest overdue first; with `force` every feed."""
        found = self._all(
            "SELECT * FROM feeds WHERE removed = 0 AND (next_poll <= ? OR ?)"
            " ORDER BY next_poll, url LIMIT ?",
            (stamp(now), force, limit),
        )
        return [rows.feed_state_of(row) for row in found]

    def record_poll(self, poll: PollRecord, now: datetime) -> None:
        """Note the outcome of a poll; part of the caller's transaction."""
        values = {**asdict(poll), "next_poll": stamp(poll.next_poll), "now": stamp(now)}
        self._run(
            "UPDATE feeds SET outcome = :outcome, detail = :detail, failures = :failures,"
            " last_polled = :now, next_poll = :next_poll WHERE url = :url",
            values,
        )
        if poll.body_hash is not None:
            self._run(
                "UPDATE feeds SET etag = :etag, last_modified = :last_modified,"
                " body_hash = :body_hash, first_polled = coalesce(first_polled, :now)"
                " WHERE url = :url",
                values,
            )

    # --- items -----------------------------------------------------------------------------------

    def known_items(self, feed: str, items: Sequence[Item]) -> dict[str, KnownItem]:
        """Return those of `items` that are stored already, by id, as they were stored."""
        found: dict[str, KnownItem] = {}
        for start in range(0, len(items), 500):
            ids = [item.id for item in items[start : start + 500]]
            marks = ",".join("?" * len(ids))
            sql = f"SELECT * FROM items WHERE feed = ? AND id IN ({marks})"  # noqa: S608 - only marks
            for row in self._all(sql, (feed, *ids)):
                found[row["id"]] = KnownItem(rows.item_of(row), row["revision"])
        return found

    def add_item(self, item: Item, now: datetime) -> None:
        """Store a new item; part of the caller's transaction."""
        self._run(
            "INSERT INTO items (id, feed, identity, outlet, title, summary, content, link,"
            " published, first_seen, content_hash) VALUES (:id, :feed, :identity, :outlet, :title,"
            " :summary, :content, :link, :published, :first_seen, :content_hash)",
            {**rows.item_row(item), "first_seen": stamp(now)},
        )

    def revise_item(self, before: KnownItem, after: Item, now: datetime) -> int:
        """Store an edited item beside what it said before; return its new revision."""
        self._run(
            "INSERT INTO revisions (item, revision, title, summary, content, replaced)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                after.id,
                before.revision,
                before.item.title,
                before.item.summary,
                before.item.content,
                stamp(now),
            ),
        )
        self._run(
            "UPDATE items SET title = :title, summary = :summary, content = :content, link = :link,"
            " content_hash = :content_hash, revision = revision + 1 WHERE id = :id",
            rows.item_row(after),
        )
        return before.revision + 1

    def record_decision(
        self, item: Item, revision: int, story: str, decision: Decision, now: datetime
    ) -> None:
        """Store what was decided on an item for a story, and why."""
        row = {"item": item.id, "story": story, "revision": revision, "decided": stamp(now)}
        row |= rows.decision_row(decision)
        columns = ", ".join(row)
        marks = ", ".join(f":{column}" for column in row)
        self._run(f"INSERT INTO decisions ({columns}) VALUES ({marks})", row)  # noqa: S608 - our names
        if decision.action is Action.FOLD and decision.development is not None:
            self._run(
                "UPDATE developments SET last_seen = ? WHERE id = ?",
                (stamp(now), decision.development),
            )

    # --- stories ---------------------------------------------------------------------------------

    def put_source(self, story: str, source: SourceArticle, now: datetime) -> None:
        """Store a source article under its id."""
        with self.transaction():
            self._run(
                "INSERT OR REPLACE INTO sources (story, id, title, text, address, added)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (story, source.id, source.title, source.text, source.address, stamp(now)),
            )

    def sources(self, story: str) -> list[SourceArticle]:
        """Return the stored source articles of a story, oldest first."""
        found = self._all("SELECT * FROM sources WHERE story = ? ORDER BY added, id", (story,))
        return [SourceArticle(r["id"], r["title"], r["text"], r["address"]) for r in found]

    def told(self, story: str) -> list[tuple[Item, int]]:
        """Return the items whose news the reader was told (or is about to be), oldest first.

        An alert that died or was dropped told nobody anything, so its item is not among them.
        """
        found = self._all(
            "SELECT i.*, d.development AS told_as FROM decisions d JOIN items i ON i.id = d.item"
            " WHERE d.story = ? AND d.action = 'alert' AND d.development IS NOT NULL AND EXISTS ("
            "   SELECT 1 FROM alerts a WHERE a.development = d.development AND a.state <> 'dead')"
            " ORDER BY d.decided, d.rowid",
            (story,),
        )
        return [
            (
                rows.item_of({**dict(row), "published": row["published"] or row["first_seen"]}),
                row["told_as"],
            )
            for row in found
        ]

    def next_development(self) -> int:
        """Return the number that the next development will have."""
        return int(
            self._all("SELECT coalesce(max(id), 0) + 1 AS next FROM developments")[0]["next"]
        )

    def record_development(
        self, decision: Decision, story: str, headline: str, now: datetime
    ) -> None:
        """Store the development that an alert tells, or what it adds to it; else do nothing."""
        if decision.action is not Action.ALERT:
            return
        changes = decision.diff.changes if decision.diff else ()
        number = decision.development
        found = self._all("SELECT changes FROM developments WHERE id = ?", (number,))
        if found:
            self._run(
                "UPDATE developments SET changes = ?, last_seen = ?, alerts = alerts + 1 WHERE id = ?",
                (
                    _changes_json((*rows.changes_of(found[0]["changes"]), *changes)),
                    stamp(now),
                    number,
                ),
            )
        else:
            self._run(
                "INSERT INTO developments (id, story, headline, changes, first_seen, last_seen, alerts)"
                " VALUES (?, ?, ?, ?, ?, ?, 1)",
                (number, story, headline, _changes_json(changes), stamp(now), stamp(now)),
            )

    def alerts_written(self, development: int) -> int:
        """Return how many messages were written about a development, follow-ups included."""
        found = self._all("SELECT alerts FROM developments WHERE id = ?", (development,))
        return int(found[0]["alerts"]) if found else 0

    def reports(self, development: int) -> tuple[Report, ...]:
        """Return who told a development, first to tell it first."""
        found = self._all(
            "SELECT DISTINCT i.id, i.outlet, i.title, i.link,"
            " coalesce(i.published, i.first_seen) AS published"
            " FROM decisions d JOIN items i ON i.id = d.item"
            " WHERE d.development = ? AND d.action IN ('alert', 'fold') ORDER BY d.decided, d.rowid",
            (development,),
        )
        return tuple(
            Report(
                r["id"], r["outlet"], r["title"], r["link"], datetime.fromisoformat(r["published"])
            )
            for r in found
        )

    # --- outbox ----------------------------------------------------------------------------------

    def enqueue(self, alert: Alert) -> None:
        """Put an alert into the outbox; part of the caller's transaction."""
        row = rows.alert_row(alert)
        columns = ", ".join(row)
        marks = ", ".join(f":{column}" for column in row)
        self._run(f"INSERT INTO alerts ({columns}) VALUES ({marks})", row)  # noqa: S608 - our names

    def claim(self, now: datetime, lease: timedelta, limit: int = 20) -> list[Claimed]:
        """Take the alerts that are due, and those whose claim has lapsed, to send them."""
        with self.transaction():
            found = self._all(
                "SELECT * FROM alerts WHERE (state IN ('pending', 'retry') AND due <= :now)"
                " OR (state = 'sending' AND lease <= :now) ORDER BY due, created, id LIMIT :limit",
                {"now": stamp(now), "limit": limit},
            )
            for row in found:
                self._run(
                    "UPDATE alerts SET state = 'sending', lease = ?, attempts = attempts + 1"
                    " WHERE id = ?",
                    (stamp(now + lease), row["id"]),
                )
        return [Claimed(rows.alert_of(row), row["attempts"] + 1) for row in found]

    def release_claims(self, now: datetime) -> int:
        """Make the alerts in doubt after a crash due again; only for the one running daemon."""
        with self.transaction():
            return self._run(
                "UPDATE alerts SET state = 'retry', due = ?, lease = NULL WHERE state = 'sending'",
                (stamp(now),),
            )

    def settle(
        self,
        alert: str,
        state: DeliveryState,
        now: datetime,
        *,
        due: datetime | None = None,
        error: str | None = None,
    ) -> None:
        """Note what became of a claimed alert: sent, to be tried again at `due`, or dead."""
        with self.transaction():
            self._run(
                "UPDATE alerts SET state = :state, lease = NULL, last_error = :error,"
                " due = coalesce(:due, due), sent = CASE WHEN :state = 'sent' THEN :now END"
                " WHERE id = :id",
                {
                    "id": alert,
                    "state": state.value,
                    "error": error,
                    "due": stamp(due) if due else None,
                    "now": stamp(now),
                },
            )

    def move_alert(self, alert: str, state: DeliveryState, now: datetime) -> bool:
        """Put an alert that is not sent or being sent into `state`, due now; say if there is one."""
        with self.transaction():
            found = self._run(
                "UPDATE alerts SET state = ?, due = ?,"
                " last_error = CASE WHEN ? = 'dead' THEN 'dropped by hand.' ELSE last_error END"
                " WHERE id = ? AND state IN ('pending', 'retry', 'dead', 'held')",
                (state.value, stamp(now), state.value, alert),
            )
        return found > 0


def _changes_json(changes: tuple[Change, ...]) -> str:
    return to_json([asdict(change) for change in changes])


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the file over; while another process does, SQLite refuses at once instead of waiting."""
    for _ in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            with _one_at_a_time(connection):
                """The other process is done now."""
        else:
            return
    raise StoreError("the database is being opened by too many processes at once.")


@contextmanager
def _one_at_a_time(connection: sqlite3.Connection) -> Iterator[None]:
    """Let one process migrate while others wait: the lock is taken before the first look."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.commit()
