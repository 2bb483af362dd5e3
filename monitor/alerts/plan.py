"""When does news go out: what waits, what leaves now, in which mail, and why then? Pure.

An item of news is ready when it has settled and is confirmed, at its digest where there is one and
not in quiet hours. What is ready leaves in one mail for each development; what is told by a digest,
waited for the morning or is more than a story may mail in an hour leaves in one mail together.
Urgent news waits for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.config import When

HOUR = timedelta(hours=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Waiting:
    """News that was decided to be told and is not in a mail yet.

    `told` holds, for each outlet that tells its development, when it was first seen, in order.
    """

    id: int
    development: int
    created: datetime
    moved: bool  # a figure changed
    told: tuple[datetime, ...] = ()
    urgent: bool = False  # waits for nothing


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves in one mail, and why now and not before."""

    news: tuple[Waiting, ...]
    why: str
    unconfirmed: frozenset[int] = frozenset()  # developments that too few outlets tell
    shared: bool = False  # its reader gets one mail for all stories of which something waited

    @property
    def developments(self) -> tuple[int, ...]:
        """The developments it tells, each once, first to come first."""
        return tuple(dict.fromkeys(each.development for each in self.news))


@dataclass(frozen=True, slots=True)
class Plan:
    """What leaves now, and when to ask again at the latest; None where nothing waits."""

    parcels: tuple[Parcel, ...]
    wake: datetime | None


@dataclass(frozen=True, slots=True)
class _Due:
    """When a development leaves, what kept it longest, and whether it shares its mail."""

    news: tuple[Waiting, ...]
    at: datetime
    why: str
    shared: bool = False
    unconfirmed: bool = False
    urgent: bool = False


def plan(waiting: Sequence[Waiting], sent: Sequence[datetime], when: When, now: datetime) -> Plan:
    """Return which of a story's `waiting` news leave at `now`.

    `sent` says when mails of the story were written in the hour before.
    """
    # What a clock that was ahead has dated is of now.
    dated = [replace(each, told=tuple(min(told, now) for told in each.told)) for each in waiting]
    dues = [_due(news, when) for news in _by_development(dated)]
    urgent = tuple(_parcel([due], due.why) for due in dues if due.urgent)
    ready = [due for due in dues if due.at <= now and not due.urgent]
    later = [due.at for due in dues if due.at > now]
    if ready and when.quiet and when.quiet.hold(now):  # as after a stop of the daemon
        return Plan(urgent, min([*later, when.quiet.after(now)]))
    parcels, rest = _within_the_hour(_parcels(ready), [*sent, *[now] * len(urgent)], when, now)
    if rest is not None:
        later.append(rest)
    return Plan((*urgent, *parcels), min(later, default=None))


def with_common_readers(readers: Mapping[T, Collection[str]]) -> list[list[T]]:
    """Return the stories in groups: those that share a reader, directly or by others, are together."""
    groups: list[tuple[list[T], set[str]]] = []
    for story, own in readers.items():
        joined = [group for group in groups if not group[1].isdisjoint(own)]
        groups = [group for group in groups if group not in joined]
        stories = [each for names, _ in joined for each in names]
        groups.append(([*stories, story], {*own}.union(*(known for _, known in joined))))
    return [stories for stories, _ in groups]


def _by_development(waiting: Sequence[Waiting]) -> list[tuple[Waiting, ...]]:
    found: dict[int, list[Waiting]] = {}
    for news in sorted(waiting, key=lambda each: (each.created, each.id)):
        found.setdefault(news.development, []).append(news)
    return [tuple(news) for news in found.values()]


def _due(news: tuple[Waiting, ...], when: When) -> _Due:
    """Return when a development leaves: its earliest news that is ready takes the others along."""
    if first := next((each for each in news if each.urgent), None):
        return _Due(news, first.created, "Urgent.", urgent=True)
    return min((_due_of(each, news, when) for each in news), key=lambda due: due.at)


def _due_of(first: Waiting, news: tuple[Waiting, ...], when: When) -> _Due:
    at, why, shared, unconfirmed = first.created, "At once.", False, False
    if when.settle and not first.moved:
        at, why = at + when.settle, f"After {spoken(when.settle)} for other outlets to join."
    if when.confirm > 1:
        confirmed = first.told[when.confirm - 1] if len(first.told) >= when.confirm else None
        latest = first.created + when.confirm_within
        unconfirmed = confirmed is None or confirmed > latest
        known = latest if confirmed is None else min(confirmed, latest)
        if known > at:
            at = known
            why = (
                f"Not confirmed by another outlet in {spoken(when.confirm_within)}."
                if unconfirmed
                else f"Confirmed: {when.confirm} outlets tell it."
            )
    if when.digest:
        at, why, shared = when.digest.next(at), "The digest.", True
    if when.quiet and when.quiet.hold(at):
        at, why, shared = when.quiet.after(at), "After the quiet hours.", True
    return _Due(news, at, why, shared, unconfirmed)


def _parcels(ready: Sequence[_Due]) -> list[Parcel]:
    alone = [_parcel([due], due.why) for due in ready if not due.shared]
    together = [due for due in ready if due.shared]
    shared = replace(_parcel(together, together[0].why), shared=True) if together else None
    return [*alone, shared] if shared else alone


def _parcel(dues: Sequence[_Due], why: str) -> Parcel:
    return Parcel(
        tuple(news for due in dues for news in due.news),
        why,
        frozenset(due.news[0].development for due in dues if due.unconfirmed),
    )


def _within_the_hour(
    parcels: list[Parcel], sent: Sequence[datetime], when: When, now: datetime
) -> tuple[tuple[Parcel, ...], datetime | None]:
    """Return what may leave now, and when the rest may, where there is one."""
    limit = when.mails_per_hour
    if not parcels or limit is None:
        return tuple(parcels), None
    # What was written later than now was written by a clock that was ahead; when, nobody knows.
    recent = sorted(moment for moment in sent if now - HOUR < moment <= now)
    free = limit - len(recent)
    if free <= 0:
        return (), recent[-limit] + HOUR
    if len(parcels) <= free:
        return tuple(parcels), None
    first, rest = parcels[: free - 1], parcels[free - 1 :]
    why = f"Together: no more than {_mails(limit)} an hour on this story."
    folded = Parcel(
        tuple(news for parcel in rest for news in parcel.news),
        why,
        frozenset().union(*(parcel.unconfirmed for parcel in rest)),
        shared=True,
    )
    return (*first, folded), None


def _mails(number: int) -> str:
    return "one mail" if number == 1 else f"{number} mails"


def spoken(span: timedelta) -> str:
    """Write a span of time as one says it: `10 minutes`, `1.5 hours`."""
    seconds = span.total_seconds()
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            number = f"{seconds / size:.3g}"
            return f"{number} {unit}{'' if number == '1' else 's'}"
    return "no time"
