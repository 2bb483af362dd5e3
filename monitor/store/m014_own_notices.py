"""The statements of a migration: what waits for one reader alone, who says herself when. Pure."""

from __future__ import annotations

OWN_NOTICES = (
    # In lower case; empty: all readers of the story who have none of their own of it.
    "ALTER TABLE notices ADD COLUMN reader TEXT NOT NULL DEFAULT ''",
    # The notice of all of which it is a copy.
    "ALTER TABLE notices ADD COLUMN common INTEGER",
    # A reader is handed a notice once, however often that is tried.
    "CREATE UNIQUE INDEX notices_common ON notices (common, reader) WHERE common IS NOT NULL",
)
