"""The statements of a migration: what is to be told, apart from the mails that tell it. Pure."""

from __future__ import annotations

NOTICES = (
    """
    CREATE TABLE notices (
        id INTEGER PRIMARY KEY,
        story TEXT NOT NULL,
        development INTEGER NOT NULL REFERENCES developments (id),
        item TEXT NOT NULL REFERENCES items (id),
        first_item TEXT NOT NULL,           -- that told the development first
        headline TEXT NOT NULL,
        summary TEXT NOT NULL,
        reason TEXT NOT NULL,
        changes TEXT NOT NULL,              -- JSON
        correction INTEGER NOT NULL,        -- its outlet edited what was told
        urgent INTEGER NOT NULL,            -- waits for nothing
        created TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting',  -- waiting, told, muted
        parcel TEXT,                        -- of the mails that tell it
        told TEXT                           -- when they were written
    )
    """,
    """
    CREATE INDEX notices_waiting ON notices (created) WHERE state = 'waiting'
    """,
    """
    CREATE INDEX notices_development ON notices (development)
    """,
    """
    CREATE INDEX notices_told ON notices (story, told)
    """,
    """
    CREATE INDEX notices_parcel ON notices (parcel)
    """,
    """
    CREATE TABLE mutes (
        story TEXT NOT NULL,
        development INTEGER NOT NULL,       -- 0: the whole story
        until TEXT,                         -- null: for ever
        PRIMARY KEY (story, development)
    )
    """,
    """
    ALTER TABLE alerts ADD COLUMN parcel TEXT NOT NULL DEFAULT ''
    """,
    """
    ALTER TABLE alerts ADD COLUMN headers TEXT NOT NULL DEFAULT '[]'
    """,
    """
    ALTER TABLE alerts ADD COLUMN data TEXT NOT NULL DEFAULT '{}'
    """,
    """
    CREATE INDEX alerts_parcel ON alerts (parcel)
    """,
    """
    ALTER TABLE developments ADD COLUMN subject TEXT NOT NULL DEFAULT ''
    """,
    """
    ALTER TABLE developments ADD COLUMN irrelevant TEXT
    """,
)
