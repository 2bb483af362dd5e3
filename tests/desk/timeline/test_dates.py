"""How fine dates are told."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.timeline.dates import dates_of
from tests.examples import NOW


def told(*days: float) -> list[str]:
    return dates_of([None, *(NOW + timedelta(days=day) for day in days)])


def test_a_month_is_enough_for_figures_of_different_months() -> None:
    assert told(0, 40, 400) == ["before", "Nov 2026", "Jan 2027", "Dec 2027"]


def test_days_tell_the_points_of_one_month_apart_and_a_year_is_said_once() -> None:
    assert told(0, 2, 40) == ["before", "24 Nov 2026", "26 Nov", "3 Jan 2027"]


def test_minutes_tell_the_points_of_one_day_apart() -> None:
    assert told(0, 0.25) == ["before", "24 Nov 2026, 08:00", "24 Nov, 14:00"]


def test_a_figure_and_its_correction_have_one_day() -> None:
    assert told(0, 0) == ["before", "24 Nov 2026", "24 Nov"]


@given(st.lists(st.integers(0, 5_000_000), min_size=2, max_size=8, unique=True))
def test_different_minutes_are_told_apart(minutes: list[int]) -> None:
    moments = [NOW + timedelta(minutes=each) for each in sorted(minutes)]
    dates = dates_of(list(moments))
    years = [moment.year for moment in moments]
    assert len(set(zip(years, dates, strict=True))) == len(dates)
