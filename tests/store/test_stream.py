"""What a start reads again beside what was told: late items of a story, and the days of the stream."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.model import Action
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
    assert heard == ([item.id] if action in {Action.FOLD, Action.KNOWN} else [])
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
