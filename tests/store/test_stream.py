"""What a start reads again beside what was told: late items of a story, and the days of the stream."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.model import Action, Item
from monitor.store.notices import Notice
from monitor.store.store import Store
from tests.examples import NOW, a_decision, an_item

STORY = "furniture"


@pytest.mark.parametrize("action", list(Action))
def test_items_that_were_on_the_story_and_not_told_are_heard_again(
    store: Store, action: Action
) -> None:
    item = an_item()
    with store.transaction():
        store.add_item(item, NOW)
        store.record_decision(item, 1, STORY, a_decision(action, development=None), NOW)
    heard = [each.id for each in store.stream.heard(STORY, NOW - timedelta(hours=1))]
    assert heard == ([item.id] if action in {Action.FOLD, Action.KNOWN, Action.HOLD} else [])
    assert store.stream.heard(STORY, NOW + timedelta(hours=1)) == []
    assert store.stream.heard("another", NOW - timedelta(hours=1)) == []


def test_days_are_kept_with_the_words_that_several_items_say(store: Store) -> None:
    with store.transaction():
        store.stream.keep_day(date(2026, 3, 2), 300, {"ferry": 4, "once": 1})
        store.stream.keep_day(date(2026, 3, 1), 250, {"fire": 2})
        store.stream.keep_day(date(2026, 3, 2), 310, {"ferry": 5})
    assert list(store.stream.days()) == [
        (date(2026, 3, 1), 250, {"fire": 2}),
        (date(2026, 3, 2), 310, {"ferry": 5}),
    ]


def test_the_latest_days_are_kept(store: Store) -> None:
    first = date(2026, 1, 1)
    with store.transaction():
        for number in range(60):
            store.stream.keep_day(first + timedelta(days=number), 300, {})
    kept = [day for day, *_ in store.stream.days()]
    assert (len(kept), kept[-1]) == (40, first + timedelta(days=59))


def test_what_was_told_is_as_it_was_then(store: Store) -> None:
    """Whatever its outlet made of it since: that nobody was told."""
    item = an_item(content="The first version.", full_text="Its page.")
    with store.transaction():
        store.add_item(item, NOW)
        store.record_development(a_decision(development=1), STORY, item.title, NOW)
        store.record_decision(item, 1, STORY, a_decision(development=1), NOW)
        store.notices.add(a_notice(item))
        edited = replace(item, title="Another", summary="", content="Another.", full_text="")
        known = store.known_items(item.feed, [item])[item.id]
        revision = store.revise_item(known, edited, NOW + timedelta(hours=1))
        store.record_decision(edited, revision, STORY, a_decision(Action.KNOWN), NOW)
    assert store.stream.told(STORY) == [(item, 1, NOW)]
    with store.transaction():  # as an older version wrote it, which did not keep the page
        store._db.run("UPDATE revisions SET full_text = NULL", ())
    assert [told.full_text for told, *_ in store.stream.told(STORY)] == [edited.full_text]


def a_notice(item: Item) -> Notice:
    return Notice(STORY, 1, item.id, item.id, item.title, item.summary, "", (), NOW)


def test_the_latest_items_of_all_feeds_are_read_again(store: Store) -> None:
    with store.transaction():
        for number in range(6):
            published = None if number == 4 else NOW - timedelta(days=number)
            item = an_item(number, published=published)
            store.add_item(item, NOW + timedelta(minutes=number))
    since = NOW + timedelta(minutes=2)
    assert [each.id for each in store.stream.polled(since, 10)] == [
        an_item(number).id for number in (2, 3, 4, 5)
    ]
    latest = store.stream.polled(since, 2)
    assert [each.published for each in latest] == [
        NOW + timedelta(minutes=4),  # when it was seen, as it has no date
        NOW - timedelta(days=5),
    ]
