"""Steps on a canvas."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.timeline.chart import HEIGHT, WIDTH, Chart, chart_of
from monitor.timeline.series import series_of
from tests.timeline.conftest import a_chronicle, a_rise, told


def drawn(figures: list[int], days: list[int]) -> Chart:
    steps = list(zip(figures[:-1], figures[1:], days, strict=True))
    developments = [
        told(number, a_rise(f"{before}%", f"{after}%"), day=day)
        for number, (before, after, day) in enumerate(steps, 1)
    ]
    (series,) = series_of(a_chronicle(*developments))
    chart = chart_of(series)
    assert chart
    return chart


def test_a_figure_holds_until_it_steps() -> None:
    chart = drawn([10, 25], [1])
    before, after = chart.marks
    assert before.x < after.x
    assert before.y > after.y  # higher is nearer to the top
    assert chart.path.startswith(f"M{before.x:g} {before.y:g}H{after.x:g}V{after.y:g}H")
    assert chart.base > before.y


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


def test_one_moment_is_enough() -> None:
    (tick,) = drawn([10, 25], [1]).ticks
    assert tick.text == "Nov 2026"


def test_labels_keep_apart_and_the_last_figure_always_has_one() -> None:
    chart = drawn([10, 25, 30, 35], [1, 2, 300])
    labelled = [mark.point.value for mark in chart.marks if mark.label]
    assert labelled[-1] == "35%"
    assert "30%" not in labelled or "25%" not in labelled


def test_a_value_stands_beside_the_line_that_comes_down_to_it() -> None:
    label = drawn([25, 10], [1]).marks[-1].label
    assert label
    assert label.anchor == "end"


def test_words_are_not_drawn() -> None:
    moved = a_rise("June 1", "July 1", fact=FactKind.DATE)
    (series,) = series_of(a_chronicle(told(1, moved)))
    assert chart_of(series) is None


@given(st.lists(st.integers(1, 500), min_size=2, max_size=9, unique=True), st.data())
def test_all_of_it_lies_on_the_canvas(figures: list[int], data: st.DataObject) -> None:
    steps = len(figures) - 1
    days = sorted(data.draw(st.lists(st.integers(1, 9000), min_size=steps, max_size=steps)))
    chart = drawn(figures, days)
    xs = [mark.x for mark in chart.marks]
    assert xs == sorted(xs)
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT for mark in chart.marks)
    assert all(0 <= tick.x <= WIDTH for tick in chart.ticks)
    numbers = map(float, re.findall(r"\d+(?:\.\d+)?", chart.path))
    assert all(0 <= number <= WIDTH for number in numbers)
