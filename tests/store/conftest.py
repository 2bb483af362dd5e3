"""A database in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Action, Feed
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import FEED, NOW, STORY, a_decision, an_alert, an_item, some_news

DAY = timedelta(days=1)
OTHER = Feed("https://other.example/rss", "Other")

TITLES = {
    1: "Tariff on chairs",
    2: "Tariff on tables",
    3: "100% of cats agree",
    4: "Élections à Paris",
}


@pytest.fixture(scope="module", autouse=True)
def _by_migrations(by_migrations: None) -> None:
    """The room of the migrations has them run."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news-monitor.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store that knows one feed."""
    with Store(path) as opened:
        opened.sync_feeds([FEED], NOW)
        yield opened


@pytest.fixture
def views(path: Path) -> Views:
    """Four items of two feeds, the third edited; two stories, two developments, three alerts."""
    with Store(path) as store:
        store.sync_feeds([FEED, OTHER], NOW)
        with store.transaction():
            for number, title in TITLES.items():
                feed = FEED.url if number < 4 else OTHER.url
                outlet, summary = f"Outlet {number}", f"Summary {number}."
                item = an_item(number, title=title, summary=summary, feed=feed, outlet=outlet)
                store.add_item(item, NOW - DAY * (4 - number))
            _decide(store)
            _queue(store)
    return Views(path)


def _decide(store: Store) -> None:
    for number, action, development in (
        (1, Action.ALERT, 1),
        (2, Action.FOLD, 1),
        (3, Action.UNRELATED, None),
        (4, Action.ALERT, 2),
    ):
        decision = a_decision(action, development=development)
        moment = NOW - DAY * (4 - number)
        store.record_development(decision, STORY, TITLES[number], moment)
        store.record_decision(an_item(number), 1, STORY, decision, moment)
    edited = an_item(3, title="100% of dogs agree", summary="Summary 3.")
    before = store.known_items(FEED.url, [edited])[edited.id]
    store.revise_item(before, edited, NOW)
    store.record_decision(edited, 2, STORY, a_decision(Action.KNOWN), NOW)
    store.record_decision(an_item(1), 1, "cats", a_decision(Action.UNRELATED, diff=None), NOW)


def _queue(store: Store) -> None:
    for number in (1, 2, 3):
        news = some_news(development=1 + number // 3, first_item=str(number))
        store.outbox.enqueue(an_alert(news, created=NOW - DAY * (3 - number)))
