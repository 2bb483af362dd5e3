"""The statements of a migration: what feeds carry, what was forgotten, how many there were. Pure."""

from __future__ import annotations

KEEPING = (
    """
    CREATE TABLE carried (                  -- what the latest document of a feed holds
        feed TEXT NOT NULL REFERENCES feeds (url),
        item TEXT NOT NULL REFERENCES items (id),
        entry BLOB NOT NULL,                -- its hash; empty where documents are read whole
        PRIMARY KEY (feed, item, entry)
    ) WITHOUT ROWID
    """,
    """
    CREATE INDEX carried_item ON carried (item)
    """,
    # When its feed was found not to carry it any more.
    """
    ALTER TABLE items ADD COLUMN left_feed TEXT
    """,
    # The next document of each feed is read whole, which tells what the feed carries.
    """
    UPDATE feeds SET etag = NULL, last_modified = NULL, body_hash = NULL, entry_hashes = x''
    """,
    """
    CREATE TABLE forgotten (                -- items that were removed, should their feed bring them again
        item INTEGER PRIMARY KEY,           -- a hash of the id
        content INTEGER NOT NULL,           -- a hash of what it said
        day INTEGER NOT NULL                -- when it was removed, in days since 1970
    )
    """,
    """
    CREATE TABLE tallies (                  -- all decisions that were ever made, by the day
        story TEXT NOT NULL,
        verdict TEXT NOT NULL,
        day TEXT NOT NULL,
        decisions INTEGER NOT NULL,
        PRIMARY KEY (story, verdict, day)
    ) WITHOUT ROWID
    """,
    """
    INSERT INTO tallies SELECT story, verdict, substr(decided, 1, 10), count(*)
    FROM decisions GROUP BY 1, 2, 3
    """,
    # How many it ever brought.
    """
    ALTER TABLE feeds ADD COLUMN items INTEGER NOT NULL DEFAULT 0
    """,
    """
    UPDATE feeds SET items = (SELECT count(*) FROM items WHERE items.feed = feeds.url)
    """,
    """
    CREATE TABLE chores (                   -- what is done once in a while
        name TEXT PRIMARY KEY,
        done TEXT NOT NULL,                 -- when it was done last
        before TEXT                         -- and the time before that
    )
    """,
    # A count of states must not read the mails.
    """
    CREATE INDEX alerts_state ON alerts (state, sent)
    """,
    """
    CREATE INDEX notices_item ON notices (item)
    """,
    """
    CREATE INDEX revisions_replaced ON revisions (replaced)
    """,
)
