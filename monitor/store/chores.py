"""What is done once in a while, and when it was done last: rounds by hand, housekeeping. I/O."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.store.database import Database
from monitor.store.rows import moment, stamp


class Chores:
    """The moments over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, name: str, now: datetime) -> None:
        """Note that a chore was done."""
        with self._db.transaction():
            self._db.run(
                "INSERT INTO chores (name, done) VALUES (:name, :now) ON CONFLICT (name)"
                " DO UPDATE SET before = done, done = :now",
                {"name": name, "now": stamp(now)},
            )

    def is_due(self, name: str, every: timedelta, now: datetime) -> bool:
        """Whether a chore was not done for `every`, or by a clock that was ahead."""
        found = self._db.all("SELECT done FROM chores WHERE name = ?", (name,))
        done = moment(found[0]["done"]) if found else None
        return done is None or done > now or now - done >= every
