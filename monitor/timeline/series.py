"""Changes in time order → series: each figure with its history. Pure.

The engine has decided which known figure a new one replaces; a series follows these decisions from
one development to the next, and decides nothing of the kind again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import Change, ChangeKind, Fact, FactKind, SourceArticle
from monitor.store.records import Told
from monitor.story.digest import digest, total_weight
from monitor.story.facts.values import agree
from monitor.story.sentence import Sentence
from monitor.timeline.chronicle import Chronicle

_LEAST_SHARED = 0.2  # of what two places say about a figure, by weight: else it is another figure
_NUMBERS = frozenset({FactKind.PERCENT, FactKind.MONEY, FactKind.COUNT, FactKind.DURATION})
_FIGURES = _NUMBERS | {FactKind.DATE}


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
    """A series to which points are added, and what was said about it."""

    kind: FactKind
    unit: str
    points: list[Point]
    said: frozenset[str]
    abouts: list[str] = field(default_factory=list)

    def finished(self, fallback: str) -> Series:
        """Return the series; one that is said to be about a word or nothing is called `fallback`."""
        about = max(self.abouts, key=lambda each: (len(each.split()), each), default="")
        return Series(about if " " in about else fallback, self.kind, self.unit, tuple(self.points))


def series_of(chronicle: Chronicle) -> tuple[Series, ...]:
    """Return the figures that moved, those that moved most often first."""
    passages = [each for source in chronicle.sources for each in _passages(source)]
    growing: list[_Growing] = []
    headlines: dict[int, str] = {}
    for told in chronicle.told:
        headlines[told.development.id] = told.development.headline
        for change in told.development.changes:
            if change.fact in _FIGURES or change.before:
                _grow(growing, told, change, passages)
    found = [
        each.finished(headlines[each.points[-1].development or 0])
        for each in growing
        if len(each.points) > 1
    ]
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
    fact = _read(change.after, change.fact)
    said = _said(change)
    point = _point(change.after, fact, told, disputed=change.kind is ChangeKind.DISPUTED)
    series = _continued(growing, change, said) if change.before else None
    if series is None:
        series = _Growing(change.fact, fact.unit if fact else "", [], said)
        series.points += _before(change, said, passages)
        growing.append(series)
    if change.about:
        series.abouts.append(change.about)
    series.said |= said
    series.points.append(point)


def _before(change: Change, said: frozenset[str], passages: Sequence[_Passage]) -> Iterator[Point]:
    """Yield what the figure was before, where the change says so."""
    if change.before is None:
        return
    fact = _read(change.before, change.fact)
    found = _passage(change, fact, said, passages)
    yield Point(
        change.before,
        fact.low if fact else None,
        fact.high if fact else None,
        None,
        source=found.source if found else None,
        passage=found.sentence.text if found else None,
    )


def _passage(
    change: Change, before: Fact | None, said: frozenset[str], passages: Sequence[_Passage]
) -> _Passage | None:
    """Return where a source article says what a figure was: the place that the engine names, else the likest."""
    ranked: list[tuple[bool, bool, float, int]] = []
    for number, each in enumerate(passages):
        named = change.source
        is_named = bool(named and named.id == each.source and named.sentence == each.sentence.text)
        states = before and any(fact.key == before.key for fact in each.sentence.facts)
        shared = _shared(each.sentence.words, said)
        if is_named or (states and shared >= _LEAST_SHARED):
            ranked.append((is_named, not each.is_title, shared, -number))
    return passages[-max(ranked)[-1]] if ranked else None


def _continued(growing: list[_Growing], change: Change, said: frozenset[str]) -> _Growing | None:
    """Return the series whose last point is what the change replaces, or None.

    The one that the engine names comes first, else the one of which most alike is said.
    """
    fact = _read(change.before or "", change.fact)
    ranked: list[tuple[bool, float, int]] = []
    for number, series in enumerate(growing):
        last = series.points[-1]
        if series.kind is not change.fact or not _is_value(last, change.before or "", fact):
            continue
        is_named = change.source is not None and last.item == change.source.id
        shared = _shared(series.said, said)
        if is_named or shared >= _LEAST_SHARED:
            ranked.append((is_named, shared, number))
    return growing[max(ranked)[2]] if ranked else None


def _is_value(point: Point, value: str, fact: Fact | None) -> bool:
    """Whether a point states a value, exactly or rounded."""
    if fact is None or point.low is None or point.high is None:
        return point.value == value
    return agree(point.low, fact.low) and agree(point.high, fact.high)


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how much of what the shorter of two says the other says too, 0..1 by weight."""
    least = min(total_weight(first), total_weight(second))
    return total_weight(first & second) / least if least else 0.0


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


def _said(change: Change) -> frozenset[str]:
    return _words(f"{change.about}. {change.sentence}")


def _words(text: str) -> frozenset[str]:
    return frozenset().union(*(sentence.words for sentence in digest("", text).sentences))


def _read(value: str, kind: FactKind) -> Fact | None:
    """Return the number that a figure states; None for a date, a name, a status."""
    if kind not in _NUMBERS:
        return None
    facts: Iterable[Fact] = (f for s in digest(value, "").sentences for f in s.facts)
    return next((fact for fact in facts if fact.kind is kind), None)
