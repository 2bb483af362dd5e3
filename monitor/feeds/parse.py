"""The bytes of a feed → Items with one stable identity each. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser

from monitor.feeds import json_feed
from monitor.feeds.dates import LONGEST as LONGEST_DATE
from monitor.feeds.dates import read_date
from monitor.feeds.documents import is_closed, kind_of
from monitor.feeds.entries import Entry, excerpt, find_entries, hashes_in, unread
from monitor.feeds.html_text import one_line
from monitor.feeds.names import Names, homes_of, identities, link_of, names
from monitor.feeds.titles import body_text, title_text
from monitor.model import Feed, Item, Outcome, stable_id

_LONGEST_TITLE = 500  # characters
_LONGEST_OUTLET = 100
_LONGEST_SUMMARY = 20_000
_LONGEST_CONTENT = 200_000
_MARKUP_PER_TEXT = 10  # characters; what lies beyond is not even looked at
_SLICE = 500  # entries that are parsed at once, so that memory and time grow evenly
# What feedparser raises, deep inside, for documents broken in ways it does not foresee.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"[^\W_]")
_TITLES = ("title", "itunes_title", "googleplay_title")
_UNITS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}  # hours


# feedparser makes its XML reader by these names, or takes the standard library's.
feedparser.api.PREFERRED_XML_PARSERS = ["monitor.feeds.buffered_expat"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The items of a document, in its order, and how the document was.

    `items` leaves out the entries that were known already; `entries` counts them all. `hashes`
    holds the hash of each entry, one after the other, to be known the next time; it is empty where
    the document has to be read whole. `item_hashes` holds, for each of `items`, the hashes of the
    entries that it was made from, one after the other. `ttl` is how long the feed asks to be left
    alone.
    """

    outcome: Outcome
    detail: str
    items: tuple[Item, ...] = ()
    entries: int = 0
    hashes: bytes = b""
    ttl: timedelta | None = None
    item_hashes: tuple[bytes, ...] = ()
    title: str = ""  # of the feed

    @property
    def is_traced(self) -> bool:
        """Whether it is known from which entries each item was made."""
        return len(self.item_hashes) == len(self.items)

    @property
    def entry_hashes(self) -> frozenset[bytes]:
        """The hash of each entry; empty where the document was read whole."""
        return frozenset(hashes_in(self.hashes))

    def traces(self) -> Iterator[tuple[Item, bytes]]:
        """Yield each item with the hash of an entry that it was made from, or with nothing."""
        for number, item in enumerate(self.items):
            made_from = self.item_hashes[number] if self.hashes else b""
            yield from ((item, each) for each in hashes_in(made_from) or [b""])


@dataclass(frozen=True, slots=True)
class Document:
    """What a fetch brought, to be parsed for `feed`; `known` are hashes of entries read before."""

    body: bytes
    content_type: str
    feed: Feed
    now: datetime
    url: str = ""  # where it was found, which relative links start from
    known: frozenset[bytes] = frozenset()


def parse(
    body: bytes,
    content_type: str,
    feed: Feed,
    now: datetime,
    *,
    url: str = "",
    known: Collection[bytes] = frozenset(),
) -> Parsed:
    """Read a feed document; what is no feed comes back as ERROR_PARSE with a sentence.

    Entries whose hash is among `known` are left out where that changes nothing for the others.
    """
    return parse_document(Document(body, content_type, feed, now, url, frozenset(known)))


def parse_document(document: Document) -> Parsed:
    """Read a feed document; see `parse`."""
    entries = find_entries(document.body, document.content_type)
    new = unread(entries, document.known, document.url)
    if new is None or not entries:
        return _read_whole(document, entries)
    slices = [new[i : i + _SLICE] for i in range(0, len(new), _SLICE)]
    parsed = [
        _read(replace(document, body=excerpt(document.body, entries, chosen)), chosen)
        for chosen in slices
    ]
    if any(each.outcome.is_failure or not each.is_traced for each in parsed):
        return _read_whole(document, entries)
    hashes = b"".join(entry.hash for entry in entries)
    if len(parsed) == 1 and len(new) == len(entries):
        return replace(parsed[0], hashes=hashes)
    items = _first_of_each_id(parsed)
    return Parsed(
        Outcome.OK,
        f"{len(entries)} items, {len(new)} of them not read before.",
        tuple(item for item, _ in items),
        len(entries),
        hashes,
        parsed[0].ttl if parsed else None,
        tuple(made_from for _, made_from in items),
        parsed[0].title if parsed else "",
    )


