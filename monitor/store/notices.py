"""What is to be told and is not in a mail yet, and what the reader does not want to hear. I/O.

A notice is written in the transaction of its decision. It waits until the plan of its story lets it
go; then one transaction takes it and puts its mail into the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.model import Change, Citation, Report
from monitor.store import rows
from monitor.store.database import Database
from monitor.store.firsts import WHOSE, firsts
from monitor.store.rows import moment, stamp, to_json
from monitor.store.telling import DELIVERED, DROP_COPY, TOLD_IN


@dataclass(frozen=True, slots=True)
class Notice:
    """What one item tells the reader of a story. `id` is 0 until it is stored."""

    story: str
    development: int
    item: str
    first_item: str  # that told the development first
    headline: str
    summary: str
    reason: str
    changes: tuple[Change, ...]
    created: datetime
    correction: bool = False  # its outlet edited what was told
    urgent: bool = False  # waits for nothing
    id: int = 0
    reader: str = ""  # for whom alone it waits, in lower case; empty: for all who have no copy
    common: int | None = None  # of which it is a copy


class Notices:
    """The notices over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, notice: Notice) -> None:
        """Let a notice wait; part of the caller's transaction."""
        self._db.run(
            "INSERT INTO notices (story, development, item, first_item, headline, summary, reason,"
            " changes, created, correction, urgent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                notice.story,
                notice.development,
                notice.item,
                notice.first_item,
                notice.headline,
                notice.summary,
                notice.reason,
                rows.changes_json(notice.changes),
                stamp(notice.created),
                notice.correction,
                notice.urgent,
            ),
        )

    def audiences(self) -> list[tuple[str, str]]:
        """Return the stories of which notices are in no mail yet, with the reader for whom alone they wait."""
        found = self._db.all("SELECT DISTINCT story, reader FROM notices WHERE state = 'waiting'")
        return [(row["story"], row["reader"]) for row in found]

    def waiting(self, stories: Collection[str]) -> list[Notice]:
        """Return the notices of some stories that are in no mail yet, oldest first."""
        found = self._db.all(
            "SELECT * FROM notices WHERE state = 'waiting'"
            " AND story IN (SELECT value FROM json_each(?)) ORDER BY created, id",
            (to_json(list(stories)),),
        )
        return [_notice(row) for row in found]

    def delivered(
        self, story: str, since: datetime, limit: int
    ) -> list[tuple[Notice, datetime, float, int, Report | None]]:
        """Return what mails told of a story after `since`, the latest first.

        Each with when its mail was written, how important its development is, how many outlets tell
        it by now, and the report of its item. What no reader got, and what they muted or called
        irrelevant, is left out.
        """
        found = self._db.all(DELIVERED, (story, stamp(since), limit))
        return [
            (
                _notice(row),
                datetime.fromisoformat(row["told"]),
                row["importance"],
                row["outlets"],
                _report(row),
            )
            for row in found
        ]

    def importance(self, development: int) -> float:
        """Return how likely it is that whoever follows the story must know a development, 0..1."""
        found = self._db.all("SELECT importance FROM developments WHERE id = ?", (development,))
        return float(found[0]["importance"]) if found else 0.0

    def told_by(self, development: int) -> tuple[datetime, ...]:
        """Return, for each outlet that tells a development, when that was first seen, in order."""
        return firsts(self._db.all(_TELLING, (development,)))

    def heed_clock_set_back(self, now: datetime) -> None:
        """Have what a clock that was ahead has written wait from now on, and not until its own time."""
        ahead = {"now": stamp(now)}
        condition = "state = 'waiting' AND created > :now"
        if self._db.all(f"SELECT 1 FROM notices WHERE {condition} LIMIT 1", ahead):  # noqa: S608 - our words
            with self._db.transaction():
                self._db.run(f"UPDATE notices SET created = :now WHERE {condition}", ahead)  # noqa: S608

    def mails_since(self, story: str, since: datetime, reader: str = "") -> list[datetime]:
        """Return when mails on a story were written after `since`, to one reader alone or to the others."""
        found = self._db.all(
            "SELECT min(told) AS told FROM notices WHERE story = ? AND told > ? AND reader = ?"
            " GROUP BY parcel",
            (story, stamp(since), reader),
        )
        return [datetime.fromisoformat(row["told"]) for row in found]

    def take(self, notices: Iterable[Notice], parcel: str, now: datetime) -> None:
        """Note that notices are in a mail now; part of the transaction that writes it."""
        taken = list(notices)
        for notice in taken:
            self._db.run(
                "UPDATE notices SET state = 'told', parcel = ?, told = ? WHERE id = ?",
                (parcel, stamp(now), notice.id),
            )
        for development in {notice.development for notice in taken}:
            self._db.run("UPDATE developments SET alerts = alerts + 1 WHERE id = ?", (development,))

    def set_aside(self, notices: Iterable[Notice]) -> None:
        """Note that notices will not be told; part of the caller's transaction.

        One of which each reader has a copy is told by these. A copy that nobody wants now is no more
        while others wait for the same: its reader may want it then.
        """
        for notice in notices:
            if notice.common and self._db.run(DROP_COPY, (notice.id, notice.common)):
                continue
            self._db.run(
                "UPDATE notices SET state = CASE WHEN EXISTS (SELECT 1 FROM notices o"
                " WHERE o.common = notices.id) THEN 'apart' ELSE 'muted' END WHERE id = ?",
                (notice.id,),
            )

    def subject(self, development: int) -> str:
        """Return the subject of the mails on a development; empty before the first."""
        found = self._db.all("SELECT subject FROM developments WHERE id = ?", (development,))
        return str(found[0]["subject"]) if found else ""

    def keep_subject(self, development: int, subject: str) -> None:
        """Keep the subject of the thread of a development; part of a transaction."""
        self._db.run(
            "UPDATE developments SET subject = ? WHERE id = ?",
            (subject, development),
        )

    def mute(self, story: str, development: int | None, until: datetime | None) -> None:
        """Tell nothing of a story, or of one of its developments, until a moment or for ever."""
        with self._db.transaction():
            self._db.run(
                "INSERT OR REPLACE INTO mutes (story, development, until) VALUES (?, ?, ?)",
                (story, development or 0, stamp(until) if until else None),
            )

    def unmute(self, story: str, development: int | None) -> bool:
        """Tell a story or development again; say if it was muted."""
        with self._db.transaction():
            found = self._db.run(
                "DELETE FROM mutes WHERE story = ? AND development = ?", (story, development or 0)
            )
        return found > 0

    def muted(self, story: str, now: datetime) -> Callable[[Notice], bool]:
        """Return what says whether the reader asked not to be told a notice of `story` now."""
        found = self._db.all(
            "SELECT development FROM mutes WHERE story = ? AND (until IS NULL OR until > ?)",
            (story, stamp(now)),
        )
        muted = {row["development"] for row in found}
        return lambda notice: bool(muted & {0, notice.development})

    def is_muted(self, story: str, now: datetime) -> bool:
        """Whether a story as a whole is muted now."""
        return bool(
            self._db.all(
                "SELECT 1 FROM mutes WHERE story = ? AND development = 0"
                " AND (until IS NULL OR until > ?)",
                (story, stamp(now)),
            )
        )

    def told_in(self, alert: str) -> list[tuple[str, int, str]]:
        """Return the story, number and headline of each development that an alert tells."""
        found = self._db.all(TOLD_IN, (alert,))
        return [(row["story"], row["id"], row["headline"]) for row in found]

    def mark_irrelevant(self, story: str, development: int, now: datetime) -> None:
        """Remember that a development was no news to its reader, and mute it.

        The story is built anew by whoever follows it: what it knows of its reader has changed.
        """
        with self._db.transaction():
            self.reject(story, development, now)

    def reject(self, story: str, development: int, now: datetime) -> None:
        """Do what `mark_irrelevant` does as part of the caller's transaction."""
        self._db.run(
            "UPDATE developments SET irrelevant = ? WHERE id = ?", (stamp(now), development)
        )
        self._db.run(
            "INSERT OR REPLACE INTO mutes (story, development, until) VALUES (?, ?, NULL)",
            (story, development),
        )
        self._changed(story)  # the mute has made its row

    def accept(self, story: str, development: int) -> None:
        """Take back that a development was no news, and its mute; in a transaction."""
        if not self._db.run(
            "UPDATE developments SET irrelevant = NULL WHERE id = ? AND irrelevant IS NOT NULL",
            (development,),
        ):
            return
        self._db.run("DELETE FROM mutes WHERE story = ? AND development = ?", (story, development))
        self._changed(story)

    def _changed(self, story: str) -> None:
        """Have the story built anew by whoever follows it."""
        self._db.run("UPDATE story_versions SET known = known + 1 WHERE story = ?", (story,))

    def citations(self, story: str, ids: Collection[str]) -> dict[str, Citation]:
        """Return where the texts with these ids, source articles and items, are known from."""
        given = {"story": story, "ids": to_json(list(ids))}
        articles = self._db.all(
            "SELECT id, title FROM sources WHERE story = :story"
            " AND id IN (SELECT value FROM json_each(:ids))",
            given,
        )
        items = self._db.all(
            "SELECT id, title, outlet, coalesce(published, first_seen) AS published FROM items"
            " WHERE id IN (SELECT value FROM json_each(:ids))",
            given,
        )
        found = {row["id"]: Citation(row["title"]) for row in articles}
        return found | {
            row["id"]: Citation(row["title"], row["outlet"], moment(row["published"]))
            for row in items
        }


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(
        story=row["story"],
        development=row["development"],
        item=row["item"],
        first_item=row["first_item"],
        headline=row["headline"],
        summary=row["summary"],
        reason=row["reason"],
        changes=rows.changes_of(row["changes"]),
        created=datetime.fromisoformat(row["created"]),
        correction=bool(row["correction"]),
        urgent=bool(row["urgent"]),
        id=row["id"],
        reader=row["reader"],
        common=row["common"],
    )


def _report(row: dict[str, Any]) -> Report | None:
    """Return the report of a notice's item; None where the item was removed."""
    if row["outlet"] is None:
        return None
    published = datetime.fromisoformat(row["published"])
    return Report(row["item"], row["outlet"], row["title"], row["link"], published)


_TELLING = f"""
    SELECT {WHOSE}, min(d.decided) AS first FROM decisions d JOIN items i ON i.id = d.item
    WHERE d.development = ? AND d.action IN ('alert', 'fold') GROUP BY i.id ORDER BY first, d.rowid
"""  # noqa: S608 - our words
