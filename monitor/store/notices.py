"""What is to be told and is not in a mail yet, and what the reader does not want to hear. I/O.

A notice is written in the transaction of its decision. It waits until the plan of its story lets it
go; then one transaction takes it and puts its mail into the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Change, Citation, Report, outlets_of
from monitor.store import rows
from monitor.store.database import Database
from monitor.store.rows import moment, stamp, to_json


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

    def stories(self) -> list[str]:
        """Return the stories of which notices are in no mail yet."""
        found = self._db.all("SELECT DISTINCT story FROM notices WHERE state = 'waiting'")
        return [row["story"] for row in found]

    def waiting(self, stories: Collection[str]) -> list[Notice]:
        """Return the notices of some stories that are in no mail yet, oldest first."""
        found = self._db.all(
            "SELECT * FROM notices WHERE state = 'waiting'"
            " AND story IN (SELECT value FROM json_each(?)) ORDER BY created, id",
            (to_json(list(stories)),),
        )
        return [
            Notice(
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
            )
            for row in found
        ]

    def told_by(self, development: int) -> tuple[datetime, ...]:
        """Return, for each outlet that tells a development, when that was first seen, in order."""
        found = self._db.all(
            "SELECT i.id, i.outlet, i.title, i.link, i.identity, min(d.decided) AS first"
            " FROM decisions d JOIN items i ON i.id = d.item"
            " WHERE d.development = ? AND d.action IN ('alert', 'fold')"
            " GROUP BY i.id ORDER BY first, d.rowid",
            (development,),
        )
        reports = [
            Report(
                row["id"], row["outlet"], row["title"], row["link"],
                datetime.fromisoformat(row["first"]), identity=row["identity"],
            )
            for row in found
        ]  # fmt: skip
        first: dict[str, datetime] = {}
        for outlet, report in zip(outlets_of(reports), reports, strict=True):
            first.setdefault(outlet, report.published)
        return tuple(first.values())

    def mails_since(self, story: str, since: datetime) -> list[datetime]:
        """Return when mails on a story were written after `since`."""
        found = self._db.all(
            "SELECT min(told) AS told FROM notices WHERE story = ? AND told > ? GROUP BY parcel",
            (story, stamp(since)),
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
        """Note that notices will not be told; part of the caller's transaction."""
        for notice in notices:
            self._db.run("UPDATE notices SET state = 'muted' WHERE id = ?", (notice.id,))

    def subject(self, development: int) -> str:
        """Return the subject of the mails on a development; empty before the first."""
        found = self._db.all("SELECT subject FROM developments WHERE id = ?", (development,))
        return str(found[0]["subject"]) if found else ""

    def keep_subject(self, development: int, subject: str) -> None:
        """Keep the subject that all mails on a development share; part of a transaction."""
        self._db.run(
            "UPDATE developments SET subject = ? WHERE id = ? AND subject = ''",
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

    def mark_irrelevant(self, alert: str, now: datetime) -> list[tuple[str, int, str]]:
        """Remember that an alert was no news to its reader, and mute what it tells.

        Return the story, number and headline of each development in it; nothing for an alert that
        is not there or tells none.
        """
        with self._db.transaction():
            found = self._db.all(
                "SELECT DISTINCT d.story, d.id, d.headline FROM alerts a JOIN developments d"
                " ON d.id = a.development OR d.id IN"
                "   (SELECT n.development FROM notices n WHERE n.parcel = a.parcel)"
                " WHERE a.id = ? ORDER BY d.id",
                (alert,),
            )
            for row in found:
                self._db.run(
                    "UPDATE developments SET irrelevant = ? WHERE id = ?", (stamp(now), row["id"])
                )
                self._db.run(
                    "INSERT OR REPLACE INTO mutes (story, development, until) VALUES (?, ?, NULL)",
                    (row["story"], row["id"]),
                )
        return [(row["story"], row["id"], row["headline"]) for row in found]

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
