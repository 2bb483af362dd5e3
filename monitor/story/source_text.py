"""A source article → what the engine remembers of it, read as of its dateline. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from monitor.model import SourceArticle
from monitor.story.digest import Digest, digest
from monitor.story.facts.moments import dateline
from monitor.story.territory import territory_of
from monitor.story.text import Phrases


def read_source(source: SourceArticle, phrases: Phrases) -> Digest:
    """Read a source article by the phrases of its story."""
    day = dateline(source.text)
    where = territory_of(source.address)
    return digest(source.title, source.text, published=day, phrases=phrases, territory=where)


def noon(day: date) -> datetime:
    """Return the middle of a day, for a text of which no more is known."""
    return datetime.combine(day, time(12), UTC)
