"""The statements of a migration: articles that the reader has read since. Pure."""

from __future__ import annotations

ARTICLES_READ = (
    """
    ALTER TABLE sources ADD COLUMN by_reader INTEGER NOT NULL DEFAULT 0
    """,
    # Asked for at every tick; it need not read the texts.
    """
    CREATE INDEX sources_by_reader ON sources (story, id) WHERE by_reader = 1
    """,
)
