"""What a start reads again: what was told, what else was on a story lately, the words of the days. I/O."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from monitor.model import Item
from monitor.store import rows
from monitor.store.database import Database
from monitor.store.rows import Row, stamp, to_json
from monitor.store.telling import ALERT_TELLS

_MOST_HEARD = 2_000  # items of a story that are read again at a start
_LEAST = 2  # items of a day that a word must be part of to be kept
_DAYS = 40  # that are kept


def _as_it_was(row: Row) -> Item:
    """Return an item as it was when it was told; an item holds its latest text, `revisions` the others."""
    then = {
        name: row[f"then_{name}"]
        for name in ("title", "summary", "content", "full_text")
        if row[f"then_{name}"] is not None
    }
    published = row["published"] or row["first_seen"]
    return rows.item_of({**dict(row), **then, "published": published})


def _oldest_first(found: Sequence[Row]) -> list[Item]:
    """Return items, latest first, the other way round; one without a date came when it was seen."""
    return [
        rows.item_of({**dict(row), "published": row["published"] or row["first_seen"]})
        for row in reversed(found)
    ]


class StreamMemory:
    """The items of each story and the days of the stream, over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def told(self, story: str) -> list[tuple[Item, int, datetime]]:
        """Return the items whose news the reader was told (or is about to be), oldest first.

        Each as it was then, with the number of its development and when it was decided.

        An alert that died or was dropped told nobody anything, so its item is not among them. What
        the reader muted counts as told: it is not to come again in other words.
        """
        found = self._db.all(
            _TOLD,
            (story,),
        )
        return [
            (_as_it_was(row), row["told_as"], datetime.fromisoformat(row["decided"]))
            for row in found
        ]

    def rejected(self, story: str) -> list[tuple[Item, float]]:
        """Return the items that were mailed and that the reader called irrelevant, in the order of mails.

        Each with how likely, 0..1, it was taken to be on the story.
        """
        found = self._db.all(_REJECTED, (story,))
        return [(rows.item_of(dict(row)), row["likely"]) for row in found]

    def confirmed(self, story: str) -> list[Item]:
        """Return the items that told what a reader called right and none off the story, in their order."""
        return [rows.item_of(dict(row)) for row in self._db.all(_CONFIRMED, (story,))]

    def heard(self, story: str, since: datetime) -> list[Item]:
        """Return the items on a story that were decided since then and not told, oldest first."""
        found = self._db.all(
            "SELECT i.* FROM decisions d JOIN items i ON i.id = d.item"
            " WHERE d.story = ? AND d.decided >= ? AND d.action IN ('fold', 'known', 'hold') AND d.revision = 1"
            " ORDER BY d.decided DESC, d.rowid DESC LIMIT ?",
            (story, stamp(since), _MOST_HEARD),
        )
        return _oldest_first(found)

    def polled(self, since: datetime, most: int) -> list[Item]:
        """Return the latest items of all feeds that came since then, `most` at most, oldest first."""
        latest = self._db.all("SELECT * FROM items ORDER BY rowid DESC LIMIT ?", (most,))
        return _oldest_first([row for row in latest if row["first_seen"] >= stamp(since)])

    def days(self) -> Iterator[tuple[date, int, dict[str, int]]]:
        """Yield each day that was counted: its items, and of how many each word was part."""
        for row in self._db.all("SELECT day, items, words FROM stream_days ORDER BY day"):
            yield date.fromisoformat(row["day"]), row["items"], json.loads(row["words"])

    def keep_day(self, day: date, items: int, words: Mapping[str, int]) -> None:
        """Keep the words of a day that is over; part of the caller's transaction."""
        kept = {word: count for word, count in words.items() if count >= _LEAST}
        self._db.run(
            "INSERT INTO stream_days (day, items, words) VALUES (?, ?, ?)"
            " ON CONFLICT (day) DO UPDATE SET items = excluded.items, words = excluded.words",
            (day.isoformat(), items, to_json(kept)),
        )
        self._db.run(
            "DELETE FROM stream_days WHERE day NOT IN"
            " (SELECT day FROM stream_days ORDER BY day DESC LIMIT ?)",
            (_DAYS,),
        )


_TOLD = f"""
    SELECT i.*, d.development AS told_as, d.decided, r.title AS then_title,
        r.summary AS then_summary, r.content AS then_content, r.full_text AS then_full_text
    FROM decisions d JOIN items i ON i.id = d.item
    LEFT JOIN revisions r ON r.item = d.item AND r.revision = d.revision
    WHERE d.story = ? AND d.action = 'alert' AND d.development IS NOT NULL AND (
        EXISTS (SELECT 1 FROM alerts a WHERE a.development = d.development AND a.state <> 'dead')
        OR EXISTS (SELECT 1 FROM notices n WHERE n.development = d.development
            AND (n.state NOT IN ('told', 'apart') OR EXISTS (SELECT 1 FROM alerts a
                WHERE a.parcel = n.parcel AND a.state <> 'dead' AND {ALERT_TELLS}))))
    ORDER BY d.decided, d.rowid
"""  # noqa: S608 - our words
_CONFIRMED = """
    SELECT i.* FROM items i WHERE i.id IN (
        SELECT l.item FROM labels l WHERE l.story = ?1 AND l.verdict = 'right'
        EXCEPT SELECT l.item FROM labels l WHERE l.story = ?1 AND l.verdict = 'unrelated')
    ORDER BY i.first_seen, i.rowid
"""
_REJECTED = """
    SELECT DISTINCT i.*, coalesce(json_extract(d.matched, '$.score'), 0.0) AS likely
    FROM developments v
    JOIN decisions d ON d.development = v.id AND d.action = 'alert'
    JOIN items i ON i.id = d.item
    WHERE v.story = ? AND v.irrelevant IS NOT NULL ORDER BY v.id, d.decided, d.rowid
"""
