"""A recorded story, as its outlets showed it at a moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any
from xml.etree import ElementTree

import pytest

from monitor.cli.demo.recording import Recording
from monitor.feeds.parse import Parsed, parse
from monitor.model import Feed, Outcome

BASE = "http://127.0.0.1:1"
NOON = datetime(2018, 9, 20, 12, 0, tzinfo=UTC)
RECORD: dict[str, Any] = {
    "feeds": [
        {"slug": "gazette", "name": "Gazette & Co", "format": "rss", "tags": ["business"]},
        {"slug": "courier", "name": "Courier", "format": "atom", "tags": ["trade", "company"]},
    ],
    "items": [
        {
            "id": "g2",
            "feed": "gazette",
            "published": "2018-09-20T10:00:00Z",
            "title": "Ma & Co withdraw",
            "summary": "Half of 10% is < 6%.",
        },
        {
            "id": "g1",
            "feed": "gazette",
            "published": "2018-09-20T08:00:00Z",
            "title": "Ferry late",
            "summary": "By an hour.",
        },
        {
            "id": "g1",
            "feed": "gazette",
            "published": "2018-09-20T08:00:00Z",
            "edited": "2018-09-20T11:00:00Z",
            "title": "Ferry late",
            "summary": "By two hours.",
        },
        {
            "id": "c1",
            "feed": "courier",
            "published": "2018-09-20T09:00:00+00:00",
            "title": "Tariffs & duties",
            "summary": "From Monday on.",
        },
    ],
}
RECORDING = Recording.of(RECORD)


def shown(slug: str, now: datetime, recording: Recording = RECORDING) -> Parsed:
    """Return a feed as our own reader sees it."""
    document = recording.document(slug, now, BASE)
    assert document is not None
    return parse(document, "application/xml; charset=utf-8", Feed(f"{BASE}/{slug}", slug), now)


def titles(slug: str, now: datetime) -> list[str]:
    return [item.title for item in shown(slug, now).items]


def test_the_entries_are_in_the_order_of_their_appearance() -> None:
    assert [entry.id for entry in RECORDING.entries] == ["g1", "c1", "g2", "g1"]
    assert RECORDING.feeds[1].tags == ("trade", "company")


def test_a_feed_that_nobody_recorded_is_none() -> None:
    assert RECORDING.document("nobody", NOON, BASE) is None


@pytest.mark.parametrize("slug", ["gazette", "courier"])
def test_before_its_first_entry_a_feed_is_empty_and_whole(slug: str) -> None:
    assert shown(slug, NOON - timedelta(days=1)).outcome is Outcome.OK_EMPTY


def test_an_entry_is_shown_from_its_moment_on_the_newest_first() -> None:
    published = datetime(2018, 9, 20, 10, 0, tzinfo=UTC)
    assert titles("gazette", published - timedelta(seconds=1)) == ["Ferry late"]
    assert titles("gazette", published) == ["Ma & Co withdraw", "Ferry late"]


def test_an_edit_takes_the_place_of_its_entry_under_the_same_identity() -> None:
    edited = datetime(2018, 9, 20, 11, 0, tzinfo=UTC)
    before, after = shown("gazette", edited - timedelta(seconds=1)), shown("gazette", edited)
    assert before.items[1].id == after.items[1].id
    assert [before.items[1].summary, after.items[1].summary] == ["By an hour.", "By two hours."]
    assert before.items[1].published == after.items[1].published


def test_our_reader_reads_both_formats_as_they_were_recorded() -> None:
    rss, atom = shown("gazette", NOON).items[0], shown("courier", NOON).items[0]
    assert (rss.identity, rss.summary) == ("gazette-g2", "Half of 10% is < 6%.")
    assert rss.link == f"{BASE}/gazette/g2"
    assert rss.published == datetime(2018, 9, 20, 10, 0, tzinfo=UTC)
    assert (atom.identity, atom.title) == ("urn:courier:c1", "Tariffs & duties")
    assert atom.link == f"{BASE}/courier/c1"
    assert atom.published == datetime(2018, 9, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("slug", ["gazette", "courier"])
def test_a_document_is_well_formed(slug: str) -> None:
    document = RECORDING.document(slug, NOON, BASE)
    assert document is not None
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(document).iter()}  # noqa: S314
    assert names & {"item", "entry"}


def test_a_feed_shows_its_newest_fifteen_entries() -> None:
    items = [
        {
            "id": f"n{n:02}",
            "feed": "gazette",
            "published": (NOON + timedelta(minutes=n)).isoformat(),
            "title": f"Number {n}",
            "summary": "Text.",
        }
        for n in range(20)
    ]
    found = shown("gazette", NOON + timedelta(hours=1), Recording.of({**RECORD, "items": items}))
    assert [item.title for item in found.items] == [f"Number {n}" for n in range(19, 4, -1)]


def test_a_document_is_the_same_while_nothing_appears() -> None:
    later = NOON + timedelta(hours=5)
    for feed in RECORDING.feeds:
        assert RECORDING.document(feed.slug, NOON, BASE) == RECORDING.document(
            feed.slug, later, BASE
        )


def test_every_entry_of_the_recording_that_is_shipped_is_shown_and_read() -> None:
    text = resources.files("monitor.cli.demo").joinpath("recording.json").read_text("utf-8")
    recording = Recording.of(json.loads(text))
    seen: set[tuple[str, str, str]] = set()
    for entry in recording.entries:
        found = shown(entry.feed, entry.shown, recording)
        assert found.outcome is Outcome.OK
        seen |= {(entry.feed, item.title, item.summary) for item in found.items}
    assert {(entry.feed, entry.title, entry.summary) for entry in recording.entries} <= seen
