"""The clock of a feed: what its stamps mean, judged by when its items arrived before. Pure.

The name of a zone may have several meanings, and some feeds are stamped hours ahead or behind the
whole year round: local time that is written as UTC. Both show in the time between the stamp of an
item and its arrival. One feed is asked only what it is stamped itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from monitor.feeds.dates import WrittenDate, read_date
from monitor.model import Item
from monitor.model.feed_state import Arrived, FeedClock

_KEPT = 12  # arrivals; half of them is enough to see a constant error
_ENOUGH = 6
_AGREE = 0.75  # share of the arrivals that a constant error must explain
_DISAGREE = 0.25  # share of them that the stamps as they are may explain at most
_WINDOW = timedelta(hours=6)  # after a longer pause between two polls an arrival says too little
_FARTHEST = timedelta(hours=14)  # that a zone is off
_HALF_HOUR = timedelta(minutes=30)
_LEAST = timedelta(hours=1)  # of an error that is corrected
_EARLY, _LATE = timedelta(minutes=10), timedelta(minutes=20)  # that an item comes for its stamp
_NONE = timedelta()
#: Every error that is looked for.
_ERRORS = tuple(each * _HALF_HOUR for each in range(-28, 29) if abs(each * _HALF_HOUR) >= _LEAST)


def read_clock(
    clock: FeedClock, items: Sequence[Item], now: datetime
) -> tuple[tuple[Item, ...], FeedClock]:
    """Return items with their moments as the feed means them, and the clock with what they show.

    `items` are those of a document that was read at `now`, dated as they are written. No item is
    dated later than it came. The clock learns from the newest one, if it is newer than all before:
    one arrival a poll, as the items of one poll come together.
    """
    dates = [_date_of(item) for item in items]
    clock = _learn(clock, dates, now)
    shifts: dict[str, timedelta] = {}
    found = []
    for item, date in zip(items, dates, strict=True):
        if date is None or item.published is None:
            found.append(item)
            continue
        if date.zone not in shifts:
            same = [each for each in dates if each and each.zone == date.zone]
            shifts[date.zone] = _shift(clock, same, now)
        meant = min(item.published + shifts[date.zone], now)
        found.append(item if meant == item.published else replace(item, published=meant))
    return tuple(found), clock


def answered(clock: FeedClock, now: datetime) -> FeedClock:
    """Return the clock of a feed that had nothing new at `now`."""
    return replace(clock, answered_at=now)


def constant_error(clock: FeedClock) -> timedelta:
    """Return by how much the stamps of a feed have to be moved, whatever zone they name.

    That is what at least three of four arrivals agree on where at most one of four agrees with the
    stamps as they are; of several such the one nearest to the median. Nothing where there are fewer than six.
    """
    zones = [each.zone for each in clock.arrivals]
    common = max(zones, key=zones.count, default="")
    return _error([each for each in clock.arrivals if each.zone == common], (_NONE,))


def describe(clock: FeedClock) -> str:
    """Say what was noticed of a feed's clock, in a sentence; empty where nothing was."""
    error = constant_error(clock)
    if not error:
        return ""
    side = "behind" if error > _NONE else "ahead of"
    return (
        f"Its stamps are {hours(error)} {side} the arrival of its items, as its last"
        f" {len(clock.arrivals)} show; the times of its items are moved by that."
    )


def hours(span: timedelta) -> str:
    """Write a number of hours without its sign: `5 hours`, `5.5 hours`, `1 hour`."""
    number = abs(span) / timedelta(hours=1)
    return f"{number:.3g} hour" + ("s" if number != 1 else "")


def _date_of(item: Item) -> WrittenDate | None:
    """Return the date of an item as it is written, if that is what its moment was read from."""
    date = read_date(item.date_text)
    return date if date and date.moment == item.published else None


def _learn(clock: FeedClock, dates: Iterable[WrittenDate | None], now: datetime) -> FeedClock:
    """Return a clock that knows when the newest of some items came, which was after the poll before."""
    newest = max((each for each in dates if each), key=lambda each: each.moment, default=None)
    before = clock.answered_at
    clock = replace(clock, answered_at=now)
    if newest is None or (clock.latest and newest.moment <= clock.latest):
        return clock
    clock = replace(clock, latest=newest.moment)
    if before is None or not newest.has_time or not _NONE <= now - before <= _WINDOW:
        return clock
    arrived = Arrived(newest.zone, before - newest.moment, now - newest.moment)
    if arrived.latest < -_FARTHEST or arrived.earliest > _FARTHEST:
        return clock  # old news shown anew, or an announcement: no zone is that far off
    return replace(clock, arrivals=(*clock.arrivals, arrived)[-_KEPT:])


def _shift(clock: FeedClock, dates: Sequence[WrittenDate], now: datetime) -> timedelta:
    """Return what is added to stamps of one zone: for its meaning, or for a constant error.

    Without a past a meaning is believed that puts none of the stamps into the future.
    """
    meanings = dates[0].shifts
    latest = max(each.moment for each in dates)
    possible = [each for each in meanings if latest + each <= now + _EARLY] or list(meanings[:1])
    past = [each for each in clock.arrivals if each.zone == dates[0].zone]
    return _error(past, possible) or max(possible, key=lambda each: _votes(past, each))


def _error(past: Sequence[Arrived], meanings: Sequence[timedelta]) -> timedelta:
    """Return a constant error that explains the past where none of the meanings does, else nothing."""
    if len(past) < _ENOUGH or any(_votes(past, m) > _DISAGREE * len(past) for m in meanings):
        return _NONE
    # Of neighbours that explain as much, as with polls in step with the feed, the one that is near;
    # nearer to the earlier end, as an item comes after its stamp.
    usual = median((2 * each.earliest + each.latest) / 3 / _HALF_HOUR for each in past)
    best = max(_ERRORS, key=lambda each: (_votes(past, each), -abs(each / _HALF_HOUR - usual)))
    return best if _votes(past, best) >= _AGREE * len(past) else _NONE


def _votes(past: Iterable[Arrived], shift: timedelta) -> int:
    """Count the arrivals that fit stamps moved by `shift`: some minutes after the stamp."""
    return sum(each.earliest - _LATE < shift <= each.latest + _EARLY for each in past)


def explain_date(
    text: str, published: datetime | None, first_seen: datetime, clock: FeedClock
) -> str:
    """Say how an item's date came about where it is not what its feed wrote; else nothing.

    `text` is what its feed wrote, `published` what it was taken for, None for no date.
    """
    date = read_date(text)
    if not text:
        return ""
    if published is None or date is None:
        fault = "cannot be believed" if date else "cannot be read"
        return f"Its feed wrote the date “{text}”, which {fault}; it is told as of its arrival."
    return _explain_shift(date, text, published, first_seen, clock)


def _explain_shift(
    date: WrittenDate, text: str, published: datetime, first_seen: datetime, clock: FeedClock
) -> str:
    """Say why an item is not of the moment that its feed wrote; nothing where it is."""
    shift = published - date.moment.replace(microsecond=0)
    if not shift:
        return ""
    wrote = f"Its feed wrote “{text}”"
    if date.other and published == date.other.replace(microsecond=0):
        return f"{wrote}; that month had not come, so it is taken for the one before."
    taken = f"{wrote}; it is taken for {hours(shift)} {'later' if shift > _NONE else 'earlier'}"
    if shift in date.shifts:
        return f"{taken} than {date.zone} mostly means, as the arrival of its feed's items shows."
    if published == first_seen:
        return f"{wrote}, a time that had not come; it is told as of its arrival."
    return f"{taken}. {describe(clock)}".rstrip()
