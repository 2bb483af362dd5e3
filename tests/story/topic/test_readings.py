"""An item is read once for all stories, and as each story reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Item
from monitor.story.reading.digest import digest
from monitor.story.topic import readings
from monitor.story.topic.readings import Readings
from monitor.story.words.text import known_phrases, phrases_with
from tests.examples import an_item

PHRASES = (
    known_phrases(),
    phrases_with({"Federal Reserve": ("the Fed board",)}),
    phrases_with({"Furniture": ("tariff report",)}),
)
ITEMS = (
    an_item(1),
    an_item(1, title="Fed board raises tariff report to 30%"),  # its outlet edited it
    an_item(2, summary="Chairs from China cost $3 million. The tariff is 12 percent."),
    an_item(3, published=None),
)


@given(st.lists(st.tuples(st.sampled_from(ITEMS), st.sampled_from(PHRASES)), max_size=40))
def test_what_is_read_is_what_would_be_read_anew(asked: list[tuple[Item, Any]]) -> None:
    shared = Readings()
    for item, phrases in asked:
        anew = digest(item.title, item.text, published=item.published, phrases=phrases)
        assert shared.of(item, phrases) == anew


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of what is read from now on."""
    titles: list[str] = []

    def watched(title: str, text: str, **given: Any) -> Any:
        titles.append(title)
        return digest(title, text, **given)

    monkeypatch.setattr(readings, "digest", watched)
    return titles


def test_an_edit_is_read_once_with_what_it_was_before_for_every_story(read: list[str]) -> None:
    shared = Readings()
    for phrases in (PHRASES[0], PHRASES[1], PHRASES[0], PHRASES[2]) * 3:
        for item in (ITEMS[1], ITEMS[0], ITEMS[1]):
            shared.of(item, phrases)
    # By the known phrases once for all six stories; by others anew for each of another kind.
    assert len(read) == 2 + 2 * 6


@pytest.mark.parametrize("stories", [1, 10, 100])
def test_an_item_is_read_once_however_many_stories_ask(read: list[str], stories: int) -> None:
    shared = Readings()
    for item in ITEMS:
        for _ in range(stories):
            shared.of(item, known_phrases())
    assert read == [item.title for item in ITEMS]
