"""What the bytes are that an address gave: a whole feed, half of one, or another document. Pure."""

from __future__ import annotations

import re

from monitor.feeds.discover import feed_links

_BEGIN = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)\b", re.IGNORECASE)
_END = re.compile(rb"</(?:[\w-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
# What was read as a comment stays one: each could else end at any later one as well.
_HTML = re.compile(
    rb"\s*+(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BEGINNING = 4096  # bytes by which an HTML page is known


def kind_of(body: bytes, url: str) -> str:
    """Say what a document is that is no feed, and what feed it names."""
    if not _HTML.match(body[:_BEGINNING]):
        return "not a feed"
    if links := feed_links(body, url):
        return f"an HTML page; it names the feed {links[0].url}"
    return "an HTML page"


def is_closed(body: bytes) -> bool:
    """Whether the root element of a feed ends after its last entry began, whatever follows it."""
    ends = [match.start() for match in _END.finditer(body)]
    begins = [match.start() for match in _BEGIN.finditer(body)]
    return bool(ends) and (not begins or ends[-1] > begins[-1])
