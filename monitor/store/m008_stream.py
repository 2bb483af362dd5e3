"""The statements of a migration: the words of the stream by day, the importance of developments. Pure."""

from __future__ import annotations

STREAM = (
    """
    CREATE TABLE stream_days (
        day TEXT PRIMARY KEY,
        items INTEGER NOT NULL,             -- that were polled on it
        words TEXT NOT NULL                 -- JSON: of how many of them each word was part
    ) WITHOUT ROWID
    """,
    """
    ALTER TABLE developments ADD COLUMN importance REAL NOT NULL DEFAULT 0
    """,
)
