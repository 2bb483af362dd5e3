"""Every change of what a story is decided by, or tells, raises its version; nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Action, DeliveryState, SourceArticle
from monitor.store.notices import Notice
from monitor.store.store import Store
from tests.examples import FEED, NOW, RISE, STORY, a_decision, an_alert, an_item

ARTICLE = SourceArticle("article", "Read", "The tariff is 10 percent.", "")
OTHER = "cats"
LEASE = timedelta(minutes=2)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with an item, and what was told of it, for each of two stories."""
    with store.transaction():
        for number, story in enumerate((STORY, OTHER), 1):
            store.add_item(an_item(number), NOW)
            decide(store, number, Action.ALERT, number, story)
            store.notices.add(a_notice(number, story))
        store.add_item(an_item(4), NOW)
        decide(store, 4, Action.ALERT, 4)
        store.outbox.enqueue(an_alert())
        store.labels.put(an_item(1).id, STORY, 7, "anna", "right", NOW)
    store.articles_read.add(STORY, ARTICLE, NOW)
    store.notices.mute(STORY, 7, None)
    return store


def decide(
    store: Store, number: int, action: Action, development: int | None, story: str = STORY
) -> None:
    decision = a_decision(action, development=development)
    store.record_development(decision, story, "Headline", NOW)
    store.record_decision(an_item(number), 1, story, decision, NOW)


def a_notice(number: int, story: str = STORY) -> Notice:
    item = an_item(number).id
    return Notice(story, number, item, item, "Headline", "", "Reason.", (RISE,), NOW)


def on_a_new_item(action: Action, development: int | None) -> Callable[[Store], None]:
    def work(store: Store) -> None:
        with store.transaction():
            store.add_item(an_item(9), NOW)
            decide(store, 9, action, development)

    return work


def add_notice(store: Store) -> None:
    with store.transaction():
        store.notices.add(a_notice(1))


def take_notices(store: Store) -> None:
    with store.transaction():
        own = store.notices.waiting([STORY])
        store.notices.take(own, "parcel", NOW)


def set_aside(store: Store) -> None:
    with store.transaction():
        own = store.notices.waiting([STORY])
        store.notices.set_aside(own)


def judge(store: Store) -> None:
    with store.transaction():
        store.labels.put(an_item(1).id, STORY, 7, "anna", "repeat", NOW)


def unjudge(store: Store) -> None:
    with store.transaction():
        store.labels.take_back(STORY, 7, "anna")


def deliver(store: Store) -> None:
    claimed = store.outbox.claim(an_alert().channel, NOW, LEASE)
    assert claimed
    store.outbox.settle(claimed.alert.id, DeliveryState.SENT, NOW)


#: What is done: whether the reader knows other things since, whether other things are to be told.
CHANGES: dict[str, tuple[Callable[[Store], object], bool, bool]] = {
    "an alert is decided": (on_a_new_item(Action.ALERT, 3), True, True),
    "a report joins": (on_a_new_item(Action.FOLD, 1), False, True),
    "an item is known": (on_a_new_item(Action.KNOWN, None), False, False),
    "an item is off topic": (on_a_new_item(Action.UNRELATED, None), False, False),
    "an item is held": (on_a_new_item(Action.HOLD, None), False, False),
    "an article was read": (
        lambda store: store.articles_read.add(STORY, SourceArticle("b", "", "More.", ""), NOW),
        True,
        True,
    ),
    "an article is taken back": (
        lambda store: store.articles_read.forget(STORY, ARTICLE.id),
        True,
        True,
    ),
    "an article is known already": (
        lambda store: store.articles_read.add(STORY, ARTICLE, NOW),
        False,
        False,
    ),
    "a source is kept": (lambda store: store.put_source(STORY, ARTICLE, NOW), True, True),
    "a notice waits": (add_notice, False, True),
    "notices are in a mail": (take_notices, False, True),
    "notices are set aside": (set_aside, False, True),
    "the story is muted": (lambda store: store.notices.mute(STORY, None, None), False, True),
    "a mute is changed": (lambda store: store.notices.mute(STORY, 7, NOW), False, True),
    "a mute ends": (lambda store: store.notices.unmute(STORY, 7), False, True),
    "an alert is no news": (
        lambda store: store.notices.mark_irrelevant(STORY, 7, NOW),
        True,
        True,
    ),
    "a reader judges": (judge, True, False),
    "a verdict is taken back": (unjudge, True, False),
    "a mail is delivered": (deliver, False, False),
    "feeds are configured": (lambda store: store.sync_feeds([FEED], NOW), False, False),
    "a chore is done": (lambda store: store.chores.note("round", NOW), False, False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_version_is_raised_by_what_it_stands_for(filled: Store, path: Path, change: str) -> None:
    work, knows, tells = CHANGES[change]
    known, telling = filled.story_versions.known(), filled.story_versions.telling()
    with Store(path) as another:  # as another process would
        work(another)
    after, told = filled.story_versions.known(), filled.story_versions.telling()
    assert (after[STORY] != known[STORY]) is knows
    assert (told[STORY] != telling[STORY]) is tells
    assert (after[OTHER], told[OTHER]) == (known[OTHER], telling[OTHER])


def test_what_is_rolled_back_raises_nothing(filled: Store) -> None:
    before = filled.story_versions.telling()

    def fail() -> None:
        with filled.transaction():
            filled.notices.add(a_notice(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert filled.story_versions.telling() == before


def test_a_story_of_which_nothing_was_written_has_no_version_yet(store: Store) -> None:
    assert store.story_versions.known() == {}
    assert store.story_versions.telling() == {}
