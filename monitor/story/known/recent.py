"""What was told in the hours before an item. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.story.known.report import Report
from monitor.story.topic import CATCHING_UP

CATCHING_UP_HOURS = CATCHING_UP / timedelta(hours=1)
AT_ONE_TIME = 6.0  # hours in which two outlets speak of one moment


@dataclass(frozen=True, slots=True)
class Recent:
    """A source article or told item of the hours before."""

    document: str
    hours: float  # before the item at hand
    outlet: str = ""
    is_source: bool = False


def recent_before(
    hour: float, told_since: Callable[[float], Iterable[Report]], read_at: Mapping[str, float]
) -> list[Recent]:
    """Return what was told in the hours before an `hour`, and which articles were read in them.

    `read_at` has the hour of each article by its id; hours are counted since 1970.
    """
    begin = hour - CATCHING_UP_HOURS
    told = told_since(begin)
    return [
        *(Recent(each.document, max(0.0, hour - each.at), each.outlet) for each in told),
        *(
            Recent(name, max(0.0, hour - at), is_source=True)
            for name, at in read_at.items()
            if at >= begin
        ),
    ]