def _read_whole(document: Document, entries: Sequence[Entry]) -> Parsed:
    """Read every entry; where it is not certain which became what, none is known the next time."""
    parsed = _read(document, entries)
    hashes = b"".join(entry.hash for entry in entries) if parsed.is_traced else b""
    return replace(parsed, hashes=hashes)


def _first_of_each_id(parsed: Iterable[Parsed]) -> list[tuple[Item, bytes]]:
    """Join the items of several parts, each with the hashes of all entries that are this item."""
    found: dict[str, tuple[Item, bytes]] = {}
    for part in parsed:
        for item, made_from in zip(part.items, part.item_hashes, strict=True):
            first, before = found.get(item.id, (item, b""))
            found[item.id] = first, before + made_from
    return list(found.values())


def _read(document: Document, known_entries: Sequence[Entry]) -> Parsed:
    """Read a document in which, as far as they could be found, there are `known_entries`."""
    body = document.body
    if not body.strip():
        return Parsed(Outcome.ERROR_PARSE, "the document is empty.")
    try:
        found = json_feed.read(body) or feedparser.parse(
            BytesIO(body),  # never the bytes: feedparser would take them for a file's name
            response_headers={"content-type": document.content_type},
            sanitize_html=False,  # markup becomes plain text here
            resolve_relative_uris=False,  # those in the markup
        )
    except _MALFORMED as error:
        return Parsed(Outcome.ERROR_PARSE, f"the document is malformed ({type(error).__name__}).")
    if not found.entries and not found.get("version"):
        return Parsed(Outcome.ERROR_PARSE, f"the document is {kind_of(body, document.url)}.")
    entries = found.entries
    truncated = bool(found.bozo) and bool(entries) and not is_closed(body)
    if truncated:
        entries = entries[:-1]
    items, made_from = _items(found.feed, entries, document)
    if not items:
        return Parsed(Outcome.OK_EMPTY, "the feed holds no items.", title=_title_of(found.feed))
    if truncated:
        detail = f"{len(items)} items; the document breaks off, its last item was left out."
    else:
        detail = f"{len(items)} items."
    hashes = [entry.hash for entry in known_entries]
    traced = (
        tuple(b"".join(hashes[place] for place in places) for places in made_from)
        if len(hashes) == len(entries)
        else ()
    )
    return Parsed(
        Outcome.OK, detail, tuple(items), len(items), ttl=_ttl(found.feed), item_hashes=traced,
        title=_title_of(found.feed),
    )  # fmt: skip


def _title_of(channel: Any) -> str:
    """Return what a feed calls itself; "" where that has no word."""
    title = one_line(title_text(_value(channel, "title")[:_LONGEST_TITLE]))
    return title[:_LONGEST_OUTLET].rstrip() if _WORD.search(title) else ""


def _ttl(channel: Any) -> timedelta | None:
    """Return how long a feed asks to be left alone: `ttl` in minutes, or the syndication module."""
    ttl = _value(channel, "ttl")
    if ttl.isascii() and ttl.isdigit():
        return timedelta(minutes=int(ttl[:9]))
    hours = _UNITS.get(_value(channel, "sy_updateperiod").strip().lower())
    if hours is None:
        return None
    frequency = _value(channel, "sy_updatefrequency").strip()
    times = int(frequency[:4]) if frequency.isascii() and frequency.isdigit() else 1
    return timedelta(hours=hours) / max(1, times)


