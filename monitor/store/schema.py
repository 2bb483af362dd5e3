"""The schema as its own history: numbered migrations, applied once each, never changed. I/O.

Times are RFC 3339 in UTC to the second; JSON columns hold what only people and `explain` read.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from monitor.store import versions
from monitor.store.m003_notices import NOTICES
from monitor.store.m004_keeping import KEEPING
from monitor.store.m005_search import SEARCH
from monitor.store.m006_articles_read import ARTICLES_READ
from monitor.store.m007_writers import WRITERS
from monitor.store.m008_stream import STREAM
from monitor.store.m009_revisions import REVISIONS
from monitor.store.m010_clocks import CLOCKS
from monitor.store.m011_labels import LABELS
from monitor.store.m012_readers import READERS
from monitor.store.m013_opinions import OPINIONS
from monitor.store.m014_own_notices import OWN_NOTICES
from monitor.store.m015_titles import TITLES

migrations = Migrations(versions.SET)


@migrations()
def m001_initial(db: Database) -> None:
    """Create every table of the first version."""
    for statement in _INITIAL:
        db.execute(statement)


@migrations()
def m002_memory_of_feeds(db: Database) -> None:
    """Remember of a feed how it behaves, and of a host until when it wants no polls."""
    for column in _MEMORY_OF_FEEDS:
        db.execute(f"ALTER TABLE feeds ADD COLUMN {column}")
    for statement in _HOSTS_AND_LINKS:
        db.execute(statement)
    # A message to the operator is about no development.
    db.table("alerts").transform(not_null={"development": False})


@migrations()
def m003_notices(db: Database) -> None:
    """Keep what is to be told apart from the mails that tell it."""
    for statement in NOTICES:
        db.execute(statement)


@migrations()
def m004_keeping(db: Database) -> None:
    """Know what each feed carries, what was forgotten, and how many there were of everything."""
    for statement in KEEPING:
        db.execute(statement)


@migrations()
def m005_search(db: Database) -> None:
    """Index the words of all items, and show the tables under friendly names."""
    for statement in SEARCH:
        db.execute(statement)


@migrations()
def m006_articles_read(db: Database) -> None:
    """Tell the articles that the reader has read since from those of the configuration."""
    for statement in ARTICLES_READ:
        db.execute(statement)


@migrations()
def m007_writers(db: Database) -> None:
    """Know whether a story has changed since it was decided on; find what is claimed by an index."""
    for statement in WRITERS:
        db.execute(statement)


@migrations()
def m008_stream(db: Database) -> None:
    """Keep the words of the days of the stream, and how important each development is."""
    for statement in STREAM:
        db.execute(statement)


@migrations()
def m009_revisions(db: Database) -> None:
    """Keep what the page of an item said before it was edited: it may be what was told."""
    for statement in REVISIONS:
        db.execute(statement)


@migrations()
def m010_clocks(db: Database) -> None:
    """Remember how each feed dates its items, and the date of an item in the words of its feed."""
    for statement in CLOCKS:
        db.execute(statement)


@migrations()
def m011_labels(db: Database) -> None:
    """Remember what readers say of what they were told, and who wants no mails of a story."""
    for statement in LABELS:
        db.execute(statement)


@migrations()
def m012_readers(db: Database) -> None:
    """Build a story anew when a reader judges; know who joins a story."""
    for statement in READERS:
        db.execute(statement)


@migrations()
def m013_opinions(db: Database) -> None:
    """Keep with a decision what a judge said of the item."""
    for statement in OPINIONS:
        db.execute(statement)


@migrations()
def m014_own_notices(db: Database) -> None:
    """Let what is to be told wait for one reader alone."""
    for statement in OWN_NOTICES:
        db.execute(statement)


@migrations()
def m015_titles(db: Database) -> None:
    """Call a feed that its user gave no name by the title of its document."""
    for statement in TITLES:
        db.execute(statement)


_INITIAL = (
    """
    CREATE TABLE feeds (
        url TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        tags TEXT NOT NULL DEFAULT '[]',
        every_seconds REAL NOT NULL,
        etag TEXT,                          -- as the server sent it
        last_modified TEXT,                 -- as the server sent it
        body_hash TEXT,                     -- of the last document that was recorded
        outcome TEXT NOT NULL DEFAULT 'never',
        detail TEXT NOT NULL DEFAULT '',
        failures INTEGER NOT NULL DEFAULT 0,    -- in a row
        first_polled TEXT,                  -- null until a poll brought a document
        last_polled TEXT,
        next_poll TEXT NOT NULL,
        removed INTEGER NOT NULL DEFAULT 0  -- no longer configured; its items stay
    )
    """,
    """
    CREATE INDEX feeds_due ON feeds (next_poll) WHERE removed = 0
    """,
    """
    CREATE TABLE items (
        id TEXT PRIMARY KEY,
        feed TEXT NOT NULL REFERENCES feeds (url),
        identity TEXT NOT NULL,             -- stable in its feed: guid, else link, else title + date
        outlet TEXT NOT NULL,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        content TEXT NOT NULL,
        link TEXT,
        published TEXT,                     -- null where the feed gives no date to be trusted
        first_seen TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 1,
        UNIQUE (feed, identity)
    )
    """,
    """
    CREATE INDEX items_first_seen ON items (first_seen)
    """,
    """
    CREATE TABLE revisions (                -- what an item said before its outlet edited it
        item TEXT NOT NULL REFERENCES items (id),
        revision INTEGER NOT NULL,
        title TEXT NOT NULL,
        summary TEXT NOT NULL,
        content TEXT NOT NULL,
        replaced TEXT NOT NULL,
        PRIMARY KEY (item, revision)
    )
    """,
    """
    CREATE TABLE sources (                  -- articles that the reader has read
        story TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        address TEXT NOT NULL,
        added TEXT NOT NULL,
        PRIMARY KEY (story, id)
    )
    """,
    """
    CREATE TABLE developments (
        id INTEGER PRIMARY KEY,
        story TEXT NOT NULL,
        headline TEXT NOT NULL,
        changes TEXT NOT NULL,              -- JSON
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        alerts INTEGER NOT NULL DEFAULT 0   -- messages written about it: 1, more with follow-ups
    )
    """,
    """
    CREATE INDEX developments_story ON developments (story, last_seen)
    """,
    """
    CREATE TABLE decisions (
        item TEXT NOT NULL REFERENCES items (id),
        story TEXT NOT NULL,
        revision INTEGER NOT NULL,
        action TEXT NOT NULL,               -- alert, fold, known, unrelated, hold
        verdict TEXT NOT NULL,              -- development, known, unrelated, held
        reason TEXT NOT NULL,
        matched TEXT NOT NULL,              -- JSON
        diff TEXT,                          -- JSON; null where nothing was compared
        development INTEGER REFERENCES developments (id),
        same_as TEXT,
        decided TEXT NOT NULL,
        PRIMARY KEY (item, story, revision)
    )
    """,
    """
    CREATE INDEX decisions_development ON decisions (development) WHERE development IS NOT NULL
    """,
    """
    CREATE TABLE alerts (                   -- the outbox: a row for each recipient and channel
        id TEXT PRIMARY KEY,
        development INTEGER NOT NULL REFERENCES developments (id),
        story TEXT NOT NULL,
        recipient TEXT NOT NULL,
        channel TEXT NOT NULL,
        sender TEXT NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        html TEXT NOT NULL,
        message_id TEXT NOT NULL UNIQUE,
        thread TEXT NOT NULL,               -- JSON: Message-IDs of the thread, oldest first
        state TEXT NOT NULL DEFAULT 'pending',
        attempts INTEGER NOT NULL DEFAULT 0,
        created TEXT NOT NULL,
        due TEXT NOT NULL,                  -- not to be tried before
        lease TEXT,                         -- while sending: when the claim lapses
        sent TEXT,
        last_error TEXT
    )
    """,
    """
    CREATE INDEX alerts_due ON alerts (due) WHERE state IN ('pending', 'retry', 'sending')
    """,
    """
    CREATE INDEX alerts_development ON alerts (development)
    """,
    """
    CREATE INDEX alerts_created ON alerts (created)
    """,
)

_MEMORY_OF_FEEDS = (
    "host TEXT NOT NULL DEFAULT ''",
    "failing_since TEXT",
    "gone_polls INTEGER NOT NULL DEFAULT 0",
    "address TEXT",  # where it is fetched since it moved for good; null: at url
    "moved_to TEXT",
    "moved_polls INTEGER NOT NULL DEFAULT 0",
    "unchanged_polls INTEGER NOT NULL DEFAULT 0",
    "read_at TEXT",
    "entries INTEGER NOT NULL DEFAULT 0",
    "entry_hashes BLOB NOT NULL DEFAULT x''",
    "ttl REAL",  # seconds
    "rhythm REAL",  # seconds
    "arrivals INTEGER NOT NULL DEFAULT 0",
    "new_at TEXT",
    "quiet_polls INTEGER NOT NULL DEFAULT 0",
    "gap_at TEXT",
    "trouble TEXT",
    "trouble_since TEXT",
)
_HOSTS_AND_LINKS = (
    """
    DROP INDEX feeds_due
    """,
    """
    CREATE INDEX feeds_due ON feeds (next_poll, url) WHERE removed = 0
    """,
    """
    ALTER TABLE items ADD COLUMN full_text TEXT NOT NULL DEFAULT ''
    """,
    """
    CREATE TABLE hosts (
        host TEXT PRIMARY KEY,              -- with its port
        not_before TEXT NOT NULL            -- it asked to be left alone until then
    )
    """,
    """
    CREATE INDEX items_link ON items (feed, link) WHERE link IS NOT NULL
    """,
    """
    CREATE INDEX items_without_link ON items (feed, title) WHERE link IS NULL
    """,
)
