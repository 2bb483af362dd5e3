"""How important a development is, and a story that tells only what is."""

from __future__ import annotations

from monitor.config import StoryConfig
from monitor.model import Action, Decision, Diff, Match
from monitor.stories import engine_of
from monitor.story.news.decide import IMPORTANT, only_important
from tests.story.test_desk import SOURCE, story

ALERT = Decision(Action.ALERT, "New.", Match(True, "it matches"), Diff(0.9, (), (), importance=0.3))


def test_less_is_held_back_and_not_known_by_any_development() -> None:
    held = only_important(ALERT, 0.5)
    assert (held.action, held.development) == (Action.KNOWN, None)
    assert "not important: 30% likely" in held.reason


def test_as_much_and_whatever_is_not_told_are_left_as_they_are() -> None:
    assert only_important(ALERT, 0.3) is ALERT
    known = Decision(Action.KNOWN, "Nothing new.", ALERT.match, ALERT.diff)
    assert only_important(known, 0.9) is known


def test_a_story_tells_everything_or_what_is_important() -> None:
    every = engine_of(StoryConfig("ferry", (), ("Linnea",)), [SOURCE])
    important = engine_of(StoryConfig("ferry", (), ("Linnea",), tell="important"), [SOURCE])
    assert (every.least_importance, important.least_importance) == (0.0, IMPORTANT)
    for item, _ in story():
        decision, other = every.decide(item), important.decide(item)
        if other.action is Action.ALERT:
            assert decision.action is Action.ALERT
            assert decision.diff
            assert decision.diff.importance >= IMPORTANT
            assert decision.diff.weighty
