"""How rare a word is follows from the days of the stream, and one great story does not make it common."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.story.topic.background import ITEMS_OF_A_DAY, Background

DAY = date(2026, 3, 1)
WORD = "quillfeather"  # in no table


def a_background(days: int, said: dict[int, int], items: int = ITEMS_OF_A_DAY) -> Background:
    """Return what is learnt of some days, on which so many items said the word."""
    background = Background()
    for number in range(days + 1):  # the last day is not over
        for place in range(items):
            words = [WORD] if place < said.get(number, 0) else ["other"]
            background.learn(words, DAY + timedelta(days=number))
    return background


def test_the_table_tells_common_words_from_rare_ones() -> None:
    background = Background()
    assert background.rarity("trump") < 3 < background.rarity("spacewalk")
    assert background.rarity(WORD) == 9.0


def test_a_word_that_every_day_says_becomes_common() -> None:
    usual = a_background(20, dict.fromkeys(range(20), 60))
    assert usual.rarity(WORD) < Background().rarity(WORD) - 3


def test_a_word_of_one_great_day_stays_rare() -> None:
    burst = a_background(20, {7: ITEMS_OF_A_DAY})
    usual = a_background(20, dict.fromkeys(range(20), ITEMS_OF_A_DAY // 20))
    assert burst.rarity(WORD) > usual.rarity(WORD) + 0.8


def test_a_day_with_few_items_says_nothing_and_neither_does_today() -> None:
    assert a_background(20, {3: 9}, items=9).rarity(WORD) == 9.0
    today = Background()
    for _ in range(ITEMS_OF_A_DAY):
        today.learn([WORD], DAY)
    assert today.rarity(WORD) == 9.0
    assert today.finished() == []


def test_days_that_are_over_are_handed_over_once_and_taken_up_again() -> None:
    first, second = a_background(5, dict.fromkeys(range(5), 60)), Background()
    for day, items, words in first.finished():
        second.restore(day, items, words)
        first.keep(day)
    second.learn(["other"], DAY + timedelta(days=5))
    assert first.finished() == []
    assert second.finished() == []
    assert second.rarity(WORD) == first.rarity(WORD)


@given(st.lists(st.tuples(st.integers(-50, 50), st.sampled_from(["a", "b", WORD])), max_size=60))
def test_whatever_comes_when_a_rarity_has_its_bounds(said: list[tuple[int, str]]) -> None:
    background = Background()
    for number, word in said:
        background.learn([word], DAY + timedelta(days=number))
    assert 0.0 <= background.rarity(WORD) <= 9.0
