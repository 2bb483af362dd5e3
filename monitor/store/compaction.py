"""Gives the room of what was removed back to the disk, and keeps queries fast. I/O."""

from __future__ import annotations

from monitor.store.database import Database
from monitor.store.pace import Pace

_SPARE = 20  # a twentieth of the pages stays free: what comes next needs them
_PATIENCE = 50  # milliseconds that the end of the log may hold up a writer
_SAMPLE = 400  # rows of an index that are looked at for its statistics


class Compaction:
    """The file of an open database of its own."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def run(self, pace: Pace) -> bool:
        """Free pages, bring the statistics of indexes up to date, shorten the write-ahead log.

        Return whether all was done.
        """
        _, ended = pace.work(self._free_pages)
        if ended:
            self._db.pragma(f"analysis_limit = {_SAMPLE}")
            self._db.pragma("optimize")
            self._shorten_log()
        return ended

    def _free_pages(self, size: int) -> int | None:
        free = self._number("freelist_count")
        spare = self._number("page_count") // _SPARE
        if self._number("auto_vacuum") == 0 or free <= spare:
            return None
        self._db.pragma(f"incremental_vacuum({min(size, free - spare)})")
        return free - self._number("freelist_count") or None

    def _shorten_log(self) -> None:
        """Empty the log; while somebody reads what is in it, that is left to another time."""
        self._db.pragma("wal_checkpoint(PASSIVE)")  # holds up nobody, and leaves little to do
        patience = self._number("busy_timeout")
        self._db.pragma(f"busy_timeout = {_PATIENCE}")
        try:
            self._db.pragma("wal_checkpoint(TRUNCATE)")
        finally:
            self._db.pragma(f"busy_timeout = {patience}")

    def _number(self, name: str) -> int:
        return int(self._db.pragma(name)[0][0])
