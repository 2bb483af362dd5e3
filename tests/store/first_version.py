"""Builds a database as the first version of the schema left it, with rows in every table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from monitor.store.schema import migrations

TABLES = ("feeds", "items", "revisions", "sources", "developments", "decisions", "alerts")
_DAY = "2026-11-2{}T08:00:00Z"
_ROWS = (
    "INSERT INTO feeds (url, name, tags, every_seconds, etag, body_hash, outcome, first_polled,"
    " last_polled, next_poll) VALUES ('https://news.example/business.rss', 'Example Business',"
    " '[\"business\"]', 900, '\"e\"', 'hash', 'ok', '2026-11-20T08:00:00Z', '2026-11-23T08:00:00Z',"
    " '2026-11-23T08:15:00Z')",
    *(
        "INSERT INTO items (id, feed, identity, outlet, title, summary, content, link, published,"  # noqa: S608
        f" first_seen, content_hash) VALUES ('item{n:08}', 'https://news.example/business.rss',"
        f" 'guid-{n}', 'Example', 'Title {n}', 'Summary {n}', '', 'https://news.example/{n}',"
        f" '{_DAY.format(n)}', '{_DAY.format(n)}', 'hash{n}')"
        for n in range(4)
    ),
    "INSERT INTO revisions VALUES ('item00000001', 1, 'Before', 'S', 'C', '2026-11-22T08:00:00Z')",
    "INSERT INTO sources VALUES ('furniture', 'source', 'Source', 'Text.', 'source.md',"
    " '2026-11-20T08:00:00Z')",
    "INSERT INTO developments VALUES (7, 'furniture', 'Headline', '[]', '2026-11-20T08:00:00Z',"
    " '2026-11-21T08:00:00Z', 1)",
    *(
        "INSERT INTO decisions (item, story, revision, action, verdict, reason, matched, diff,"  # noqa: S608
        f" development, decided) VALUES ('item{n:08}', 'furniture', 1, '{action}', '{verdict}',"
        f" 'Reason.', '{{}}', NULL, {development}, '{_DAY.format(n)}')"
        for n, (action, verdict, development) in enumerate(
            (
                ("alert", "development", "7"),
                ("fold", "known", "7"),
                ("known", "known", "NULL"),
                ("unrelated", "unrelated", "NULL"),
            )
        )
    ),
    "INSERT INTO alerts (id, development, story, recipient, channel, sender, subject, text, html,"
    " message_id, thread, state, created, due, sent) VALUES ('alert1', 7, 'furniture', 'desk', 'smtp',"
    " 'from', 'Subject', 'Text', '<p>', '<m@x>', '[]', 'sent', '2026-11-20T08:00:00Z',"
    " '2026-11-20T08:00:00Z', '2026-11-20T08:01:00Z')",
)


def build(path: Path, *, padding: int = 0) -> None:
    """Make the file; `padding` bytes of a source article make it larger."""
    db = sqlite_utils.Database(path)
    db.conn.execute("PRAGMA journal_mode = WAL")
    migrations.apply(db, stop_before="m002_memory_of_feeds")
    for row in _ROWS:
        db.conn.execute(row)
    if padding:
        db.conn.execute(
            "INSERT INTO sources VALUES ('other', 'long', 'Long', ?, 'long.md', '2026-11-20T08:00:00Z')",
            ("x" * padding,),
        )
    db.conn.commit()
    db.close()


def content(path: Path) -> dict[str, list[dict[str, object]]]:
    """Return the rows of every table of the first version, by table, in order."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]  # noqa: S608
            for table in TABLES
        }
