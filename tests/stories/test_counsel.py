"""When a judge is asked, and that without it the engine's own verdict stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Action, Decision, Item
from monitor.store.opinions import FILE, Opinions
from monitor.stories import Counsel, Terms
from monitor.stories.judge import Answer, NoAnswer
from monitor.story import Engine
from monitor.story.second_opinion import Question, Standing
from tests.examples import NOW
from tests.story.test_engine import engine, item

TIMEOUT = 20.0
TERMS = Terms("small", "doubtful", 100, timedelta(seconds=TIMEOUT))
SUMMARY = Answer('{"summary": "Cost of the plant climbs."}')
DOWN = NoAnswer("the judge at 127.0.0.1 answers 500.")


def told(question: Question) -> Answer:
    said = {"quote": question.title, "change": question.title, "importance": 0.5}
    return Answer(json.dumps({"on_story": True, "is_new": True, **said}))


def known(_: Question) -> Answer:
    said = {"on_story": True, "is_new": False, "quote": "", "change": "", "importance": 0.5}
    return Answer(json.dumps(said))


@dataclass
class World:
    """A clock, and a judge that takes its time."""

    now: datetime = NOW
    seconds: float = 1000.0
    takes: float = 1.0
    answer: Callable[[Question], Answer | NoAnswer] = known
    asked: list[Question] = field(default_factory=list)
    summed: list[Standing] = field(default_factory=list)
    summary: Answer | NoAnswer = SUMMARY
    allowed: list[float] = field(default_factory=list)
    troubles: list[str | None] = field(default_factory=list)

    def judge(self, question: Question, seconds: float) -> Answer | NoAnswer:
        self.asked.append(question)
        self.allowed.append(seconds)
        self.pass_by(min(self.takes, seconds))
        if self.takes > seconds:
            return NoAnswer(f"the judge did not answer within {seconds:g} s.")
        return self.answer(question)

    def summarist(self, standing: Standing, seconds: float) -> Answer | NoAnswer:
        self.summed.append(standing)
        self.allowed.append(seconds)
        self.pass_by(min(self.takes, seconds))
        return self.summary if self.takes <= seconds else NoAnswer("it did not answer.")

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)

    def counsel(self, opinions: Opinions | None = None, **terms: object) -> Counsel:
        return Counsel(
            self.judge, replace(TERMS, **terms), opinions or Opinions(), lambda: self.now,  # type: ignore[arg-type]
            lambda: self.seconds, self.troubles.append, self.summarist,
        )  # fmt: skip


def an_alert(number: int) -> Item:
    return item(
        number,
        "Union calls strike at Orlund over battery plant jobs",
        f"The union called a strike on Tuesday. It is report number {number}.",
    )


def ask(counsel: Counsel, number: int = 1, follower: Engine | None = None) -> Decision:
    """Ask about one of many items, each of which the engine would tell."""
    follower = follower or engine()
    each = an_alert(number)
    decision = follower.decide(each)
    assert decision.action is Action.ALERT
    return counsel.reconsider("plant", follower, each, decision)


def test_an_opinion_is_weighed_and_kept_with_the_decision() -> None:
    world = World()
    found = ask(world.counsel())
    assert found.action is Action.KNOWN
    assert found.opinion is not None
    assert (found.opinion.model, found.opinion.asked) == ("small", "2026-11-24T08:00:00Z")
    assert found.opinion.said is not None
    assert found.opinion.void == ""
    assert ask(World(answer=told).counsel()).action is Action.ALERT


def test_a_void_answer_is_kept_and_changes_nothing() -> None:
    world = World(answer=lambda _: Answer("I am not sure."))
    follower = engine()
    alone = follower.decide(an_alert(1))
    found = ask(world.counsel(), follower=follower)
    assert found.opinion is not None
    assert found.opinion.said is None
    assert found.opinion.void == "is not one JSON object and nothing else."
    assert replace(found, opinion=None) == alone


def test_without_an_answer_the_decision_is_the_engine_s_own() -> None:
    world = World(answer=lambda _: DOWN)
    follower = engine()
    alone = follower.decide(an_alert(1))
    assert ask(world.counsel(), follower=follower) == alone


# --- what is asked twice -------------------------------------------------------------------------


def test_the_same_item_is_not_asked_about_twice(tmp_path: Path) -> None:
    world, path = World(), tmp_path / FILE
    first = ask(world.counsel(Opinions(path)))
    again = ask(world.counsel(Opinions(path)))  # after a restart
    assert first == again
    assert len(world.asked) == 1
    ask(world.counsel(Opinions(path)), 2)
    ask(world.counsel(Opinions(path), model="large"), 2)
    assert len(world.asked) == 3


def test_a_void_answer_is_not_asked_for_again() -> None:
    world = World(answer=lambda _: Answer("no"))
    counsel = world.counsel()
    assert ask(counsel) == ask(counsel)
    assert len(world.asked) == 1


# --- the budget ----------------------------------------------------------------------------------


def test_a_day_has_so_many_questions_and_a_restart_gives_no_new_ones(tmp_path: Path) -> None:
    world, path = World(takes=0.1), tmp_path / FILE
    for number in range(5):
        ask(world.counsel(Opinions(path), budget=3), number)
    assert len(world.asked) == 3
    world.now += timedelta(days=1)
    ask(world.counsel(Opinions(path), budget=3), 9)
    assert len(world.asked) == 4


def test_a_question_counts_before_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / FILE

    def die(_: Question) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(World(answer=die).counsel(Opinions(path)))
    assert Opinions(path).asked_on("2026-11-24") == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"day": 1}', b"\xff", b"[" * 9999, b'{"day": "x", "asked": "y"}'],
)
def test_a_file_that_is_broken_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE
    path.write_bytes(content)
    world = World()
    ask(world.counsel(Opinions(path)))
    assert Opinions(path).asked_on("2026-11-24") == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    world = World(takes=0.1)
    counsel = world.counsel(Opinions(tmp_path / "no folder" / FILE), budget=2)
    for number in range(4):
        ask(counsel, number)
    assert len(world.asked) == 2


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    opinions, kept = Opinions(tmp_path / FILE), ask(World().counsel()).opinion
    assert kept is not None
    opinions._answers.update({str(number): kept for number in range(510)})
    opinions.keep("last", kept)
    again = Opinions(tmp_path / FILE)
    assert again.find("last") == kept
    assert again.find("5") is None
    assert len(again._answers) == 500


# --- the time ------------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.floats(0, 40), st.floats(0, 120)), min_size=1, max_size=40), st.booleans()
)
def test_no_poll_and_no_ten_timeouts_wait_for_more_than_one(
    questions: list[tuple[float, float]], in_polls: bool
) -> None:
    """However long answers take and whatever comes between, a mail is late by the timeout at most."""
    world = World()
    counsel = world.counsel(budget=1000)
    waits: list[tuple[float, float]] = []
    for number, (takes, between) in enumerate(questions):
        if in_polls and number % 7 == 0:
            counsel.begin_poll()
        world.takes = takes
        began = world.seconds
        counsel._rests_until = float("-inf")  # however often it fails
        ask(counsel, number)
        waits.append((began, world.seconds))
        world.pass_by(between)
    for first, _ in waits:
        inside = [
            end - begin for begin, end in waits if first <= begin and end <= first + 10 * TIMEOUT
        ]
        assert sum(inside) <= TIMEOUT + 1e-6


def test_one_long_poll_waits_for_one_timeout_in_all() -> None:
    world = World(takes=15.0)
    counsel = world.counsel()
    counsel.begin_poll()
    for number in range(9):
        ask(counsel, number)
        world.pass_by(300)
    assert sum(min(world.takes, each) for each in world.allowed) <= TIMEOUT
    counsel.begin_poll()
    ask(counsel, 99)
    assert world.allowed[-1] == TIMEOUT


def test_a_replay_waits_for_each_answer() -> None:
    world = World(takes=15.0)
    counsel = world.counsel(is_live=False)
    for number in range(9):
        ask(counsel, number)
    assert world.allowed == [TIMEOUT] * 9


# --- troubles ------------------------------------------------------------------------------------


def test_a_judge_that_fails_is_left_alone_each_time_longer_and_that_is_told_once() -> None:
    world = World(answer=lambda _: DOWN)
    counsel = world.counsel(budget=10_000)
    follower, times = engine(), list[float]()
    for number in range(1000):
        before = len(world.asked)
        ask(counsel, number, follower)
        if len(world.asked) > before:
            times.append(world.seconds)
        world.pass_by(30)
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[0] >= 60
    assert pauses == sorted(pauses)
    assert 3600 <= pauses[-1] <= 3700
    assert world.troubles == [DOWN.sentence]
    world.answer = known
    world.pass_by(4000)
    ask(counsel, 5000)
    assert world.troubles == [DOWN.sentence, None]


def test_a_server_that_asks_for_a_pause_gets_it() -> None:
    world = World(answer=lambda _: NoAnswer("it answers 429.", 7200.0))
    counsel = world.counsel()
    ask(counsel, 1)
    world.pass_by(7100)
    ask(counsel, 2)
    assert len(world.asked) == 1
    world.pass_by(200)
    ask(counsel, 3)
    assert len(world.asked) == 2


def test_an_answer_that_was_given_no_time_is_no_failure() -> None:
    world = World(takes=15.0)
    counsel = world.counsel()
    counsel.begin_poll()
    ask(counsel, 1)
    ask(counsel, 2)  # five seconds were left for it
    assert world.allowed == [TIMEOUT, 5.0]
    assert world.troubles == []


def test_answers_that_count_for_nothing_are_a_trouble_from_the_third_on() -> None:
    world = World(answer=lambda _: Answer("Sure!"), takes=0.1)
    counsel = world.counsel()
    for number in range(2):
        ask(counsel, number)
    assert world.troubles == []
    for number in range(2, 9):
        ask(counsel, number)
    assert len(world.asked) == 3
    (sentence,) = world.troubles
    assert sentence is not None
    assert "count for nothing; the last one is not one JSON object" in sentence


def test_what_is_surely_nothing_is_not_asked_about() -> None:
    world, follower = World(), engine()
    cats = item(1, "A cat show in Lyon", "Two hundred cats were shown.")
    decision = follower.decide(cats)
    assert world.counsel().reconsider("plant", follower, cats, decision) is decision
    assert world.asked == []


# --- how a story stands --------------------------------------------------------------------------

TOLD = ("Orlund to build a battery plant.", "Cost of the plant climbs to £2.9 billion.")


def test_a_story_is_summed_up_once_for_what_was_told() -> None:
    world = World()
    counsel = world.counsel()
    assert counsel.sum_up("plant", TOLD) == "Cost of the plant climbs."
    assert counsel.sum_up("plant", TOLD) == "Cost of the plant climbs."
    assert len(world.summed) == 1
    counsel.sum_up("plant", (*TOLD, "The plant is delayed."))
    counsel.sum_up("other", TOLD)
    assert len(world.summed) == 3


def test_a_summary_that_counts_for_nothing_is_none_and_not_asked_for_again() -> None:
    world = World(summary=Answer('{"summary": "Cost of the plant climbs to £3 billion."}'))
    counsel = world.counsel()
    assert counsel.sum_up("plant", TOLD) is None
    assert counsel.sum_up("plant", TOLD) is None
    assert len(world.summed) == 1


def test_summaries_and_opinions_have_one_budget_and_one_time() -> None:
    world = World(takes=8.0)
    counsel = world.counsel(budget=3)
    counsel.sum_up("plant", TOLD)
    ask(counsel, 1)
    counsel.sum_up("plant", (*TOLD, "More."))
    assert world.allowed == [20.0, 12.0, 4.0]
    world.pass_by(1000)
    counsel.begin_poll()
    assert counsel.sum_up("plant", (*TOLD, "Still more.")) is None
    assert len(world.allowed) == 3


def test_no_thread_waits_for_another_that_asks() -> None:
    world = World()
    counsel = world.counsel()

    def meanwhile(question: Question) -> Answer:
        assert counsel.sum_up("plant", TOLD) is None
        return known(question)

    world.answer = meanwhile
    ask(counsel)
    assert world.summed == []
    assert counsel.sum_up("plant", TOLD) is not None


def test_a_counsel_that_is_closed_asks_nothing_and_has_no_troubles() -> None:
    world = World()
    counsel = world.counsel()

    def closing(_: Question) -> NoAnswer:
        counsel.close()
        return DOWN

    world.answer = closing  # type: ignore[assignment]
    ask(counsel, 1)
    ask(counsel, 2)
    assert counsel.sum_up("plant", TOLD) is None
    assert (len(world.asked), world.summed, world.troubles) == (1, [], [])
