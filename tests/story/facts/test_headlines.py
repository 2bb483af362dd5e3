"""In a headline in Title Case a figure is a figure, and a label what a label is anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.facts.passed import Why
from monitor.story.reading.figures import figures_of
from tests.story.facts.test_passed import figures, reasons

_VERBS = (
    "Kills Killed Kill Injures Leaves Leaving Loses Lost Buys Bought Buy Sells Arrests Arrested Detains Frees Seizes"
    " Finds Found Hits Falls Gains Wins Won Launches Uncovers Reveals Orders Ordered Cuts Adds Deploys Rescues Shoots"
    " Traps Injuring Killing Closes Evacuates Displaces Sues Hires Fires Signs Nets Claims Destroys Strands"
).split()
_LEADS = "Least,Most,More Than,Nearly,About,Another,Over,Up to,Just,Only,Almost".split(",")
_NOUNS = "People,Boeing Planes,Old Houses,Workers,Players,New Jets,Paise,Dogs,Flights".split(",")
_LABELS = (
    "Season,Week,Episode,Windows,Android,Chapter,Flight,Route,Section,Article,Part,Gen,Pro,Phase,Series,Gate,Ryzen"
).split(",")
_NUMBERS = st.integers(2, 999)


@given(st.sampled_from(_VERBS), _NUMBERS, st.sampled_from(_NOUNS))
def test_behind_a_verb_stands_a_figure(verb: str, number: int, noun: str) -> None:
    assert figures(f"Big Northern Firm {verb} {number} {noun} in Border Town") == [str(number)]


@given(st.sampled_from(_VERBS), _NUMBERS)
def test_behind_a_verb_stands_a_figure_without_what_is_counted(verb: str, number: int) -> None:
    assert figures(f"Big Northern Storm {verb} {number} in Border Town") == [str(number)]


@given(st.sampled_from(_LEADS), _NUMBERS, st.sampled_from(["Dead", "People Dead", "Homes Lost"]))
def test_behind_a_word_of_measure_stands_a_figure(lead: str, number: int, what: str) -> None:
    assert figures(f"Raid in the North Leaves {lead} {number} {what}") == [str(number)]


@given(st.sampled_from(_LABELS), _NUMBERS, st.sampled_from(["Fans", "games", "Ends", "players"]))
def test_what_is_numbered_has_a_label(name: str, number: int, following: str) -> None:
    for text in (
        f"The Big Return of {name} {number} {following} Is Here",
        f"They say that {name} {number} {following} are here",
    ):
        assert figures(text) == []
        assert Why.LABEL.value in reasons(text)


@given(_NUMBERS, st.sampled_from(["planes", "workers", "houses", "flights"]))
def test_title_case_and_plain_text_say_the_same(number: int, noun: str) -> None:
    plain = f"the northern firm will lose {number} old {noun} to the southern rival"
    assert figures(plain) == figures(plain.title()) == [str(number)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Recently Released 4K Discs Are Here for All", []),
        ("The Reviewer Calls the Boeing 737 a Good Old Plane", []),
        ("Last week 18 people died", ["18"]),
        ("They train 20 soldiers", ["20"]),
        ("Train 20 soldiers", ["20"]),
        ("The Dual Band Quest 3 Mod Is Here", []),
        ("Some 900-1,200 people came", ["900 to 1,200"]),
        ("Some 5-5,000 people came", ["5 to 5,000"]),
        ("They are in the last 16 now", []),
        ("In the round of 16 they meet", []),
        ("The last 16 of them left", ["16"]),
        ("The last 16 people left", ["16"]),
        ("They are the last 17 now", ["17"]),
        ("Big Boss's 9 Excellent Games From 2025 That You Missed", ["9"]),
        ("Five Nights at Freddy's 2 Is Getting a New Movie", ["5"]),
        ("1,800 jobs, down from 2000", ["1,800", "2,000"]),
        ("Today's Puzzle #1665 Hints and Answers Are Here", []),
        ("Six Euro-Area Countries Agree on a Plan", ["6"]),
        ("Six euro zone countries agree on a plan", ["6"]),
        ("a 5-euro-a-day fee", ["€5"]),
        ("10 euro-denominated bonds", ["10"]),
        ("They paid 10 euros", ["€10"]),
    ],
)
def test_what_stands_around_it_decides(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_a_verb_is_nothing_that_is_counted() -> None:
    found = figures_of("", "Big New Deal for 20 Sends Old Rivals Home")
    assert [each.written for each in found if each.read] == ["20"]


_CURRENCIES = "dollar pound rupee yen franc peso krona euro".split()


@given(
    st.integers(2, 99), st.sampled_from(_CURRENCIES), st.sampled_from(["area", "linked", "Zone"])
)
def test_half_of_a_word_is_no_currency(number: int, name: str, half: str) -> None:
    assert not any("€" in each or "$" in each for each in figures(f"{number} {name}-{half} states"))


@given(st.integers(1, 99), st.integers(1, 999), st.sampled_from(["-", "–"]))
def test_a_range_leaves_out_the_thousands_of_its_low_end(low: int, high: int, dash: str) -> None:
    is_short = low < high <= 10 * low
    begin = f"{low},000" if is_short else str(low)
    if low < high:
        assert figures(f"It costs ${low}{dash}{high},000 now") == [f"${begin} to ${high},000"]
        assert figures(f"Some {low}{dash}{high},000 people came") == [f"{begin} to {high},000"]


@given(st.integers(1900, 2100), st.sampled_from(["year of the tree", "day 3", "week"]))
def test_a_year_is_no_number_of_years(year: int, what: str) -> None:
    found = figures_of("", f"They call it the {year} {what} at home")
    assert Why.YEAR.value in {each.why for each in found}
