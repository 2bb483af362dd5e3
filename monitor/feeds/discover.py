"""An HTML page → the feeds that it names in its link tags. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.feeds.html_text import one_line
from monitor.feeds.links import normal_link

_LONGEST_PAGE = 1_000_000  # bytes that are looked at
_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
    }
)
_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([\w-]++)\s{0,9}+=\s{0,9}+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
#: Where sites commonly keep a feed that no page names.
COMMON_PLACES = (
    "/feed",
    "/rss",
    "/feed.xml",
    "/rss.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/feed.json",
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed as a page names it."""

    url: str
    title: str


def feed_links(page: bytes, base: str) -> list[FeedLink]:
    """Return the feeds of a page (`<link rel="alternate" type="application/rss+xml" …>`).

    Addresses are made absolute against `base`, the address of the page; those that lead out of the
    web are left out.
    """
    found: dict[str, FeedLink] = {}
    for tag in _LINK.finditer(page[:_LONGEST_PAGE].decode("utf-8", "replace")):
        attributes = {
            name.lower(): html.unescape(quoted or single or bare)
            for name, quoted, single, bare in _ATTRIBUTE.findall(tag[1])
        }
        relations = attributes.get("rel", "").lower().split()
        if "alternate" not in relations or attributes.get("type", "").lower() not in _TYPES:
            continue
        try:
            url = normal_link(urljoin(base, attributes.get("href", "").strip()))
        except ValueError:
            continue
        if url:
            found.setdefault(url, FeedLink(url, one_line(attributes.get("title", ""))[:200]))
    return list(found.values())


def common_places(site: str) -> list[str]:
    """Return the addresses where a site may keep a feed that it does not name."""
    return [urljoin(site, place) for place in COMMON_PLACES]
