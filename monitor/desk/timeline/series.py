"""Changes in time order → series: each figure with its history. Pure.

The engine has decided which known figure a new one replaces. A series claims more: that all its
points are values of one thing. So it follows a decision only where nothing speaks against that, and
where no decision names what came before, only what is said around both figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.thing import (
    NUMBERS,
    Thing,
    alike,
    differ,
    is_same,
    is_stated,
    read_value,
)
from monitor.desk.timeline.title import Saying, title_of
from monitor.model import Change, ChangeKind, Fact, FactKind, SourceArticle
from monitor.store.records import Told
from monitor.story.facts import agree, significant_digits
from monitor.story.reading import Sentence, digest

_FINE = 3  # digits from which on a rounded value is taken for the exact one
_FIGURES = NUMBERS | {FactKind.DATE}


@dataclass(frozen=True, slots=True)
class Point:
    """What a figure was from a moment on; `development` is the number of the one that told it.

    Without a moment it was so before; `source` is the article that says it, by its `passage`.
    """

    value: str
    low: float | None  # None where it is no number
    high: float | None
    when: datetime | None
    development: int | None = None
    item: str | None = None
    source: str | None = None
    passage: str | None = None
    disputed: bool = False  # another outlet says otherwise


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over time, its points in the order of time."""

    about: str
    kind: FactKind
    unit: str
    points: tuple[Point, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether it can be drawn: every point is a number."""
        return all(point.high is not None for point in self.points)

    @property
    def moves(self) -> int:
        """How often the figure moved."""
        return len(self.points) - 1


@dataclass(slots=True)
class _Growing:
    """A series to which points are added, what they measure, and the items that told the last one."""

    kind: FactKind
    unit: str
    points: list[Point]
    thing: Thing
    items: frozenset[str] = frozenset()
    sayings: list[Saying] = field(default_factory=list)

    def finished(self) -> Series:
        """Return the series, called by what its figures are about."""
        return Series(title_of(self.sayings), self.kind, self.unit, tuple(self.points))


def series_of(chronicle: Chronicle) -> tuple[Series, ...]:
    """Return the figures that moved, those that moved most often first."""
    passages = [each for source in chronicle.sources for each in _passages(source)]
    growing: list[_Growing] = []
    for told in chronicle.told:
        for change in told.development.changes:
            if change.fact in _FIGURES or change.before:
                _grow(growing, told, change, passages)
    found = [each.finished() for each in growing if len(each.points) > 1]
    return tuple(sorted(found, key=lambda each: -each.moves))  # stable: else by time


@dataclass(frozen=True, slots=True)
class _Passage:
    """A sentence of a source article."""

    source: str
    sentence: Sentence
    is_title: bool


def _passages(source: SourceArticle) -> Iterator[_Passage]:
    for sentence in digest(source.title, source.text).sentences:
        yield _Passage(source.id, sentence, sentence.text == source.title)


def _grow(
    growing: list[_Growing], told: Told, change: Change, passages: Sequence[_Passage]
) -> None:
    fact = read_value(change.after, change.fact)
    thing = Thing.of(change)
    point = _point(change.after, fact, told, disputed=change.kind is ChangeKind.DISPUTED)
    is_step = change.before is not None and _is_step(change, thing)
    series = _continued(growing, change, thing) if is_step else None
    twin = next((each for each in growing if _is_alone(each, point)), None) if is_step else None
    if twin and series:
        growing.remove(twin)  # the same figure, told as new elsewhere in the same report
    elif twin:
        twin.points[:0] = _before(change, passages)
        twin.sayings.append(Saying(change, told.development.headline))
        return
    if series is None:
        series = _Growing(change.fact, fact.unit if fact else "", [], thing)
        series.points += _before(change, passages) if is_step else ()
        growing.append(series)
    series.sayings.append(Saying(change, told.development.headline))
    series.thing = thing
    series.items = frozenset(report.item for report in told.development.reports)
    series.points.append(point)


def _is_step(change: Change, thing: Thing) -> bool:
    """Whether what a change replaces is a value of the same thing.

    It is where its sentence says so itself; what stood elsewhere must not be of something else.
    """
    if change.source is None or is_stated(change):
        return True
    known = Thing.stated(change.source.sentence, change.fact, change.before or "")
    return not differ(known, thing)


def _is_alone(series: _Growing, point: Point) -> bool:
    """Whether a series has no other point than this one, told by the same development."""
    first, *others = series.points
    return not others and (first.development, first.value) == (point.development, point.value)


def _before(change: Change, passages: Sequence[_Passage]) -> Iterator[Point]:
    """Yield what the figure was before, where the change says so."""
    if change.before is None:
        return
    fact = read_value(change.before, change.fact)
    found = _passage(change, fact, passages)
    yield Point(
        change.before,
        fact.low if fact else None,
        fact.high if fact else None,
        None,
        source=found.source if found else None,
        passage=found.sentence.text if found else None,
    )


def _passage(change: Change, before: Fact | None, passages: Sequence[_Passage]) -> _Passage | None:
    """Return where a source article says what a figure was: the place that the engine names, else the likest."""
    thing = Thing.of(change)
    ranked: list[tuple[bool, bool, float, int]] = []
    for number, each in enumerate(passages):
        named = change.source
        is_named = bool(named and named.id == each.source and named.sentence == each.sentence.text)
        if before and not any(_is_of(fact, before) for fact in each.sentence.facts):
            continue
        known = Thing.stated(each.sentence.text, change.fact, change.before or "")
        if is_named or (named is None and before and is_same(known, thing)):
            ranked.append((is_named, not each.is_title, alike(known, thing), -number))
    return passages[-max(ranked)[-1]] if ranked else None


def _is_of(fact: Fact, before: Fact) -> bool:
    """Whether a fact states a value, whatever it is of."""
    is_value = agree(fact.low, before.low) and agree(fact.high, before.high)
    return fact.kind is before.kind and is_value


def _continued(growing: list[_Growing], change: Change, thing: Thing) -> _Growing | None:
    """Return the series whose last point is what the change replaces, or None.

    The one that the engine names comes first, else the one that most certainly is of the same thing.
    """
    fact = read_value(change.before or "", change.fact)
    ranked: list[tuple[bool, float, int]] = []
    for number, series in enumerate(growing):
        if series.kind is not change.fact or not _is_value(
            series.points[-1], change.before or "", fact
        ):
            continue
        is_named = change.source is not None and change.source.id in series.items
        if differ(series.thing, thing) or not (is_named or is_same(series.thing, thing)):
            continue
        ranked.append((is_named, alike(series.thing, thing), number))
    return growing[max(ranked)[2]] if ranked else None


def _is_value(point: Point, value: str, fact: Fact | None) -> bool:
    """Whether a point states a value, exactly, or rounded to so many digits that it is no other."""
    if fact is None or point.low is None or point.high is None:
        return point.value == value
    if (point.low, point.high) == (fact.low, fact.high):
        return True
    is_fine = min(significant_digits(point.high), significant_digits(fact.high)) >= _FINE
    return is_fine and agree(point.low, fact.low) and agree(point.high, fact.high)


def _point(value: str, fact: Fact | None, told: Told, *, disputed: bool) -> Point:
    reports = told.development.reports
    return Point(
        value,
        fact.low if fact else None,
        fact.high if fact else None,
        told.when,
        told.development.id,
        reports[0].item if reports else None,
        disputed=disputed,
    )
