"""Reading for display: queries and plain dictionaries, read-only, nothing of the domain. I/O.

Uses sqlite3 directly: the status command would spend most of its time importing anything larger.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.errors import NewerDatabase, StoreError, TooMuchAsked
from monitor.model import Alert, Item, Outcome, SourceArticle
from monitor.net.logins import without_login
from monitor.store import versions
from monitor.store.reading import Patience, applied_to, read_only
from monitor.store.rows import alert_of, item_of, stamp
from monitor.store.telling import COUNT_WAITING

Record = dict[str, Any]
#: Names of chores.
ROUND = "round"  # `run --once`
HOUSEKEEPING = "housekeeping"
#: The index yields the newest first, as many as are asked for; rows are added in the order of time.
_INDEXED = "items_text t CROSS JOIN items i ON i.rowid = t.rowid AND t.items_text MATCH :words"
_LATEST = "(SELECT max(rowid) - :latest AS least FROM items) CROSS JOIN items i ON i.rowid > least"
_ITEMS = """
    SELECT i.id, i.feed, i.outlet, i.title, i.link, i.published, i.first_seen, i.revision,
        d.story, d.verdict, d.reason, d.development
    FROM {} LEFT JOIN decisions d ON d.item = i.id AND d.revision =
        (SELECT max(revision) FROM decisions l WHERE l.item = d.item AND l.story = d.story)
    WHERE (:story IS NULL OR d.story = :story)
    AND (:feed IS NULL OR i.feed = :feed OR i.outlet = :feed
        OR i.feed IN (SELECT url FROM feeds WHERE name = :feed OR without_login(url) = :feed))
    AND (:verdict IS NULL OR d.verdict = :verdict)
    AND (:since IS NULL OR i.first_seen >= :since)
    AND (:until IS NULL OR i.first_seen <= :until)
    AND (:holds IS NULL OR instr(folded(i.title || ' ' || i.summary), :holds))
    ORDER BY {} LIMIT :limit
"""
_TOLD_BY = """
    AND id IN (SELECT d.development FROM items_text t JOIN items i ON i.rowid = t.rowid
        JOIN decisions d ON d.item = i.id WHERE items_text MATCH :words)
"""
_TOLD_WITH = """
    AND id IN (SELECT d.development FROM decisions d JOIN items i ON i.id = d.item
        WHERE d.development IS NOT NULL AND instr(folded(i.title || ' ' || i.summary), :holds))
"""
#: Decisions, of which there is one for each story that follows the feed of an item.
_UNDECIDABLE = """
    SELECT coalesce(sum(decisions), 0) AS n FROM tallies WHERE verdict = 'undecidable' AND day >= ?
