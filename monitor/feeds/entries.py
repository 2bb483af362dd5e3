"""Where the entries of a feed document lie, so that only new ones need be parsed. Pure.

feedparser takes ten milliseconds for a document of thirty entries, and most documents hold none
that was not read before. Expat finds the entries in a tenth of that; what lies in a document of
which the entries known already are cut out is read as in the whole one. Wherever that is not
certain, there are no entries here, and the document is parsed whole.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from xml.parsers import expat

from monitor.feeds.html_text import one_line
from monitor.feeds.links import absolute, normal_link
from monitor.model import place_of

HASH_LENGTH = 8  # bytes
_RECIPE = b"1"  # of the hash; another one makes every entry be read anew
_NAMES = frozenset({"item", "entry"})
_NAME_SEPARATOR = " "
_BASE = f"http://www.w3.org/XML/1998/namespace{_NAME_SEPARATOR}base"
#: Local names of the elements of an entry that feedparser makes into what is read here, or that
#: change how it reads these. Of the time it takes a third is for the others.
_READ = frozenset(
    (
        "title link guid id description summary content encoded body fullitem abstract subtitle"
        " tagline info text date pubdate published updated modified issued created source enclosure"
        " image textinput url href base section div"
    ).split()
)
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_UTF8 = frozenset({"utf-8", "utf8"})
_ID = re.compile(rb"<(?:[\w.-]+:)?(?:guid|id)\b[^<>]*>([^<]*(?:<!\[CDATA\[[^\]]*)?)")
_LINK = re.compile(
    rb"""<(?:[\w.-]+:)?link\b((?:[^<>"']|"[^<"]*"|'[^<']*')*)>([^<]*(?:<!\[CDATA\[[^\]]*)?)"""
)
_HREF = re.compile(rb"""\bhref\s*=\s*["']([^"']*)""")
_OTHER_RELATION = re.compile(rb"""\brel\s*=\s*["'](?!alternate\b)""")
_ABOUT = re.compile(rb"""\babout\s*=\s*["']([^"']*)""")
_TITLE = re.compile(rb"<(?:[\w.-]+:)?title\b[^<>]*>([^<]*(?:<!\[CDATA\[[^\]]*)?)")
_CDATA = b"<![CDATA["
_TITLE_MARK = b"\0"  # before a title among the keys; no document has it


Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of a document, in bytes, `end` exclusive; its hash and what may identify it.

    `keys` are ids and links as they are written, and the title where there is no link.
    `idle` are the stretches in it that nobody reads: categories, authors, media.
    """

    start: int
    end: int
    hash: bytes
    keys: frozenset[bytes]
    idle: tuple[Stretch, ...] = ()


def hashes_in(joined: bytes) -> list[bytes]:
    """Take apart hashes that were written one after the other."""
    return [joined[i : i + HASH_LENGTH] for i in range(0, len(joined), HASH_LENGTH)]


def find_entries(body: bytes, content_type: str = "") -> list[Entry]:
    """Return the entries of a well-formed document in UTF-8; none where anything is in doubt."""
    if not _is_plainly_utf8(body, content_type):
        return []
    finder = _Finder()
    return [_entry(body, *stretch, tuple(finder.idle[stretch])) for stretch in finder.find(body)]


def excerpt(body: bytes, entries: Iterable[Entry], chosen: Collection[Entry]) -> bytes:
    """Return a document of which all `entries` but the `chosen` are cut out.

    Of these, what nobody reads is cut out as well.
    """
    starts = {entry.start for entry in chosen}
    kept = []
    after = 0
    for entry in entries:
        cuts = entry.idle if entry.start in starts else ((entry.start, entry.end),)
        for start, end in cuts:
            kept.append(body[after:start])
            after = end
    kept.append(body[after:])
    return b"".join(kept)


def unread(entries: list[Entry], known: Collection[bytes], url: str = "") -> list[Entry] | None:
    """Return the entries whose hash is not `known`; None where the others are needed too.

    They are where an entry shares its id, the place where it leads or, without a link, its title
    with another of the document: what identifies an item then depends on all of them. `url` is
    where the document was found.
    """
    new = [entry for entry in entries if entry.hash not in known]
    if not new:
        return new
    shared = {entry.start: {_place(key, url) for key in entry.keys} for entry in entries}
    uses = Counter(place for places in shared.values() for place in places)
    if any(uses[place] > 1 for entry in new for place in shared[entry.start]):
        return None
    return new


def _place(key: bytes, url: str) -> str:
    """Return what of a key is compared: of an address the place, as items are compared by it."""
    text = key.decode()
    with suppress(ValueError):  # a character reference of thousands of digits
        text = unescape(unescape(text))  # feedparser resolves entities in what XML made of it
    if key.startswith(_TITLE_MARK):
        return f"\0{one_line(text)}"
    return place_of(normal_link(absolute(text, url))) or one_line(text)


def _is_plainly_utf8(body: bytes, content_type: str) -> bool:
    declared = _DECLARED.match(body)
    charset = _CHARSET.search(content_type)
    names = [declared[1].decode("latin-1")] if declared else []
    names += [charset[1]] if charset else []
    if any(name.lower() not in _UTF8 for name in names) or b"\0" in body:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _entry(body: bytes, start: int, end: int, idle: tuple[Stretch, ...]) -> Entry:
    text = body[start:end]
    digest = hashlib.blake2b(text, digest_size=HASH_LENGTH, key=_RECIPE).digest()
    return Entry(start, end, digest, _keys(text), idle)


def _keys(text: bytes) -> frozenset[bytes]:
    """Return what may identify an entry, as it is written: ids and links, a title for no link."""
    tag = text[: text.find(b">") + 1]
    ids = {match[1] for match in (_ID.search(text), _ABOUT.search(tag)) if match}
    links = set()
    for attributes, inner in _LINK.findall(text):
        href = _HREF.search(attributes)
        if not _OTHER_RELATION.search(attributes):
            links.add(href[1] if href else inner)
    links = _written(links)
    if not links and (title := _TITLE.search(text)):
        links = {_TITLE_MARK + each for each in _written({title[1]})}
    return frozenset(_written(ids) | links)


def _written(texts: set[bytes]) -> set[bytes]:
    return {text.strip().removeprefix(_CDATA).strip() for text in texts} - {b""}


class _Finder:
    """Follows a document with expat and notes where its outermost entries begin and end."""

    def __init__(self) -> None:
        self.idle: dict[Stretch, list[Stretch]] = {}
        self._depth = 0
        self._entry_depth = 0  # 0: not in an entry
        self._entry_start = 0
        self._idle_start: int | None = None
        self._idle_of_entry: list[Stretch] = []
        self._in_doubt = False
        # With namespaces, so that a prefix without a declaration is a fault, as in feedparser.
        self._parser = expat.ParserCreate("utf-8", _NAME_SEPARATOR)
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.StartDoctypeDeclHandler = self._declare

    def find(self, body: bytes) -> list[Stretch]:
        self._body = body
        try:
            self._parser.Parse(body, True)
        except expat.ExpatError:
            return []
        return [] if self._in_doubt else list(self.idle)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(_NAME_SEPARATOR)[2].lower()
        if self._entry_depth:
            if _BASE in attributes:
                self._in_doubt = True  # feedparser lets it stand for the entries after it as well
            if local in _READ:
                self._idle_start = None
            elif self._depth == self._entry_depth + 1:
                self._idle_start = self._parser.CurrentByteIndex
        if local not in _NAMES:
            return
        if self._entry_depth:
            self._in_doubt = True
        else:
            self._entry_depth = self._depth
            self._entry_start = self._parser.CurrentByteIndex
            self._in_doubt |= _BASE in attributes

    def _finish(self, _: str) -> None:
        if self._depth == self._entry_depth:
            self.idle[self._entry_start, self._end(self._entry_start)] = self._idle_of_entry
            self._entry_depth, self._idle_of_entry = 0, []
        elif self._idle_start is not None and self._depth == self._entry_depth + 1:
            self._idle_of_entry.append((self._idle_start, self._end(self._idle_start)))
            self._idle_start = None
        self._depth -= 1

    def _end(self, start: int) -> int:
        """Return where the element that began at `start` ends, now that it does."""
        here = self._parser.CurrentByteIndex
        ending = self._body[here - 2 : here]
        if ending == b"/>" and self._body.find(b">", start) == here - 1:
            return here  # expat is behind an empty tag already
        if not self._body.startswith(b"</", here):
            self._in_doubt = True
        return self._body.index(b">", here) + 1

    def _declare(self, *_: object) -> None:
        self._in_doubt = True  # entities may stand for anything
