"""Which item is for which story, and what is told of it."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from monitor.config import StoryConfig
from monitor.model import Action, Feed, Item, SourceArticle
from monitor.stories import Ruling, Stories
from monitor.story import Engine
from monitor.story.reading.digest import digest
from monitor.story.topic import readings
from tests.examples import FEED, NOW, an_item

SOURCE = SourceArticle(
    "source",
    "United States puts 10% tariff on Chinese furniture",
    "The United States will charge a tariff of 10 percent on furniture from China.",
    "source.md",
)
WATCH = ("(tariff* OR duty) NEAR/12 (china OR chinese)",)
RISE = an_item(
    1,
    title="US raises tariff on Chinese furniture to 25%",
    summary="The tariff on furniture from China will rise to 25 percent from 10 percent in May.",
)
COPY = an_item(
    2,
    title="Tariff on Chinese furniture goes up to 25%",
    summary="In May the tariff on furniture from China will rise from 10 percent to 25 percent.",
)
CORRECTED = an_item(
    1,
    title="US raises tariff on Chinese furniture to 35%",
    summary="The tariff on furniture from China will rise to 35 percent from 10 percent in May.",
)
CATS = an_item(3, title="A cat show in Lyon", summary="Two hundred cats were shown.")
BACKLOG = timedelta(hours=24)


def stories_of(*configured: StoryConfig, next_development: int = 1) -> Stories:
    engines = {
        story.name: (story, Engine.of([SOURCE], story.watch, story.exclude)) for story in configured
    }
    return Stories(engines, next_development, BACKLOG)


@pytest.fixture
def stories() -> Stories:
    return stories_of(StoryConfig("furniture", ("source.md",), WATCH))


def rule(
    stories: Stories, item: Item, before: Item | None = None, feed: Feed = FEED
) -> list[Ruling]:
    return list(stories.rule(feed, item, before, NOW))


def test_news_is_an_alert_with_the_next_number(stories: Stories) -> None:
    stories.next_development = 7
    (ruling,) = rule(stories, RISE)
    assert ruling.is_alert
    assert ruling.decision.development == 7
    assert ruling.first_item == RISE.id
    assert stories.next_development == 8


def test_what_was_told_is_folded_into_its_development(stories: Stories) -> None:
    rule(stories, RISE)
    (ruling,) = rule(stories, COPY)
    assert not ruling.is_alert
    assert (ruling.decision.action, ruling.decision.development) == (Action.FOLD, 1)
    assert ruling.decision.same_as == RISE.id
    assert stories.next_development == 2


def test_what_is_off_topic_takes_no_number(stories: Stories) -> None:
    (ruling,) = rule(stories, CATS)
    assert (ruling.decision.action, ruling.decision.development) == (Action.UNRELATED, None)
    assert stories.next_development == 1


def test_a_correction_of_a_told_item_keeps_its_number_and_names_its_first_item(
    stories: Stories,
) -> None:
    rule(stories, RISE)
    (ruling,) = rule(stories, CORRECTED, RISE)
    assert ruling.is_alert
    assert (ruling.decision.development, ruling.first_item) == (1, RISE.id)
    assert stories.next_development == 2


def test_each_story_decides_for_itself_and_numbers_are_shared() -> None:
    about_cats = SourceArticle("c", "", "The cat fanciers of Lyon will meet for a show.", "c.md")
    stories = stories_of(
        StoryConfig("furniture", ("source.md",), WATCH),
        StoryConfig("the same again", ("source.md",), WATCH),
    )
    cats = StoryConfig("cats", ("cats.md",), ("cat OR cats",))
    stories.engines["cats"] = (cats, Engine.of([about_cats], cats.watch))
    assert [ruling.decision.development for ruling in rule(stories, RISE)] == [1, 2, None]
    assert [ruling.story.name for ruling in rule(stories, CATS) if ruling.is_alert] == ["cats"]


def test_a_story_does_not_see_items_of_feeds_that_it_does_not_follow() -> None:
    stories = stories_of(StoryConfig("furniture", ("source.md",), WATCH, feeds=("trade",)))
    assert rule(stories, RISE) == []
    (ruling,) = rule(stories, RISE, feed=Feed("https://x.example/", "x", ("sport", "trade")))
    assert ruling.is_alert


@pytest.mark.parametrize(
    ("age", "action"),
    [
        (timedelta(0), Action.ALERT),
        (BACKLOG, Action.ALERT),
        (BACKLOG + timedelta(seconds=1), Action.HOLD),
        (timedelta(days=3000), Action.HOLD),
        (-timedelta(days=1), Action.ALERT),
    ],
)
def test_news_from_before_first_contact_is_held_beyond_the_backlog(
    stories: Stories, age: timedelta, action: Action
) -> None:
    (ruling,) = rule(
        stories, an_item(1, title=RISE.title, summary=RISE.summary, published=NOW - age)
    )
    assert ruling.decision.action is action
    assert (ruling.decision.development is None) == (action is Action.HOLD)


@pytest.mark.parametrize("moved", [timedelta(0), -timedelta(hours=12), timedelta(hours=12)])
@pytest.mark.parametrize(
    ("stamped", "action"),
    [(BACKLOG, Action.ALERT), (BACKLOG + timedelta(hours=13), Action.HOLD)],
)
def test_what_a_feeds_clock_shows_holds_nothing_that_was_not_held(
    stories: Stories, moved: timedelta, stamped: timedelta, action: Action
) -> None:
    stamp = NOW - stamped
    item = an_item(
        1, title=RISE.title, summary=RISE.summary, published=stamp + moved,
        date_text=format_datetime(stamp),
    )  # fmt: skip
    (ruling,) = rule(stories, item)
    assert ruling.decision.action is action


def test_an_item_of_a_month_with_another_meaning_is_as_old_as_it_was_taken_for(
    stories: Stories,
) -> None:
    stamped = NOW.replace(month=10)
    item = an_item(
        1, title=RISE.title, summary=RISE.summary, published=stamped,
        date_text=f"{stamped:%d} listopada {stamped:%Y %H:%M}",
    )  # fmt: skip
    (ruling,) = rule(stories, item)
    assert ruling.decision.action is Action.HOLD


def test_what_was_held_says_why_and_takes_no_number(stories: Stories) -> None:
    old = an_item(1, title=RISE.title, summary=RISE.summary, published=NOW - 2 * BACKLOG)
    (ruling,) = rule(stories, old)
    assert (
        ruling.decision.reason == "Older than 24 h when its feed was first polled: seen, not told."
    )
    assert ruling.decision.diff is not None
    assert stories.next_development == 1


def test_what_was_held_is_not_known_to_the_reader(stories: Stories) -> None:
    rule(stories, an_item(1, title=RISE.title, summary=RISE.summary, published=NOW - 2 * BACKLOG))
    (ruling,) = rule(stories, COPY)
    assert ruling.is_alert


def test_an_item_without_a_date_is_not_too_old(stories: Stories) -> None:
    (ruling,) = rule(stories, an_item(1, title=RISE.title, summary=RISE.summary, published=None))
    assert ruling.is_alert


def test_a_correction_of_a_told_item_is_told_however_old_its_date(stories: Stories) -> None:
    rule(stories, RISE)
    aged = an_item(1, title=CORRECTED.title, summary=CORRECTED.summary, published=NOW - 9 * BACKLOG)
    (ruling,) = rule(stories, aged, RISE)
    assert ruling.is_alert


@pytest.mark.parametrize("number", [2, 20])
def test_an_item_is_read_once_for_all_stories(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    read: list[str] = []

    def watched(title: str, text: str, **given: Any) -> Any:
        read.append(title)
        return digest(title, text, **given)

    monkeypatch.setattr(readings, "digest", watched)
    many = [StoryConfig(f"story-{n}", ("source.md",), WATCH) for n in range(number)]
    stories = stories_of(*many)
    assert len(rule(stories, RISE)) == number
    assert len(rule(stories, CORRECTED, before=RISE)) == number
    rule(stories, COPY)
    assert read == [RISE.title, CORRECTED.title, COPY.title]


def test_stories_decide_together_what_each_decides_alone() -> None:
    configured = [
        StoryConfig("watched", ("source.md",), WATCH),
        StoryConfig("all", ("source.md",)),
        StoryConfig("excluding", ("source.md",), WATCH, exclude=("may",)),
        StoryConfig("named", ("source.md",), WATCH, aliases=(("Furniture", ("chairs",)),)),
    ]
    stream = [(RISE, None), (COPY, None), (CORRECTED, RISE), (CATS, None)]
    together = stories_of(*configured)
    alone = [stories_of(each) for each in configured]
    for item, before in stream:
        found = rule(together, item, before)
        wanted = [ruling for each in alone for ruling in rule(each, item, before)]
        assert [
            (r.story, r.decision.action, r.decision.reason, r.decision.diff) for r in found
        ] == [(r.story, r.decision.action, r.decision.reason, r.decision.diff) for r in wanted]
