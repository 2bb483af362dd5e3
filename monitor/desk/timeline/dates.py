"""How fine the dates of a figure are told: by month, by day or by the minute, so that no two are alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

_BY_MONTH, _BY_DAY, _BY_MINUTE = "%b %Y", "%-d %b %Y", "%-d %b %Y, %H:%M"


def pattern_of(moments: Iterable[datetime]) -> str:
    """Return the coarsest pattern of strftime by which different moments look different.

    Points of one moment, as a figure and its correction may be, are told by the day.
    """
    every = list(moments)
    chosen = set(every)
    if len({moment.strftime(_BY_MONTH) for moment in chosen}) == len(every):
        return _BY_MONTH
    is_by_day = len({moment.strftime(_BY_DAY) for moment in chosen}) == len(chosen)
    return _BY_DAY if is_by_day else _BY_MINUTE


def dates_of(moments: Sequence[datetime | None]) -> list[str]:
    """Return the date of each moment of one figure; of none it is `before`.

    A year is said once: `before`, `30 Dec 2026`, `2 Jan 2027`, `5 Jan`.
    """
    pattern = pattern_of(moment for moment in moments if moment)
    told: list[str] = []
    year: int | None = None
    for moment in moments:
        if moment is None:
            told.append("before")
            continue
        is_said = moment.year == year and pattern != _BY_MONTH
        told.append(moment.strftime(pattern.replace(" %Y", "") if is_said else pattern))
        year = moment.year
    return told
