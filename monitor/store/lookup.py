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

        For an item without a link those without a link that have its title; for one whose link has a
        query also those of its page and title. The latest come first.
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
            if place and "?" in place:
                found += self._of_page(item, place.partition("?")[0])
        return found

    def _of_page(self, item: Item, page: str) -> list[Item]:
        """Return the stored items of a feed that lead to a page with any query and have the title."""
        found: list[Item] = []
        for scheme in ("http", "https"):
            rows_of_page = self._db.all(
                "SELECT * FROM items WHERE feed = :feed AND link >= :first AND link < :behind"
                " AND title = :title ORDER BY first_seen DESC, rowid DESC LIMIT 20",
                {
                    "feed": item.feed,
                    "first": f"{scheme}://{page}?",
                    "behind": f"{scheme}://{page}@",  # the character after `?`
                    "title": item.title,
                },
            )
            found += map(rows.item_of, rows_of_page)
        return found
