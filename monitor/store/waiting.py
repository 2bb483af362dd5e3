"""Reads what is told and in no mail yet, for the screens. I/O."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.model import ChangeKind
from monitor.store.firsts import WHOSE, firsts
from monitor.store.rows import stamp
from monitor.store.views import Record, Views


@dataclass(frozen=True, slots=True)
class WaitingNews:
    """News of one story that waits for its mail; `told` is when each outlet that tells it did first."""

    id: int
    development: int
    created: datetime
    moved: bool  # a figure changed
    urgent: bool
    told: tuple[datetime, ...]
    reader: str = ""  # for whom alone it waits, in lower case; empty: for all who have no copy
    copies: frozenset[str] = frozenset()  # of the readers with a copy of it, told or not


def read_waiting(views: Views, now: datetime) -> dict[str, list[WaitingNews]]:
    """Return by story what waits and is not muted at `now`, oldest first."""
    rows = views.query(_WAITING, {"now": stamp(now)})
    told = _told(views, {row["development"] for row in rows})
    found: defaultdict[str, list[WaitingNews]] = defaultdict(list)
    for row in rows:
        found[row["story"]].append(
            WaitingNews(
                row["id"],
                row["development"],
                datetime.fromisoformat(row["created"]),
                any(change["kind"] == ChangeKind.CHANGED for change in json.loads(row["changes"])),
                bool(row["urgent"]),
                told.get(row["development"], ()),
                row["reader"],
                frozenset(json.loads(row["copies"])),
            )
        )
    return dict(found)


def read_mails_since(views: Views, story: str, since: datetime, reader: str = "") -> list[datetime]:
    """Return when mails on a story were written after `since`, to one reader alone or to the others."""
    rows = views.query(_MAILS, (story, stamp(since), reader))
    return [datetime.fromisoformat(row["told"]) for row in rows]


def _told(views: Views, developments: Iterable[int]) -> dict[int, tuple[datetime, ...]]:
    rows = views.query(_TELLING, (json.dumps(sorted(developments)),))
    found: defaultdict[int, list[Record]] = defaultdict(list)
    for row in rows:
        found[row["development"]].append(row)
    return {number: firsts(own) for number, own in found.items()}


_WAITING = """
    SELECT n.id, n.story, n.development, n.created, n.changes, n.urgent, n.reader,
        (SELECT json_group_array(o.reader) FROM notices o WHERE o.common = n.id) AS copies
    FROM notices n
    WHERE n.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.story = n.story
        AND m.development IN (0, n.development) AND (m.until IS NULL OR m.until > :now))
    ORDER BY n.created, n.id
"""
_MAILS = """
    SELECT min(told) AS told FROM notices WHERE story = ? AND told > ? AND reader = ? GROUP BY parcel
"""
_TELLING = f"""
    SELECT d.development, {WHOSE}, min(d.decided) AS first
    FROM decisions d JOIN items i ON i.id = d.item
    WHERE d.development IN (SELECT value FROM json_each(?)) AND d.action IN ('alert', 'fold')
    GROUP BY d.development, i.id ORDER BY first, d.rowid
"""  # noqa: S608 - our words
