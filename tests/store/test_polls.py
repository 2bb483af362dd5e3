"""A poll is found and recorded in whole steps: all of a part or nothing, and only by what still holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.feed_state import FeedState
from monitor.model import Action, Outcome
from monitor.store.notices import Notice
from monitor.store.polls import ChangedMeanwhileError, Polls
from monitor.store.records import (
    Carriage,
    Decided,
    ItemRecord,
    PollEnd,
    PollPart,
    PollRecord,
)
from monitor.store.rows import decision_row
from monitor.store.store import Store
from tests.examples import FEED, NOW, RISE, STORY, a_decision, an_alert, an_item

HOUR = timedelta(hours=1)
NEW, EDITED, BACK = an_item(1), an_item(2, title="Tariff on tables"), an_item(3)
BEFORE = an_item(2)
HOST = "news.example"


@pytest.fixture
def polls(store: Store) -> Polls:
    """Over a store that holds one item and has removed another."""
    with store.transaction():
        store.add_item(BEFORE, NOW - HOUR)
        store.forgotten.add([(BACK.id, BACK.content_hash)], NOW - HOUR)
    return Polls(store)


def a_part(store: Store, polls: Polls, **values: Any) -> PollPart:
    """All that a part can hold: an item that is new and told, one that was edited, one that came back."""
    found = polls.find(FEED.url, [NEW, EDITED, BACK])
    decision = a_decision(development=1)
    notice = Notice(STORY, 1, NEW.id, NEW.id, "Headline", "", "Reason.", (RISE,), NOW)
    told = Decided(STORY, decision, decision_row(decision), notice)
    known = a_decision(Action.KNOWN)
    seen = Decided(STORY, known, decision_row(known), None)
    state = FeedState(FEED.url, etag='"7"', outcome=Outcome.OK, first_polled_at=NOW)
    part = PollPart(
        FEED.url,
        (
            ItemRecord(NEW, NEW, None, None, (told,)),
            ItemRecord(EDITED, EDITED, found.known[EDITED.id], None, (seen,)),
            ItemRecord(BACK, BACK, None, found.forgotten[BACK.id], ()),
        ),
        {NEW.id: None, EDITED.id: 1, BACK.id: None},
        store.story_versions.known(),
        PollEnd(
            PollRecord(state, "well.", NOW + HOUR),
            HOST,
            NOW + 2 * HOUR,
            Carriage(((NEW.id, b"n" * 8), (EDITED.id, b"e" * 8)), frozenset((b"n" * 8, b"e" * 8))),
            (replace(an_alert(), development=None),),
        ),
    )
    return replace(part, **values)


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        return [line for line in db.iterdump() if line.startswith("INSERT")]


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute(sql).fetchall()


def test_what_is_stored_and_what_was_removed_is_found(polls: Polls) -> None:
    found = polls.find(FEED.url, [NEW, EDITED, BACK])
    assert {key: each.revision for key, each in found.known.items()} == {EDITED.id: 1}
    assert found.known[EDITED.id].item == BEFORE
    assert found.forgotten == {BACK.id: True}
    assert found.has_as_it_is(BEFORE)
    assert not any(map(found.has_as_it_is, (NEW, EDITED, BACK)))


def test_what_is_stored_is_not_asked_for_among_the_removed(store: Store, polls: Polls) -> None:
    with store.transaction():
        store.forgotten.add([(BEFORE.id, BEFORE.content_hash)], NOW)
    assert polls.find(FEED.url, [BEFORE]).forgotten == {}


def test_a_part_is_written_whole(store: Store, polls: Polls, path: Path) -> None:
    before = store.story_versions.known()
    versions = polls.record(a_part(store, polls), NOW)
    assert versions == store.story_versions.known() != before
    assert rows(path, "SELECT id, revision FROM items ORDER BY id") == [
        (NEW.id, 1),
        (EDITED.id, 2),
        (BACK.id, 1),
    ]
    assert rows(path, "SELECT item, action, revision FROM decisions ORDER BY item") == [
        (NEW.id, "alert", 1),
        (EDITED.id, "known", 2),
    ]
    assert rows(path, "SELECT id, story, headline FROM developments") == [(1, STORY, NEW.title)]
    assert rows(path, "SELECT item FROM notices") == [(NEW.id,)]
    assert rows(path, "SELECT * FROM forgotten") == []
    assert rows(path, "SELECT etag, detail FROM feeds") == [('"7"', "well.")]
    assert rows(path, "SELECT host FROM hosts") == [(HOST,)]
    assert rows(path, "SELECT item FROM carried ORDER BY item") == [(NEW.id,), (EDITED.id,)]
    assert rows(path, "SELECT id FROM alerts") == [(an_alert().id,)]


def test_the_state_of_the_feed_is_in_the_last_part_only(
    store: Store, polls: Polls, path: Path
) -> None:
    polls.record(a_part(store, polls, end=None), NOW)
    assert rows(path, "SELECT etag, last_polled FROM feeds") == [(None, None)]
    assert rows(path, "SELECT 1 FROM carried UNION SELECT 1 FROM hosts") == []


def test_an_end_can_be_written_alone(store: Store, polls: Polls, path: Path) -> None:
    end = a_part(store, polls).end
    assert end
    polls.record_end(replace(end, spared=None, carriage=None, messages=()), NOW)
    assert rows(path, "SELECT etag, detail FROM feeds") == [('"7"', "well.")]
    assert rows(path, "SELECT 1 FROM carried UNION SELECT 1 FROM hosts") == []
    assert rows(path, "SELECT id FROM alerts") == []


def other_revision(store: Store) -> None:
    found = store.known_items(FEED.url, [BEFORE])[BEFORE.id]
    store.revise_item(found, replace(BEFORE, title="Another was faster"), NOW)


def other_item(store: Store) -> None:
    store.add_item(NEW, NOW)


def other_alert(store: Store) -> None:
    item, decision = an_item(9), a_decision(development=8)
    store.add_item(item, NOW)
    store.record_development(decision, "cats", item.title, NOW)
    store.record_decision(item, 1, "cats", decision, NOW)


@pytest.mark.parametrize("meanwhile", [other_revision, other_item, other_alert])
def test_nothing_is_written_by_what_was_changed_meanwhile(
    store: Store, polls: Polls, path: Path, meanwhile: Callable[[Store], None]
) -> None:
    part = a_part(store, polls)
    with store.transaction():
        meanwhile(store)
    before = dump(path)
    with pytest.raises(ChangedMeanwhileError):
        polls.record(part, NOW)
    assert dump(path) == before


def test_an_item_that_was_removed_meanwhile_is_a_change(store: Store, polls: Polls) -> None:
    part = a_part(store, polls, items=(), revisions={BEFORE.id: 1, an_item(5).id: 1})
    with pytest.raises(ChangedMeanwhileError):
        polls.record(part, NOW)


def test_what_no_story_was_asked_about_needs_no_version(store: Store, polls: Polls) -> None:
    """Items that are off every story, or come back, are written however much is told meanwhile."""
    part = a_part(store, polls)
    part = replace(part, items=part.items[2:], revisions={BACK.id: None}, end=None)
    with store.transaction():
        other_alert(store)
    polls.record(part, NOW)
    assert BACK.id in store.known_items(FEED.url, [BACK])


@pytest.mark.parametrize(
    "step",
    ["add_item", "revise_item", "recall_item", "record_decision", "record_poll", "spare_host"],
)
def test_a_fault_in_any_step_undoes_the_part(
    store: Store, polls: Polls, path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, before = a_part(store, polls), dump(path)
    plain = getattr(store, step)

    def done_and_broken(*given: Any) -> None:
        plain(*given)
        raise RuntimeError(step)

    monkeypatch.setattr(store, step, done_and_broken)
    with pytest.raises(RuntimeError, match=step):
        polls.record(part, NOW)
    assert dump(path) == before


def test_a_day_of_the_stream_is_kept(store: Store, polls: Polls) -> None:
    words: Mapping[str, int] = {"tariff": 3}
    polls.keep_day(NOW.date(), 7, words)
    assert list(store.stream.days()) == [(NOW.date(), 7, words)]
