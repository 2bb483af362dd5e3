"""OPML subscription lists ↔ feeds (opml.org/spec2.opml). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

import listparser

from monitor.feeds.html_text import one_line
from monitor.model import Feed
from monitor.net.logins import without_login

_LONGEST_NAME = 200  # characters


class OpmlError(ValueError):
    """The document is no OPML."""


def read_opml(document: bytes) -> list[Feed]:
    """Return the feeds of an OPML document, each address once; raise OpmlError.

    A folder, and a category, is a tag. Outlines without a web address are left out.
    """
    found = listparser.parse(document)
    if not found.get("version"):
        raise OpmlError("not an OPML document")
    feeds: dict[str, Feed] = {}
    for row in found["feeds"]:
        url = one_line(str(row.get("url") or ""))
        if not url.startswith(("http://", "https://")):
            continue
        name = one_line(str(row.get("title") or ""))[:_LONGEST_NAME]
        tags = dict.fromkeys(one_line(str(tag)) for tag in row.get("tags", ()))
        folders = dict.fromkeys(
            one_line(str(part)) for path in row.get("categories", ()) for part in path
        )
        every_tag = tuple(tag for tag in {**folders, **tags} if tag)
        feeds.setdefault(url, Feed(url, name or without_login(url), every_tag))
    return list(feeds.values())


def write_opml(feeds: Iterable[Feed], title: str, *, with_logins: bool = False) -> str:
    """Return an OPML 2.0 document of `feeds`, their tags as categories.

    User names and passwords in their addresses are left out, unless it is to be `with_logins`.
    """
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for feed in feeds:
        url = feed.url if with_logins else without_login(feed.url)
        name = without_login(feed.name)
        outline = {"type": "rss", "text": name, "title": name, "xmlUrl": url}
        if feed.tags:
            outline["category"] = ",".join(feed.tags)
        ElementTree.SubElement(body, "outline", outline)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
