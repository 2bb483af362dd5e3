"""Reading for display."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from monitor.errors import StoreError
from monitor.model import DeliveryState, Outcome, SourceArticle
from monitor.model.feed_state import FeedState
from monitor.store.past import read_on_story
from monitor.store.schema import migrations
from monitor.store.store import PollRecord, Store
from monitor.store.views import Views
from tests.examples import FEED, NOW, STORY, an_item
from tests.store.conftest import DAY, OTHER


def ids(rows: list[dict[str, object]]) -> list[object]:
    return [row["id"] for row in rows]


def numbers(rows: list[dict[str, object]]) -> list[int]:
    return [int(str(row["id"])[-1]) for row in rows]


def test_before_the_first_run_every_list_is_empty_and_no_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    views = Views(path)
    assert views.feeds() == views.items() == views.developments() == views.alerts() == []
    assert views.sources("s") == []
    assert views.status(NOW)["items"] == {"total": 0, "last_24h": 0, "undecidable": 0}
    assert views.next_poll() is None
    assert not path.exists()


def test_a_file_that_is_no_database_is_a_fault_of_the_store(path: Path) -> None:
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        Views(path).items()


def test_views_cannot_write(views: Views) -> None:
    with pytest.raises(StoreError, match="readonly"):
        views.query("DELETE FROM items")
    assert len(views.items(story=STORY)) == 4


def test_a_path_with_the_signs_of_an_address_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "what? #1 100%.db"
    Store(path).close()
    assert Views(path).items() == []


def test_lists_are_readable_while_the_daemon_writes(views: Views) -> None:
    with Store(views.path) as store, store.transaction():
        store.add_item(an_item(9), NOW)
        assert len(views.items(story=STORY)) == 4


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (
            "feeds",
            "name url tags outcome detail last_polled next_poll failures items",
        ),
        (
            "items",
            "id feed title link published first_seen story verdict reason development",
        ),
        ("developments", "id story headline changes items outlets first_seen last_seen"),
        (
            "alerts",
            "id development story to channel subject state attempts message_id created sent"
            " last_error",
        ),
    ],
)
def test_every_row_of_a_list_holds_the_promised_fields(
    views: Views, name: str, fields: str
) -> None:
    rows = getattr(views, name)()
    assert rows
    for row in rows:
        assert set(fields.split()) <= set(row)


def test_feeds_in_trouble_come_first_and_count_their_items(views: Views) -> None:
    with Store(views.path) as store, store.transaction():
        store.record_poll(
            PollRecord(FeedState(OTHER.url, outcome=Outcome.GONE, failures=2), "410.", NOW + DAY),
            NOW,
        )
    assert [(row["name"], row["items"]) for row in views.feeds()] == [
        ("Other", 1),
        (FEED.name, 3),
    ]
    assert views.feeds()[1]["tags"] == ["business"]


def test_a_removed_feed_is_not_listed(views: Views) -> None:
    with Store(views.path) as store:
        store.sync_feeds([FEED], NOW)
    assert [row["name"] for row in views.feeds()] == [FEED.name]


def test_items_come_newest_first_with_a_row_for_each_story(views: Views) -> None:
    assert numbers(views.items()) == [4, 3, 2, 1, 1]
    assert numbers(views.items(limit=2)) == [4, 3]


def test_an_edited_item_is_shown_with_its_latest_decision(views: Views) -> None:
    (row,) = [row for row in views.items() if row["id"] == an_item(3).id]
    assert (row["title"], row["revision"], row["verdict"]) == ("100% of dogs agree", 2, "known")


def test_the_items_on_a_story_are_known_with_what_the_reader_said(views: Views) -> None:
    with Store(views.path) as store:
        for story, development, _ in store.notices.told_in(views.alerts()[-1]["id"]):
            store.notices.mark_irrelevant(story, development, NOW)
    told = [
        (each.development, each.is_irrelevant, each.item.id) for each in read_on_story(views, STORY)
    ]
    assert (1, True, an_item(1).id) in told
    assert (1, True, an_item(2).id) in told
    assert (2, False, an_item(4).id) in told
    assert (None, False, an_item(3).id) in told  # known: it tells none
    assert all(0.0 <= each.likely <= 1.0 for each in read_on_story(views, STORY))
    with Store(views.path) as store:
        assert [item.id for item, _ in store.stream.rejected(STORY)] == [an_item(1).id]
        assert store.stream.rejected("cats") == []


def test_the_latest_items_of_a_story_come_newest_first(views: Views) -> None:
    assert [item.title for item in views.latest_items(STORY, 3)] == [
        "Élections à Paris",
        "100% of dogs agree",
        "Tariff on tables",
    ]
    assert len(views.latest_items("cats", 3)) == 1


def test_an_item_that_no_story_follows_is_listed_without_a_verdict(views: Views) -> None:
    with Store(views.path) as store, store.transaction():
        store.add_item(an_item(5), NOW + DAY)
    assert views.items()[0]["verdict"] is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"story": STORY}, [4, 3, 2, 1]),
        ({"story": "cats"}, [1]),
        ({"feed": OTHER.url}, [4]),
        ({"feed": OTHER.name}, [4]),
        ({"feed": "Outlet 2"}, [2]),
        ({"verdict": "development"}, [4, 1]),
        ({"verdict": "held"}, []),
        ({"since": NOW - DAY}, [4, 3]),
        ({"until": NOW - DAY}, [3, 2, 1, 1]),
        ({"holds": "TARIFF ON"}, [2, 1, 1]),
        ({"holds": "100%"}, [3]),
        ({"holds": "summary 4"}, [4]),
        ({"holds": "%"}, [3]),
        ({"holds": "_"}, []),
        ({"holds": "'"}, []),
        ({"words": '"tariffs"'}, [2, 1, 1]),
        ({"words": '"tariff" NOT "cats"'}, [2, 1, 1]),
        ({"story": STORY, "words": '"tariff"', "verdict": "known"}, [2]),
    ],
)
def test_items_are_filtered(views: Views, filters: dict[str, object], expected: list[int]) -> None:
    assert numbers(views.items(**filters)) == expected  # type: ignore[arg-type]


def test_a_search_finds_capital_letters_of_every_alphabet(views: Views) -> None:
    assert numbers(views.items(holds="élections")) == [4]
    assert numbers(views.items(holds="ÉLECTIONS À")) == [4]
    assert numbers(views.items(words='"elections"')) == [4]


def test_a_development_names_who_told_it_first_to_tell_it_first(views: Views) -> None:
    newest, older = views.developments()
    assert (newest["id"], older["id"]) == (2, 1)
    assert older["items"] == [an_item(1).id, an_item(2).id]
    assert older["outlets"] == ["Outlet 1", "Outlet 2"]
    assert older["changes"][0]["after"] == "25%"


def test_developments_are_filtered(views: Views) -> None:
    assert ids(views.developments(since=NOW - DAY)) == [2]
    assert ids(views.developments(story="cats")) == []
    assert ids(views.developments(limit=1)) == [2]
    assert ids(views.developments(until=NOW - DAY)) == [1]
    assert ids(views.developments(words='"tariff"')) == [1]
    assert ids(views.developments(holds="À PARIS")) == [2]


def test_alerts_are_newest_first_and_filtered(views: Views) -> None:
    all_of_them = ids(views.alerts())
    with Store(views.path) as store:
        store.outbox.settle(str(all_of_them[2]), DeliveryState.DEAD, NOW, error="no such user.")
    assert [row["created"] for row in views.alerts()] == [
        "2026-11-24T08:00:00Z",
        "2026-11-23T08:00:00Z",
        "2026-11-22T08:00:00Z",
    ]
    assert ids(views.alerts(state="dead")) == all_of_them[2:]
    assert ids(views.alerts(since=NOW - DAY)) == all_of_them[:2]
    assert ids(views.alerts(story="cats")) == []
    assert ids(views.alerts(limit=1)) == all_of_them[:1]
    assert views.alerts()[0]["to"] == "desk@example.org"


def test_sources_of_a_story_are_read(views: Views) -> None:
    source = SourceArticle("a", "Title", "Text.", "a.md")
    with Store(views.path) as store:
        store.put_source(STORY, source, NOW)
    assert views.sources(STORY) == [source]
    assert views.sources("cats") == []


def test_the_status_counts_what_is_there_and_what_is_of_today(views: Views) -> None:
    with Store(views.path) as store:
        states = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.RETRY)
        for row, state in zip(views.alerts(), states, strict=True):
            store.outbox.settle(row["id"], state, NOW)
        with store.transaction():
            store.record_poll(
                PollRecord(
                    FeedState(OTHER.url, outcome=Outcome.TIMEOUT, failures=1), "slow.", NOW + DAY
                ),
                NOW,
            )
    status = views.status(NOW)
    assert status["feeds"] == {"total": 2, "ok": 1, "failing": 1}
    assert status["items"] == {"total": 4, "last_24h": 2, "undecidable": 0}
    assert status["developments"] == {"total": 2, "last_24h": 1}
    assert status["alerts"] == {
        "waiting": 0, "pending": 0, "retry": 1, "dead": 1, "sent_24h": 1,
    }  # fmt: skip
    assert status["database"] == {"path": str(views.path), "bytes": views.path.stat().st_size}
    assert views.status(NOW + 2 * DAY)["alerts"]["sent_24h"] == 0


def test_a_message_on_its_way_counts_as_pending(views: Views) -> None:
    with Store(views.path) as store:
        assert store.outbox.claim(views.alerts()[0]["channel"], NOW, timedelta(minutes=10))
    assert views.status(NOW)["alerts"]["pending"] == 3


def test_the_next_poll_is_the_earliest_of_the_feeds_that_are_configured(views: Views) -> None:
    with Store(views.path) as store, store.transaction():
        for url, days in ((FEED.url, 2), (OTHER.url, 1)):
            store.record_poll(
                PollRecord(FeedState(url, outcome=Outcome.OK, failures=0), "", NOW + DAY * days),
                NOW,
            )
    assert views.next_poll() == "2026-11-25T08:00:00Z"
    with Store(views.path) as store:
        store.sync_feeds([FEED], NOW)
    assert views.next_poll() == "2026-11-26T08:00:00Z"


def test_a_list_closes_the_file_behind_it(views: Views) -> None:
    views.items()
    db = sqlite3.connect(views.path)
    db.execute("PRAGMA journal_mode = DELETE")  # refused while any reader has it open
    db.close()


def test_a_database_of_an_older_version_is_read_once_the_daemon_has_upgraded_it(path: Path) -> None:
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="m002_memory_of_feeds")
    old.conn.commit()
    old.close()
    with pytest.raises(StoreError, match=r"start the daemon once to upgrade it\.$"):
        Views(path).feeds()
    Store(path).close()
    assert Views(path).feeds() == []
