"""The statements of a migration: an index of all words, and views with friendly names. Pure."""

from __future__ import annotations

# The index holds no text of its own. Its rows are found by the rowid of `items`, which VACUUM keeps
# for a table that has an index (a test sees to it). By `content="items"` Datasette finds it.
SEARCH = (
    """
    CREATE VIRTUAL TABLE items_text USING fts5 (
        title, summary, content="items", content_rowid='rowid',
        tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER items_text_added AFTER INSERT ON items BEGIN
        INSERT INTO items_text (rowid, title, summary) VALUES (new.rowid, new.title, new.summary);
    END
    """,
    """
    CREATE TRIGGER items_text_removed AFTER DELETE ON items BEGIN
        INSERT INTO items_text (items_text, rowid, title, summary)
        VALUES ('delete', old.rowid, old.title, old.summary);
    END
    """,
    """
    CREATE TRIGGER items_text_edited AFTER UPDATE OF title, summary ON items
    WHEN old.title IS NOT new.title OR old.summary IS NOT new.summary BEGIN
        INSERT INTO items_text (items_text, rowid, title, summary)
        VALUES ('delete', old.rowid, old.title, old.summary);
        INSERT INTO items_text (rowid, title, summary) VALUES (new.rowid, new.title, new.summary);
    END
    """,
    """
    INSERT INTO items_text (items_text) VALUES ('rebuild')
    """,
    """
    CREATE VIEW news AS                     -- every item with the latest decision on it
    SELECT i.first_seen AS seen, i.published, i.outlet, i.title, i.summary, d.story, d.verdict,
        d.reason, d.development, i.link, i.id AS item
    FROM items i LEFT JOIN decisions d ON d.item = i.id AND d.revision =
        (SELECT max(revision) FROM decisions l WHERE l.item = d.item AND l.story = d.story)
    """,
    """
    CREATE VIEW told AS                     -- every development, and how many report it
    SELECT v.id AS development, v.story, v.first_seen, v.last_seen, v.headline,
        (SELECT group_concat(json_extract(c.value, '$.before') || ' → '
            || json_extract(c.value, '$.after'), ', ')
         FROM json_each(v.changes) c WHERE json_extract(c.value, '$.before') IS NOT NULL) AS changed,
        (SELECT count(DISTINCT i.outlet) FROM decisions d JOIN items i ON i.id = d.item
         WHERE d.development = v.id AND d.action IN ('alert', 'fold')) AS outlets,
        v.irrelevant
    FROM developments v
    """,
    """
    CREATE VIEW mails AS                    -- every message, without its text
    SELECT created, story, development, recipient, channel, subject, state, attempts, sent,
        last_error, id AS alert
    FROM alerts
    """,
    """
    CREATE VIEW feeds_now AS                -- every configured feed and how it is
    SELECT name, outcome, trouble, failures, last_polled, next_poll, items, url, detail
    FROM feeds WHERE removed = 0
    """,
)
