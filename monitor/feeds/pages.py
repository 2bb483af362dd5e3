"""Items that carry only a teaser → the text of their pages, where that may be had. I/O."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitor.feeds.article import Page, wall
from monitor.feeds.fetch import Fetched, Fetcher
from monitor.feeds.parsers import Parsers
from monitor.feeds.robots import Robots
from monitor.model import Item

log = logging.getLogger(__name__)

MOST_PAGES = 20  # of one poll
_MEGABYTES = 250  # for the process that finds the article: trafilatura takes 60 to begin with


class Pages:
    """Fetches the pages of items, for any number of threads; polite as feeds are polled."""

    def __init__(self, fetcher: Fetcher, stopped: threading.Event | None = None) -> None:
        self._fetcher = fetcher
        self._stopped = stopped or threading.Event()
        self._robots = Robots(fetcher)
        self._parsers = Parsers(1, megabytes=_MEGABYTES)

    def close(self) -> None:
        """End the process that finds articles; it starts again when it is needed."""
        self._parsers.close()

    def stop(self) -> None:
        """Kill the process that looks for an article now; for any thread."""
        self._parsers.stop()

    def read(self, items: Iterable[Item], now: datetime) -> dict[str, Item]:
        """Return by id those of `items`, at most twenty, whose page says more, with its text.

        Once `stopped` is set no further page is fetched.
        """
        found = {}
        for item in list(items)[:MOST_PAGES]:
            if self._stopped.is_set():
                break
            text, reason = self._read(item, now)
            if text:
                found[item.id] = replace(item, full_text=text)
            else:
                log.debug("no full text of %s: %s", item.link, reason)
        self.close()  # articles are rare, and the process is large
        return found

    def _read(self, item: Item, now: datetime) -> tuple[str, str]:
        """Return the text of an item's page, or "" and why there is none."""
        page = self._page(item.link or "", now)
        if isinstance(page, str):
            return "", page
        article = self._parsers.extract(page)
        if article is None:
            return "", "no article is found on the page"
        reason = wall(article, page.body, item.title)
        if reason or len(article.text) <= len(item.text):
            return "", reason or "the feed says as much"
        return article.text, ""

    def _page(self, link: str, now: datetime) -> Page | str:
        """Return a page, or why it may not or cannot be had."""
        if not self._robots.allows(link, now):
            return "robots.txt does not allow it"
        found = self._fetcher.fetch(link)
        if not isinstance(found, Fetched):
            return getattr(found, "detail", "no page")
        if "html" not in found.content_type.lower():
            return f"it is {found.content_type[:60]!r}"
        if found.url != link and not self._robots.allows(found.url, now):
            return "robots.txt does not allow where it leads"
        return Page(found.body, found.url)
