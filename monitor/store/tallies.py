"""How many items and decisions there ever were, whatever became of them since. I/O."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Decision
from monitor.store.database import Database
from monitor.store.rows import stamp


class Tallies:
    """The running totals over an open database; each call is part of the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_item(self, feed: str) -> None:
        """Count an item that a feed brought."""
        self._db.run("UPDATE feeds SET items = items + 1 WHERE url = ?", (feed,))

    def add_decision(self, story: str, decision: Decision, now: datetime) -> None:
        """Count a decision under its story, verdict and day (UTC)."""
        self._db.run(
            "INSERT INTO tallies (story, verdict, day, decisions) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (story, verdict, day) DO UPDATE SET decisions = decisions + 1",
            (story, decision.action.verdict, stamp(now)[:10]),
        )
