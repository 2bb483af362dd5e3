"""What a story is about decides what is on topic, and nothing that is told later changes that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Match
from monitor.story.evidence.models import shipped_models
from monitor.story.topic.background import Background
from monitor.story.topic.glance import glance
from monitor.story.topic.match import Query, Watches, match
from monitor.story.topic.neighbours import Neighbour, StoryItems
from monitor.story.topic.topic import Topic
from monitor.story.words.text import known_phrases
from tests.examples import an_item

TITLE = "Orlund to build battery plant in Harrowmouth"
TEXT = (
    "The carmaker Orlund will build a battery plant in Harrowmouth for £2.4 billion. Ines Halloran, its"
    " chief executive, called it a bet on the region. The National Motor Union wants the jobs for its"
    " members. Orlund and Harrowmouth council signed a letter. Germany gave a loan."
)
NEAR = glance("Orlund battery plant delayed", "The factory in Harrowmouth opens later.")
FAR = glance("Striker leaves for a rival", "The midfielder signs for two seasons.")


def a_topic(*watch: str) -> Topic:
    topic = Topic(Background(), known_phrases())
    topic.add_source(TITLE, TEXT)
    topic.watch(watch)
    return topic


def test_anchors_are_what_the_source_is_about() -> None:
    anchors = sorted(a_topic().anchors, key=lambda word: -a_topic().anchors[word])
    assert {"orlund", "harrowmouth"} <= set(anchors[:3])
    assert "germani" not in anchors[:5]
    assert sum(a_topic().anchors.values()) == pytest.approx(1.0)


def test_words_of_the_source_speak_for_an_item() -> None:
    topic = a_topic()
    near, far = topic.values(NEAR), topic.values(FAR)
    assert near["like_source"] > 0.3 > far["like_source"]
    assert near["anchors_in_headline"] > far["anchors_in_headline"] == 0.0
    assert topic.is_near(NEAR)
    assert not topic.is_near(FAR)


def test_what_is_watched_belongs_to_the_story() -> None:
    item = glance("Kestrel raises bid", "")
    assert a_topic("kestrel bay").values(item)["like_source"] > 0
    assert a_topic().values(item)["like_source"] == 0.0


def told(topic: Topic, number: int, title: str, *, admitted: bool = True) -> None:
    topic.learn(glance(title, ""), f"Outlet {number}", 1.0, admitted=admitted)


def test_a_word_that_only_items_of_the_story_say_becomes_its_own_once_several_outlets_do() -> None:
    topic, item = a_topic(), glance("Quillfeather speaks", "")
    for number in range(2):
        told(topic, number, "Orlund names Quillfeather for Harrowmouth plant")
    assert topic.values(item)["own_word"] == 0.0
    for number in range(2, 6):
        told(topic, number, "Orlund names Quillfeather for Harrowmouth plant")
    assert topic.values(item)["own_word"] > 0.4
    assert topic.is_near(item)


def test_a_word_that_the_rest_of_the_stream_says_too_does_not_become_the_storys_own() -> None:
    topic = a_topic()
    for number in range(6):
        told(topic, number, "Orlund names Quillfeather for Harrowmouth plant")
        for other in range(10):
            told(topic, other, "Quillfeather wins a race", admitted=False)
    assert topic.values(glance("Quillfeather speaks", ""))["own_word"] < 0.15


@given(st.lists(st.sampled_from(["gardens", "ministers", "football", "museum"]), max_size=30))
def test_whatever_is_told_the_likeness_to_the_source_stays_as_it_was(words: list[str]) -> None:
    topic = a_topic()
    before = {name: topic.values(FAR)[name] for name in ("like_source", "anchors_in_lead")}
    for number, word in enumerate(words):
        told(topic, number, f"Orlund opens {word} in Harrowmouth for striker and midfielder")
    after = topic.values(FAR)
    assert {name: after[name] for name in before} == before


def test_what_was_learnt_fades() -> None:
    topic, item = a_topic(), glance("Quillfeather speaks", "")
    for number in range(6):
        told(topic, number, "Orlund names Quillfeather for Harrowmouth plant")
    learnt = topic.values(item)["own_word"]
    for number in range(40_000):
        topic.learn(FAR, f"Outlet {number % 9}", 0.0, admitted=False)
    assert topic.values(item)["own_word"] < learnt / 3


def test_how_much_of_the_stream_is_on_the_story_is_seen() -> None:
    topic, item = a_topic(), glance("Orlund speaks", "")
    assert topic.values(item)["likely_in_stream"] == 0.0
    for number in range(50):
        told(topic, number, "Orlund delays its plant in Harrowmouth")
    assert topic.values(item)["likely_in_stream"] > 1.0


def decided(title: str, *watch: str, exclude: str = "", on: float = 0.0, off: float = 0.0) -> Match:
    """Match an item of whose neighbours so many are on the story, and so many off it."""
    watches = Watches(tuple(Query.of(w) for w in watch), tuple(Query.of(w) for w in [exclude] if w))
    item = an_item(title=title, summary="")
    phrases = known_phrases()
    topic = a_topic(*(phrase for query in watches.include for phrase in query.expression.said()))
    near = StoryItems(["on"]).values([Neighbour("on", on), Neighbour("off", off)])
    return match(item, glance(title, ""), watches, topic, phrases, shipped_models(), near)


@pytest.mark.parametrize(
    ("title", "watch", "on_topic"),
    [
        ("Orlund delays battery plant in Harrowmouth", (), True),
        ("Slow-roasted tomatoes with garlic", (), False),
        ("Orlund opens a museum", ("orlund",), True),  # a watch is the reader's word
        ("Brazil exempts coffee from new tariff", ("tariff*",), True),
        ("Slow-roasted tomatoes with garlic", ("orlund",), False),
        ("Halloran wins doubles final", (), False),  # any other Halloran
    ],
)
def test_watch_and_topic_decide_together(
    title: str, watch: tuple[str, ...], on_topic: bool
) -> None:
    assert decided(title, *watch).on_topic is on_topic


def test_a_watch_in_the_headline_is_the_readers_word_whatever_its_neighbours_are() -> None:
    assert decided("Orlund opens a museum", "orlund", off=40.0).on_topic


def test_the_more_of_its_neighbours_are_on_the_story_the_likelier_an_item_is() -> None:
    title = "Orlund delays battery plant in Harrowmouth"
    shares = [decided(title, on=on, off=10.0 - on).score for on in (0.0, 5.0, 10.0)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]
    assert shares[0] < decided(title).score


def test_an_exclusion_keeps_out_what_a_watch_would_let_in() -> None:
    found = decided("Orlund battery plant museum", "orlund", exclude="museum")
    assert (found.on_topic, found.reason) == (False, "excluded by `museum`")


def test_a_reason_names_the_words_and_a_score_its_evidence() -> None:
    found = decided("Orlund delays battery plant in Harrowmouth")
    assert found.reason.startswith("shares with the story: ")
    assert "Orlund" in found.reason
    assert found.evidence
    assert abs(found.evidence[0].effect) >= abs(found.evidence[-1].effect)
    assert decided("Slow-roasted tomatoes").reason == "it says nothing of what the story is about"


def test_a_watch_in_english_matches_what_other_languages_mean() -> None:
    watches = Watches((Query.of("tariff NEAR/8 china"),))
    assert watches.find("中国宣布新关税", "") is not None
    assert watches.find(
        "Neue Zölle auf Waren aus China", "Die Regierung hat das mit der EU geplant."
    )
    assert watches.find("中国女排获胜", "") is None


# --- what the reader called irrelevant ---------------------------------------------------------------

FESTIVAL = glance(
    "Orlund brings jazz trumpets to the Harrowmouth festival",
    "Saxophones and drummers play all night.",
)
JAZZ = glance(
    "Jazz festival: trumpets and saxophones, drummers too",
    "Orlund pays for the night in Harrowmouth.",
)


def test_what_is_like_a_rejected_item_beside_the_words_of_the_story_is_told_apart() -> None:
    topic = a_topic()
    assert topic.like_rejected(JAZZ) == []
    topic.reject(FESTIVAL, 0.5)
    assert set(topic.like_rejected(JAZZ)) >= {"jazz", "festiv"}
    assert topic.like_rejected(NEAR) == []
    assert topic.like_rejected(glance(TITLE, TEXT)) == []


def test_words_of_the_story_are_never_held_against_an_item() -> None:
    topic = a_topic()
    topic.reject(glance(TITLE, TEXT), 0.5)
    assert topic.like_rejected(glance(TITLE, TEXT)) == []


def test_what_was_learnt_from_a_rejected_item_is_taken_back() -> None:
    topic = a_topic()
    for outlet in ("A", "B", "C"):
        topic.learn(FESTIVAL, outlet, 1.0, admitted=True)
    before = topic.values(JAZZ)
    for _ in range(3):
        topic.reject(FESTIVAL, 0.5)
    after = topic.values(JAZZ)
    assert before["own_word"] > after["own_word"] == 0.0
    assert before["like_admitted"] > after["like_admitted"] == 0.0


def test_a_watch_that_matches_does_not_bring_back_the_like_of_what_was_rejected() -> None:
    topic = a_topic()
    watches = Watches((Query.of("orlund"),))

    def found() -> Match:
        item = an_item(title="Jazz festival: trumpets and drummers, paid by Orlund", summary="")
        read = glance(item.title, "")
        alone = StoryItems().values(())
        return match(item, read, watches, topic, known_phrases(), shipped_models(), alone)

    assert found().on_topic
    topic.reject(FESTIVAL, 0.5)
    assert not found().on_topic
    assert found().reason.startswith("like what you called irrelevant (")
    assert "jazz" in found().reason


def test_what_is_as_much_like_a_right_one_as_like_a_rejected_one_comes_through() -> None:
    topic = a_topic()
    assert topic.reject(FESTIVAL, 0.5)
    topic.confirm(NEAR)
    assert topic.like_rejected(JAZZ)
    topic.confirm(JAZZ)
    assert topic.like_rejected(JAZZ) == []
    assert topic.like_rejected(FESTIVAL)


def test_nothing_is_learnt_from_what_is_beyond_doubt_on_the_story() -> None:
    topic = a_topic()
    assert not topic.reject(FESTIVAL, 0.99)
    assert topic.like_rejected(JAZZ) == []
