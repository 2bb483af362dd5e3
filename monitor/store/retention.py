"""Removes what need not be kept any more, in slices that hold up no other writer. I/O.

Never removed: what was told and what tells it, as it was then, which the engine starts from; what waits to be sent;
what a feed carries, which would be new at the next poll. Of a configured feed that was not read since
the database knows what feeds carry, everything is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.config import KeepConfig
from monitor.store.database import Database
from monitor.store.forgotten import Forgotten
from monitor.store.pace import Pace
from monitor.store.rows import stamp, to_json

_FOREVER = ""  # no moment is before it
_LOOKED_AT = 10  # items for one that may be removed: most are kept in the end

#: Tables whose rows go with their item, and the column that names it.
GO_WITH_ITEM = (("decisions", "item"), ("revisions", "item"))
#: The items that may go: none to which a row of another table leads.
_REMOVABLE = """
    SELECT i.id, i.content_hash FROM items i
    WHERE i.id IN (SELECT value FROM json_each(:items))
    AND NOT EXISTS (SELECT 1 FROM carried c WHERE c.item = i.id)
    AND (EXISTS (SELECT 1 FROM carried c WHERE c.feed = i.feed)
        OR EXISTS (SELECT 1 FROM feeds f WHERE f.url = i.feed AND f.removed = 1))
    AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.item = i.id)
    AND (coalesce(i.left_feed, i.first_seen) < :unrelated
        OR EXISTS (SELECT 1 FROM decisions d WHERE d.item = i.id))
    AND NOT EXISTS (
        SELECT 1 FROM decisions d WHERE d.item = i.id AND CASE d.action
            WHEN 'unrelated' THEN coalesce(i.left_feed, i.first_seen) >= :unrelated
            WHEN 'undecidable' THEN coalesce(i.left_feed, i.first_seen) >= :unrelated
            WHEN 'known' THEN coalesce(i.left_feed, i.first_seen) >= :known
            WHEN 'hold' THEN coalesce(i.left_feed, i.first_seen) >= :held
            WHEN 'fold' THEN coalesce(i.left_feed, i.first_seen) >= :reports
                OR EXISTS (SELECT 1 FROM notices n
                    WHERE n.development = d.development AND n.state = 'waiting')
                OR EXISTS (SELECT 1 FROM alerts a
                    WHERE a.development = d.development AND a.state NOT IN ('sent', 'dead'))
            ELSE 1
        END)
"""


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each were removed; `is_whole` says that nothing was left for the next time."""

    items: int = 0
    revisions: int = 0
    mails: int = 0
    is_whole: bool = True


