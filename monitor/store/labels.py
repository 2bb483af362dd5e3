"""What readers said of what they were told, and which of them want no mails of a story. I/O."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from monitor.store.database import Database
from monitor.store.rows import stamp
from monitor.store.said import ALL_SAID, Said, said_of

_FIRST_ITEM = """
    SELECT d.item, d.story FROM decisions d WHERE d.development = ? AND d.action = 'alert'
    ORDER BY d.decided, d.rowid LIMIT 1
"""


class Labels:
    """The labels and absences over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def first_item(self, development: int) -> tuple[str, str] | None:
        """Return the item that told a development first and its story, or None."""
        found = self._db.all(_FIRST_ITEM, (development,))
        return (found[0]["item"], found[0]["story"]) if found else None

    def put(
        self, item: str, story: str, development: int, reader: str, verdict: str, now: datetime
    ) -> None:
        """Keep what a reader says of a development, instead of what she said; in a transaction."""
        self._db.run(
            "INSERT OR REPLACE INTO labels (item, story, development, reader, verdict, said)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (item, story, development, reader, verdict, stamp(now)),
        )

    def take_back(self, story: str, development: int, reader: str) -> None:
        """Forget what a reader said of a development; in a transaction."""
        self._db.run(
            "DELETE FROM labels WHERE story = ? AND development = ? AND reader = ?",
            (story, development, reader),
        )

    def of(self, story: str, development: int) -> dict[str, str]:
        """Return what each reader says of a development."""
        found = self._db.all(
            "SELECT reader, verdict FROM labels WHERE story = ? AND development = ?",
            (story, development),
        )
        return {row["reader"]: row["verdict"] for row in found}

    def said(self, story: str) -> list[Said]:
        """Return what readers said of the developments of a story, by development and reader."""
        return [said_of(row) for row in self._db.all(ALL_SAID, {"story": story})]

    def leave(self, story: str, reader: str, until: datetime | None, now: datetime) -> None:
        """Send a reader no mails of a story until a moment, or for ever."""
        with self._db.transaction():
            self._db.run(
                "INSERT OR REPLACE INTO absences (story, reader, until, said) VALUES (?, ?, ?, ?)",
                (story, reader.casefold(), stamp(until) if until else None, stamp(now)),
            )

    def come_back(self, story: str, reader: str) -> bool:
        """Send a reader mails of a story again; say if she had none."""
        with self._db.transaction():
            found = self._db.run(
                "DELETE FROM absences WHERE story = ? AND reader = ?", (story, reader.casefold())
            )
        return found > 0

    def present(self, story: str, readers: Collection[str], now: datetime) -> tuple[str, ...]:
        """Return those of some readers who want the mails of a story now."""
        found = self._db.all(
            "SELECT reader FROM absences WHERE story = ? AND (until IS NULL OR until > ?)",
            (story, stamp(now)),
        )
        absent = {row["reader"] for row in found}
        return tuple(reader for reader in readers if reader.casefold() not in absent)
