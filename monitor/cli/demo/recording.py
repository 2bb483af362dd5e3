"""A recorded story → the feed documents that its outlets showed at a moment. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

_FEED_LENGTH = 15  # entries a feed shows, newest first


@dataclass(frozen=True, slots=True)
class RecordedFeed:
    """An outlet and the format of its feed, `rss` or `atom`."""

    slug: str
    name: str
    format: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an outlet published at `shown`; an id that comes again is an edit."""

    id: str
    feed: str
    published: datetime
    shown: datetime
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Recording:
    """Some outlets and all that they published, in the order of its appearance."""

    feeds: tuple[RecordedFeed, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, record: dict[str, Any]) -> Recording:
        """Read a recording from its JSON document."""
        feeds = tuple(
            RecordedFeed(f["slug"], f["name"], f["format"], tuple(f["tags"]))
            for f in record["feeds"]
        )
        entries = tuple(
            Entry(
                id=row["id"],
                feed=row["feed"],
                published=datetime.fromisoformat(row["published"]),
                shown=datetime.fromisoformat(row.get("edited") or row["published"]),
                title=row["title"],
                summary=row["summary"],
            )
            for row in record["items"]
        )
        return cls(feeds, tuple(sorted(entries, key=lambda entry: entry.shown)))

    def document(self, slug: str, now: datetime, base: str) -> bytes | None:
        """Return the document of a feed as it was at `now`, or None for no such feed."""
        feed = next((each for each in self.feeds if each.slug == slug), None)
        if feed is None:
            return None
        current: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.feed == slug and entry.shown <= now:
                current[entry.id] = entry
        newest = sorted(current.values(), key=lambda entry: entry.published, reverse=True)
        write = _atom if feed.format == "atom" else _rss
        return write(feed, newest[:_FEED_LENGTH], base).encode()


def _rss(feed: RecordedFeed, entries: list[Entry], base: str) -> str:
    items = "".join(
        f"<item><title>{escape(e.title)}</title><link>{base}/{feed.slug}/{e.id}</link>"
        f'<guid isPermaLink="false">{feed.slug}-{e.id}</guid>'
        f"<pubDate>{format_datetime(e.published)}</pubDate>"
        f"<description>{escape(e.summary)}</description></item>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(feed.name)}</title><link>{base}/{feed.slug}</link>"
        f"<description>{escape(feed.name)}</description>\n{items}</channel></rss>\n"
    )


def _atom(feed: RecordedFeed, entries: list[Entry], base: str) -> str:
    items = "".join(
        f'<entry><title>{escape(e.title)}</title><link href="{base}/{feed.slug}/{e.id}"/>'
        f"<id>urn:{feed.slug}:{e.id}</id><published>{e.published.isoformat()}</published>"
        f"<updated>{e.shown.isoformat()}</updated><summary>{escape(e.summary)}</summary></entry>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(feed.name)}</title><id>urn:{feed.slug}</id>"
        f"<updated>{entries[0].shown.isoformat() if entries else '2018-01-01T00:00:00Z'}</updated>"
        f"\n{items}</feed>\n"
    )
