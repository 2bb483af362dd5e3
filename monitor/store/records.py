"""What the store is given and gives back: polls, items, what was told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.feed_state import FeedState
from monitor.model import Alert, Decision, Development, Item
from monitor.store.notices import Notice
from monitor.store.rows import DecisionRow


@dataclass(frozen=True, slots=True)
class PollRecord:
    """What a poll leaves behind on its feed."""

    state: FeedState
    detail: str
    next_poll: datetime


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as stored, and its revision."""

    item: Item
    revision: int


@dataclass(frozen=True, slots=True)
class Found:
    """What of some items is stored, and which were removed once: whether they say what they said then."""

    known: Mapping[str, KnownItem]
    forgotten: Mapping[str, bool]

    def has_as_it_is(self, item: Item) -> bool:
        """Whether an item is stored and says what it said."""
        known = self.known.get(item.id)
        return known is not None and known.item.content_hash == item.content_hash


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on an item for a story; `row` is the decision as it is stored."""

    story: str
    decision: Decision
    row: DecisionRow
    notice: Notice | None  # where it is told


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item that is new or edited, and what was decided on it; `dated` has a date in any case."""

    item: Item
    dated: Item
    before: KnownItem | None  # as it is stored
    forgotten: bool | None  # whether it says what it said when it was removed; None: it never was
    decided: tuple[Decided, ...]

    @property
    def is_new(self) -> bool:
        """Whether it was never stored."""
        return self.before is None and self.forgotten is None


@dataclass(frozen=True, slots=True)
class Carriage:
    """Which items a document holds, each with the hash of its entry, and the hashes of all entries."""

    read: tuple[tuple[str, bytes], ...]
    entries: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class PollEnd:
    """How a poll ended: what is remembered of its feed and its host, and messages to the operator."""

    record: PollRecord
    host: str
    spared: datetime | None = None  # until when no feed of the host is polled
    carriage: Carriage | None = None  # where its document could be read
    messages: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class PollPart:
    """What is written at once of what a poll brought, and what it was decided by."""

    feed: str
    items: tuple[ItemRecord, ...]
    revisions: Mapping[str, int | None]  # of the items that were looked at; None: not stored
    versions: Mapping[str, int]  # of the stories, as `StoryVersions.known` tells them
    end: PollEnd | None = None  # with the last part


@dataclass(frozen=True, slots=True)
class Told:
    """A development, since when it is told, and what became of it."""

    development: Development
    first_seen: datetime  # by us
    irrelevant: bool = False  # the reader said so
    corrections: frozenset[str] = frozenset()  # items in which an outlet took something back

    @property
    def when(self) -> datetime:
        """When it was told first: as its first report says, unless that lies in the future."""
        reports = self.development.reports
        published = min((report.published for report in reports), default=self.first_seen)
        return min(published, self.first_seen)
