"""A site → the feeds it has: those it names, those at common places, each one fetched. I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.feeds.budget import Budget
from monitor.feeds.discover import FeedLink, common_places, feed_links
from monitor.feeds.fetch import Fetched, Fetcher
from monitor.feeds.parse import Document, Parsed
from monitor.feeds.parsers import Parsers
from monitor.model import Feed, Item, place_of

_MOST_NAMED = 20  # feeds of one page that are looked at
SECONDS = 60.0  # for what one site has, together; the last fetch may end later

_TOO_SLOW = "what it names as feeds is not fetched after {:g} s."


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that answered, and what it holds."""

    url: str
    title: str
    items: int
    latest: Item | None
    carried: tuple[Item, ...] = ()


def find_feeds(
    site: str, fetcher: Fetcher, parsers: Parsers, now: datetime, seconds: float = SECONDS
) -> tuple[list[FoundFeed], str]:
    """Return the feeds of a site, and why the site itself could not be read, or "".

    An address that is a feed is its own and only feed. Else the feeds that the page names are
    fetched; when it names none that works, the places where sites commonly keep one. Once `seconds`
    have passed no further one is fetched.
    """
    page = fetcher.fetch(site)
    if not isinstance(page, Fetched):
        return [], getattr(page, "detail", "the server sent nothing.")
    parsed = parsers.parse(_document(page, now))
    if not parsed.outcome.is_failure:
        return [_found(page.url, "", parsed)], ""
    named = feed_links(page.body, page.url)[:_MOST_NAMED]
    with Budget(seconds) as budget:
        found = list(_working(named, fetcher, parsers, now, budget))
        if not found:
            common = [FeedLink(place, "") for place in common_places(page.url)]
            found = list(_working(common, fetcher, parsers, now, budget))
    return found, "" if found or not budget.is_spent else _TOO_SLOW.format(seconds)


def _working(
    links: Iterable[FeedLink],
    fetcher: Fetcher,
    parsers: Parsers,
    now: datetime,
    budget: Budget,
) -> Iterator[FoundFeed]:
    seen: set[str] = set()
    for link in links:
        if budget.is_spent:
            return
        result = fetcher.fetch(link.url)
        if not isinstance(result, Fetched) or place_of(result.url) in seen:
            continue
        seen.add(place_of(result.url))  # two places may lead to one feed
        parsed = parsers.parse(_document(result, now))
        if not parsed.outcome.is_failure:
            yield _found(result.url, link.title, parsed)


def _found(url: str, title: str, parsed: Parsed) -> FoundFeed:
    """Return what is known of a feed; its own title is better than what a page calls it."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    latest = max(parsed.items, key=lambda item: item.published or long_ago, default=None)
    return FoundFeed(url, parsed.title or title, parsed.entries, latest, parsed.items)


def _document(found: Fetched, now: datetime) -> Document:
    return Document(found.body, found.content_type, Feed.at(found.url), now, found.url)
