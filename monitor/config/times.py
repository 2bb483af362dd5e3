"""`daily 07:30 Europe/Berlin`, `22:00-07:00 Europe/Berlin`: times of day where the reader lives. Pure.

The clock on the wall decides. A time that a change to summer time leaves out comes when the clock
has passed it; one that comes twice in autumn counts at its first coming.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = r"([01]?\d|2[0-3]):([0-5]\d)"
_EACH_TIME = re.compile(_TIME)
_ZONE = r"(?:\s+(\S+))?"
_DIGEST = re.compile(rf"(\w+)\s+({_TIME}(?:\s*,\s*{_TIME})*){_ZONE}")
_QUIET = re.compile(rf"{_TIME}\s*-\s*{_TIME}{_ZONE}")
_LONGEST_WAIT = 9  # days in which every day of the week comes


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """When a digest goes: at these times of these days of the week (0 is Monday)."""

    days: frozenset[int]
    times: tuple[time, ...]
    zone: ZoneInfo

    @classmethod
    def of(cls, text: str) -> DigestTimes:
        """Read `daily 07:30 Europe/Berlin`; raise ValueError saying what it must be."""
        found = _DIGEST.fullmatch(text.strip())
        days = _days(found[1].lower()) if found else frozenset[int]()
        if not found or not days:
            raise ValueError(
                'a time such as "daily 07:30 Europe/Berlin", "weekdays 07:30, 17:00" or "monday 9:00"'
            )
        times = sorted({time(int(h), int(m)) for h, m in _EACH_TIME.findall(found[2])})
        return cls(days, tuple(times), _zone(found[found.re.groups]))

    def next(self, moment: datetime) -> datetime:
        """Return when the first digest at or after `moment` goes."""
        return next(
            at
            for day in _days_around(moment, self.zone)
            if day.weekday() in self.days
            for each in self.times
            if (at := _on_the_wall(day, each)) >= moment
        )


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of each day in which no mail goes, from `start` on until `end`."""

    start: time
    end: time
    zone: ZoneInfo

    @classmethod
    def of(cls, text: str) -> QuietHours:
        """Read `22:00-07:00 Europe/Berlin`; raise ValueError saying what it must be."""
        found = _QUIET.fullmatch(text.strip())
        wanted = 'two times of day such as "22:00-07:00 Europe/Berlin"'
        if not found:
            raise ValueError(wanted)
        start, end = (time(int(found[i]), int(found[i + 1])) for i in (1, 3))
        if start == end:
            raise ValueError(wanted)
        return cls(start, end, _zone(found[5]))

    def hold(self, moment: datetime) -> bool:
        """Whether it is quiet at `moment`."""
        return self.hold_at(moment.astimezone(self.zone).time())

    def hold_at(self, wall: time) -> bool:
        """Whether it is quiet when the clock on the wall shows `wall`."""
        if self.start < self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end

    def after(self, moment: datetime) -> datetime:
        """Return `moment`, or when the quiet hours that it lies in are over."""
        if not self.hold(moment):
            return moment
        ends = (
            _on_the_wall(day, self.end, fold)
            for day in _days_around(moment, self.zone)
            for fold in (0, 1)  # when the hour of the end comes twice, the later end counts too
        )
        return next(at for at in ends if at > moment and not self.hold(at))


def _days(word: str) -> frozenset[int]:
    if word == "daily":
        return frozenset(range(7))
    if word == "weekdays":
        return frozenset(range(5))
    return frozenset({_DAYS.index(word)}) if word in _DAYS else frozenset()


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, ValueError, KeyError):  # as a name that is a folder, leads out, or is none
        raise ValueError(f"a time in a zone such as Europe/Berlin; there is no {name!r}") from None


def _days_around(moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield midnights as the wall shows them, from the day before `moment` on."""
    today = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    for days in range(-1, _LONGEST_WAIT):  # pragma: no branch - some day is always taken
        yield today + timedelta(days=days)  # of one zone: adds to what the wall shows


def _on_the_wall(day: datetime, wall: time, fold: int = 0) -> datetime:
    return day.replace(hour=wall.hour, minute=wall.minute, fold=fold).astimezone(UTC)
