"""Do two texts tell the same event: symmetric, bounded, by names, figures and days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story import digest, similarity
from monitor.story.reading.event import _days, agreement_in_time, agreement_in_weekday, event

QUAKE = (
    "An earthquake of magnitude 6.1 struck Aceh in Indonesia on July 2, 2013 and killed 35 people."
)
SAME = "At least 35 died in the Indonesian province of Aceh when a 6.1 quake hit on 2 July 2013."
OTHER = (
    "An earthquake of magnitude 5.9 struck Qeshm in Iran on September 10, 2008 and killed 7 people."
)


def test_the_same_event_in_other_words_is_told_from_another_of_its_kind() -> None:
    assert similarity(digest("", QUAKE), digest("", SAME)) > 0.5
    assert similarity(digest("", QUAKE), digest("", OTHER)) < 0.5


def test_a_text_tells_its_own_event_and_an_empty_one_none() -> None:
    assert similarity(digest("", QUAKE), digest("", QUAKE)) > 0.99
    assert similarity(digest("", ""), digest("", QUAKE)) == pytest.approx(0.0)


@given(st.text(max_size=200), st.text(max_size=200))
def test_it_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    first, second = digest("", one), digest("", other)
    there, back = similarity(first, second), similarity(second, first)
    assert there == back
    assert 0.0 <= there <= 1.0


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("on May 3, 2013", "on 3 May 2013", 2.0),
        ("in 2013", "in 2013", 1.0),
        ("in 2012", "in 2013", -0.5),
        ("in 2008", "in 2013", -1.0),
        ("in June", "in June", 0.4),
        ("in June", "in July", -0.6),
        ("on 5/3/2013", "on 2013-05-03", 2.0),
        ("no day", "on 3 May 2013", 0.0),
        ("they may march", "in May", 0.0),
    ],
)
def test_days_and_years_agree_or_conflict(one: str, other: str, agreement: float) -> None:
    first, second = event(digest("", one)), event(digest("", other))
    assert agreement_in_time(first, second) == pytest.approx(agreement)


def test_days_half_a_year_apart_conflict_and_near_ones_agree() -> None:
    first, near, far = (
        event(digest("", f"on {day}")) for day in ("January 2", "January 4", "July 3")
    )
    assert agreement_in_time(first, near) > 0.4
    assert agreement_in_time(first, far) == pytest.approx(-1.0, abs=0.01)


def test_weekdays_agree_or_conflict() -> None:
    monday, tuesday, none = (event(digest("", t)) for t in ("On Monday.", "On Tuesday.", "Now."))
    assert agreement_in_weekday(monday, monday) == 1.0
    assert agreement_in_weekday(monday, tuesday) == -1.0
    assert agreement_in_weekday(monday, none) == 0.0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 27/9/2013", [(9, 27)]),
        ("on 45/46/2013 and May 99", []),
        ("on 2013-05-03 and 31 May", [(5, 3), (5, 31)]),
        ("one day in May", []),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: list[tuple[int, int]]) -> None:
    assert list(_days(text)) == days
