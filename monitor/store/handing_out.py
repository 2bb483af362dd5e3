"""Notices that wait for one reader alone, who says herself when her mails go. I/O.

Such a notice is a copy of one that waits in common. It waits and leaves by itself, so that a reader is
told it once, in whatever order she and the others are. The common one is for all who have no copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from monitor.store.database import Database
from monitor.store.readers import Reader
from monitor.store.rows import to_json


@dataclass(frozen=True, slots=True)
class Wanted:
    """A notice that a reader is to have for herself."""

    notice: int
    reader: str  # in lower case


class HandingOut:
    """The copies of notices over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def apart(self) -> set[Reader]:
        """Return who has a copy of something that still waits in common, told or not."""
        found = self._db.all(
            "SELECT DISTINCT o.story, o.reader FROM notices n JOIN notices o ON o.common = n.id"
            " WHERE n.state = 'waiting'"
        )
        return {(row["story"], row["reader"]) for row in found}

    def wanted(self, readers: Collection[Reader]) -> list[Wanted]:
        """Return what waits in common and some readers have no copy of."""
        found = self._db.all(_WANTED, (to_json([list(each) for each in sorted(readers)]),))
        return [Wanted(row["id"], row["reader"]) for row in found]

    def hand_out(self, wanted: Collection[Wanted]) -> None:
        """Give readers copies of what still waits; part of the caller's transaction."""
        self._db.run_many(
            _COPY, ({"notice": each.notice, "reader": each.reader} for each in wanted)
        )

    def copied(self, story: str) -> dict[int, bool]:
        """Return what waits in common and was handed out, by id: whether a copy of it waits."""
        found = self._db.all(
            "SELECT n.id, max(o.state = 'waiting') AS waits FROM notices n"
            " JOIN notices o ON o.common = n.id WHERE n.state = 'waiting' AND n.story = ?"
            " GROUP BY n.id",
            (story,),
        )
        return {row["id"]: bool(row["waits"]) for row in found}

    def comes_to(self, audiences: Iterable[tuple[str, str]]) -> set[int]:
        """Return what is still to come to readers of some stories, by the ids of common notices.

        With an empty reader, to those who have no copies.
        """
        found = self._db.all(_COMES, (to_json([list(each) for each in audiences]),))
        return {row["id"] for row in found}


_WANTED = """
    SELECT n.id, json_extract(r.value, '$[1]') AS reader
    FROM notices n JOIN json_each(?) r ON json_extract(r.value, '$[0]') = n.story
    WHERE n.state = 'waiting' AND n.common IS NULL AND NOT EXISTS (SELECT 1 FROM notices o
        WHERE o.common = n.id AND o.reader = json_extract(r.value, '$[1]'))
    ORDER BY n.id, reader
"""
_COPY = """
    INSERT OR IGNORE INTO notices (story, development, item, first_item, headline, summary, reason,
        changes, created, correction, urgent, reader, common)
    SELECT story, development, item, first_item, headline, summary, reason, changes, created,
        correction, urgent, :reader, id
    FROM notices WHERE id = :notice AND state = 'waiting'
"""
_COMES = """
    SELECT coalesce(n.common, n.id) AS id
    FROM json_each(?) r JOIN notices n ON n.story = json_extract(r.value, '$[0]')
    WHERE n.state = 'waiting' AND (n.reader = json_extract(r.value, '$[1]')
        OR (n.common IS NULL AND NOT EXISTS (SELECT 1 FROM notices o
            WHERE o.common = n.id AND o.reader = json_extract(r.value, '$[1]'))))
"""
