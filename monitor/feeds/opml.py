"""OPML subscription lists ↔ feeds (opml.org/spec2.opml). Pure.

Lists are read as they are found: many are no well-formed XML, have another encoding than they say,
or addresses that only a feed reader would understand. What cannot be read is named.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from monitor.config.values import web_address
from monitor.feeds.html_text import one_line
from monitor.model import Feed
from monitor.net.logins import without_login

_LONGEST_NAME = 200  # characters
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as the mark of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})")
_TEXT_ENCODING = re.compile(  # Python knows others by name that are none
    r"utf-?8|(us-)?ascii|iso-?8859-?\d{1,2}|latin-?1|(windows-?|cp)125\d|koi8-[ru]|gbk?(2312|18030)?"
    r"|big5|shift_jis|euc-(jp|kr)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)(opml|outline)(?=[\s/>])", re.IGNORECASE | re.DOTALL)
# One after the other from where a tag begins, so that nothing is read twice.
_ATTRIBUTE = re.compile(
    r"""\s*+(?:
    (?P<end>/?>)
  | (?P<name>[\w:.-]++)\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'>]++))
  | [\w:.-]++ | [^\s>]  # what is no attribute
)""",
    re.VERBOSE,
)
_PARTS = re.compile(r"[,/]")  # between the categories of a feed
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?://)", re.IGNORECASE)
_FEEDS = frozenset(("rss", "rss1", "rss2", "atom", "feed", "pie", "json"))
_LISTS = frozenset(("link", "include"))
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{2,30});", re.IGNORECASE)
_DEEPEST = 20  # folders that are tags of what is in them


class OpmlError(ValueError):
    """The document is no OPML."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The feeds of a list, and in a sentence each what of it is none and why."""

    feeds: tuple[Feed, ...]
    left_out: tuple[str, ...]


def read_opml(document: bytes) -> Subscriptions:
    """Return the feeds of an OPML document, each address once; raise OpmlError.

    A folder, and a category, is a tag.
    """
    reader = _Reader()
    for is_end, name, attributes, is_empty in _tags(_decoded(document)):
        if name == "opml":
            reader.is_opml, reader.is_closed = True, is_end
        elif is_end:
            reader.end()
        else:
            reader.begin(attributes)
            if is_empty:
                reader.end()
    if not reader.is_opml:
        raise OpmlError("not an OPML document")
    while reader.folders:  # of a document that breaks off
        reader.end()
    if not reader.is_closed:
        reader.left_out.append("what comes after: the document breaks off.")
    feeds = (Feed.at(url, name, tuple(tags)) for url, (name, tags) in reader.feeds.items())
    return Subscriptions(tuple(feeds), tuple(reader.left_out))


def read_addresses(document: bytes) -> Subscriptions:
    """Return the feeds of a plain list: an address a line, such as those of Google Alerts; raise OpmlError.

    Lines that are empty or begin with # say nothing. A list has at least one web address.
    """
    lines = [line.strip() for line in _decoded(document).splitlines()]
    found: dict[str, Feed] = {}
    left_out = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        try:
            url = web_address(_web(line))
        except ValueError:
            left_out.append(f"{line[:_LONGEST_NAME]!r}: it is no web address.")
        else:
            found.setdefault(url, Feed.at(url))
    if not found:
        raise OpmlError("neither an OPML document nor a list of addresses")
    return Subscriptions(tuple(found.values()), tuple(left_out))


@dataclass(slots=True)
class _Folder:
    """An outline that is open."""

    title: str
    is_leaf: bool  # as far as is known: a folder has something in it


@dataclass(slots=True)
class _Reader:
    """What was read so far."""

    is_opml: bool = False
    is_closed: bool = False
    feeds: dict[str, tuple[str, dict[str, None]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    folders: list[_Folder] = field(default_factory=list)

    def begin(self, attributes: dict[str, str]) -> None:
        """Take an outline up to its end."""
        title = (attributes.get("text") or attributes.get("title") or "")[:_LONGEST_NAME]
        if self.folders:
            self.folders[-1].is_leaf = False
        given, why = _address(attributes)
        if given is None and not why:
            self.folders.append(_Folder(title, is_leaf=True))
            return
        try:
            url = web_address(_web(given or ""))
        except ValueError:
            why = why or (f"{given[:200]!r} is no web address" if given else "it has no address")
            self._leave_out(title, why)
        else:
            tags = self.feeds.setdefault(url, (title, {}))[1]
            tags |= dict.fromkeys(_tags_of(attributes, self.folders[:_DEEPEST]))
        self.folders.append(_Folder("", is_leaf=False))

    def end(self) -> None:
        """End the outline that was begun last; one end too many ends nothing."""
        ended = self.folders.pop() if self.folders else None
        if ended and ended.is_leaf and ended.title:
            self._leave_out(ended.title, "it has no address")

    def _leave_out(self, title: str, why: str) -> None:
        self.left_out.append(f"{title or 'an outline without a title'}: {why}.")


def _address(attributes: dict[str, str]) -> tuple[str | None, str]:
    """Return the address of an outline's feed and why there is none; neither for a folder."""
    kind = attributes.get("type", "").lower()
    if "xmlurl" in attributes and kind != "source":
        return attributes["xmlurl"], ""
    if "url" in attributes and kind in _FEEDS:
        return attributes["url"], ""
    if "xmlurl" in attributes or kind in _LISTS or "url" in attributes:
        return None, "it is a link or another list, not a feed"
    if "htmlurl" in attributes:
        return None, "it has the address of a page, not of a feed"
    return None, "it has no address" if kind in _FEEDS else ""


def _web(address: str) -> str:
    """Return an address as the web has it: `feed:` is how readers were told to subscribe."""
    address = _FEED_SCHEME.sub("", address, count=1)
    scheme, colon, rest = address.partition(":")
    scheme = scheme.lower()
    return f"{'http' if scheme == 'feed' and rest.startswith('//') else scheme}{colon}{rest}"


def _tags_of(attributes: dict[str, str], folders: Iterable[_Folder]) -> Iterator[str]:
    categories = _PARTS.split(attributes.get("category", ""))
    for tag in (*categories, *(folder.title for folder in folders)):
        if tag.strip():
            yield tag.strip()


def _tags(text: str) -> Iterator[tuple[bool, str, dict[str, str], bool]]:
    """Yield whether a tag ends, its name, its attributes, and whether it ends at once."""
    after = 0
    while found := _TAG.search(text, after):
        after = found.end()
        if not found[2]:
            continue  # a comment
        attributes: dict[str, str] = {}
        while part := _ATTRIBUTE.match(text, after):
            after = part.end()
            if part["end"]:
                yield bool(found[1]), found[2].lower(), attributes, part["end"] == "/>"
                break
            if part["name"]:
                value = part["double"] or part["single"] or part["bare"] or ""
                attributes.setdefault(part["name"].lower(), one_line(_unescaped(value)))


def _unescaped(value: str) -> str:
    """Return a value without references; an ampersand that begins none is meant as it stands."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), value)


def _decoded(document: bytes) -> str:
    """Return the text of a document by its mark, else by what it says, else by what it is."""
    names = [name for mark, name in _BOMS if document.startswith(mark)][:1]
    declared = _DECLARED.match(document[:400])
    if declared and _TEXT_ENCODING.fullmatch(declared[1].decode("ascii", "replace")):
        names.append(declared[1].decode("ascii"))
    for name in (*names, "utf-8", "windows-1252"):
        try:
            return document.decode(name).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return document.decode("latin-1")


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
