"""Searches among the items for a page: each way to go about one is given up when it takes too long. I/O.

A frequent word is in hundreds of thousands of items, a verdict or a feed in few: what is rare of both is
gone through, and of each row it is asked whether the other holds. Which is rare is not known before, so
the words are tried first, for a short time.
"""

from __future__ import annotations

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
        if wanted.feed and views.query(_HAS_FEED, (wanted.feed, wanted.feed)):
            return _of_feed(views, wanted, limit)
        if wanted.verdict:
            return latest_with(
                views, wanted.verdict, wanted.stories, wanted.feed, limit, wanted.words
            )
        return _by_words(views, wanted, limit)


def _by_words(views: Views, wanted: Wanted, limit: int) -> list[Record]:
    return views.items(
        story=wanted.story, feed=wanted.feed, verdict=wanted.verdict, words=wanted.words,
        holds=wanted.holds, limit=limit, latest=LETTERS if wanted.holds else None,
    )  # fmt: skip


def _of_feed(views: Views, wanted: Wanted, limit: int) -> list[Record]:
    """Go through the items of a feed, the latest first, and ask of each whether it says the words."""
    asked = {
        "feed": wanted.feed, "words": wanted.words, "story": wanted.story,
        "verdict": wanted.verdict, "limit": limit,
    }  # fmt: skip
    return views.query(_OF_FEED, asked)


_HAS_FEED = "SELECT 1 FROM feeds WHERE url = ? OR name = ? LIMIT 1"
# The plus keeps SQLite from going through all items in their order instead of those of the feed.
_OF_FEED = """
    SELECT i.id, i.feed, i.outlet, i.title, i.link, i.published, i.first_seen, i.revision,
        d.story, d.verdict, d.reason, d.development
    FROM items i LEFT JOIN decisions d ON d.item = i.id AND d.revision =
        (SELECT max(revision) FROM decisions l WHERE l.item = d.item AND l.story = d.story)
    WHERE i.feed IN (SELECT url FROM feeds WHERE url = :feed OR name = :feed)
        AND (:story IS NULL OR d.story = :story) AND (:verdict IS NULL OR d.verdict = :verdict)
        AND EXISTS (SELECT 1 FROM items_text t WHERE t.items_text MATCH :words AND t.rowid = i.rowid)
    ORDER BY +i.rowid DESC LIMIT :limit
"""
