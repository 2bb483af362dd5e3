"""Remembered texts are found by their events, exactly and without reading all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.event import Vector, cosine
from monitor.story.memory import Memory

NOW = datetime(2026, 11, 24, tzinfo=UTC)
vectors = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 1.0), min_size=1, max_size=5)


def unit(vector: Vector) -> Vector:
    length = sum(value**2 for value in vector.values()) ** 0.5
    return {word: value / length for word, value in vector.items()}


def test_an_empty_memory_finds_nothing() -> None:
    assert Memory().nearest({"a": 1.0}) == []


def test_what_shares_no_word_is_not_found() -> None:
    memory = Memory()
    memory.add("x", {"a": 1.0}, NOW)
    assert memory.nearest({"b": 1.0}) == []


@given(st.lists(vectors, min_size=1, max_size=12), vectors)
def test_the_nearest_is_the_one_of_the_greatest_cosine(texts: list[Vector], one: Vector) -> None:
    memory = Memory()
    for number, text in enumerate(texts):
        memory.add(str(number), unit(text), NOW)
    best = max(cosine(unit(one), unit(text)) for text in texts)
    found = memory.nearest(unit(one))
    assert (found[0].similarity if found else 0.0) == pytest.approx(best, abs=1e-6)


def test_only_what_was_told_since_then_is_returned_latest_first() -> None:
    memory = Memory()
    for hours in (50, 30, 2, 1):
        memory.add(f"{hours} h ago", {"a": 1.0}, NOW - timedelta(hours=hours))
    found = memory.since(NOW - timedelta(hours=36), {"a": 1.0}, 9)
    assert [each.document for each in found] == ["1 h ago", "2 h ago", "30 h ago"]
    assert found[0].similarity == pytest.approx(1.0)
    assert [e.document for e in memory.since(NOW - timedelta(hours=36), {"a": 1.0}, 1)] == [
        "1 h ago"
    ]


def test_texts_are_in_the_order_of_their_time_however_they_come() -> None:
    memory = Memory()
    for hours in (1, 120, 2):
        memory.add(f"{hours} h ago", {"a": 1.0}, NOW - timedelta(hours=hours))
    found = memory.since(NOW - timedelta(hours=36), {"a": 1.0}, 9)
    assert [each.document for each in found] == ["1 h ago", "2 h ago"]


def test_a_text_without_a_time_was_not_told_recently() -> None:
    memory = Memory()
    memory.add("undated", {"a": 1.0}, None)
    assert memory.since(NOW, {"a": 1.0}, 9) == []
    assert len(memory) == 1
