"""What the daemon writes: polls, items, decisions, developments and the outbox. I/O.

One thread at a time may use a Store; another may close it. Reading for display is in `views`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from monitor.model import Action, Decision, Feed, Item, Report, SourceArticle
from monitor.model.feed_state import FeedState, host_of
from monitor.store import rows
from monitor.store.articles_read import ArticlesRead
from monitor.store.carried import Carried
from monitor.store.chores import Chores
from monitor.store.database import Database
from monitor.store.forgotten import Forgotten
from monitor.store.handing_out import HandingOut
from monitor.store.labels import Labels
from monitor.store.lookup import Lookup
from monitor.store.notices import Notices
from monitor.store.outbox import Outbox
from monitor.store.readers import Readers
from monitor.store.records import KnownItem, PollRecord
from monitor.store.rows import moment, stamp, to_json
from monitor.store.story_versions import StoryVersions
from monitor.store.stream import StreamMemory
from monitor.store.tallies import Tallies

_LONGEST_SPARED = timedelta(days=1)  # more was written by a clock that was ahead


class Store(AbstractContextManager["Store"]):
    """The one SQLite file, open for writing; a context manager."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path)
        self.outbox = Outbox(self._db)
        self.notices = Notices(self._db)
        self.carried = Carried(self._db)
        self.forgotten = Forgotten(self._db)
        self.chores = Chores(self._db)
        self.articles_read = ArticlesRead(self._db)
        self.story_versions = StoryVersions(self._db)
        self.labels = Labels(self._db)
        self.readers = Readers(self._db)
        self.handing_out = HandingOut(self._db)
        self.lookup = Lookup(self._db)
        self.stream = StreamMemory(self._db)
        self._tallies = Tallies(self._db)

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Do all or nothing; other writers wait from the first statement on."""
        return self._db.transaction()

    # --- feeds -----------------------------------------------------------------------------------

    def sync_feeds(self, feeds: Collection[Feed], now: datetime) -> None:
        """Make the table hold the configured feeds; new ones and those that came back are due.

        So are those polled by a clock that was ahead.
        """
        with self._db.transaction():
            self._spare_no_longer(now)
            self._db.run(
                "UPDATE feeds SET removed = 1 WHERE url NOT IN (SELECT value FROM json_each(?))",
                (to_json([feed.url for feed in feeds]),),
            )
            self._db.run_many(
                "INSERT INTO feeds (url, host, name, named, tags, every_seconds, next_poll)"
                " VALUES (:url, :host, :name, :named, :tags, :every, :now)"
                " ON CONFLICT (url) DO UPDATE SET removed = 0, named = :named, tags = :tags,"
                " name = CASE WHEN :named OR title = '' THEN :name ELSE title END,"
                " host = CASE WHEN address IS NULL THEN :host ELSE host END,"
                " next_poll = CASE WHEN removed OR every_seconds > :every OR last_polled > :now"
                " THEN :now ELSE next_poll END, every_seconds = :every",
                (
                    {
                        "url": feed.url,
                        "host": host_of(feed.url),
                        "name": feed.name,
                        "named": feed.is_named,
                        "tags": to_json(feed.tags),
                        "every": feed.every.total_seconds(),
                        "now": stamp(now),
                    }
                    for feed in feeds
                ),
            )

    def heed_clock_set_back(self, now: datetime) -> None:
        """Make due what a clock that was ahead has polled: its next poll is of that clock, too."""
        with self._db.transaction():
            self._spare_no_longer(now)
            self._db.run(
                "UPDATE feeds SET next_poll = :now WHERE removed = 0 AND last_polled > :now",
                {"now": stamp(now)},
            )

    def _spare_no_longer(self, now: datetime) -> None:
        """Forget the pauses of hosts that only a clock that was ahead can have written."""
        self._db.run("DELETE FROM hosts WHERE not_before > ?", (stamp(now + _LONGEST_SPARED),))

    def due_feeds(
        self,
        now: datetime,
        limit: int,
        *,
        force: bool = False,
        busy_hosts: Collection[str] = (),
    ) -> list[FeedState]:
        """Return the feeds to poll at `now`, longest overdue first; with `force` every feed.

        Those of hosts that asked to be left alone, or that are among `busy_hosts`, are left out.
        """
        marks = ",".join("?" * len(busy_hosts))
        is_due = "next_poll <= ? AND (not_before IS NULL OR not_before <= ?)"
        sql = (
            "SELECT feeds.* FROM feeds LEFT JOIN hosts USING (host)"  # noqa: S608 - our words
            f" WHERE removed = 0 AND host NOT IN ({marks}) AND {'1' if force else is_due}"
            " ORDER BY next_poll, url LIMIT ?"
        )
        moments = () if force else (stamp(now), stamp(now))
        found = self._db.all(sql, (*busy_hosts, *moments, limit))
        return [rows.feed_state_of(row) for row in found]

    def record_poll(self, poll: PollRecord, now: datetime) -> None:
        """Note the outcome of a poll; part of the caller's transaction."""
        row = rows.feed_state_row(poll.state) | {
            "host": host_of(poll.state.address or poll.state.url),
            "detail": poll.detail,
            "next_poll": stamp(poll.next_poll),
            "last_polled": stamp(now),
        }
        columns = ", ".join(f"{column} = :{column}" for column in row)
        columns += ", name = CASE WHEN named OR :title = '' THEN name ELSE :title END"
        self._db.run(f"UPDATE feeds SET {columns} WHERE url = :url", row)  # noqa: S608 - our names

    def spare_host(self, host: str, until: datetime) -> None:
        """Poll no feed of `host` before `until`; part of the caller's transaction."""
        self._db.run(
            "INSERT INTO hosts (host, not_before) VALUES (:host, :until) ON CONFLICT (host)"
            " DO UPDATE SET not_before = max(not_before, :until)",
            {"host": host, "until": stamp(until)},
        )

    # --- items -----------------------------------------------------------------------------------

    def known_items(self, feed: str, items: Sequence[Item]) -> dict[str, KnownItem]:
        """Return those of `items` that are stored already, by id, as they were stored."""
        return self.lookup.known_items(feed, items)

    def add_item(self, item: Item, now: datetime) -> None:
        """Store a new item; part of the caller's transaction."""
        self._tallies.add_item(item.feed)
        self._insert_item(item, now)

    def recall_item(self, item: Item, now: datetime) -> None:
        """Store again an item that was removed; part of the caller's transaction."""
        self.forgotten.recall(item)
        self._insert_item(item, now)

    def _insert_item(self, item: Item, now: datetime) -> None:
        self._db.run(
            "INSERT INTO items (id, feed, identity, outlet, title, summary, content, link,"
            " full_text, published, date_text, first_seen, content_hash) VALUES (:id, :feed,"
            " :identity, :outlet, :title, :summary, :content, :link, :full_text, :published,"
            " :date_text, :first_seen, :content_hash)",
            {**rows.item_row(item), "first_seen": stamp(now)},
        )

    def revise_item(self, before: KnownItem, after: Item, now: datetime) -> int:
        """Store an edited item beside what it said before; return its new revision."""
        self._db.run(
            "INSERT INTO revisions (item, revision, title, summary, content, full_text, replaced)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                after.id,
                before.revision,
                before.item.title,
                before.item.summary,
                before.item.content,
                before.item.full_text,
                stamp(now),
            ),
        )
        self._db.run(
            "UPDATE items SET title = :title, summary = :summary, content = :content, link = :link,"
            " full_text = :full_text, content_hash = :content_hash, revision = revision + 1 WHERE id = :id",
            rows.item_row(after),
        )
        return before.revision + 1

    def record_decision(
        self, item: Item, revision: int, story: str, decision: Decision, now: datetime,
        made: rows.DecisionRow | None = None,
    ) -> None:  # fmt: skip
        """Store what was decided on an item for a story, and why; `made` is its row, if it is."""
        row = {"item": item.id, "story": story, "revision": revision, "decided": stamp(now)}
        row |= made or rows.decision_row(decision)
        columns = ", ".join(row)
        marks = ", ".join(f":{column}" for column in row)
        self._db.run(f"INSERT INTO decisions ({columns}) VALUES ({marks})", row)  # noqa: S608 - our names
        self._tallies.add_decision(story, decision, now)
        if decision.action is Action.FOLD and decision.development is not None:
            self._db.run(
                "UPDATE developments SET last_seen = ? WHERE id = ?",
                (stamp(now), decision.development),
            )

    # --- stories ---------------------------------------------------------------------------------

    def put_source(self, story: str, source: SourceArticle, now: datetime) -> None:
        """Store a source article under its id."""
        with self._db.transaction():
            self._db.run(
                "INSERT OR REPLACE INTO sources (story, id, title, text, address, added)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (story, source.id, source.title, source.text, source.address, stamp(now)),
            )

    def sources(self, story: str) -> list[SourceArticle]:
        """Return the stored source articles of a story, oldest first: those of its configuration."""
        found = self._db.all(
            "SELECT * FROM sources WHERE story = ? AND by_reader = 0 ORDER BY added, id", (story,)
        )
        return [SourceArticle(r["id"], r["title"], r["text"], r["address"]) for r in found]

    def followed_since(self, story: str) -> datetime | None:
        """Return when the first source article of a story was stored, or None."""
        (row,) = self._db.all(
            "SELECT min(added) AS since FROM sources WHERE story = ? AND by_reader = 0", (story,)
        )
        return moment(row["since"])

    def next_development(self) -> int:
        """Return the number that the next development will have."""
        (row,) = self._db.all("SELECT coalesce(max(id), 0) + 1 AS next FROM developments")
        return int(row["next"])

    def record_development(
        self, decision: Decision, story: str, headline: str, now: datetime
    ) -> None:
        """Store the development that an alert tells, or what it adds to it; else do nothing."""
        if decision.action is not Action.ALERT:
            return
        changes = decision.diff.changes if decision.diff else ()
        importance = decision.diff.importance if decision.diff else 0.0
        number = decision.development
        found = self._db.all("SELECT changes FROM developments WHERE id = ?", (number,))
        if found:
            self._db.run(
                "UPDATE developments SET changes = ?, last_seen = ?,"
                " importance = max(importance, ?) WHERE id = ?",
                (
                    rows.joined_json(found[0]["changes"], rows.changes_json(changes)),
                    stamp(now),
                    importance,
                    number,
                ),
            )
        else:
            self._db.run(
                "INSERT INTO developments"
                " (id, story, headline, changes, first_seen, last_seen, importance)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    story,
                    headline,
                    rows.changes_json(changes),
                    stamp(now),
                    stamp(now),
                    importance,
                ),
            )

    def alerts_written(self, development: int) -> int:
        """Return how many messages were written about a development, follow-ups included."""
        found = self._db.all("SELECT alerts FROM developments WHERE id = ?", (development,))
        return int(found[0]["alerts"]) if found else 0

    def reports(self, development: int) -> tuple[Report, ...]:
        """Return who told a development, first to tell it first."""
        found = self._db.all(
            "SELECT DISTINCT i.id, i.outlet, i.title, i.link, i.summary, i.content, i.identity,"
            " coalesce(i.published, i.first_seen) AS published"
            " FROM decisions d JOIN items i ON i.id = d.item"
            " WHERE d.development = ? AND d.action IN ('alert', 'fold') ORDER BY d.decided, d.rowid",
            (development,),
        )
        return tuple(
            Report(
                r["id"],
                r["outlet"],
                r["title"],
                r["link"],
                datetime.fromisoformat(r["published"]),
                "\n".join((r["title"], r["summary"], r["content"])),
                identity=r["identity"],
            )
            for r in found
        )
