"""A noun that a dash joins to a number is what the number counts, or says what kind of thing it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.story.facts.passed import Why
from monitor.story.reading import digest
from tests.story.facts.test_passed import figures, reasons

_JOINED = ["member", "storey", "nation", "player", "magnitude", "megapixel"]
_BEHIND = ["panels", "towers", "plans in six towns", "Rivals"]


def counted(text: str) -> list[tuple[float, str]]:
    found = digest("", text).sentences[0].figures
    return [(fact.low, fact.unit) for fact in found if fact.kind is FactKind.COUNT]


@given(
    st.integers(2, 899), st.sampled_from(_JOINED), st.sampled_from(_BEHIND), st.sampled_from("-‑")
)
def test_a_number_counts_what_is_joined_to_it_and_nothing_behind(
    number: int, noun: str, behind: str, dash: str
) -> None:
    (_, unit), *_ = counted(f"They counted {number} {noun}s there.")
    assert (number, unit) in counted(f"They met the {number}{dash}{noun} {behind} there.")
    assert len({value for value, _ in counted(f"They met the {number}{dash}{noun} old hats.")}) == 1


@pytest.mark.parametrize("number", ["two", "three", "four", "seven", "twelve"])
@pytest.mark.parametrize("noun", ["party", "horse", "bedroom", "legged"])
def test_a_number_word_that_is_joined_says_what_kind_of_thing_it_is(number: str, noun: str) -> None:
    assert figures(f"They saw a {number}-{noun} team with many friends.") == []


@given(
    st.one_of(st.integers(2, 60).map(str), st.sampled_from(["two", "five", "seven"])),
    st.sampled_from(["time", "star", "way", "step", "part", "figure", "letter", "word"]),
)
def test_a_manner_of_speaking_is_no_figure_and_explain_says_so(number: str, manner: str) -> None:
    text = f"The {number}-{manner} champions of Calder met six winners."
    assert figures(text) == ["6"]
    assert Why.MANNER.value in reasons(text)


@pytest.mark.parametrize("word", ["plus", "odd"])
def test_more_or_less_leaves_what_is_behind_counted(word: str) -> None:
    assert counted(f"They saw 100-{word} workers there.") == counted("They saw 100 workers there.")
