"""Steps on a canvas."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.timeline.chart import HEIGHT, WIDTH, Chart, Label, chart_of
from monitor.desk.timeline.series import series_of
from monitor.model import FactKind
from tests.desk.timeline.conftest import a_chronicle, a_rise, told


def drawn(figures: list[int], days: list[int], unit: str = "%") -> Chart:
    steps = list(zip(figures[:-1], figures[1:], days, strict=True))
    kind = FactKind.PERCENT if unit == "%" else FactKind.MONEY
    developments = [
        told(number, a_rise(f"{before}{unit}", f"{after}{unit}", fact=kind), day=day)
        for number, (before, after, day) in enumerate(steps, 1)
    ]
    (series,) = series_of(a_chronicle(*developments))
    chart = chart_of(series)
    assert chart
    return chart


def test_a_figure_holds_until_it_steps() -> None:
    chart = drawn([10, 25, 30], [1, 9])
    before, after, _ = chart.marks
    assert before.x < after.x
    assert before.y > after.y  # higher is nearer to the top
    assert chart.path.startswith(f"M{before.x:g} {before.y:g}H{after.x:g}V{after.y:g}H")
    assert chart.base > before.y


def test_a_single_step_is_not_drawn() -> None:
    (series,) = series_of(a_chronicle(told(1, a_rise("10%", "25%"))))
    assert chart_of(series) is None


def test_what_was_before_has_no_moment_on_the_axis() -> None:
    chart = drawn([10, 25, 30], [1, 400])
    assert [tick.text for tick in chart.ticks] == ["Nov 2026", "Dec 2027"]
    assert [tick.x for tick in chart.ticks] == [chart.marks[1].x, chart.marks[2].x]


def test_a_short_time_is_told_in_months_and_a_long_one_in_years_with_room() -> None:
    assert [tick.text for tick in drawn([1, 2, 3], [1, 99]).ticks] == ["Nov 2026", "Mar 2027"]
    years = [tick.text for tick in drawn([1, 2, 3], [1, 365 * 6]).ticks]
    assert years[0] == "2026"
    assert years[-1] == "2032"
    assert len(set(years)) == len(years)
    crowded = drawn([1, 2, 3], [1, 365 * 40]).ticks
    assert len(crowded) < 10


def test_days_are_told_where_a_month_has_several_points() -> None:
    ticks = [tick.text for tick in drawn([1, 2, 3, 4], [1, 14, 30]).ticks]
    assert ticks == ["25 Nov 2026", "8 Dec 2026", "24 Dec 2026"]


def test_the_last_figure_always_has_a_label_and_the_first_where_there_is_room() -> None:
    chart = drawn([10, 25, 30, 35], [1, 2, 300])
    labelled = [mark.point.value for mark in chart.marks if mark.label]
    assert labelled[0] == "10%"
    assert labelled[-1] == "35%"


def test_a_value_stands_beside_the_line_that_comes_down_to_it() -> None:
    label = drawn([25, 20, 10], [1, 9]).marks[-1].label
    assert label
    assert label.anchor == "end"


def test_words_are_not_drawn() -> None:
    moved = a_rise("June 1", "July 1", fact=FactKind.DATE)
    (series,) = series_of(a_chronicle(told(1, moved)))
    assert chart_of(series) is None


@given(st.lists(st.integers(1, 500), min_size=3, max_size=9, unique=True), st.data())
def test_all_of_it_lies_on_the_canvas(figures: list[int], data: st.DataObject) -> None:
    steps = len(figures) - 1
    days = sorted(
        data.draw(st.lists(st.integers(1, 9000), min_size=steps, max_size=steps, unique=True))
    )
    chart = drawn(figures, days)
    xs = [mark.x for mark in chart.marks]
    assert xs == sorted(xs)
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT for mark in chart.marks)
    assert all(0 <= tick.x <= WIDTH for tick in chart.ticks)
    numbers = map(float, re.findall(r"\d+(?:\.\d+)?", chart.path))
    assert all(0 <= number <= WIDTH for number in numbers)


def room_of(label: Label, *, is_date: bool = False) -> tuple[float, float, float, float]:
    """Return what room a label takes at least, in pixels: 7 for a letter, 10 for its height.

    The digits of a date of 12 pixels are 7.6 wide in DejaVu Sans, and a gap is 3 at least.
    """
    width: float = 7 * len(label.text)
    if is_date:
        width = 3 + sum(7.6 if letter.isalnum() else 3.8 for letter in label.text)
    left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}[label.anchor]
    return left, label.y - 10, left + width, label.y


@given(
    st.lists(st.integers(1, 10**12), min_size=3, max_size=12, unique=True),
    st.sampled_from([2, 30, 500, 900, 2500, 4500, 9000]),
    st.data(),
)
def test_no_label_lies_on_another_whatever_is_drawn(
    figures: list[int], span: int, data: st.DataObject
) -> None:
    steps = len(figures) - 1
    days = data.draw(st.lists(st.integers(1, span), min_size=steps, max_size=steps))
    days = sorted({0, *days, span})[:steps]
    figures = figures[: len(days) + 1]
    chart = drawn(figures, days, unit=" Swiss francs")
    labels = [mark.label for mark in chart.marks if mark.label]
    for rooms in (
        [room_of(label) for label in labels],
        [room_of(tick, is_date=True) for tick in chart.ticks],
    ):
        for first, second in combinations(rooms, 2):
            is_beside = first[2] <= second[0] or second[2] <= first[0]
            assert is_beside or first[3] <= second[1] or second[3] <= first[1]
    assert chart.marks[-1].label


@given(st.lists(st.integers(1, 999), min_size=3, max_size=5, unique=True))
def test_no_label_is_cut_off_by_the_edge(figures: list[int]) -> None:
    chart = drawn(figures, list(range(1, len(figures))))
    for mark in chart.marks:
        if mark.label:
            half = 4.1 * len(mark.label.text)  # a bold sign of percent takes the room of two digits
            shift = {"start": half, "middle": 0, "end": -half}[mark.label.anchor]
            assert mark.label.x + shift - half >= 0
            assert mark.label.x + shift + half <= WIDTH


def test_no_label_lies_on_the_line() -> None:
    chart = drawn([8574, 17674, 33000], [1, 4])
    steps = [(mark.x, mark.y) for mark in chart.marks]
    for label in (mark.label for mark in chart.marks if mark.label):
        left, top, right, bottom = room_of(label)
        for (_, y), (x, to) in pairwise(steps):
            assert not (left < x < right and max(top, min(y, to)) < min(bottom, max(y, to)))
