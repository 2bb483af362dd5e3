"""The names that feeds give to time zones, and what each may mean, the likeliest first. Pure.

Letters alone do not say which zone is meant: IST is India's time, Ireland's in summer and Israel's.
What a feed means by them is judged from its own past (`clock`).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.tables import read_groups, table_fault

_OFFSET = re.compile(r"([+-])(\d\d)([0-5]\d)")


def _offset(text: str) -> timedelta:
    """Return the time of an offset from UTC as `-0330`; raise TableError for anything else."""
    found = _OFFSET.fullmatch(text)
    if not found:
        raise table_fault(__package__, "zones.tsv", f"{text!r} is no offset as +0100")
    sign, hours, minutes = found.groups()
    return int(f"{sign}1") * timedelta(hours=int(hours), minutes=int(minutes))


#: Name → its offsets from UTC, the likeliest first.
ZONES = {
    name: tuple(map(_offset, offsets))
    for name, offsets in read_groups(__package__, "zones.tsv").items()
}
#: Names that stand for standard and daylight saving time alike, in North America.
_YEAR_ROUND = frozenset(("ET", "CT", "MT", "PT"))


def offsets_of(name: str, local: datetime) -> tuple[timedelta, ...]:
    """Return what a name may mean at a local time, as offsets from UTC, the likeliest first.

    A name that nobody knows stands for UTC, as RFC 5322 4.3 has it.
    """
    offsets = ZONES.get(name, (timedelta(),))
    if name in _YEAR_ROUND and _is_summer(local):
        return offsets[::-1]
    return offsets


def _is_summer(local: datetime) -> bool:
    """Whether North America saves daylight (Energy Policy Act of 2005).

    That is from the second Sunday of March to the first of November, at two o'clock.
    """
    march, november = (local.replace(month=m, day=d, hour=2) for m, d in ((3, 8), (11, 1)))
    begin, end = (day + timedelta(days=6 - day.weekday()) for day in (march, november))
    return begin <= local < end