class Retention:
    """What is kept how long, over an open database of its own."""

    def __init__(self, database: Database, keep: KeepConfig) -> None:
        self._db = database
        self._keep = keep
        self._forgotten = Forgotten(database)

    def run(self, now: datetime, pace: Pace) -> Removed:
        """Remove what has been kept long enough at `now`."""
        items, ended = self._remove_items(now, pace)
        if not ended:
            return Removed(items, is_whole=False)
        revisions, ended = pace.work(lambda size: self._remove_revisions(now, size))
        if not ended:
            return Removed(items, revisions, is_whole=False)
        mails, ended = pace.work(lambda size: self._empty_mails(now, size))
        if ended:
            _, ended = pace.work(lambda size: self._empty_notices(now, size))
        if ended:
            _, ended = pace.work(lambda size: self._expire(now, size))
        return Removed(items, revisions, mails, ended)

    # --- items -----------------------------------------------------------------------------------

    def _remove_items(self, now: datetime, pace: Pace) -> tuple[int, bool]:
        limits = {
            name: _limit(getattr(self._keep, name), now)
            for name in ("unrelated", "known", "held", "reports")
        }
        place = ("", 0)

        def step(size: int) -> int | None:
            nonlocal place
            seen = self._seen_before(max(limits.values()), place, size * _LOOKED_AT)
            if not seen:
                return None
            found = self._removable([row["id"] for row in seen], limits)
            if len(found) > size:  # the rest is looked at again
                found = found[:size]
                last = found[-1][0]
                seen = seen[: next(n for n, row in enumerate(seen, 1) if row["id"] == last)]
            place = (seen[-1]["first_seen"], seen[-1]["place"])
            return self._remove([item for item, _ in found], limits, now) if found else 0

        return pace.work(step)

    def _seen_before(self, moment: str, place: tuple[str, int], limit: int) -> list[dict[str, Any]]:
        """Return the items after a place in the order in which they came, of before a moment."""
        return self._db.all(
            "SELECT id, first_seen, rowid AS place FROM items"
            " WHERE (first_seen, rowid) > (?, ?) AND first_seen < ?"
            " ORDER BY first_seen, rowid LIMIT ?",
            (*place, moment, limit),
        )

    def _removable(self, items: list[str], limits: dict[str, str]) -> list[tuple[str, str]]:
        """Return, of some items, the id and content hash of those that may go, in their order."""
        found = {
            row["id"]: row["content_hash"]
            for row in self._db.all(_REMOVABLE, {**limits, "items": to_json(items)})
        }
        return [(item, found[item]) for item in items if item in found]

    def _remove(self, items: list[str], limits: dict[str, str], now: datetime) -> int:
        with self._db.transaction():
            found = self._removable(items, limits)  # a poll may have brought one meanwhile
            ids = to_json([item for item, _ in found])
            for table, column in (*GO_WITH_ITEM, ("items", "id")):
                self._db.run(
                    f"DELETE FROM {table} WHERE {column} IN"  # noqa: S608 - our names
                    " (SELECT value FROM json_each(?))",
                    (ids,),
                )
            self._forgotten.add(found, now)
        return len(found)

    # --- what hangs on them ----------------------------------------------------------------------

    def _remove_revisions(self, now: datetime, size: int) -> int | None:
        return self._change(
            "SELECT rowid AS id FROM revisions r WHERE replaced < ? AND NOT EXISTS (SELECT 1"
            " FROM decisions d WHERE d.item = r.item AND d.revision = r.revision"
            " AND d.action = 'alert') LIMIT ?",
            "DELETE FROM revisions WHERE rowid IN (SELECT value FROM json_each(?))",
            _limit(self._keep.revisions, now),
            size,
        )

    def _empty_mails(self, now: datetime, size: int) -> int | None:
        return self._change(
            "SELECT id FROM alerts WHERE state = 'sent' AND sent < ? AND text <> '' LIMIT ?",
            "UPDATE alerts SET text = '', html = '', data = '{}', headers = '[]'"
            " WHERE id IN (SELECT value FROM json_each(?))",
            _limit(self._keep.mails, now),
            size,
        )

    def _empty_notices(self, now: datetime, size: int) -> int | None:
        return self._change(
            "SELECT id FROM notices WHERE state <> 'waiting' AND created < ? AND reason <> ''"
            " LIMIT ?",
            "UPDATE notices SET summary = '', reason = '', changes = '[]'"
            " WHERE id IN (SELECT value FROM json_each(?))",
            _limit(self._keep.mails, now),
            size,
        )

    def _change(self, find: str, change: str, limit: str, size: int) -> int | None:
        """Change what is found before `limit`, at most `size` rows; None where there is none."""
        found = [row["id"] for row in self._db.all(find, (limit, size))]
        if not found:
            return None
        with self._db.transaction():
            return self._db.run(change, (to_json(found),))

    def _expire(self, now: datetime, size: int) -> int | None:
        found = self._forgotten.expired(now, size)
        if not found:
            return None
        with self._db.transaction():
            self._forgotten.drop(found)
        return len(found)


def _limit(kept: timedelta | None, now: datetime) -> str:
    """Return the moment before which things are not kept."""
    return stamp(now - kept) if kept is not None else _FOREVER
