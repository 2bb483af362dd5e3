"""About what a judge is asked, and what its word does to a decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Action, Decision, Item, Match, Opinion
from monitor.story import Engine
from monitor.story.second_opinion import candidate, is_asked, question_of, weigh
from monitor.story.second_opinion.band import NEARLY_NEWS, NEARLY_ON_STORY, SURELY_NEWS
from monitor.story.second_opinion.question import LONGEST_TEXT, MOST_KNOWN
from monitor.story.second_opinion.weighing import NAME
from tests.story.test_engine import COPY, COST, engine

TELL = Opinion(True, True, COST.title, "Cost climbs to £2.9 billion", 0.9)
KNOWN = Opinion(True, False, "", "", 0.1)
OFF = Opinion(False, False, "", "", 0.0)


@pytest.fixture
def follower() -> Engine:
    return engine()


def doubted(follower: Engine, item: Item, **values: float) -> Decision:
    """Return the decision on an item, taken for as likely news as is said."""
    found = candidate(follower, item, follower.decide(item))
    assert found is not None
    assert found.diff is not None
    return replace(found, diff=replace(found.diff, **values))


def near(item: Item, follower: Engine, score: float) -> Decision:
    """Return a decision that an item is not on the story, as likely as it may be."""
    return Decision(
        Action.UNRELATED, "Off topic: shares too little.", Match(False, "too little", score=score)
    )


def test_an_item_that_was_told_is_decided_by_its_facts(follower: Engine) -> None:
    decision = follower.decide(COST)
    assert candidate(follower, COST, decision) == decision
    follower.tell(COST, 1)
    again = replace(COST, title="Cost of Orlund's battery plant climbs to £3.1 billion")
    assert candidate(follower, again, follower.decide(again)) is None


@pytest.mark.parametrize(
    ("score", "is_near"),
    [(0.0, False), (NEARLY_ON_STORY - 0.001, False), (NEARLY_ON_STORY, True), (0.39, True)],
)
def test_what_is_nearly_on_the_story_is_compared_as_if_it_were(
    follower: Engine, score: float, *, is_near: bool
) -> None:
    found = candidate(follower, COST, near(COST, follower, score))
    assert (found is not None) == is_near
    if found:
        assert found.action is Action.UNRELATED
        assert found.diff == follower.decide_as(COST, replace(found.match, on_topic=True)).diff


@pytest.mark.parametrize(
    ("novelty", "when", "asked"),
    [
        (NEARLY_NEWS - 0.01, "doubtful", False),
        (NEARLY_NEWS, "doubtful", True),
        (0.5, "doubtful", True),
        (SURELY_NEWS - 0.001, "doubtful", True),
        (SURELY_NEWS, "doubtful", False),
        (SURELY_NEWS, "every alert", True),
        (1.0, "every alert", True),
        (0.01, "every alert", False),
    ],
)
def test_asked_is_about_what_is_told_or_nearly_told(
    follower: Engine, novelty: float, when: str, *, asked: bool
) -> None:
    found = doubted(follower, COST, novelty=novelty)
    action = Action.ALERT if novelty >= 0.5 else Action.KNOWN
    assert is_asked(replace(found, action=action), when) is asked


def test_what_has_no_diff_is_not_asked_about(follower: Engine) -> None:
    assert not is_asked(near(COST, follower, 0.3), "every alert")


@given(
    st.floats(NEARLY_NEWS, SURELY_NEWS, exclude_max=True),
    st.sampled_from([TELL, KNOWN, OFF]),
    st.booleans(),
)
def test_within_the_band_the_word_of_the_judge_decides(
    novelty: float, opinion: Opinion, is_near: bool
) -> None:
    follower = engine()
    found = doubted(follower, COST, novelty=novelty)
    if is_near:
        found = replace(found, action=Action.UNRELATED, match=Match(False, "too little", score=0.3))
    else:
        found = replace(found, action=Action.ALERT if novelty >= 0.5 else Action.KNOWN)
    weighed = weigh(follower, COST, found, opinion)
    expected = {id(TELL): Action.ALERT, id(KNOWN): Action.KNOWN, id(OFF): Action.UNRELATED}
    assert weighed.action is expected[id(opinion)]
    assert weighed.match.on_topic is opinion.on_story
    assert weighed.diff is not None
    assert found.diff is not None
    assert weighed.diff.changes == found.diff.changes  # it invents nothing
    assert weighed.diff.evidence[0].name == NAME
    assert (weighed.diff.evidence[0].effect > 0) is opinion.is_for_telling
    assert weighed.development is None


@pytest.mark.parametrize("opinion", [KNOWN, OFF])
def test_an_alert_that_is_surer_than_the_judge_weighs_stands(
    follower: Engine, opinion: Opinion
) -> None:
    found = replace(doubted(follower, COST, novelty=0.99), action=Action.ALERT)
    weighed = weigh(follower, COST, found, opinion)
    assert weighed.action is Action.ALERT
    assert weighed.diff is not None
    assert 0.5 <= weighed.diff.novelty < 0.99


def test_what_the_judge_turns_is_said_in_the_reason(follower: Engine) -> None:
    alert = replace(doubted(follower, COST, novelty=0.6), action=Action.ALERT)
    known = replace(alert, action=Action.KNOWN)
    assert "The judge says that it tells nothing new." in weigh(follower, COST, alert, KNOWN).reason
    assert f"The judge points at: “{COST.title}”" in weigh(follower, COST, known, TELL).reason
    assert "the judge says that it is not on the story" in weigh(follower, COST, alert, OFF).reason
    assert "judge" not in weigh(follower, COST, alert, TELL).reason
    off = replace(near(COST, follower, 0.3), diff=alert.diff)
    let_go = weigh(follower, COST, off, TELL)
    assert "the judge says that it is on the story" in let_go.match.reason
    assert let_go.match.evidence[0].name == NAME


def test_a_copy_folds_as_it_does_without_a_judge(follower: Engine) -> None:
    follower.tell(COST, 7)
    decision = follower.decide(COPY)
    assert decision.action is Action.FOLD
    found = candidate(follower, COPY, decision)
    assert found is not None
    weighed = weigh(follower, COPY, found, KNOWN)
    assert (weighed.action, weighed.development, weighed.same_as) == (Action.FOLD, 7, COST.id)


def test_importance_moves_both_ways_and_holds_back_what_is_not_important(follower: Engine) -> None:
    found = doubted(follower, COST, novelty=0.6, importance=0.5)
    heavy, light = (replace(TELL, importance=each) for each in (1.0, 0.0))
    diffs = [weigh(follower, COST, found, each).diff for each in (heavy, light)]
    assert [round(diff.importance, 2) for diff in diffs if diff] == [0.88, 0.12]
    follower.least_importance = 0.5
    assert weigh(follower, COST, found, heavy).action is Action.ALERT
    assert weigh(follower, COST, found, light).action is Action.KNOWN


def test_nothing_that_the_judge_says_changes_the_engine(follower: Engine) -> None:
    before = engine().decide(COPY)
    for opinion in (TELL, KNOWN, OFF):
        found = candidate(follower, COST, follower.decide(COST))
        assert found is not None
        question_of("plant", follower, COST, found)
        weigh(follower, COST, found, opinion)
    assert follower.decide(COPY) == before


# --- the question --------------------------------------------------------------------------------


def test_a_question_shows_the_story_what_was_told_and_the_item(follower: Engine) -> None:
    follower.tell(COST, 1)
    asked = question_of("plant", follower, COPY, doubted(follower, COPY))
    assert asked.story == "plant"
    assert asked.about[0].startswith("Orlund to build battery plant in Harrowmouth")
    assert asked.known[0].text.startswith(COST.title)
    assert asked.known[0].told == "2024-05-06 09:00"
    assert asked.item == COPY.id
    assert (asked.title, asked.text) == (COPY.title, COPY.text)


def test_what_was_told_most_likely_of_the_same_comes_first(follower: Engine) -> None:
    others = [
        replace(COST, id=f"o{n}", title=f"Orlund names director number {n}", summary="A name.")
        for n in range(12)
    ]
    for number, each in enumerate([COST, *others]):
        follower.tell(each, number)
    asked = question_of("plant", follower, COPY, doubted(follower, COPY))
    assert asked.known[0].text.startswith(COST.title)
    assert len(asked.known) <= MOST_KNOWN


def test_a_question_is_bounded_whatever_the_item_is(follower: Engine) -> None:
    long = replace(COST, title=COST.title + " x" * 9000, summary=COST.summary + " y" * 900_000)
    asked = question_of("plant", follower, long, doubted(follower, long))
    assert len(asked.title) <= 400
    assert len(asked.text) <= LONGEST_TEXT
    assert sum(map(len, asked.said)) < 15_000
