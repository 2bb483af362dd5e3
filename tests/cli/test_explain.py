"""Which item `explain` means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model.feed_state import Arrived, FeedClock, FeedState
from monitor.store.records import PollRecord
from monitor.store.store import Store
from tests.cli.conftest import Installation
from tests.examples import FEED, NOW, an_item

HOUR = timedelta(hours=1)
ITEM = replace(
    an_item(1), id="ab10", identity="tag:news.example,2026:1", link="https://n.example/1"
)


@pytest.fixture
def filled(installation: Installation) -> Installation:
    with Store(installation.database) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            store.add_item(ITEM, NOW)
            for number in (2, 3):
                store.add_item(
                    replace(an_item(number), id=f"cd{number}0", link="https://n.example/2"), NOW
                )
    return installation


@pytest.mark.parametrize("item", ["ab10", "ab", ITEM.identity, ITEM.link])
def test_an_item_is_found_by_its_id_link_or_guid(filled: Installation, item: str) -> None:
    result = filled.run("explain", item)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "item ab10" in result.stdout


def test_a_link_that_several_items_have_names_them(filled: Installation) -> None:
    result = filled.run("explain", "https://n.example/2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "news-monitor: several items have the link or guid 'https://n.example/2': cd20, cd30.\n"
    )


def test_what_no_item_has_is_told(filled: Installation) -> None:
    result = filled.run("explain", "https://n.example/3")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no item with the id, link or guid 'https://n.example/3'" in result.stderr


TALE = replace(
    an_item(4), id="ef10", link="https://n.example.mx/4", title="They won 2-1 and got SEK300m",
    summary="At 10:30 a 45-year-old man paid -0.5% more.", content="",
)  # fmt: skip


def test_it_tells_the_figures_that_were_read_and_the_numbers_that_were_passed_over(
    filled: Installation,
) -> None:
    with Store(filled.database) as store, store.transaction():
        store.add_item(TALE, NOW)
    shown = " ".join(filled.run("explain", "ef10").stdout.split())
    assert "Figures read: SEK300m → 300 million Swedish kronor, -0.5%" in shown
    assert "Passed over: 2-1 (a score or a vote), 10:30 (a time of day), 45 (an age)" in shown
    told = json.loads(filled.run("explain", "ef10", "--json").stdout)["figures"]
    assert {"written": "2-1", "read": None, "why": "a score or a vote"} in told
    assert {"written": "-0.5%", "read": "-0.5%", "why": None} in told


def test_an_item_without_numbers_has_no_line_about_them(filled: Installation) -> None:
    with Store(filled.database) as store, store.transaction():
        store.add_item(replace(TALE, id="ff10", title="They won", summary="At home."), NOW)
    shown = filled.run("explain", "ff10").stdout
    assert "Figures read" not in shown
    assert "Passed over" not in shown


def test_the_date_of_an_item_is_explained_where_it_is_not_what_its_feed_wrote(
    installation: Installation,
) -> None:
    wrong = replace(
        ITEM, published=NOW - timedelta(hours=5), date_text="Tue, 24 Nov 2026 08:00:00 GMT"
    )
    clock = FeedClock(tuple(Arrived("", -5 * HOUR, -5 * HOUR + HOUR / 4) for _ in range(8)))
    with Store(installation.database) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            store.add_item(wrong, NOW)
            store.record_poll(PollRecord(FeedState(FEED.url, clock=clock), "ok.", NOW), NOW)
    said = " ".join(installation.run("explain", "ab10").stdout.split())
    assert (
        "Its feed wrote “Tue, 24 Nov 2026 08:00:00 GMT”; it is taken for 5 hours earlier." in said
    )
    assert "Its stamps are 5 hours ahead of the arrival of its items" in said
    (row,) = json.loads(installation.run("feeds", "--json").stdout)
    assert row["clock"].startswith("Its stamps are 5 hours ahead of")
