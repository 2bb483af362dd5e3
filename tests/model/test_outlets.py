"""One article in two feeds of an outlet is told by one outlet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alerts.section import tally
from monitor.model import Action, Report, outlets_of
from monitor.store.store import Store
from monitor.story.known.origin import with_origins
from tests.examples import FEED, NOW, a_decision, an_item

BUSINESS = Report(
    "1", "Example Business", "Bridge to close", "https://news.example/a/1", NOW, "Bridge to close",
    identity="guid-1",
)  # fmt: skip
WORLD = replace(BUSINESS, item="2", outlet="Example World")


@pytest.mark.parametrize(
    "other",
    [
        WORLD,
        replace(WORLD, link="http://www.news.example/a/1/"),
        replace(WORLD, title="Bridge to close in March", link="http://news.example/a/1"),
        replace(WORLD, link="https://news.example/world/1", identity="guid-2"),
    ],
)
def test_one_article_of_two_feeds_has_one_outlet(other: Report) -> None:
    assert outlets_of([BUSINESS, other]) == ["Example Business"] * 2
    assert {report.origin for report in with_origins([BUSINESS, other])} == {"Example Business"}
    assert tally(with_origins([BUSINESS, other])) == ""


def test_what_a_second_feed_tells_by_itself_is_of_the_same_outlet_then() -> None:
    own = replace(WORLD, item="3", title="Ferries", link="https://news.example/a/3", identity="3")
    assert outlets_of([BUSINESS, WORLD, own]) == ["Example Business"] * 3


@pytest.mark.parametrize(
    "other",
    [
        replace(WORLD, link="https://other.example/a/1", identity="guid-1"),
        replace(WORLD, title="Ferries", link="https://news.example/a/2", identity="guid-2"),
        replace(WORLD, title="Ferries", link=None, identity="2"),
    ],
)
def test_two_articles_are_of_two_outlets(other: Report) -> None:
    assert outlets_of([BUSINESS, other]) == ["Example Business", "Example World"]
    assert tally(with_origins([BUSINESS, other])) == "2 outlets, 2 independent origins"


def test_a_guid_without_a_link_names_an_article_only_where_no_other_outlet_gives_it() -> None:
    uuid = "urn:uuid:3590e2f5-f1e9-4101-82d5-5335f8d73799"
    one, two = (replace(each, link=None, identity=uuid) for each in (BUSINESS, WORLD))
    assert len(set(outlets_of([one, two]))) == 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "news-monitor.db") as opened:
        yield opened


def test_an_outlet_is_counted_once_for_all_its_feeds(store: Store) -> None:
    other = "https://news.example/world.rss"
    store.sync_feeds([FEED, replace(FEED, url=other)], NOW)
    reports = [
        an_item(1),
        an_item(2, feed=other, outlet="Example World", link=an_item(1).link, identity="guid-1"),
        an_item(3, outlet="The Other", link="https://other.example/3"),
    ]
    for minute, item in enumerate(reports):
        now = NOW + timedelta(minutes=minute)
        action = Action.ALERT if minute == 0 else Action.FOLD
        decision = a_decision(action, development=1)
        with store.transaction():
            store.add_item(item, now)
            store.record_development(decision, "s", item.title, now)
            store.record_decision(item, 1, "s", decision, now)
    assert store.notices.told_by(1) == (NOW, NOW + timedelta(minutes=2))
    assert [report.identity for report in store.reports(1)] == ["guid-1", "guid-1", "guid-3"]
