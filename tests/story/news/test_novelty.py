"""What an event in a headline weighs where its words are all known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.config import StoryConfig
from monitor.model import Action, SourceArticle
from monitor.stories.trial import try_out
from tests.examples import FEED, NOW, an_item

SOURCE = SourceArticle(
    "mayor.md",
    "Mayor of Calder under fire over ferry contract",
    "The mayor of Calder, Ann Whitlow, faced questions on Monday over a ferry contract worth $4 million."
    " The council of Calder opened an inquiry. Whitlow said that she would stay in office.",
    "mayor.md",
)
STORY = StoryConfig("calder", ("mayor.md",), ("Calder",))


def action(title: str, summary: str) -> Action:
    published = an_item(title=title, summary=summary, published=NOW - timedelta(hours=1))
    trial = try_out(STORY, [SOURCE], [(FEED, published)], NOW)
    (ruling,) = trial.rulings
    return ruling[1].decision.action


@pytest.mark.parametrize(
    ("now", "past"),
    [("resigns", "resigned"), ("is arrested", "was arrested"), ("is charged", "was charged")],
)
def test_an_event_in_known_words_is_news(now: str, past: str) -> None:
    title = f"Calder's mayor Ann Whitlow {now} over ferry contract"
    summary = f"Ann Whitlow, the mayor of Calder, {past} on Monday over the ferry contract."
    assert action(title, summary) is Action.ALERT


def test_known_words_without_an_event_are_not() -> None:
    title = "Calder's mayor Ann Whitlow questioned over ferry contract"
    summary = "Ann Whitlow, the mayor of Calder, faced questions on Monday over the ferry contract."
    assert action(title, summary) is Action.KNOWN
