"""The bytes of a feed → Items with one stable identity each. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import feedparser

from monitor.feeds.html_text import html_to_text, one_line
from monitor.model import Feed, Item, Outcome, stable_id

_LONGEST_TITLE = 500  # characters
_LONGEST_SUMMARY = 20_000
_LONGEST_CONTENT = 200_000
_LONGEST_ADDRESS = 2_000
# What feedparser raises, deep inside, for documents broken in ways it does not foresee.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The items of a document, in its order, and how the document was."""

    outcome: Outcome
    detail: str
    items: tuple[Item, ...] = ()


def parse(body: bytes, content_type: str, feed: Feed, now: datetime) -> Parsed:
    """Read a feed document; what is no feed comes back as ERROR_PARSE with a sentence."""
    if not body.strip():
        return Parsed(Outcome.ERROR_PARSE, "the document is empty.")
    try:
        document = feedparser.parse(
            BytesIO(body),  # never the bytes: feedparser would take them for a file's name
            response_headers={"content-type": content_type},
            sanitize_html=False,  # markup becomes plain text here
            resolve_relative_uris=False,  # those in the markup
        )
    except _MALFORMED as error:
        return Parsed(Outcome.ERROR_PARSE, f"the document is malformed ({type(error).__name__}).")
    if not document.entries and not document.get("version"):
        what = "an HTML page" if _looks_like_html(body) else "not a feed"
        return Parsed(Outcome.ERROR_PARSE, f"the document is {what}.")
    entries = document.entries
    truncated = bool(document.bozo) and bool(entries) and not _is_closed(body)
    if truncated:
        entries = entries[:-1]
    items = _items(entries, feed, now)
    if not items:
        return Parsed(Outcome.OK_EMPTY, "the feed holds no items.")
    if truncated:
        detail = f"{len(items)} items; the document breaks off, its last item was left out."
    else:
        detail = f"{len(items)} items."
    return Parsed(Outcome.OK, detail, tuple(items))


def _looks_like_html(body: bytes) -> bool:
    return bool(
        re.match(
            rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
            body[:4096],
            re.IGNORECASE | re.DOTALL,
        )
    )


def _is_closed(body: bytes) -> bool:
    return bool(
        re.search(
            rb"</(?:[\w-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*-->\s*)*$",
            body[-2048:],
            re.IGNORECASE | re.DOTALL,
        )
    )


def _items(entries: Iterable[Any], feed: Feed, now: datetime) -> list[Item]:
    entries = list(entries)
    # A guid is an identity unless it stands for several things; the same thing twice is one.
    shared = Counter(guid for guid, _ in {(_guid(entry), _about(entry)) for entry in entries})
    found: dict[str, Item] = {}
    for entry in entries:
        guid = _guid(entry)
        item = _item(entry, feed, now, guid if shared[guid] == 1 else "")
        if item and item.identity not in found:
            found[item.identity] = item
    return list(found.values())


def _item(entry: Any, feed: Feed, now: datetime, guid: str) -> Item | None:
    title = one_line(html_to_text(_value(entry, "title")))[:_LONGEST_TITLE]
    summary = html_to_text(_value(entry, "summary"))[:_LONGEST_SUMMARY]
    content = "\n".join(
        html_to_text(str(part.get("value", ""))) for part in entry.get("content", ())
    )[:_LONGEST_CONTENT]
    link = normal_link(_value(entry, "link"))
    published = _published(entry, now)
    if not title and not summary and not content:
        return None
    date_text = _value(entry, "published") or _value(entry, "updated")
    identity = guid or link or stable_id(title, date_text)
    return Item(
        id=stable_id(feed.url, identity, length=12),
        feed=feed.url,
        identity=identity,
        outlet=_outlet(entry, feed),
        title=title or summary.split("\n")[0][:100],
        summary="" if summary == content else summary,
        link=link or None,
        published=published,
        content=content,
    )


def _guid(entry: Any) -> str:
    return one_line(_value(entry, "id"))[:_LONGEST_ADDRESS]


def _about(entry: Any) -> str:
    """Return what tells two entries of one guid apart: where they lead, or else their titles."""
    return normal_link(_value(entry, "link")) or one_line(_value(entry, "title"))


def _value(entry: Any, key: str) -> str:
    """Return a text of an entry; `get` would give `published` for a missing `updated`, and warn."""
    return str(entry[key] or "") if key in entry else ""


def _outlet(entry: Any, feed: Feed) -> str:
    """Return who reports it: the outlet that an aggregator names, else the feed."""
    source = entry.get("source") or {}
    named = one_line(html_to_text(str(source.get("title", "")))) if isinstance(source, dict) else ""
    return named[:100] or feed.name


_TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid|_hsenc|_hsmi|ocid"
    r"|cmpid|ito|at_medium|at_campaign|at_link_\w+|at_ptr_name|at_format|ns_\w+|partner|smid|ref_src)$",
    re.IGNORECASE,
)


def normal_link(address: str) -> str:
    """Return a web address without tracking parameters and fragment; empty for anything else."""
    text = one_line(address)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or len(text) > _LONGEST_ADDRESS:
        return ""
    if not host or " " in host:
        return ""
    kept = [
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKERS.match(k)
    ]
    query = (
        parts.query
        if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True))
        else urlencode(kept)
    )
    netloc = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit((parts.scheme, netloc, parts.path, query, "")).replace(" ", "%20")


def _published(entry: Any, now: datetime) -> datetime | None:
    """Return the entry's date if a strict reading of it lies between 1990 and tomorrow.

    feedparser's own reading invents months for malformed dates, so it is not used.
    """
    for key in ("published", "updated", "created"):
        moment = strict_date(_value(entry, key))
        if moment and _EARLIEST <= moment <= now + timedelta(days=1):
            return moment
    return None


def strict_date(text: str) -> datetime | None:
    """Read an RFC 3339/ISO 8601 or RFC 5322 date with its time zone (UTC where it has none)."""
    text = text.strip()
    try:
        if re.match(r"\d{4}-\d{2}-\d{2}", text):
            moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        elif re.match(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}", text):
            moment = parsedate_to_datetime(text)
        else:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
