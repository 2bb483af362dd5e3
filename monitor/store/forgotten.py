"""Remembers of a removed item that it was there, in two numbers, for a year. I/O.

Some feeds bring an old item again, months after they dropped it. It is no news.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.model import Item
from monitor.store.database import Database
from monitor.store.rows import to_json

YEAR = timedelta(days=365)
_BYTES = 7  # of a hash: a positive integer; to be mistaken, id and content must collide at once


class Forgotten:
    """The removed items over an open database; each writing call is part of a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, items: Iterable[tuple[str, str]], now: datetime) -> None:
        """Remember that items, by id and content hash, are removed now."""
        self._db.run_many(
            "INSERT OR REPLACE INTO forgotten (item, content, day) VALUES (:item, :content, :day)",
            (
                {"item": _number(item), "content": _number(content), "day": _day(now)}
                for item, content in items
            ),
        )

    def among(self, items: Sequence[Item]) -> dict[str, bool]:
        """Return which of the items were removed, by id, and whether they say what they said then."""
        if not items:
            return {}
        found = self._db.all(
            "SELECT item, content FROM forgotten WHERE item IN (SELECT value FROM json_each(?))",
            (to_json([_number(item.id) for item in items]),),
        )
        contents = {row["item"]: row["content"] for row in found}
        return {
            item.id: contents[number] == _number(item.content_hash)
            for item in items
            if (number := _number(item.id)) in contents
        }

    def recall(self, item: Item) -> None:
        """Note that an item is stored again."""
        self._db.run("DELETE FROM forgotten WHERE item = ?", (_number(item.id),))

    def expired(self, now: datetime, limit: int) -> list[int]:
        """Return at most `limit` of those that were removed more than a year ago."""
        found = self._db.all(
            "SELECT item FROM forgotten WHERE day < ? LIMIT ?", (_day(now - YEAR), limit)
        )
        return [row["item"] for row in found]

    def drop(self, expired: Sequence[int]) -> None:
        """Remember these no longer."""
        self._db.run(
            "DELETE FROM forgotten WHERE item IN (SELECT value FROM json_each(?))",
            (to_json(expired),),
        )


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BYTES).digest())


def _day(moment: datetime) -> int:
    return int(moment.timestamp() // 86_400)
