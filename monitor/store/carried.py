"""Which items the latest document of each feed holds: these must not be forgotten. I/O.

An item that is removed while its feed still carries it would be new at the next poll.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.store.database import Database
from monitor.store.rows import stamp, to_json


class Carried:
    """What feeds carry, over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(
        self,
        feed: str,
        read: Iterable[tuple[str, bytes]],
        entries: frozenset[bytes],
        now: datetime,
    ) -> None:
        """Note what a document carries; part of the transaction that records its items.

        `read` are the ids of the items that were read from it, each with the hash of its entry, or
        nothing where the document was read whole. `entries` are the hashes of all its entries, also
        of those that were read before; empty where it was read whole.
        """
        before = {
            (row["item"], bytes(row["entry"]))
            for row in self._db.all("SELECT item, entry FROM carried WHERE feed = ?", (feed,))
        }
        after = {pair for pair in before if pair[1] in entries} | set(read)
        self._db.run_many(
            "DELETE FROM carried WHERE feed = :feed AND item = :item AND entry = :entry",
            ({"feed": feed, "item": item, "entry": entry} for item, entry in before - after),
        )
        self._db.run_many(
            "INSERT INTO carried (feed, item, entry) VALUES (:feed, :item, :entry)",
            ({"feed": feed, "item": item, "entry": entry} for item, entry in after - before),
        )
        if left := {item for item, _ in before} - {item for item, _ in after}:
            self._db.run(
                "UPDATE items SET left_feed = ? WHERE id IN (SELECT value FROM json_each(?))",
                (stamp(now), to_json(sorted(left))),
            )
