"""The statements of a migration: stories learn from verdicts, and each reader is known by name. Pure."""

from __future__ import annotations


def _raises(name: str, event: str, story: str) -> str:
    """Return a trigger that raises the version of what the story of a row is decided by."""
    return (
        f"CREATE TRIGGER {name} AFTER {event} BEGIN"  # noqa: S608 - our words
        f" INSERT INTO story_versions (story, known, telling) VALUES ({story}, 1, 0)"
        " ON CONFLICT (story) DO UPDATE SET known = known + 1; END"
    )


READERS = (
    _raises("labels_said", "INSERT ON labels", "new.story"),
    _raises("labels_unsaid", "DELETE ON labels", "old.story"),
    """
    CREATE TABLE readers (                  -- who gets the mails of a story, as far as is known
        story TEXT NOT NULL,
        reader TEXT NOT NULL,               -- as in the configuration, in lower case
        since TEXT NOT NULL,
        PRIMARY KEY (story, reader)
    ) WITHOUT ROWID
    """,
    # Who had mails before is no new reader.
    """
    INSERT OR IGNORE INTO readers (story, reader, since)
    SELECT n.story, lower(a.recipient), min(a.created)
    FROM notices n JOIN alerts a ON a.parcel = n.parcel WHERE a.state <> 'dead'
    GROUP BY n.story, lower(a.recipient)
    """,
)
