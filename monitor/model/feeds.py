"""Feeds and their items: frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from monitor.model.identity import CONTENT_HASH_VERSION, stable_id


class Outcome(StrEnum):
    """What became of the last poll of a feed."""

    OK = "ok"
    OK_EMPTY = "ok-empty"
    NOT_MODIFIED = "not-modified"
    MOVED = "moved"
    GONE = "gone"
    BACKOFF = "backoff"
    TOO_BIG = "too-big"
    TIMEOUT = "timeout"
    BLOCKED = "blocked"
    ERROR_HTTP = "error-http"
    ERROR_NET = "error-net"
    ERROR_PARSE = "error-parse"
    NEVER = "never"

    @property
    def is_failure(self) -> bool:
        """Whether the poll brought neither items nor the word that there are none."""
        return self not in _GOOD_OUTCOMES


_GOOD_OUTCOMES = frozenset(
    {Outcome.OK, Outcome.OK_EMPTY, Outcome.NOT_MODIFIED, Outcome.MOVED, Outcome.NEVER}
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A polled address, as configured."""

    url: str
    name: str
    tags: tuple[str, ...] = ()
    every: timedelta = timedelta(minutes=15)
    full_text: bool = True  # fetch the pages of items on topic that carry only a teaser
    is_named: bool = True  # by its user; else `name` is the title that was seen last, or the host

    @classmethod
    def at(cls, url: str, title: str = "", tags: tuple[str, ...] = ()) -> Self:
        """Return a feed that was found: under `title`, else under its host until its title is seen.

        A title that is an address says nothing that `url` does not say.
        """
        if title and not _is_address(title):
            return cls(url, title, tags)
        return cls(url, host_name(url), tags, is_named=False)

    def titled(self, title: str) -> Self:
        """Return it under the title of its document, if any, where its user gave it no name."""
        return replace(self, name=title) if title and not self.is_named else self


def host_name(url: str) -> str:
    """Return the host of an address, which its feed is called by as long as nothing else is known."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _is_address(title: str) -> bool:
    return title.lower().startswith(("http://", "https://")) and len(title.split()) == 1


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. `identity` is stable in its feed, `id` everywhere."""

    id: str
    feed: str  # address of the feed
    identity: str
    outlet: str
    title: str
    summary: str
    link: str | None = None
    published: datetime | None = None  # None where the feed gives no date to be trusted
    content: str = ""  # full text, where the feed carries it
    full_text: str = ""  # of the page that it links to, where that was fetched
    # Its date as its feed wrote it, readable or not; other words for it make no other item.
    date_text: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """What is read besides the title: the summary, then what adds to it."""
        if self.full_text:
            return f"{self.summary}\n\n{self.full_text}".strip()
        if self.content and self.summary and self.summary not in self.content:
            return f"{self.summary}\n\n{self.content}"
        return self.content or self.summary

    @property
    def content_hash(self) -> str:
        """Changes exactly when what the feed says changes."""
        return stable_id(CONTENT_HASH_VERSION, self.title, self.summary, self.content)
