"""What `check` says of watches that match much of what is stored, and of beats without a watch."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli.broad import doubts_of_stream
from monitor.config import Config, load
from monitor.model import Feed, Item, SourceArticle
from monitor.store.store import Store
from monitor.stories.sources import split_title
from tests.cli.conftest import CONFIGURATION, Installation
from tests.examples import NOW, an_item
from tests.stories.proposing.test_advice import FERRY

BUSINESS = "https://news.example/business.rss"
SPORT = "https://news.example/sport.rss"
CLIMATE = Path(__file__).parents[1] / "stories" / "proposing" / "beats" / "climate.md"
ONE_STORY = f"""
state = "state"
[[story]]
name = "cats"
sources = ["source.md"]
watch = ['cat', 'title:kitten']
feeds = ["business"]
[[feed]]
url = "{BUSINESS}"
name = "Business"
tags = ["business"]
[[feed]]
url = "{SPORT}"
name = "Sport"
"""


def store(installation: Installation, items: list[Item], begin: datetime = NOW) -> None:
    with Store(installation.database) as opened:
        opened.sync_feeds([Feed(BUSINESS, "Business", ("business",)), Feed(SPORT, "Sport")], NOW)
        with opened.transaction():
            for number, item in enumerate(items):
                opened.add_item(item, begin + timedelta(seconds=number))


def saying(title: str, count: int, *, feed: str = BUSINESS, first: int = 0) -> list[Item]:
    return [
        an_item(number, feed=feed, title=f"{title} {number}", summary="It was said.")
        for number in range(first, first + count)
    ]


def configured(installation: Installation, text: str = ONE_STORY) -> Config:
    installation.configure(text)
    return load(installation.config, {})


def source(text: str) -> SourceArticle:
    return SourceArticle("s", *split_title(text), "source.md")


def doubts(installation: Installation, items: list[Item], text: str = ONE_STORY) -> list[str]:
    store(installation, items)
    return [str(each) for each in doubts_of_stream(configured(installation, text), {})]


def test_each_watch_that_matches_much_is_named_with_its_line(installation: Installation) -> None:
    items = [*saying("A cat", 30), *saying("A dog", 270, first=30)]
    (found,) = doubts(installation, items)
    assert f"{installation.config}:6: the watch 'cat' of the story 'cats' matches 30 of" in found
    assert "the latest 300 items (10%)" in found


@pytest.mark.parametrize(("others", "is_told"), [(169, False), (170, True)])
def test_a_share_of_a_few_items_says_nothing(
    installation: Installation, others: int, *, is_told: bool
) -> None:
    items = [*saying("A cat", 30), *saying("A dog", others, first=30)]
    assert bool(doubts(installation, items)) == is_told


def test_only_the_feeds_that_a_story_follows_count(installation: Installation) -> None:
    cats = saying("A cat", 300, feed=SPORT, first=1_000)
    assert doubts(installation, [*saying("A dog", 300), *cats]) == []


def test_only_the_latest_items_count(installation: Installation) -> None:
    old = saying("A cat", 300)
    assert doubts(installation, [*old, *saying("A dog", 2_000, first=1_000)]) == []
    store(installation, saying("A cat", 101, first=5_000), NOW + timedelta(days=1))
    (found,) = doubts(installation, [])
    assert "matches 101 of the latest 2,000 items" in found


def test_nothing_is_stored_and_nothing_is_said(installation: Installation) -> None:
    assert doubts(installation, []) == []


def test_a_beat_without_a_watch_is_told_with_a_watch_to_begin_with(
    installation: Installation,
) -> None:
    config = configured(installation, ONE_STORY.replace("watch =", "# watch ="))
    store(installation, [])
    (found,) = map(str, doubts_of_stream(config, {"cats": [source(CLIMATE.read_text("utf-8"))]}))
    assert ":5: the story 'cats' has no watch, and its article tells of many threads" in found
    assert "it stays nearly silent. Write a watch for each thread. Begin with: watch = ['" in found
    assert doubts_of_stream(config, {"cats": [source(FERRY)]}) == []
    assert doubts_of_stream(config, {"cats": []}) == doubts_of_stream(config, {}) == []


def test_a_beat_with_a_watch_is_left_alone(installation: Installation) -> None:
    store(installation, [])
    assert (
        doubts_of_stream(configured(installation), {"cats": [source(CLIMATE.read_text("utf-8"))]})
        == []
    )


def test_check_shows_them_as_warnings(installation: Installation) -> None:
    installation.configure(CONFIGURATION.replace("cat OR cats", "furniture"))
    items = [*saying("New furniture", 40), *saying("A dog", 260, first=40)]
    store(installation, items)
    result = installation.run("check")
    assert result.exit_code == 0
    assert (
        f"{installation.config}:12: the watch 'furniture' of the story 'cats' matches 40 of the"
        " latest 300 items"
    ) in result.stderr
    assert "is good, with " in result.stdout
