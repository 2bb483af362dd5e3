"""A source article as the engine reads it: by its own date, and as its territory writes. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time

from monitor.model import SourceArticle
from monitor.story.facts import dateline
from monitor.story.reading.digest import Digest, digest
from monitor.story.reading.territory import territory_of
from monitor.story.words import Phrases


def read_source(source: SourceArticle, phrases: Phrases) -> Digest:
    """Read a source article."""
    day = dateline(source.text)
    where = territory_of(source.address)
    return digest(source.title, source.text, published=day, phrases=phrases, territory=where)


def time_of(source: Digest) -> datetime | None:
    """Return when a source that was read was written: the noon of its day, None without a date."""
    day = source.published
    return datetime.combine(day, time(12), UTC) if day else None
