"""Searches among the items for a page: each way to go about one is given up when it takes too long. I/O.

A frequent word is in hundreds of thousands of items, a verdict or a feed in few: what is rare of both is
gone through, and of each row it is asked whether the other holds. Which is rare is not known before, so
the words are tried first, for a short time.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import TooMuchAsked
from monitor.store.told_pages import latest_with
from monitor.store.views import Record, Views

_SHORT = 400_000  # steps of SQLite, in some hundredths of a second
_LONG = 12_000_000  # that a page may take
LETTERS = 20_000  # items, the latest, in which a text is looked for letter by letter


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the items; None for what does not matter.

    `words` is a query to the full-text index, `holds` a text that the title or summary holds, looked for
    in the latest items only.
    """

    stories: Collection[str]  # all that are configured, or the one
    story: str | None = None
    verdict: str | None = None
    feed: str | None = None
    words: str | None = None
    holds: str | None = None


def search(database: Path, wanted: Wanted, limit: int) -> list[Record]:
    """Return the latest items that are wanted, a row for each story; raise TooMuchAsked."""
    if wanted.words is None:
        if wanted.verdict and not wanted.holds:
            return latest_with(
                Views(database, _LONG), wanted.verdict, wanted.stories, wanted.feed, limit
            )
        return _by_words(Views(database, _LONG), wanted, limit)
    try:
        return _by_words(Views(database, _SHORT), wanted, limit)
    except TooMuchAsked:
        views = Views(database, _LONG)
        if wanted.feed and views.query(_HAS_FEED, {"feed": wanted.feed}):
            return _through(views, _OF_FEED, wanted, wanted.story, limit)
        if wanted.verdict and not wanted.feed:
            found = [
                row
                for story in wanted.stories
                for row in _through(views, _WITH_VERDICT, wanted, story, limit)
            ]
            return sorted(found, key=lambda row: int(row["place"]), reverse=True)[:limit]
        return _by_words(views, wanted, limit)


def _by_words(views: Views, wanted: Wanted, limit: int) -> list[Record]:
    return views.items(
        story=wanted.story, feed=wanted.feed, verdict=wanted.verdict, words=wanted.words,
        holds=wanted.holds, limit=limit, latest=LETTERS if wanted.holds else None,
    )  # fmt: skip


def _through(
    views: Views, rows: str, wanted: Wanted, story: str | None, limit: int
) -> list[Record]:
    """Go through rows, the latest first, and keep those that say the words; asked of many at once."""
    found: list[Record] = []
    asked = {"story": story, "verdict": wanted.verdict, "feed": wanted.feed}
    window = _WHOLE if _is_prefix(wanted.words) else _FIRST_WINDOW
    before, decided = _BEHIND_ALL, "9999"
    while len(found) < limit:
        there = {"before": before, "decided": decided, "window": window}
        if not (seen := views.query(rows, {**asked, **there})):
            break
        saying = _saying(views, wanted.words, [row["place"] for row in seen])
        found += [
            row
            for row in seen
            if row["place"] in saying
            and story in (None, row["story"])
            and wanted.verdict in (None, row["verdict"])
        ]
        before, decided, window = seen[-1]["nth"], seen[-1]["decided"], 2 * window
    return found[:limit]


def _saying(views: Views, words: str | None, places: list[int]) -> set[int]:
    """Return which of some items say the words: all between the first and the last, or one by one."""
    least, most = min(places), max(places)
    if len(places) * _DEARER < most - least and not _is_prefix(words):
        found = views.query(_EACH_SAYING, {"words": words, "places": json.dumps(places)})
    else:
        found = views.query(_SAYING, {"words": words, "least": least, "most": most})
    return {row["place"] for row in found}


def _is_prefix(words: str | None) -> bool:
    """Whether the words that begin so have to be gathered each time that it is asked for."""
    return '" *' in (words or "")


_DEARER = 200  # times as much as one item more between others costs one that is asked for by itself
_FIRST_WINDOW = 200  # rows; each window is twice the one before
_WHOLE = 20_000  # rows that are looked at in one window where to ask is dear
_BEHIND_ALL = 2**62  # a row behind all rows
_HAS_FEED = "SELECT 1 FROM feeds WHERE url = :feed OR name = :feed LIMIT 1"
_SAYING = """
    SELECT rowid AS place FROM items_text
    WHERE items_text MATCH :words AND rowid BETWEEN :least AND :most
"""
_EACH_SAYING = """
    SELECT p.value AS place FROM json_each(:places) p WHERE EXISTS (
        SELECT 1 FROM items_text t WHERE t.items_text MATCH :words AND t.rowid = p.value)
"""
_ROW = """
    SELECT i.rowid AS place, i.id, i.feed, i.outlet, i.title, i.link, i.published, i.first_seen,
        i.revision, d.story, d.verdict, d.reason, d.development, d.decided
"""
_WITH_VERDICT = f"""
    {_ROW}, d.rowid AS nth FROM decisions d
    JOIN items i ON i.id = d.item AND i.revision = d.revision
    WHERE d.story = :story AND d.verdict = :verdict AND d.decided <= :decided
        AND (d.decided < :decided OR d.rowid < :before)
    ORDER BY d.decided DESC, d.rowid DESC LIMIT :window
"""
# The plus keeps SQLite from going through all items in their order instead of those of the feed.
_OF_FEED = f"""
    {_ROW}, nth FROM (
        SELECT i.rowid AS nth FROM items i
        WHERE i.feed IN (SELECT url FROM feeds WHERE url = :feed OR name = :feed)
            AND i.rowid < :before
        ORDER BY +i.rowid DESC LIMIT :window
    ) JOIN items i ON i.rowid = nth LEFT JOIN decisions d ON d.item = i.id AND d.revision =
        (SELECT max(revision) FROM decisions l WHERE l.item = d.item AND l.story = d.story)
    ORDER BY i.rowid DESC
"""  # noqa: S608 - our words
