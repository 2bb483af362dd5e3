"""Keeps the database small and quick: what need not be kept goes, its room is given back. I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config import KeepConfig
from monitor.store.chores import Chores
from monitor.store.compaction import Compaction
from monitor.store.database import Database
from monitor.store.pace import Pace
from monitor.store.retention import Removed, Retention
from monitor.store.views import HOUSEKEEPING

EVERY = timedelta(days=1)
_LOG_PAGES = 200  # after which we write the log back; at a thousand the next writer has to


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one round of housekeeping did; `is_whole` says that it was not stopped before its end."""

    removed: Removed
    bytes_before: int
    bytes_after: int
    is_whole: bool

    def __str__(self) -> str:
        freed = max(0, self.bytes_before - self.bytes_after)
        return (
            f"removed {self.removed.items:,} items and {self.removed.revisions:,} revisions, emptied"
            f" {self.removed.mails:,} sent mails, gave {freed / 1e6:.1f} MB back to the disk"
            + ("" if self.is_whole else "; stopped before the end, the next round goes on")
        )


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """The housekeeping of one database file, over a connection of its own.

    `stopwatch` returns seconds from any start. `rest` waits so many seconds, in which others write,
    and says whether to go on: a round takes about twice the time that it works.
    """

    database: Path
    keep: KeepConfig
    stopwatch: Callable[[], float]
    rest: Callable[[float], bool]

    def run_if_due(self, now: datetime) -> Tidied | None:
        """Do one round where the last whole one was a day ago; raise StoreError as `run` does."""
        with Database(self.database) as database:
            is_due = Chores(database).is_due(HOUSEKEEPING, EVERY, now)
        return self.run(now) if is_due else None

    def run(self, now: datetime) -> Tidied:
        """Do one round; raise StoreError where the database cannot be used.

        What was done stays done when it is stopped or fails; the next round goes on.
        """
        pace = Pace(self.stopwatch, self.rest)
        before = self._bytes()
        with Database(self.database) as database:
            database.pragma(f"wal_autocheckpoint = {_LOG_PAGES}")
            removed = Retention(database, self.keep).run(now, pace)
            is_whole = removed.is_whole and Compaction(database).run(pace)
            if is_whole:
                Chores(database).note(HOUSEKEEPING, now)
        return Tidied(removed, before, self._bytes(), is_whole)

    def _bytes(self) -> int:
        return self.database.stat().st_size if self.database.exists() else 0
