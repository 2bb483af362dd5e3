"""What robots.txt of a host allows us to fetch (RFC 9309). I/O."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from monitor.feeds.fetch import PRODUCT, Fetched, Fetcher
from monitor.model import Outcome

_KEPT_FOR = timedelta(hours=24)  # RFC 9309 2.4
_RETRIED_AFTER = timedelta(minutes=30)
_LONGEST = 500 * 1024  # bytes that are read (RFC 9309 2.5)
_MOST_REMEMBERED = 2_000_000  # bytes of all hosts; parsed they take up to twenty times that
_LEAST = 1_000  # bytes that a host counts for, however short its rules are


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one host, or None where nothing may be fetched; good until `until`."""

    rules: Protego | None
    until: datetime
    size: int = _LEAST


class Robots:
    """Remembers for each host what it allows; for any number of threads."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[str, _Rules] = {}  # the one asked for longest ago comes first
        self._size = 0
        self._lock = threading.Lock()

    def allows(self, url: str, now: datetime) -> bool:
        """Whether `url` may be fetched at `now`; asks the host when that is not known."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        known = self._recall(site)
        if known is None or known.until <= now:
            known = self._ask(urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")), now)
        self._remember(site, known)
        return known.rules is not None and known.rules.can_fetch(url, PRODUCT)

    def _recall(self, site: str) -> _Rules | None:
        with self._lock:
            return self._known.get(site)

    def _remember(self, site: str, rules: _Rules) -> None:
        """Put the rules of a host last, and forget the first ones where all take too much."""
        with self._lock:
            before = self._known.pop(site, None)
            self._known[site] = rules
            self._size += rules.size - (before.size if before else 0)
            while self._size > _MOST_REMEMBERED:
                self._size -= self._known.pop(next(iter(self._known))).size

    def _ask(self, address: str, now: datetime) -> _Rules:
        match self._fetcher.fetch(address):
            case Fetched(body=body):
                text = body[:_LONGEST].decode("utf-8-sig", "replace")
                return _Rules(Protego.parse(text), now + _KEPT_FOR, _LEAST + len(text))
            case failure:
                # 4xx: there are no rules; anything else: assume that all is forbidden, for a while
                # (RFC 9309 2.3.1.3 and 2.3.1.4).
                outcome = getattr(failure, "outcome", Outcome.ERROR_NET)
                status = getattr(failure, "status", 0)
                if outcome is Outcome.GONE or 400 <= status < 500:
                    return _Rules(Protego.parse(""), now + _KEPT_FOR)
                return _Rules(None, now + _RETRIED_AFTER)
