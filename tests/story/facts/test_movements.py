"""Which figures of one sentence moved, and which only stand side by side."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story import digest

TIMES = (
    "", " a year earlier", " a month ago", " in May", " in early June", " in 2024", " in the same quarter",
    " in the second quarter", " last year", " the year before", " in the first half", " at the end of March",
    " on the same day last year", " for the same period of last year", " previously", " at the time",
)  # fmt: skip
OTHERS = (
    " of native households", " of the men", " for women", " for the over-60s", " among nurses",
    " in Germany", " in the country at large", " by other makers", " at other plants", " from abroad",
)  # fmt: skip
COMPARED = ("compared with", "compared to", "against", "versus")
MEASURES = ("cm", "kph", "mph", "mm", "kg", "km")


def moved(text: str) -> list[tuple[str, str]]:
    found = digest("", text, published=date(2026, 1, 8)).movements
    return [(each.before.display, each.after.display) for each in found]


@given(st.sampled_from(COMPARED), st.sampled_from(TIMES), st.booleans())
def test_what_is_compared_over_time_moved(compared: str, time: str, is_parted: bool) -> None:
    comma = "," if is_parted else ""
    assert moved(f"The rate was 54%{comma} {compared} 7%{time}.") == [("7%", "54%")]


@given(st.sampled_from(COMPARED), st.sampled_from(OTHERS), st.booleans())
def test_what_is_compared_with_others_did_not(compared: str, others: str, is_parted: bool) -> None:
    comma = "," if is_parted else ""
    assert moved(f"The rate was 54%{comma} {compared} 7%{others}.") == []


@given(st.sampled_from(MEASURES), st.sampled_from(MEASURES), st.booleans())
def test_only_figures_of_one_measure_move(one: str, other: str, is_across: bool) -> None:
    text = f"It was 90{one}, up from 40{other}."
    if is_across:
        text = f"It was 90{one}. That is up from 40{other}."
    assert moved(text) == ([(f"40 {one}", f"90 {one}")] if one == other else [])


@pytest.mark.parametrize("bound", ["more", "less", "fewer", "greater", "larger", "lower", "longer"])
@pytest.mark.parametrize("about", ["", "about ", "some ", "nearly ", "an "])
def test_a_bound_is_not_what_was_before(bound: str, about: str) -> None:
    assert (
        moved(f"Sales of $3 billion were told. The plant took {bound} than {about}$5 billion.")
        == []
    )


@pytest.mark.parametrize("said", ["faster than the", "less than the", "lower than its"])
def test_what_was_less_than_before_moved(said: str) -> None:
    assert moved(f"Inflation hits 8.5%. It is {said} 7.9% of a month before.") == [("7.9%", "8.5%")]
