"""Which figures of an item are of its story, and which stand beside it."""

from __future__ import annotations

import pytest

from monitor.story.known.beside import is_beside_the_story
from monitor.story.reading.digest import digest

KNOWN = frozenset({"bridg", "harbour", "cost", "vote", "repair"})


def beside(text: str) -> list[bool]:
    (sentence,) = digest("", text).sentences
    figures = [
        fact for fact in sentence.figures if fact.kind.value in ("percent", "money", "count")
    ]
    assert figures
    return [is_beside_the_story(sentence.text, fact, KNOWN.__contains__) for fact in figures]


@pytest.mark.parametrize(
    "text",
    [
        "Bridgeco shares fell 5.2% to $182.40 in early trading.",
        "Shares of Bridgeco closed at $182.40 on Monday.",
        "The stock was up 3.1% at noon.",
        "Bridgeco-Aktien stiegen um 3,1 Prozent.",
        "More than 1,200 readers commented on the plan.",
        "Weather: 21",
        "Bitcoin: $64,000",
        "Pregledov 34",
        "In stock: 34 left",
    ],
)
def test_a_counter_a_price_or_a_label_of_its_own_is_beside_the_story(text: str) -> None:
    assert all(beside(text))


@pytest.mark.parametrize(
    "text",
    [
        "Repairs of the harbour bridge will cost $7 million.",
        "The founder offers $54.20 a share for the company.",
        "He holds shares of 9.2% stake.",
        "The fire burned 5,400 acres.",
        "Cost: $9 million",
        "12 dead, 21 injured.",
        "Two years ago 1,200 people worked there.",
        "The updated plan employs 1,400 people.",
        "The project employs 1,200.",
    ],
)
def test_what_an_outlet_can_correct_is_of_the_story(text: str) -> None:
    assert not any(beside(text))
