"""A series of numbers → a step chart: places on a canvas, for a template to draw. Pure.

A figure holds until the next one replaces it, so the line runs level and then steps. The canvas is
as wide as a phone, so that its letters can be read there; a wider screen has several side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from monitor.timeline.series import Point, Series

WIDTH, HEIGHT = 340, 190  # user units, which are pixels on a phone
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 34, 30, 28  # margins
_BEFORE = 34  # what was before the first dated point has this much of the width
_LABEL_GAP = 52  # between two labels that would else run into each other
_MOST_MONTHS = 18  # shown with their month; a longer time is shown in years


@dataclass(frozen=True, slots=True)
class Label:
    """Some words on the canvas; `anchor` says which end of them is at `x`, as SVG calls it."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the canvas, and where its value is written; without room it has no label."""

    x: float
    y: float
    point: Point
    label: Label | None


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: the line as an SVG path, its points, the axis of time."""

    path: str
    marks: tuple[Mark, ...]
    ticks: tuple[Label, ...]
    base: float  # y of zero


def chart_of(series: Series) -> Chart | None:
    """Return the chart of a series; None where its points are no numbers or bear no time."""
    dated = [point.when for point in series.points if point.when]
    if not series.is_numeric or not dated:
        return None
    axis = _Axis(min(dated), max(dated), has_before=series.points[0].when is None)
    most = max(_height(point) for point in series.points)
    floor = min(0.0, *(_height(point) for point in series.points))
    span = (most - floor) or 1.0

    def y_of(value: float) -> float:
        return round(_TOP + (most - value) / span * (HEIGHT - _TOP - _BOTTOM), 1)

    places = [(axis.x_of(point.when), y_of(_height(point))) for point in series.points]
    return Chart(_path(places), _marks(series, places), axis.ticks(), y_of(max(floor, 0.0)))


def _height(point: Point) -> float:
    """Return how high a point stands: in the middle of a range."""
    assert point.low is not None  # noqa: S101 - the series is numeric
    assert point.high is not None  # noqa: S101
    return (point.low + point.high) / 2


class _Axis:
    """The axis of time between two moments, with room for what was before."""

    def __init__(self, begin: datetime, end: datetime, *, has_before: bool) -> None:
        self.begin, self.end = begin, end
        self._left = _LEFT + (_BEFORE if has_before else 0)
        self._seconds = (end - begin).total_seconds()

    def x_of(self, when: datetime | None) -> float:
        """Return where a moment is; None is what was before."""
        if when is None:
            return float(_LEFT)
        share = (when - self.begin).total_seconds() / self._seconds if self._seconds else 0.0
        return round(self._left + share * (WIDTH - _RIGHT - self._left), 1)

    def ticks(self) -> tuple[Label, ...]:
        """Return the first and the last moment, and turns of years that have room between."""
        months = (self.end.year - self.begin.year) * 12 + self.end.month - self.begin.month
        pattern = "%b %Y" if months <= _MOST_MONTHS else "%Y"
        ends = [_tick(self.x_of(self.begin), self.begin.strftime(pattern))]
        if self.end.strftime(pattern) != ends[0].text:
            ends.append(_tick(self.x_of(self.end), self.end.strftime(pattern)))
        if pattern != "%Y":
            return tuple(ends)
        between: list[Label] = []
        for year in range(self.begin.year + 1, self.end.year):
            x = self.x_of(self.begin.replace(year=year, month=1, day=1))
            neighbours = [ends[0], *between, ends[-1]]
            if all(abs(x - tick.x) >= _LABEL_GAP for tick in neighbours):
                between.append(_tick(x, str(year)))
        return (ends[0], *between, *ends[1:])


def _tick(x: float, text: str) -> Label:
    half = 4 * len(text)
    anchor = "start" if x < half else "end" if x > WIDTH - half else "middle"
    return Label(x, HEIGHT - 8, anchor, text)


def _path(places: list[tuple[float, float]]) -> str:
    (x, y), *others = places
    steps = [f"M{x:g} {y:g}", *(f"H{x:g}V{y:g}" for x, y in others)]
    return "".join([*steps, f"H{WIDTH - _RIGHT / 2:g}"])


def _marks(series: Series, places: list[tuple[float, float]]) -> tuple[Mark, ...]:
    """Label the last point, and each before it that is far enough from the labels behind it."""
    marks: list[Mark] = []
    room = math.inf
    came_from = [places[0], *places]
    for point, (x, y), (_, before) in reversed(
        list(zip(series.points, places, came_from[:-1], strict=True))
    ):
        has_room = room - x >= _LABEL_GAP
        room = x if has_room else room
        marks.append(Mark(x, y, point, _label(x, y, before, point.value) if has_room else None))
    return tuple(reversed(marks))


def _label(x: float, y: float, before: float, text: str) -> Label:
    """Write a value above its point; beside the line that comes down to it."""
    if y > before:
        return Label(x - 8, y - 4, "end", text)
    return Label(x, y - 10, "start" if x < 4 * len(text) + 8 else "middle", text)