"""
_NEVER = "9999"  # the year of a poll that will not be
_MISSING = ("no such column", "no such table")  # what a migration will add


class Views:
    """The lists and screens over one database file, which may not exist yet."""

    def __init__(self, path: Path, most_steps: int | None = None) -> None:
        """Read `path`; a query that takes more than so many steps of SQLite raises TooMuchAsked."""
        self.path = path
        self._most_steps = most_steps
        self._is_readable = False  # by this version, as far as was looked

    def query(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Record]:
        """Return the rows of a query of this room; none where no start has made a database yet."""
        return list(self.stream(sql, values))

    def stream(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Record]:
        """Yield the rows of a query as they are found, for more of them than memory may hold."""
        if not self.path.exists():
            return
        patience = Patience()
        try:
            with closing(read_only(self.path)) as db:
                if not self._is_begun(db):
                    return
                if self._most_steps:
                    db.set_progress_handler(patience, self._most_steps)
                db.row_factory = sqlite3.Row
                db.create_function("without_login", 1, without_login)
                db.create_function("folded", 1, str.casefold)  # SQLite's lower() is for ASCII only
                yield from map(dict, db.execute(sql, values))
        except sqlite3.Error as error:
            if patience.is_over:  # SQLite does not always call it interrupted
                raise TooMuchAsked(
                    "it takes too long to find what was asked for; ask for less at once."
                ) from error
            if str(error).startswith(_MISSING):
                raise StoreError(
                    f"the database {self.path} is of an older version;"
                    " start the daemon once to upgrade it."
                ) from error
            raise StoreError(f"the database {self.path} cannot be read: {error}.") from error

    def _is_begun(self, db: sqlite3.Connection) -> bool:
        """Whether a first start has come to its end; raise NewerDatabase where a newer program's has."""
        if not self._is_readable:
            applied = applied_to(db)
            if sentence := versions.newer(self.path, applied):
                raise NewerDatabase(sentence)
            self._is_readable = bool(applied)
        return self._is_readable

    def feeds(self) -> list[Record]:
        """Return the configured feeds, those in trouble first."""
        found = self.query(
            "SELECT name, url, tags, outcome, detail, last_polled, next_poll, failures, every_seconds,"
            " address, rhythm AS rhythm_seconds, new_at AS last_new, trouble, trouble_since,"
            " items, clock"
            " FROM feeds WHERE removed = 0 ORDER BY trouble IS NULL, failures DESC, name, url"
        )
        return [
            {
                **row,
                "tags": json.loads(row["tags"]),
                "next_poll": None if row["next_poll"] >= _NEVER else row["next_poll"],
            }
            for row in found
        ]

    def items(
        self,
        *,
        story: str | None = None,
        feed: str | None = None,
        verdict: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        words: str | None = None,
        holds: str | None = None,
        limit: int = 50,
        latest: int | None = None,
    ) -> list[Record]:
        """Return items with their latest decision, newest first, a row for each story.

        `words` is a query to the full-text index, `holds` a text that the title or summary holds; with
        `latest` only so many of the latest items are looked at.
        """
        return self.query(
            _ITEMS.format(_INDEXED, "t.rowid DESC")
            if words
            else _ITEMS.format(_LATEST, "i.rowid DESC")
            if latest is not None
            else _ITEMS.format("items i", "i.first_seen DESC, i.rowid DESC"),
            {
                "story": story,
                "feed": feed,
                "verdict": verdict,
                "since": stamp(since) if since else None,
                "until": stamp(until) if until else None,
                "holds": holds.casefold() if holds else None,
                "words": words,
                "limit": limit,
                "latest": latest,
            },
        )

    def developments(
        self,
        *,
        story: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        words: str | None = None,
        holds: str | None = None,
        limit: int = 50,
    ) -> list[Record]:
        """Return developments with their items and outlets, newest first.

        `words` and `holds` are as for items: one that tells the development matches.
        """
        found = self.query(
            "SELECT id, story, headline, changes, first_seen, last_seen, importance FROM developments"  # noqa: S608
            " WHERE (:story IS NULL OR story = :story) AND (:since IS NULL OR last_seen >= :since)"
            " AND (:until IS NULL OR first_seen <= :until)"
            + (_TOLD_BY if words else _TOLD_WITH if holds else "")
            + " ORDER BY last_seen DESC, id DESC LIMIT :limit",
            {
                "story": story,
                "since": stamp(since) if since else None,
                "until": stamp(until) if until else None,
                "words": words,
                "holds": holds.casefold() if holds else None,
                "limit": limit,
            },
        )
        for row in found:
            told = self.query(
                "SELECT DISTINCT i.id, i.outlet FROM decisions d JOIN items i ON i.id = d.item"
                " WHERE d.development = ? AND d.action IN ('alert', 'fold')"
                " ORDER BY d.decided, d.rowid",
                (row["id"],),
            )
            row["changes"] = json.loads(row["changes"])
            row["items"] = list(dict.fromkeys(each["id"] for each in told))
            row["outlets"] = list(dict.fromkeys(each["outlet"] for each in told))
        return found

    def has_outlet(self, name: str) -> bool:
        """Whether an item is of an outlet of this name; asked only where nothing was found."""
        return bool(self.query("SELECT 1 FROM items WHERE outlet = ? LIMIT 1", (name,)))

    def alerts(
        self,
        *,
        story: str | None = None,
        state: str | None = None,
        since: datetime | None = None,
        limit: int = 50,
    ) -> list[Record]:
        """Return the outbox, newest first."""
        return self.query(
            'SELECT id, development, story, recipient AS "to", channel, subject, state, attempts,'
            " message_id, created, sent, due, last_error FROM alerts"
            " WHERE (:story IS NULL OR story = :story OR (development IS NULL AND EXISTS ("
            "   SELECT 1 FROM notices n WHERE n.parcel = alerts.parcel AND n.story = :story)))"
            " AND (:state IS NULL OR state = :state) AND (:since IS NULL OR created >= :since)"
            " ORDER BY created DESC, rowid DESC LIMIT :limit",
            {
                "story": story,
                "state": state,
                "since": stamp(since) if since else None,
                "limit": limit,
            },
        )

    def alert(self, alert: str) -> tuple[Alert, Record] | None:
        """Return the alert of an id, and how far it has come as `alerts` says it; or None."""
        found = self.query("SELECT * FROM alerts WHERE id = ?", (alert,))
        if not found:
            return None
        row = found[0]
        return alert_of(row), {key: row[key] for key in ("state", "sent", "due", "last_error")}

    def story_of(self, development: int) -> str | None:
        """Return the story of a development, or None."""
        found = self.query("SELECT story FROM developments WHERE id = ?", (development,))
        return found[0]["story"] if found else None

    def sources(self, story: str) -> list[SourceArticle]:
        """Return the stored source articles of a story."""
        found = self.query("SELECT * FROM sources WHERE story = ? ORDER BY added, id", (story,))
        return [SourceArticle(r["id"], r["title"], r["text"], r["address"]) for r in found]

    def latest_items(self, story: str, limit: int) -> list[Item]:
        """Return the items that were decided on for a story, newest first."""
        found = self.query(
            "SELECT * FROM items WHERE id IN (SELECT item FROM decisions WHERE story = ?)"
            " ORDER BY first_seen DESC, rowid DESC LIMIT ?",
            (story, limit),
        )
        return [item_of(row) for row in found]

    def status(self, now: datetime) -> Record:
        """Return the figures of the status screen, but for the daemon's own."""
        day_ago = stamp(now - timedelta(days=1))
        feeds = self.query("SELECT outcome, count(*) AS n FROM feeds WHERE removed = 0 GROUP BY 1")
        failing = sum(row["n"] for row in feeds if Outcome(row["outcome"]).is_failure)
        total = sum(row["n"] for row in feeds)
        states = {
            row["state"]: row["n"]
            for row in self.query("SELECT state, count(*) AS n FROM alerts GROUP BY 1")
        }
        return {
            "feeds": {"total": total, "ok": total - failing, "failing": failing},
            "items": {
                "total": self._count("SELECT coalesce(sum(items), 0) AS n FROM feeds"),
                "last_24h": self._count(
                    "SELECT count(*) AS n FROM items WHERE first_seen >= ?", day_ago
                ),
                "undecidable": self._count(_UNDECIDABLE, day_ago[:10]),
            },
            "developments": {
                "total": self._count("SELECT count(*) AS n FROM developments"),
                "last_24h": self._count(
                    "SELECT count(*) AS n FROM developments WHERE first_seen >= ?", day_ago
                ),
            },
            "alerts": {
                "waiting": self._count(COUNT_WAITING),
                "pending": states.get("pending", 0) + states.get("sending", 0),
                "retry": states.get("retry", 0),
                "dead": states.get("dead", 0),
                "sent_24h": self._count(
                    "SELECT count(*) AS n FROM alerts WHERE sent >= ?", day_ago
                ),
            },
            "database": {
                "path": str(self.path),
                "bytes": self.path.stat().st_size if self.path.exists() else 0,
            },
        }

    def chore(self, name: str) -> tuple[str | None, str | None]:
        """Return when a chore was done last and the time before; None for what there was not."""
        found = self.query("SELECT done, before FROM chores WHERE name = ?", (name,))
        return (found[0]["done"], found[0]["before"]) if found else (None, None)

    def last_poll(self) -> str | None:
        """Return when a feed was polled last, or None."""
        found = self.query("SELECT max(last_polled) AS last FROM feeds")
        return found[0]["last"] if found else None

    def next_poll(self) -> str | None:
        """Return when the next feed is due, or None."""
        found = self.query("SELECT min(next_poll) AS next FROM feeds WHERE removed = 0")
        return found[0]["next"] if found and (found[0]["next"] or _NEVER) < _NEVER else None

    def _count(self, sql: str, *values: str) -> int:
        found = self.query(sql, values)
        return int(found[0]["n"]) if found else 0
