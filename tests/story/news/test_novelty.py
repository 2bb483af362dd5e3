"""What an event in a headline weighs where its words are all known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


DAM = SourceArticle(
    "dam.md",
    "Dam at Lake Mirren may break, engineers warn",
    "Engineers warned that the dam at Lake Mirren may break after a week of rain. A crack was found"
    " at dawn. About 5,200 people live in the valley below, most of them in the town of Aldry.",
    "dam.md",
)


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (["Three dead after dam at Lake Mirren breaks"], [True]),
        (["3 killed at Lake Mirren", "Five dead in valley below Lake Mirren"], [True, True]),
        (["Five dead in valley below Lake Mirren", "3 killed at Lake Mirren"], [True, False]),
        (["Five dead below Lake Mirren", "Three dead below Lake Mirren"], [True, False]),
        (["7 dead, 20 injured at Lake Mirren", "Broken dam at Lake Mirren kills 20"], [True, True]),
        (["Broken dam at Lake Mirren leaves 38 missing", "Lake Mirren dam: 44 missing"], [True, True]),
        (["Dam at Lake Mirren injures 12", "Lake Mirren dam: 19 injured"], [True, True]),
        (["Three dead after dam at Lake Mirren breaks", "Three dead at Lake Mirren"], [True, False]),
        (["Five things to know about dams such as Lake Mirren"], [False]),
    ],
)  # fmt: skip
def test_a_toll_in_the_headline_is_news_where_it_is_the_first_or_higher(
    titles: list[str], told: list[bool]
) -> None:
    story = StoryConfig("dam", ("dam.md",), ('"Lake Mirren"',))
    first = NOW - timedelta(hours=20)
    carried = [
        (FEED, an_item(place, title=title, summary="The dam at Lake Mirren broke after a week of rain.",
                       published=first + timedelta(hours=8 * place), outlet=f"Outlet {place}"))
        for place, title in enumerate(titles)
    ]  # fmt: skip
    trial = try_out(story, [DAM], carried, NOW)
    assert [ruling[1].decision.action is Action.ALERT for ruling in trial.rulings] == told


@given(
    st.integers(4, 90),
    st.lists(
        st.sampled_from(["{} dead at Lake Mirren", "Lake Mirren dam: {} killed", "{} deaths at Lake Mirren",
                         "Broken dam at Lake Mirren kills {}", "{} people died at Lake Mirren"]),
        min_size=2, max_size=3, unique=True,
    ),
)  # fmt: skip
@settings(max_examples=30)
def test_a_toll_is_shown_as_new_once_in_whatever_words(dead: int, titles: list[str]) -> None:
    story = StoryConfig("dam", ("dam.md",), ('"Lake Mirren"',))
    first = NOW - timedelta(hours=20)
    carried = [
        (FEED, an_item(place, title=title.format(dead), summary=f"Report {place} on the dam.",
                       published=first + timedelta(hours=place), outlet=f"Outlet {place}"))
        for place, title in enumerate(titles)
    ]  # fmt: skip
    rulings = [ruling[1].decision for ruling in try_out(story, [DAM], carried, NOW).rulings]
    shown = [
        c.after for d in rulings if d.action is Action.ALERT and d.diff for c in d.diff.changes
    ]
    assert shown == [str(dead)]
