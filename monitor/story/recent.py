"""What was told in the hours before an item, and how like the item it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

CATCHING_UP = timedelta(hours=36)  # in which outlets repeat each other's news
AT_ONE_TIME = 6.0  # hours in which two outlets speak of one moment


@dataclass(frozen=True, slots=True)
class Recent:
    """A source article or told item of the hours before."""

    document: str
    hours: float  # before the item at hand
    share: float  # of the lead at hand that it says, 0..1
    similarity: float  # of the two events, 0..1
    words: float = 0.0  # how much it says of the lead beyond the story's theme, in nats
    outlet: str = ""
    is_source: bool = False
