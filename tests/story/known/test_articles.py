"""Which items are one article of an outlet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import Item, are_alike
from monitor.story.known.articles import Articles
from tests.examples import an_item

BRIDGE = an_item(1, title="Bridge to close in March")
IN_WORLD = replace(BRIDGE, id="w1", feed="https://news.example/world.rss", outlet="Example World")


def after(*items: Item) -> Articles:
    articles = Articles()
    for item in items:
        articles.note(item)
    return articles


@pytest.mark.parametrize(
    "other",
    [
        IN_WORLD,
        replace(IN_WORLD, link="https://www.news.example/1"),
        replace(IN_WORLD, title="Bridge to close in April"),
        replace(IN_WORLD, link="https://news.example/world/1", identity="another"),
        replace(IN_WORLD, link=None, identity="urn:uuid:3590e2f5-f1e9-4101-82d5"),
    ],
)
def test_an_article_is_known_in_another_feed(other: Item) -> None:
    first = replace(BRIDGE, identity="urn:uuid:3590e2f5-f1e9-4101-82d5", link=None)
    articles = after(BRIDGE, first)
    assert articles.of(other) == [BRIDGE.id]
    assert articles.outlet(other) == BRIDGE.outlet


@pytest.mark.parametrize(
    "other",
    [
        BRIDGE,
        replace(BRIDGE, id="2", title="Bridge to close in April"),  # a post of the same live page
        replace(IN_WORLD, title="Mayor resigns"),
        replace(IN_WORLD, link="https://other.example/1"),
    ],
)
def test_what_is_another_article_or_of_the_same_feed_is_none(other: Item) -> None:
    articles = after(BRIDGE)
    assert articles.of(other) == []
    assert articles.outlet(other) == other.outlet


def test_only_the_first_and_the_latest_versions_are_remembered() -> None:
    articles = after(*(replace(BRIDGE, title=f"Bridge to close, take {n}") for n in range(99)))
    assert len(articles._by_name["news.example/1"]) == 13
    assert articles.of(replace(IN_WORLD, title="Bridge to close, take 98")) == [BRIDGE.id]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Bridge to close in March", "Bridge to close in April", True),
        ("Repairs will cost $7 million", "Repairs will cost $9 million", True),
        ("Bridge to close", "Mayor resigns", False),
        ("海港大桥将于三月关闭", "海港大桥将于四月关闭", True),
        ("海港大桥将于三月关闭", "市长辞职", False),
        ("하버 다리 폐쇄", "하버 다리 폐쇄 결정", True),
        ("", "", True),
        ("", "Bridge", False),
        ("!!!", "???", False),
    ],
)
def test_headlines_are_alike_that_may_be_one_edited(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is are_alike(other, one) is alike


def test_an_item_is_noted_once_for_each_headline() -> None:
    articles = after(BRIDGE, BRIDGE, replace(BRIDGE, title="Mayor resigns"))
    assert len(articles._by_name["news.example/1"]) == 2
