"""Where what a figure counts is."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.story import Baseline, digest
from monitor.story.reading.places import is_elsewhere, places_of

TOWNS = ("Tarvik", "Ostrel", "Benmoor", "New Lindau")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The toll in Turkey has risen to 17,674 and in Syria to 3,377, 21,051 in all.",
         [["turkey"], ["syria"], []]),
        ("The dead number 29,605 in Turkey and 3,574 in Syria, 33,179 altogether.",
         [["turkey"], ["syria"], []]),
        ("They have killed 50,000 in Turkey and Syria", [["syria", "turkey"]]),
        ("Toll tops 33,000 as Turkey mourns", [[]]),
        ("Soldiers kill 13 in Gaza; fights go on in Aleppo", [["gaza"]]),
        ("Nine dead in clashes in the old town of Aleppo, in Syria", [["syria"]]),
        ("Ebola cases in eastern Congo pass 1,000", [["congo"]]),
        ("At least five people were killed on Tuesday, January 6, in fighting between government"
         " forces and other fighters in the northern city of Aleppo.", [["aleppo"]]),
        ("In Samoa, 20 people died in November.", [["samoa"]]),
        ("On Friday 20 people died in March and in May.", [[]]),
        ("At least 20 people were killed. In Oslo it was quiet.", [[]]),
    ],
)  # fmt: skip
def test_a_figure_has_the_place_beside_it(text: str, places: list[list[str]]) -> None:
    found = [
        sorted(word for place in places_of(sentence, fact) for word in place)
        for sentence in digest("", text).sentences
        for fact in sentence.figures
        if fact.kind is not FactKind.DATE and fact.display != "6"
    ]
    assert found == places


def moved(known: str, told: str) -> list[tuple[str | None, str]]:
    return [(c.before, c.after) for c in Baseline.of([known]).diff("", told).changes if c.before]


@pytest.mark.parametrize(("one", "other"), list(permutations(TOWNS, 2)))
def test_the_dead_of_one_town_do_not_follow_those_of_another(one: str, other: str) -> None:
    known = f"Nine people have been killed in {one}."
    assert moved(known, f"Thirteen people have been killed in {one}.") == [("9", "13")]
    assert moved(known, f"Thirteen people have been killed in {other}.") == []


@pytest.mark.parametrize(("one", "other"), list(permutations(TOWNS, 2)))
def test_a_sum_does_not_follow_one_of_its_parts(one: str, other: str) -> None:
    known = f"Officials count 900 dead in {one} and 300 dead in {other}."
    assert moved(known, f"More than 2,000 people have been killed in {one} and {other}.") == []
    assert moved(known, "The death toll passes 2,000.") == []
    assert moved(known, f"The death toll in {one} rises to 1,200.") == [("900", "1,200")]


def test_a_place_that_is_named_around_the_known_figure_is_no_other() -> None:
    (known,) = digest("", "Nine people have been killed in Tarvik.").sentences
    (told,) = digest("", "Thirteen people have been killed in Arland.").sentences
    figures = told.figures[0], known.figures[0]
    around = known.concepts | {"arland"}
    assert is_elsewhere(told, figures[0], known, figures[1], known.concepts)
    assert not is_elsewhere(told, figures[0], known, figures[1], around)


@given(st.sampled_from(TOWNS), st.sampled_from(TOWNS), st.text(max_size=40))
def test_what_is_elsewhere_is_so_whichever_is_known(one: str, other: str, more: str) -> None:
    (first,) = digest("", f"The dead number 40 in {one}").sentences
    (second,) = digest("", f"The dead number 50 in {other}").sentences
    figures = first.figures[0], second.figures[0]
    there = is_elsewhere(first, figures[0], second, figures[1], frozenset())
    assert there is (one != other)
    assert there is is_elsewhere(second, figures[1], first, figures[0], frozenset())
    for sentence in digest("", f"40 dead {more} in {one}").sentences:
        for fact in sentence.figures:
            assert all(place for place in places_of(sentence, fact))