def _items(
    channel: Any, entries: Iterable[Any], document: Document
) -> tuple[list[Item], list[list[int]]]:
    """Return the items, and for each the places of the entries that are it, from 0."""
    document = replace(document, feed=document.feed.titled(_title_of(channel)))
    homes = homes_of((_value(channel, "link"), document.feed.url, document.url))
    places: list[int] = []
    drafts: list[Item] = []
    called: list[Names] = []
    for place, entry in enumerate(entries):
        if draft := _draft(entry, document):
            date = _value(entry, "published") or _value(entry, "updated")
            link = _value(entry, "link")
            places.append(place)
            drafts.append(draft)
            called.append(names(_value(entry, "id"), link, draft.title, date, document.url, homes))
    items: dict[str, Item] = {}
    made_from: dict[str, list[int]] = {}
    for place, draft, identity in zip(places, drafts, identities(called), strict=True):
        if identity not in items:
            new = stable_id(document.feed.url, identity, length=12)
            items[identity] = replace(draft, id=new, identity=identity)
        made_from.setdefault(identity, []).append(place)
    return list(items.values()), list(made_from.values())


def _draft(entry: Any, document: Document) -> Item | None:
    """Return an entry as an item that has no identity yet; None for one that says nothing."""
    feed = document.feed
    title = title_text(_title(entry)[: _LONGEST_TITLE * _MARKUP_PER_TEXT])[:_LONGEST_TITLE]
    detail = dict.get(entry, "summary_detail") or {}
    summary = _text(_value(entry, "summary"), detail, _LONGEST_SUMMARY)
    parts = dict.get(entry, "content", ())
    content = "\n".join(_text(_value(part, "value"), part, _LONGEST_CONTENT) for part in parts)
    content = content[:_LONGEST_CONTENT]
    published, date_text = _dated(entry, document.now)
    if not title and not summary and not content:
        return None
    outlet = _outlet(entry, feed)
    if outlet != feed.name:
        title = title.removesuffix(f" - {outlet}")
    return Item(
        id="",
        feed=feed.url,
        identity="",
        outlet=outlet,
        title=title or summary.split("\n")[0][:100],
        summary="" if summary == content else summary,
        link=link_of(_value(entry, "link"), document.url) or None,
        published=published,
        content=content,
        date_text=date_text,
    )


def _title(entry: Any) -> str:
    """Return the title of an entry; podcasts have it in an element of theirs, some only there."""
    titles = [_value(entry, key) for key in _TITLES]
    return next(filter(_WORD.search, titles), titles[0])


def _text(written: str, detail: Any, longest: int) -> str:
    """Return at most `longest` characters of a text that is of the type which `detail` names."""
    return body_text(written[: longest * _MARKUP_PER_TEXT], _value(detail, "type"))[:longest]


def _value(entry: Any, key: str) -> str:
    """Return a text of an entry."""
    # Not the entry's own `get`: for a missing `updated` it gives `published`, slowly, and warns.
    return str(dict.get(entry, key) or "")


def _outlet(entry: Any, feed: Feed) -> str:
    """Return who reports it: the outlet that an aggregator names, else the feed."""
    source = entry.get("source") or {}
    named = title_text(str(source.get("title", ""))) if isinstance(source, dict) else ""
    return named[:_LONGEST_OUTLET] or feed.name


def _dated(entry: Any, now: datetime) -> tuple[datetime | None, str]:
    """Return the first of the entry's dates that can be read, between 1990 and tomorrow, and its words.

    Where there is none, the words are those of the first one. feedparser's own reading invents
    months for malformed dates, so it is not used.
    """
    texts = [_value(entry, key) for key in ("published", "updated", "created")]
    for text in texts:
        date = read_date(text)
        latest = now + timedelta(days=1)
        if date and _EARLIEST <= date.by(latest) <= latest:
            return date.by(latest), _date_text(text)
    return None, _date_text(next(filter(None, texts), ""))


def _date_text(text: str) -> str:
    return one_line(text)[:LONGEST_DATE]
