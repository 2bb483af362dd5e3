"""A first look at an item: the concepts of headline and opening, as a whole reading has them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.story import digest
from monitor.story.topic.glance import glance


def test_it_holds_headline_and_opening_and_the_pairs_of_the_headline() -> None:
    read = glance("Ferry burns off Vardholm", "Two hundred people were on board.")
    assert read.headed == {"ferri", "burn", "vardholm"}
    assert "board" in read.all - read.headed
    assert read.pairs == {"ferri burn", "burn vardholm"}


def test_only_the_opening_of_a_long_text_is_looked_at() -> None:
    read = glance("Ferry burns", "smoke " * 1_000 + "Vardholm")
    assert "vardholm" not in read.all
    assert len(read.opening) <= 60


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_is_looked_at_and_says_what_a_reading_says(title: str, text: str) -> None:
    read = glance(title, text)
    assert read.headed <= read.all
    assert all(isinstance(concept, str) and concept for concept in read.all)


def test_the_concepts_are_those_of_a_whole_reading() -> None:
    title = "United States puts off tariffs on Chinese goods"
    assert glance(title, "").headed == digest(title, "").sentences[0].words
