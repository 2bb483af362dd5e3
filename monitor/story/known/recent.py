"""What was told in the hours before an item. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

CATCHING_UP = timedelta(hours=36)  # in which outlets repeat each other's news
CATCHING_UP_HOURS = CATCHING_UP / timedelta(hours=1)
AT_ONE_TIME = 6.0  # hours in which two outlets speak of one moment


@dataclass(frozen=True, slots=True)
class Recent:
    """A source article or told item of the hours before."""

    document: str
    hours: float  # before the item at hand
    outlet: str = ""
    is_source: bool = False
