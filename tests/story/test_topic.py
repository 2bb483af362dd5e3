"""What a story is about decides what is on topic where no watch does."""

from __future__ import annotations

import pytest

from monitor.model import Match
from monitor.story import digest
from monitor.story.match import Query, Watches, match
from monitor.story.text import known_phrases
from monitor.story.topic import Topic
from tests.examples import an_item

SOURCE = digest(
    "Orlund to build battery plant in Harrowmouth",
    "The carmaker Orlund will build a battery plant in Harrowmouth for £2.4 billion. Ines Halloran, its"
    " chief executive, called it a bet on the region. The National Motor Union wants the jobs for its"
    " members. Germany gave a loan.",
)


def values(title: str, text: str = "", topic: Topic | None = None) -> dict[str, float]:
    return (topic or Topic.of([SOURCE])).values(digest(title, text))


def test_names_and_words_of_the_story_speak_for_an_item() -> None:
    near = values("Orlund battery plant delayed", "The factory in Harrowmouth opens later.")
    far = values("Striker leaves for a rival", "The midfielder signs for two seasons.")
    assert near["names_known"] == 1.0
    assert near["main_names"] > far["main_names"] == 0.0
    assert near["typical_words"] > 0 > far["typical_words"]


def test_words_of_another_section_speak_against_it() -> None:
    assert values("Harrowmouth goalkeeper wins medal")["strange_section"] == 2.0
    at_home = Topic.of([digest("", "The goalkeeper, the striker and the coach met the referee.")])
    assert values("A goalkeeper wins a medal", topic=at_home)["strange_section"] == 0.0


def test_countries_that_the_story_never_named_speak_against_it() -> None:
    found = values("Plant opens in Germany, not in Vietnam")
    assert (found["countries_known"], found["countries_strange"]) == (1.0, 1.0)


def test_initials_stand_for_a_name_of_the_story() -> None:
    assert values("NMU calls a vote")["names_known"] > values("XYZ calls a vote")["names_known"]


def test_what_was_told_and_what_is_watched_belong_to_the_story() -> None:
    told, watched = Topic.of([SOURCE]), Topic.of([SOURCE])
    told.learn(digest("Kestrel Bay bids for Orlund", "Kestrel Bay offers shares."))
    watched.watch(["kestrel bay"])
    for topic in (told, watched):
        assert values("Kestrel raises bid", topic=topic)["names_known"] == 1.0
    assert values("Kestrel raises bid")["names_known"] < 1.0


def decided(title: str, *watch: str, exclude: str = "") -> Match:
    watches = Watches(tuple(Query.of(w) for w in watch), tuple(Query.of(w) for w in [exclude] if w))
    topic, read = Topic.of([SOURCE]), digest(title, "")
    return match(
        an_item(title=title, summary=""), read, watches, topic, topic.values(read), known_phrases()
    )


@pytest.mark.parametrize(
    ("title", "watch", "on_topic"),
    [
        ("Orlund delays battery plant in Harrowmouth", (), True),
        ("Slow-roasted tomatoes with garlic", (), False),
        ("Orlund opens a museum", ("orlund",), True),  # a watch is enough
        ("Orlund roast with garlic, butter and onion soup", ("orlund",), False),  # not for this
        ("Slow-roasted tomatoes with garlic", ("orlund",), False),
    ],
)
def test_watch_and_topic_decide_together(
    title: str, watch: tuple[str, ...], on_topic: bool
) -> None:
    assert decided(title, *watch).on_topic is on_topic


def test_an_exclusion_keeps_out_what_a_watch_would_let_in() -> None:
    found = decided("Orlund battery plant museum", "orlund", exclude="museum")
    assert (found.on_topic, found.reason) == (False, "excluded by `museum`")


def test_a_reason_names_the_words_and_a_score_its_evidence() -> None:
    found = decided("Orlund delays battery plant in Harrowmouth")
    assert found.reason.startswith("shares with the story: ")
    assert "Orlund" in found.reason
    assert found.evidence
    assert abs(found.evidence[0].effect) >= abs(found.evidence[-1].effect)


@pytest.mark.parametrize(
    ("title", "on_topic"),
    [
        ("CellWorks sold to a fund for $1 billion", True),  # nothing else is called so
        ("Halloran wins doubles final", False),  # any other Halloran
        ("Ines Halloran of Orlund sees battery plant open early", True),
    ],
)
def test_coined_names_come_in_and_namesakes_stay_out(title: str, on_topic: bool) -> None:
    source = digest(
        "", f"{SOURCE.sentences[1].text} A bid for CellWorks failed. Halloran had hoped."
    )
    topic, read = Topic.of([SOURCE, source]), digest(title, "")
    item = an_item(title=title, summary="")
    found = match(item, read, Watches(), topic, topic.values(read), known_phrases())
    assert found.on_topic is on_topic


def test_a_watch_in_english_matches_what_other_languages_mean() -> None:
    watches = Watches((Query.of("tariff NEAR/8 china"),))
    assert watches.find("中国宣布新关税", "") is not None
    assert watches.find(
        "Neue Zölle auf Waren aus China", "Die Regierung hat das mit der EU geplant."
    )
    assert watches.find("中国女排获胜", "") is None
