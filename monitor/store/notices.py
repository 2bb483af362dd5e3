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
from monitor.store.rows import moment, stamp, to_json
from monitor.store.telling import WHOSE, firsts

#: Whether an alert `a` of the parcel of a notice `n` tells it: readers of several stories have mails
#: with others than those of one. What an alert told long ago is not kept; it is taken to tell all.
ALERT_TELLS = (
    "(a.development = n.development OR (a.development IS NULL AND (a.data = '{}' OR EXISTS ("
    "SELECT 1 FROM json_each(a.data, '$.developments') t"
    " WHERE json_extract(t.value, '$.id') = n.development))))"
)


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
        return [_notice(row) for row in found]

    def delivered(
        self, story: str, since: datetime, limit: int
    ) -> list[tuple[Notice, datetime, float, int, Report | None]]:
        """Return what mails told of a story after `since`, the latest first.

        Each with when its mail was written, how important its development is, how many outlets tell
        it by now, and the report of its item. What no reader got, and what they muted or called
        irrelevant, is left out.
        """
        found = self._db.all(_DELIVERED, (story, stamp(since), limit))
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
        found = self._db.all(_TOLD_IN, (alert,))
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
_DELIVERED = f"""
    SELECT n.*, v.importance, i.outlet, i.title, i.link,
        coalesce(i.published, i.first_seen) AS published,
        (SELECT count(DISTINCT other.outlet) FROM decisions d JOIN items other ON other.id = d.item
            WHERE d.development = n.development AND d.action IN ('alert', 'fold')) AS outlets
    FROM notices n JOIN developments v ON v.id = n.development
    LEFT JOIN items i ON i.id = n.item
    WHERE n.story = ? AND n.state = 'told' AND n.told > ? AND v.irrelevant IS NULL
        AND EXISTS (SELECT 1 FROM alerts a
            WHERE a.parcel = n.parcel AND a.state <> 'dead' AND {ALERT_TELLS})
        AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.development = n.development)
    ORDER BY n.told DESC, n.id DESC LIMIT ?
"""  # noqa: S608 - our words
_TOLD_IN = f"""
    SELECT DISTINCT d.story, d.id, d.headline FROM alerts a JOIN developments d
        ON d.id = a.development OR d.id IN
            (SELECT n.development FROM notices n WHERE n.parcel = a.parcel AND {ALERT_TELLS})
        OR (a.parcel = 'standing ' || d.story AND d.id IN
            (SELECT json_extract(t.value, '$.id') FROM json_each(a.data, '$.developments') t))
    WHERE a.id = ? ORDER BY d.id
"""  # noqa: S608 - our words
