"""Neighbours of an item in the stream, and what they say of its being on a story."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import StoryConfig
from monitor.model import Feed, Item, SourceArticle
from monitor.stories import LONG_AGO, Stories, engine_of
from monitor.story.topic.neighbours import (
    _ALIKE,
    _MOST,
    _WORDS,
    CATCHING_UP,
    MOST_KEPT,
    Neighbour,
    Neighbours,
    StoryItems,
)
from monitor.story.topic.weighed import Weights, unit
from tests.examples import NOW, an_item

WORDS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 8.0), min_size=1)


def found(near: Neighbours, item: str) -> list[str]:
    return [each.item for each in near.of(item)]


def cosine(one: Weights, other: Weights) -> float:
    one, other = unit(one), unit(other)
    return math.fsum(one[word] * other.get(word, 0.0) for word in one)


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_neighbours_are_the_earlier_items_that_are_alike(said: list[Weights]) -> None:
    near = Neighbours()
    for number, words in enumerate(said):
        near.add(str(number), words, NOW)
    for number, words in enumerate(said):
        alike = {str(n): cosine(words, other) for n, other in enumerate(said[:number])}
        sure = {item for item, value in alike.items() if value > _ALIKE + 1e-9}
        possible = {item for item, value in alike.items() if value > _ALIKE - 1e-9}
        assert sure <= set(found(near, str(number))) <= possible
        likeness = [each.likeness for each in near.of(str(number))]
        assert likeness == sorted(likeness, reverse=True)
        assert likeness == pytest.approx([alike[item] for item in found(near, str(number))])


def test_an_item_of_long_ago_is_no_neighbour() -> None:
    near = Neighbours()
    near.add("old", {"ferry": 1.0}, NOW - CATCHING_UP - timedelta(minutes=1))
    near.add("late", {"ferry": 1.0}, NOW - CATCHING_UP)
    near.add("new", {"ferry": 1.0}, NOW)
    near.add("undated", {"ferry": 1.0}, None)
    near.add("later", {"ferry": 1.0}, NOW + CATCHING_UP)
    assert sorted(found(near, "new")) == ["late"]
    assert sorted(found(near, "undated")) == ["late", "new"]
    assert sorted(found(near, "later")) == ["new", "undated"]


def test_what_never_came_has_no_neighbours_and_comes_once() -> None:
    near = Neighbours()
    assert near.of("unknown") == ()
    near.add("one", {"ferry": 1.0}, NOW)
    near.add("two", {"ferry": 1.0}, NOW)
    near.add("one", {"harbour": 1.0}, NOW)
    assert found(near, "one") == []
    assert found(near, "two") == ["one"]


def test_the_latest_are_kept_and_the_most_alike_are_returned() -> None:
    near = Neighbours()
    for number in range(MOST_KEPT + 5):
        near.add(str(number), {"ferry": 2.0, "fire": 1.0 + number}, NOW)
    last = str(MOST_KEPT + 4)
    assert found(near, last) == [str(MOST_KEPT + 3 - n) for n in range(_MOST)]
    assert near.of("0") == near.of("4") == ()
    assert len(near._kept) == MOST_KEPT
    assert {kept.item for found in near._with.values() for kept in found} == set(near._kept)


def test_the_weightiest_words_are_compared() -> None:
    near = Neighbours()
    heavy = {f"heavy{n}": 5.0 for n in range(_WORDS)}
    near.add("one", {**heavy, "light": 1.0}, NOW)
    near.add("light", {"light": 1.0}, NOW)
    near.add("heavy", dict(heavy), NOW)
    assert found(near, "light") == []
    assert near.of("heavy")[0].likeness == pytest.approx(1.0)


def test_neighbours_count_for_the_story_or_against_it() -> None:
    near = (Neighbour("on", 0.8), Neighbour("too", 0.5), Neighbour("off", 0.4))
    assert StoryItems(["on", "too"]).values(near) == {
        "neighbours_on_story": pytest.approx(math.log1p(1.3)),
        "neighbours_off_story": pytest.approx(math.log1p(0.4)),
    }
    assert set(StoryItems(["on"]).values(()).values()) == {0.0}


def test_the_latest_items_of_a_story_are_kept() -> None:
    story = StoryItems()
    for number in range(MOST_KEPT + 1):
        story.add(str(number))
    first, second = (story.values([Neighbour(str(number), 1.0)]) for number in (0, 1))
    assert first["neighbours_on_story"] == second["neighbours_off_story"] == 0.0
    assert first["neighbours_off_story"] == second["neighbours_on_story"] > 0.0


def stream_of(count: int) -> list[Item]:
    """Return reports of one event that no story is about, by outlets that word it differently."""
    texts = (
        "shot dead by an officer",
        "killed by an officer's bullet",
        "dies after an officer fired",
    )
    return [
        an_item(
            n,
            title=f"Woman {texts[n % 3]} on Lyndon Avenue in Harrowmouth",
            summary="Protesters gather on Lyndon Avenue; the officer has been suspended.",
            published=NOW + timedelta(minutes=n),
        )
        for n in range(count)
    ]


def test_an_item_of_another_event_is_less_likely_on_the_story() -> None:
    """Though it names who the story is about: the stream shows that it tells of something else."""
    source = SourceArticle(
        "source",
        "Governor Tilda Marsh of Harrowmouth drops her bid for another term",
        "Tilda Marsh, the governor of Harrowmouth, ends her campaign amid an inquiry into grants.",
        "marsh.md",
    )
    shared = replace(
        stream_of(1)[0],
        id="governor",
        title="Governor Tilda Marsh calls for calm after woman is shot dead by officer on Lyndon Avenue",
        published=NOW + timedelta(hours=2),
    )
    config = StoryConfig("marsh", (), ("Marsh",))
    scores = []
    for count in (0, 12):
        stories = Stories.alone(config, engine_of(config, [source]))
        feed = Feed("https://a.example/feed", "A")
        rulings = [
            ruling
            for item in (*stream_of(count), shared)
            for ruling in stories.rule(feed, item, None, LONG_AGO)
        ]
        scores.append(rulings[-1].decision.match.score)
    assert scores[1] < scores[0]


def test_like_items_of_a_story_do_not_drive_each_other_off() -> None:
    """None of them says more than the one before; the reader's watch put all of them on the story."""
    source = SourceArticle(
        "source",
        "United States puts 10% tariff on Chinese furniture",
        "The United States will charge a tariff of 10 percent on furniture from China, the office said.",
        "tariff.md",
    )
    config = StoryConfig("tariff", (), ("(tariff* OR duty) NEAR/12 (china OR chinese)",))
    stories = Stories.alone(config, engine_of(config, [source]))
    scores = [
        ruling.decision.match.score
        for n in range(30)
        for ruling in stories.rule(
            Feed("https://a.example/feed", "A"),
            an_item(n, title=f"Tariff on Chinese chairs rises to {n + 11}%", summary=f"Plan {n}."),
            None,
            NOW
            + timedelta(days=9),  # all are held: nothing is told that would make the next likelier
        )
    ]
    assert min(scores) == scores[0]
