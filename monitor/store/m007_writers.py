"""The statements of a migration: the version of each story, and what a claim is found by. Pure."""

from __future__ import annotations

_BOTH = "known = known + 1, telling = telling + 1"
_TELLING = "telling = telling + 1"


def _raises(name: str, event: str, story: str, raised: str) -> str:
    """Return a trigger that raises versions of the story of a row."""
    known = int(raised == _BOTH)
    return (
        f"CREATE TRIGGER {name} AFTER {event} BEGIN"  # noqa: S608 - our words
        f" INSERT INTO story_versions (story, known, telling) VALUES ({story}, {known}, 1)"
        f" ON CONFLICT (story) DO UPDATE SET {raised}; END"
    )


# By triggers, so that no writer can forget it: also one in another process, as `know` and `mute`.
WRITERS = (
    """
    CREATE TABLE story_versions (           -- raised by every change of what is decided by
        story TEXT PRIMARY KEY,
        known INTEGER NOT NULL,             -- of what its reader knows
        telling INTEGER NOT NULL            -- of what is to be told, and of what is told with it
    ) WITHOUT ROWID
    """,
    _raises("decisions_told", "INSERT ON decisions WHEN new.action = 'alert'", "new.story", _BOTH),
    _raises(
        "decisions_joined", "INSERT ON decisions WHEN new.action = 'fold'", "new.story", _TELLING
    ),
    _raises("sources_read", "INSERT ON sources WHEN new.by_reader", "new.story", _BOTH),
    _raises("sources_unread", "DELETE ON sources WHEN old.by_reader", "old.story", _BOTH),
    _raises("notices_added", "INSERT ON notices", "new.story", _TELLING),
    _raises("notices_moved", "UPDATE OF state ON notices", "new.story", _TELLING),
    _raises("mutes_added", "INSERT ON mutes", "new.story", _TELLING),
    _raises("mutes_ended", "DELETE ON mutes", "old.story", _TELLING),
    # In the order in which alerts are claimed.
    """
    CREATE INDEX alerts_next ON alerts (channel, due, created) WHERE state IN ('pending', 'retry')
    """,
    """
    CREATE INDEX alerts_lapsing ON alerts (channel, lease) WHERE state = 'sending'
    """,
)
