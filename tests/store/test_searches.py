"""Whichever way a search of the pages goes about it, it finds the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import TooMuchAsked
from monitor.model import Action, Feed
from monitor.store import searches
from monitor.store.searches import Wanted, search
from monitor.store.store import Store
from tests.examples import NOW, a_decision, an_item

FEEDS = (Feed("https://a.example/rss", "A"), Feed("https://b.example/rss", "B"))
STORIES = ("cats", "dogs")
WORDS = ("tariff", "bridge", "toll", "关税上调")
ACTIONS = (Action.UNRELATED, Action.KNOWN, Action.ALERT)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("searches") / "news-monitor.db"
    with Store(path) as store:
        store.sync_feeds(FEEDS, NOW)
        with store.transaction():
            for n in range(1, 61):
                said = " ".join(word for place, word in enumerate(WORDS) if n % (place + 2) == 0)
                item = an_item(n, feed=FEEDS[n % 2].url, title=f"Item {n} {said}", summary="")
                store.add_item(item, NOW + timedelta(minutes=n))
                for place, story in enumerate(STORIES):
                    action = ACTIONS[(n + place) % 3]
                    number = 2 * n + place if action is Action.ALERT else None
                    decision = a_decision(action, development=number)
                    store.record_development(decision, story, item.title, NOW)
                    store.record_decision(item, 1, story, decision, NOW + timedelta(minutes=n))
    return path


wanted = st.builds(
    Wanted,
    st.just(STORIES),
    story=st.none(),
    verdict=st.none() | st.sampled_from(["development", "known", "unrelated"]),
    feed=st.none() | st.sampled_from(["A", FEEDS[1].url, "nowhere"]),
    words=st.sampled_from(
        ['"tariff"', '"tari" *', '"bridge" OR "toll"', '"nobody"', '("tariff" NOT "toll")']
    ),
)


@given(wanted, st.integers(1, 70))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_found_does_not_depend_on_the_way(
    database: Path, monkeypatch: pytest.MonkeyPatch, asked: Wanted, limit: int
) -> None:
    def found() -> list[tuple[str, str]]:
        return [(row["id"], row["story"]) for row in search(database, asked, limit)]

    with monkeypatch.context() as patched:
        patched.setattr(searches, "_SHORT", 10**9)
        by_words = found()
        patched.setattr(searches, "_SHORT", 1)  # given up at once
        patched.setattr(searches, "_FIRST_WINDOW", 2)
        another = found()
        patched.setattr(searches, "_DEARER", 0)  # each by itself
        one_by_one = found()
    assert one_by_one == another
    assert len(another) == len(by_words)
    assert sorted(another) == sorted(by_words) or len(by_words) == limit


@pytest.mark.parametrize(("latest", "count"), [(60, 12), (10, 2), (0, 0)])
def test_a_text_is_looked_for_in_the_latest_items_only(
    database: Path, monkeypatch: pytest.MonkeyPatch, latest: int, count: int
) -> None:
    monkeypatch.setattr(searches, "LETTERS", latest)
    found = search(database, Wanted(STORIES, "cats", holds="关税"), 99)
    assert len(found) == count


def test_what_takes_too_long_either_way_is_said(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "_SHORT", 1)
    monkeypatch.setattr(searches, "_LONG", 1)
    with pytest.raises(TooMuchAsked):
        search(database, Wanted(STORIES, words='"tariff"'), 9)
