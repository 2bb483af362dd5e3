"""How a story stands in a mail, with a model's summary in front and without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from monitor.alerts.render import render
from monitor.alerts.standing import State, standing
from monitor.pipeline.composer import summed_up
from tests.alerts.test_standing import ARRESTED, MAIL, told
from tests.examples import NOW, STORY, an_envelope

FIRST = told(1, "Owners of the bar arrested", 3, ARRESTED)
SECOND = told(2, "Minister calls for stricter rules", 9)


class Summarist:
    """Sums up what it is given as a test says, and remembers it."""

    model = "small"

    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, Sequence[str]]] = []

    def sum_up(self, story: str, texts: Sequence[str]) -> str | None:
        self.asked.append((story, texts))
        return self.answer


def states(counsel: Any, *delivered: Any) -> tuple[State, ...]:
    found = standing(delivered, [MAIL], NOW)
    return summed_up(STORY, found, {STORY: list(delivered)}, NOW, counsel)


def test_a_summary_comes_first_and_says_whose_words_it_is() -> None:
    counsel = Summarist("The owners were arrested.")
    first, *others = states(counsel, FIRST, SECOND)
    assert (first.text, first.link) == ("The owners were arrested.", None)
    assert tuple(others) == states(None, FIRST, SECOND)
    ((story, texts),) = counsel.asked
    assert story == STORY
    assert [text.split(".")[0] for text in texts] == [SECOND.news.headline, FIRST.news.headline]
    alert = render([MAIL], an_envelope(standing=((STORY, (first, *others)),)))
    for part in (alert.text, alert.html):
        said = " ".join(part.split())
        assert "The owners were arrested." in said
        assert "in the words of the model small" in said
        assert "Owners of the bar arrested" in said


def test_without_a_summary_the_outlets_words_stay() -> None:
    assert states(Summarist(None), FIRST) == states(None, FIRST)


def test_where_there_is_nothing_to_sum_up_nobody_is_asked() -> None:
    counsel = Summarist("Nothing happened.")
    old = told(1, "Owners of the bar arrested", timedelta(days=60) / timedelta(hours=1), ARRESTED)
    assert states(counsel) == states(counsel, old) == ()
    assert counsel.asked == []
