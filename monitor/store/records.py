"""What the store is given and gives back of feeds and items. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.feed_state import FeedState
from monitor.model import Item


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
