"""Items that carry only a teaser → the text of their pages, where that may be had. I/O."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitor.feeds.article import Page, wall
from monitor.feeds.budget import Budget
from monitor.feeds.fetch import Fetched, Fetcher
from monitor.feeds.parsers import FOR_ARTICLES, Parsers
from monitor.feeds.robots import Robots
from monitor.model import Item

log = logging.getLogger(__name__)

MOST_PAGES = 20  # of one poll
SECONDS = 120.0  # for the pages of one poll, together; the last may end some fetches later


class Pages:
    """Fetches the pages of items, for any number of threads; polite as feeds are polled."""

    def __init__(
        self,
        fetcher: Fetcher,
        stopped: threading.Event | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._fetcher = fetcher
        self._seconds = seconds
        self._stopped = stopped or threading.Event()
        self._robots = Robots(fetcher)
        self._parsers = Parsers(1, megabytes=FOR_ARTICLES)

    def close(self) -> None:
        """End the process that finds articles; it starts again when it is needed."""
        self._parsers.close()

    def stop(self) -> None:
        """Kill the process that looks for an article now; for any thread."""
        self._parsers.stop()

    def read(self, items: Iterable[Item], now: datetime) -> dict[str, Item]:
        """Return by id those of `items`, at most twenty, whose page says more, with its text.

        Once `stopped` is set, or the time for all of them is spent, no further page is fetched.
        """
        found = {}
        with Budget(self._seconds) as budget:
            for item in list(items)[:MOST_PAGES]:
                if self._stopped.is_set():
                    break
                if budget.is_spent:
                    log.debug("no full text of %s: the pages before it took too long", item.link)
                    continue
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
