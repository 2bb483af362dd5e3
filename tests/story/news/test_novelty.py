"""What an event in a headline weighs where its words are all known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import StoryConfig
from monitor.model import Action, Decision, Item, SourceArticle
from monitor.stories.trial import try_out
from monitor.story import Engine
from monitor.story.evidence import Classifier
from monitor.story.news.novelty import novelty
from tests.examples import FEED, NOW, an_item
from tests.story.streams import terse_streams

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


LAKE = StoryConfig("dam", ("dam.md",), ('"Lake Mirren"',))


def reports(titles: list[str], *, hours: int = 8) -> list[Item]:
    """Return reports of as many outlets, so many hours after each other."""
    first = NOW - timedelta(hours=30)
    return [
        an_item(
            place, title=title, summary=f"Report {place}: the dam at Lake Mirren broke after a week of rain.",
            published=first + timedelta(hours=hours * place), outlet=f"Outlet {place}",
        )
        for place, title in enumerate(titles)
    ]  # fmt: skip


def followed(
    items: list[Item], story: StoryConfig = LAKE, source: SourceArticle = DAM
) -> list[Decision]:
    trial = try_out(story, [source], [(FEED, item) for item in items], NOW)
    return [ruling[1].decision for ruling in trial.rulings]


def shown(
    items: list[Item], story: StoryConfig = LAKE, source: SourceArticle = DAM
) -> list[tuple[str | None, str | None]]:
    """Return what mails on the items show as changed or new."""
    told = (d for d in followed(items, story, source) if d.action is Action.ALERT and d.diff)
    return [(c.before, c.after) for d in told if d.diff for c in d.diff.changes]


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (["Three dead after dam at Lake Mirren breaks"], [True]),
        (["3 killed at Lake Mirren", "Five dead in valley below Lake Mirren"], [True, True]),
        (["Five dead in valley below Lake Mirren", "3 killed at Lake Mirren"], [True, False]),
        (["Five dead below Lake Mirren", "Three dead below Lake Mirren"], [True, False]),
        (["7 dead, 20 injured at Lake Mirren", "Broken dam at Lake Mirren kills 20"], [True, True]),
        (["7 dead, 1,234 injured at Lake Mirren", "Lake Mirren dam kills 1,234"], [True, True]),
        (["Broken dam at Lake Mirren leaves 38 missing", "Lake Mirren dam: 44 missing"], [True, True]),
        (["Dam at Lake Mirren injures 12", "Lake Mirren dam: 19 injured"], [True, True]),
        (["Three dead after dam at Lake Mirren breaks", "Three dead at Lake Mirren"], [True, False]),
        (["Five things to know about dams such as Lake Mirren"], [False]),
    ],
)  # fmt: skip
def test_a_toll_in_the_headline_is_news_where_it_is_the_first_or_higher(
    titles: list[str], told: list[bool]
) -> None:
    decided = followed(reports(titles))
    assert [decision.action is Action.ALERT for decision in decided] == told


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
    texts = [f"{dead - 3} dead at Lake Mirren", *(title.format(dead) for title in titles)]
    carried = reports(texts, hours=1)
    assert shown(carried) == [(None, str(dead - 3)), (str(dead - 3), str(dead))]


@pytest.mark.parametrize(
    ("title", "development"),
    [("Three dead after dam at Lake Mirren breaks", 2), ("Dam at Lake Mirren breaks in the night", 1)],
)  # fmt: skip
def test_the_first_toll_is_a_development_of_its_own_and_no_addition_to_another(
    title: str, development: int
) -> None:
    (stream,) = (stream for stream in terse_streams() if stream.name == "reservoir")
    sandbags = next(item for item, _ in stream.items() if item.id == "r02")
    later = replace(
        sandbags, id="r07", title=title, published=sandbags.published and sandbags.published + timedelta(hours=7),
        summary="Soldiers had brought 40,000 sandbags to the dam at Lake Mirren.", outlet="Valley Wire",
    )  # fmt: skip
    found = followed([sandbags, later], source=stream.source_article())
    assert [decision.action for decision in found] == [Action.ALERT] * 2
    assert found[1].development == development


def test_a_toll_that_is_revised_is_told_though_it_was_told_before() -> None:
    titles = ["10 dead at Lake Mirren", "12 dead at Lake Mirren",
              "Lake Mirren death toll cut to 10 from 12"]  # fmt: skip
    assert shown(reports(titles)) == [(None, "10"), ("10", "12"), ("12", "10")]


@pytest.mark.parametrize(
    ("title", "tolls"),
    [
        ("Three dead at Lake Mirren", 1), ("Broken dam at Lake Mirren injures 12", 1),
        ("38 missing at Lake Mirren", 1), ("7 dead and 20 hurt at Lake Mirren", 2),
        ("31 ill at Lake Mirren", 0), ("40 houses lost at Lake Mirren", 0),
        ("Broken dam at Lake Mirren", 0),
    ],
)  # fmt: skip
def test_the_dead_the_injured_and_the_missing_of_a_headline_are_its_toll(
    title: str, tolls: int
) -> None:
    item = an_item(title=title, summary="The dam at Lake Mirren broke after a week of rain.")
    assert Engine.of([DAM], ('"Lake Mirren"',)).evidence(item)[1]["headline_toll"] == tolls


@pytest.mark.parametrize(
    ("evidence", "is_news"),
    [
        ({"headline_toll": 1.0, "topic_likely": 3.1}, True),
        ({"headline_toll": 1.0, "topic_likely": 2.9}, False),
        ({"headline_toll": 1.0, "topic_likely": 3.1, "headline_explains": 1.0}, False),
        ({"headline_amounts": 1.0, "topic_likely": 0.1}, True),
        ({"headline_amounts": 1.0, "topic_likely": -0.1}, False),
        ({"headline_amounts": 1.0, "topic_likely": 0.1, "is_opinion_page": 1.0}, False),
        ({"topic_likely": 6.0}, False),
    ],
)
def test_how_much_a_headline_reports_is_news_where_it_is_of_the_story(
    evidence: dict[str, float], *, is_news: bool
) -> None:
    nothing = dict.fromkeys(
        ("headline_figures", "lead_figures", "new_date", "headline_event", "headline_amounts",
         "headline_toll"), 0.0,
    )  # fmt: skip
    doubtful = Classifier(-3.0, {})
    assert (novelty(0.0, {**nothing, **evidence}, doubtful) > 0.5) is is_news


WATER = SourceArticle(
    "water.md",
    "Nine dead and over 1,100 ill from dirty tap water in Aldry",
    "Dirty tap water in Aldry's harbour quarter has led to an outbreak of cholera, claiming nine lives and"
    " bringing over 200 residents to hospital. The town has cut off the supply.",
    "water.md",
)


def test_a_toll_that_was_told_in_passing_has_not_moved_again() -> None:
    opposition = an_item(
        1, title="Opposition blames ministers for the water of Aldry", outlet="Mirren Mail",
        summary="Olga Stern accused the government of handing out poison after 10 deaths in Aldry.",
        published=NOW - timedelta(hours=6),
    )  # fmt: skip
    claims = an_item(
        2, title="Cholera claims 10 lives, brings 1,000 residents of Aldry to hospital", outlet="Valley Wire",
        summary="Officials found a leak beside a police post.", published=NOW - timedelta(hours=4),
    )  # fmt: skip
    story = StoryConfig("water", ("water.md",), ("Aldry",))
    assert shown([opposition, claims], story, WATER) == [("9", "10")]
