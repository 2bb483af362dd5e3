"""What is remembered of a feed between two polls. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import Outcome


@dataclass(frozen=True, slots=True)
class Arrived:
    """When a new item came: between these times after the moment of its stamp (before: negative)."""

    zone: str  # that its stamp names, as `WrittenDate` has it
    earliest: timedelta
    latest: timedelta


@dataclass(frozen=True, slots=True)
class FeedClock:
    """What is remembered of how a feed dates its items."""

    arrivals: tuple[Arrived, ...] = ()  # the last ones
    latest: datetime | None = None  # the moment of the newest stamp
    answered_at: datetime | None = None  # when the feed told last what it holds


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between two polls."""

    url: str
    etag: str | None = None  # echoed verbatim
    last_modified: str | None = None  # echoed verbatim
    body_hash: str | None = None
    failures: int = 0  # in a row
    first_polled_at: datetime | None = None  # None until a poll brought a document
    outcome: Outcome = Outcome.NEVER
    failing_since: datetime | None = None
    gone_polls: int = 0  # in a row that were told "gone for good" (410)
    address: str | None = None  # where it is fetched since it moved for good; None: at `url`
    moved_to: str | None = None  # where permanent redirects led at the last poll
    moved_polls: int = 0  # in a row that were led there
    unchanged_polls: int = 0  # in a row that were told "not modified" (304)
    read_at: datetime | None = None  # when a document came last
    entries: int = 0  # how many its documents usually hold
    entry_hashes: bytes = b""  # of the entries of the last document, one after the other
    ttl: timedelta | None = None  # how long the feed asks to be left alone
    rhythm: timedelta | None = None  # between two new items, as learned
    arrivals: int = 0  # items that it was learned from
    new_at: datetime | None = None  # when something new came last
    quiet_polls: int = 0  # in a row that brought nothing new
    gap_at: datetime | None = None  # when items may have been missed last
    trouble: str | None = None  # what a person should know, in a sentence
    trouble_since: datetime | None = None
    clock: FeedClock = FeedClock()
    title: str = ""  # of the last document that had one


def host_of(address: str) -> str:
    """Return the host and port of an address in lower case: who is polled; "" without one."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
