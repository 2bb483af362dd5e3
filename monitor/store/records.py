"""What the store is given and gives back: polls, items, what was told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.feed_state import FeedState
from monitor.model import Development, Item


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
