"""What verdicts teach: bounded, the same in whatever order, and gone with them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.evidence.recalibration import MOST, Feedback, Judged, feedback, moved

USUAL = 0.5
likely = st.floats(0, 1)
judged = st.builds(Judged, likely, likely)
RIGHT, REPEAT = Judged(1.0, 0.6), Judged(0.0, 0.6)


@given(st.lists(judged, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_verdicts_does_not_matter(said: list[Judged], order: random.Random) -> None:
    again = said[:]
    order.shuffle(again)
    assert feedback(again) == feedback(said)


@given(st.lists(judged, max_size=30))
def test_whatever_is_said_the_threshold_stays_within_its_limits(said: list[Judged]) -> None:
    found = feedback(said)
    assert USUAL <= found.threshold(USUAL) <= MOST + 1e-6
    assert found.verdicts == len(said)


@given(st.lists(judged, max_size=20), judged)
def test_a_verdict_more_moves_the_threshold_its_own_way(said: list[Judged], one: Judged) -> None:
    before = feedback(said).threshold(USUAL)
    right, repeat = replace(one, was_news=1.0), replace(one, was_news=0.0)
    assert feedback([*said, right]).threshold(USUAL) <= before + 1e-6
    assert feedback([*said, repeat]).threshold(USUAL) >= before - 1e-6


def test_nobody_said_anything() -> None:
    assert feedback([]) == Feedback()
    assert Feedback().threshold(USUAL) == pytest.approx(USUAL)
    assert Feedback().said(USUAL) == ""


def test_three_clicks_change_hardly_anything_and_hundreds_much() -> None:
    assert USUAL < feedback([REPEAT] * 3).threshold(USUAL) < USUAL + 0.03
    assert feedback([REPEAT] * 300).threshold(USUAL) == MOST


def test_what_is_called_right_takes_back_and_lowers_nothing() -> None:
    repeats = feedback([REPEAT] * 10).threshold(USUAL)
    assert USUAL < feedback([REPEAT] * 10 + [RIGHT] * 5).threshold(USUAL) < repeats
    assert feedback([REPEAT] * 10 + [RIGHT] * 300).threshold(USUAL) == USUAL


def test_a_model_that_is_right_as_often_as_it_says_stays_as_it_is() -> None:
    said = [RIGHT] * 60 + [REPEAT] * 40
    assert feedback(said).threshold(USUAL) == pytest.approx(USUAL)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [([REPEAT], "Your 1 verdict moved the threshold from 50% to 51%."),
     ([REPEAT] * 10, "Your 10 verdicts moved the threshold from 50% to 55%."),
     ([RIGHT] * 3 + [REPEAT] * 2, "Your 5 verdicts left the threshold at 50%.")],
)  # fmt: skip
def test_it_is_said_in_words(said: list[Judged], sentence: str) -> None:
    assert feedback(said).said(USUAL) == sentence


@given(st.floats(0.01, 0.99), st.floats(-3, 3))
def test_odds_are_moved_and_moved_back(likely: float, nats: float) -> None:
    assert moved(moved(likely, nats), -nats) == pytest.approx(likely)
