"""Finds the stored items that a document may hold again, under their ids or others. I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.model import Item
from monitor.store import rows
from monitor.store.database import Database
from monitor.store.records import KnownItem


class Lookup:
    """The stored items over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def known_items(self, feed: str, items: Sequence[Item]) -> dict[str, KnownItem]:
        """Return those of `items` that are stored already, by id, as they were stored."""
        found: dict[str, KnownItem] = {}
        for start in range(0, len(items), 500):
            ids = [item.id for item in items[start : start + 500]]
            marks = ",".join("?" * len(ids))
            sql = f"SELECT * FROM items WHERE feed = ? AND id IN ({marks})"  # noqa: S608 - only marks
            for row in self._db.all(sql, (feed, *ids)):
                found[row["id"]] = KnownItem(rows.item_of(row), row["revision"])
        return found

    def revisions(self, feed: str, ids: Iterable[str]) -> dict[str, int]:
        """Return the revision of each item that is stored, by id."""
        found = self._db.all(
            "SELECT id, revision FROM items WHERE feed = ?"
            " AND id IN (SELECT value FROM json_each(?))",
            (feed, rows.to_json(list(ids))),
        )
        return {row["id"]: row["revision"] for row in found}

    def namesakes(self, items: Iterable[Item]) -> list[Item]:
        """Return the stored items of the same feed that lead where one of `items` leads.

        For an item without a link those without a link that have its title. The latest come first.
        """
        found: list[Item] = []
        for item in items:
            place = item.link.partition("://")[2] if item.link else None
            which = "link IN (:plain, :secure)" if place else "link IS NULL AND title = :title"
            found += map(
                rows.item_of,
                self._db.all(
                    f"SELECT * FROM items WHERE feed = :feed AND {which}"  # noqa: S608 - our words
                    " ORDER BY first_seen DESC, rowid DESC LIMIT 20",
                    {
                        "feed": item.feed,
                        "plain": f"http://{place}",
                        "secure": f"https://{place}",
                        "title": item.title,
                    },
                ),
            )
        return found
