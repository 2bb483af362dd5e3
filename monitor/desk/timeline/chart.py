"""A series of numbers → a step chart: places on a canvas, for a template to draw. Pure.

A figure holds until the next one replaces it, so the line runs level and then steps. The canvas is
as wide as a phone, so that its letters can be read there; a wider screen has several side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from monitor.desk.timeline.dates import pattern_of
from monitor.desk.timeline.series import Point, Series

WIDTH, HEIGHT = 340, 190  # user units, which are pixels on a phone
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 34, 30, 28  # margins
_BEFORE = 34  # what was before the first dated point has this much of the width
_GAP = 6  # between two labels, and between a label and the edge
_LETTER = 8.4  # width of a letter of a wide label (13 pixels)
_TICK_LETTER, _TICK_SPACE = 7.7, 4.0  # widths in a date (12 pixels) of the widest usual type
_LINE = 15  # height of a label
_DOT = 5  # radius of a point
_LEAST_MOMENTS = 2  # of a course that a picture shows better than words
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
    """Return the chart of a series; None where its points are no numbers.

    So it is where only one moment is known: a single step is told by its two figures.
    """
    dated = [point.when for point in series.points if point.when]
    if not series.is_numeric or len(set(dated)) < _LEAST_MOMENTS:
        return None
    axis = _Axis(min(dated), max(dated), has_before=series.points[0].when is None)
    most = max(_height(point) for point in series.points)
    floor = min(0.0, *(_height(point) for point in series.points))
    span = (most - floor) or 1.0

    def y_of(value: float) -> float:
        return round(_TOP + (most - value) / span * (HEIGHT - _TOP - _BOTTOM), 1)

    places = [(axis.x_of(point.when), y_of(_height(point))) for point in series.points]
    return Chart(_path(places), _marks(series, places), axis.ticks(dated), y_of(max(floor, 0.0)))


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

    def ticks(self, moments: Sequence[datetime]) -> tuple[Label, ...]:
        """Return the first and the last moment, and between them what has room.

        That is the turns of years of a long time, and of a short one the `moments` of its points.
        """
        months = (self.end.year - self.begin.year) * 12 + self.end.month - self.begin.month
        pattern = pattern_of(moments) if months <= _MOST_MONTHS else "%Y"
        between = sorted(set(moments))[1:-1]
        if pattern == "%Y":
            years = range(self.begin.year + 1, self.end.year)
            between = [self.begin.replace(year=year, month=1, day=1) for year in years]
        ticks = [_tick(self.x_of(self.begin), self.begin.strftime(pattern))]
        last = _tick(self.x_of(self.end), self.end.strftime(pattern))
        if last.text != ticks[0].text:
            ticks.append(last)
        for moment in between:
            tick = _tick(self.x_of(moment), moment.strftime(pattern))
            if not any(_meet(_tick_box(tick), _tick_box(o)) for o in ticks):
                ticks.append(tick)
        return tuple(sorted(ticks, key=lambda tick: tick.x))


def _tick(x: float, text: str) -> Label:
    half = _tick_width(text) / 2
    anchor = "start" if x < half else "end" if x > WIDTH - half else "middle"
    return Label(x, HEIGHT - 8, anchor, text)


def _tick_width(text: str) -> float:
    return sum(_TICK_LETTER if letter.isalnum() else _TICK_SPACE for letter in text)


def _tick_box(tick: Label) -> Box:
    return _box(tick, _tick_width(tick.text))


def _path(places: list[tuple[float, float]]) -> str:
    (x, y), *others = places
    steps = [f"M{x:g} {y:g}", *(f"H{x:g}V{y:g}" for x, y in others)]
    return "".join([*steps, f"H{WIDTH - _RIGHT / 2:g}"])


# --- labels that keep clear of each other ----------------------------------------------------------

Box = tuple[float, float, float, float]  # left, top, right, bottom


def _marks(series: Series, places: list[tuple[float, float]]) -> tuple[Mark, ...]:
    """Label the last point, then the first, then the latest of the others, each where it has room."""
    last = len(places) - 1
    dots = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in places]
    taken: list[Box] = list(_line_of(places))
    labels: dict[int, Label] = {}
    for number in dict.fromkeys([last, 0, *range(last, -1, -1)]):
        others = [*taken, *(dot for place, dot in enumerate(dots) if place != number)]
        label = _label(places, number, series.points[number].value, others)
        if label is None and number == last:
            label = _label(places, number, series.points[number].value, [])
        if label:
            labels[number] = label
            taken.append(_box(label, _LETTER * len(label.text)))
    return tuple(
        Mark(x, y, point, labels.get(number))
        for number, (point, (x, y)) in enumerate(zip(series.points, places, strict=True))
    )


def _line_of(places: Sequence[tuple[float, float]]) -> Iterator[Box]:
    """Yield the parts of the line: level to the next point, then up or down to it."""
    for (x, y), (to, height) in pairwise([*places, (WIDTH - _RIGHT / 2, places[-1][1])]):
        yield x, y - 1, to, y + 1
        yield to, min(y, height), to, max(y, height)


def _label(
    places: list[tuple[float, float]], number: int, text: str, taken: Sequence[Box]
) -> Label | None:
    """Return a value above its point, or below it; None where it would run into something."""
    x, y = places[number]
    comes_down = number > 0 and y > places[number - 1][1]
    above = [Label(x, y - 10, anchor, text) for anchor in ("middle", "start", "end")]
    beside = Label(x - 8, y - 4, "end", text)  # of the line that comes down to the point
    below = [Label(x, y + 19, anchor, text) for anchor in ("middle", "start", "end")]
    for label in [beside, *below, *above] if comes_down else [*above, *below]:
        box = _box(label, _LETTER * len(text))
        is_inside = (
            box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT - _BOTTOM + 8
        )
        if is_inside and not any(_meet(box, other) for other in taken):
            return label
    return None


def _box(label: Label, width: float) -> Box:
    """Return about what room a label of this width takes."""
    left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}[label.anchor]
    return (left, label.y - _LINE + 3, left + width, label.y + 3)


def _meet(first: Box, second: Box) -> bool:
    """Whether two boxes touch, or nearly."""
    beside = first[2] + _GAP <= second[0] or second[2] + _GAP <= first[0]
    return not beside and first[1] < second[3] and second[1] < first[3]
