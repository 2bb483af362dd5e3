"""The statements of a migration: what readers said of what they were told, and who wants no mails. Pure."""

from __future__ import annotations

# Neither names its item or story as a foreign key: what a reader said outlives what is removed.
LABELS = (
    """
    CREATE TABLE labels (
        item TEXT NOT NULL,                 -- that told it first
        story TEXT NOT NULL,
        development INTEGER NOT NULL,
        reader TEXT NOT NULL,
        verdict TEXT NOT NULL,              -- right, repeat, unrelated
        said TEXT NOT NULL,
        PRIMARY KEY (story, development, reader)
    ) WITHOUT ROWID
    """,
    """
    CREATE INDEX labels_item ON labels (item)
    """,
    # The latest of a story and verdict, for pages; the primary key begins with the item.
    """
    CREATE INDEX decisions_verdict ON decisions (story, verdict, decided)
    """,
    """
    CREATE TABLE absences (                 -- readers who want no mails of a story
        story TEXT NOT NULL,
        reader TEXT NOT NULL,               -- a mail address, in lower case
        until TEXT,                         -- null: for ever
        said TEXT NOT NULL,
        PRIMARY KEY (story, reader)
    ) WITHOUT ROWID
    """,
)
