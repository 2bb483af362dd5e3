"""What happened to those who are counted is said by the words around the number, whoever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.story.reading.digest import digest

NUMBERS = st.integers(2, 5000)
HARMS = {"killed": "kill", "dead": "kill", "injured": "injur", "hurt": "injur", "wounded": "injur"}


def counted(text: str) -> list[tuple[float, str]]:
    (sentence,) = digest("", text).sentences
    return [(fact.high, fact.unit) for fact in sentence.facts if fact.kind is FactKind.COUNT]


@given(NUMBERS, NUMBERS, st.sampled_from(["others", "more", "other people", "of them", "people", ""]),
       st.sampled_from(["", "were", "have been", "are confirmed"]), st.sampled_from(sorted(HARMS)))  # fmt: skip
def test_a_second_number_is_of_what_happened_to_those(
    dead: int, others: int, who: str, verb: str, harm: str
) -> None:
    words = " ".join(word for word in (f"{others:,}", who, verb, harm) if word)
    assert counted(f"Some {dead:,} people died and {words} in the valley.") == [
        (dead, "kill"),
        (others, HARMS[harm]),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Three others were killed and nine more injured.", [(3, "kill"), (9, "injur")]),
        ("Three others said so.", []),
        ("The toll at the plant is that some 20 were injured.", [(20, "injur")]),
        ("Of the 12 passengers 4 survived.", [(12, "passeng"), (4, "")]),
    ],
)
def test_words_of_number_count_as_digits_do(text: str, found: list[tuple[float, str]]) -> None:
    assert counted(text) == found
