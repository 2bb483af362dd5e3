"""What is removed when, what never is, and what is left of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from monitor.config import KeepConfig
from monitor.model import Action, DeliveryState, Feed, Item
from monitor.store.database import Database
from monitor.store.notices import Notice
from monitor.store.pace import Pace
from monitor.store.retention import Removed, Retention
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import FEED, NOW, RISE, STORY, a_decision, an_alert, an_item, some_news

DAY = timedelta(days=1)
OTHER = Feed("https://other.example/rss", "Other")
KEEP = KeepConfig(
    unrelated=30 * DAY, known=90 * DAY, held=60 * DAY, reports=120 * DAY, revisions=10 * DAY,
    mails=20 * DAY,
)  # fmt: skip
FOREVER = KeepConfig(None, None, None, None, None, None)
LAST = 999  # the item that feeds carry to the end


class History:
    """A store in which items came on the day NOW and left their feed at once."""

    def __init__(self, path: Path, store: Store) -> None:
        self.path, self.store = path, store
        self.developments = count(1)
        self.carry(LAST)

    def carry(self, *numbers: int, feed: str = FEED.url, after: timedelta = timedelta()) -> None:
        """Let a feed carry just these items."""
        with self.store.transaction():
            for number in numbers:
                item = an_item(number, feed=feed)
                if not self.store.known_items(feed, [item]):
                    self.store.add_item(item, NOW)
            pairs = [(an_item(number).id, bytes([number % 256])) for number in numbers]
            self.store.carried.note(feed, pairs, frozenset(), NOW + after)

    def item(self, number: int, *actions: Action, feed: str = FEED.url, **values: Any) -> Item:
        """Store an item that was decided so for one story after the other."""
        item = an_item(number, feed=feed, **values)
        with self.store.transaction():
            self.store.add_item(item, NOW)
            for place, action in enumerate(actions):
                told = action in (Action.ALERT, Action.FOLD)
                decision = a_decision(action, development=1 if told else None)
                self.store.record_development(decision, STORY, item.title, NOW)
                self.store.record_decision(item, 1, f"story {place}", decision, NOW)
        return item

    def notice(self, item: Item) -> None:
        with self.store.transaction():
            self.store.notices.add(
                Notice(STORY, 1, item.id, item.id, "Headline", "Summary", "Reason", (RISE,), NOW)
            )

    def tidy(self, after: timedelta, keep: KeepConfig = KEEP) -> Removed:
        with Database(self.path) as database:
            pace = Pace(lambda: 0.0, lambda _: True)
            return Retention(database, keep).run(NOW + after, pace)

    @property
    def items(self) -> set[int]:
        found = self.all("SELECT id FROM items")
        return {int(item[4:]) for (item,) in found} - {LAST}

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(sql).fetchall()


@pytest.fixture
def history(path: Path, store: Store) -> History:
    store.sync_feeds([FEED, OTHER], NOW)
    return History(path, store)


@pytest.mark.parametrize(
    ("actions", "days"),
    [
        ([], 30),
        ([Action.UNRELATED], 30),
        ([Action.HOLD], 60),
        ([Action.KNOWN], 90),
        ([Action.FOLD], 120),
        ([Action.UNRELATED, Action.KNOWN], 90),
        ([Action.KNOWN, Action.UNRELATED], 90),
        ([Action.HOLD, Action.FOLD], 120),
    ],
)
def test_an_item_is_kept_as_long_as_the_strongest_of_its_verdicts(
    history: History, actions: list[Action], days: int
) -> None:
    if Action.FOLD in actions:
        history.item(2, Action.ALERT)
    history.item(1, *actions)
    assert history.tidy(days * DAY).items == 0
    assert 1 in history.items
    assert history.tidy(days * DAY + timedelta(seconds=1)).items == 1
    assert 1 not in history.items
    assert history.all(f"SELECT * FROM decisions WHERE item = '{an_item(1).id}'") == []  # noqa: S608


@pytest.mark.parametrize("action", [Action.UNRELATED, Action.HOLD, Action.KNOWN, Action.FOLD])
def test_what_is_kept_for_ever_is(history: History, action: Action) -> None:
    history.item(2, Action.ALERT)
    history.item(1, action)
    assert history.tidy(3650 * DAY, FOREVER) == Removed()
    assert history.items == {1, 2}


def test_what_was_told_is_never_removed(history: History) -> None:
    history.item(1, Action.ALERT)
    history.item(2, Action.UNRELATED, Action.ALERT)
    history.tidy(3650 * DAY)
    assert history.items == {1, 2}
    assert len(history.all("SELECT * FROM developments")) == 1


def test_what_a_feed_carries_is_never_removed(history: History) -> None:
    history.item(1, Action.UNRELATED)
    history.carry(1, LAST)
    history.tidy(3650 * DAY)
    assert history.items == {1}


def test_an_item_is_kept_from_when_it_left_its_feed(history: History) -> None:
    history.item(1, Action.UNRELATED)
    history.carry(1, LAST)
    history.carry(LAST, after=100 * DAY)
    history.tidy(130 * DAY)
    assert history.items == {1}
    history.tidy(131 * DAY)
    assert history.items == set()


def test_of_a_feed_that_was_not_read_since_everything_is_kept(history: History) -> None:
    history.item(1, Action.UNRELATED, feed=OTHER.url)
    history.tidy(3650 * DAY)
    assert history.items == {1}
    history.carry(2, feed=OTHER.url)
    history.tidy(3650 * DAY)
    assert history.items == {2}


def test_of_a_feed_that_is_polled_no_more_what_it_carried_last_is_kept(history: History) -> None:
    history.item(1, Action.UNRELATED, feed=OTHER.url)
    history.store.sync_feeds([FEED], NOW)
    history.tidy(29 * DAY)
    assert history.items == {1}
    history.tidy(3650 * DAY)
    assert history.items == set()
    history.carry(2, feed=OTHER.url)
    history.tidy(3650 * DAY)
    assert history.items == {2}


def a_dead_alert(history: History, state: DeliveryState) -> None:
    alert = an_alert(some_news(development=1))
    with history.store.transaction():
        history.store.outbox.enqueue(alert)
    history.store.outbox.claim(alert.channel, NOW, DAY)
    history.store.outbox.settle(alert.id, state, NOW, due=NOW)


@pytest.mark.parametrize(
    ("wait", "is_removed"),
    [
        (lambda history: history.notice(an_item(2)), False),
        (lambda history: a_dead_alert(history, DeliveryState.RETRY), False),
        (lambda history: a_dead_alert(history, DeliveryState.SENT), True),
        (lambda history: a_dead_alert(history, DeliveryState.DEAD), True),
    ],
    ids=["notice waits", "mail is tried again", "sent", "given up"],
)
def test_reports_are_kept_while_a_mail_on_their_development_waits(
    history: History, wait: Callable[[History], None], is_removed: bool
) -> None:
    history.item(2, Action.ALERT)
    history.item(1, Action.FOLD)
    wait(history)
    history.tidy(3650 * DAY)
    assert (1 not in history.items) == is_removed


def test_an_item_that_comes_back_meanwhile_is_kept(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.item(1, Action.UNRELATED)
    looked_up = Retention._removable

    def carried_after_the_first_look(self: Retention, *arguments: Any) -> list[tuple[str, str]]:
        found = looked_up(self, *arguments)
        monkeypatch.setattr(Retention, "_removable", looked_up)
        history.carry(1, LAST)
        return found

    monkeypatch.setattr(Retention, "_removable", carried_after_the_first_look)
    assert history.tidy(3650 * DAY).items == 0
    assert history.items == {1}


def test_a_removed_item_is_known_when_it_comes_back_unchanged(history: History) -> None:
    item = history.item(1, Action.UNRELATED)
    changed = replace(item, summary="Something else.")
    assert history.store.forgotten.among([item]) == {}
    history.tidy(3650 * DAY)
    assert history.store.forgotten.among([item, an_item(2)]) == {item.id: True}
    assert history.store.forgotten.among([changed]) == {item.id: False}
    with history.store.transaction():
        history.store.recall_item(item, NOW)
    assert history.items == {1}
    assert history.store.forgotten.among([item]) == {}


def test_what_was_removed_is_remembered_for_a_year(history: History) -> None:
    item = history.item(1, Action.UNRELATED)
    history.tidy(31 * DAY)
    history.tidy((31 + 365) * DAY)
    assert history.store.forgotten.among([item]) == {item.id: True}
    history.tidy((31 + 366) * DAY)
    assert history.store.forgotten.among([item]) == {}


def test_totals_and_tallies_outlive_what_they_count(history: History) -> None:
    for number in range(1, 8):
        history.item(number, Action.UNRELATED, Action.KNOWN)
    before = Views(history.path).status(NOW)["items"]["total"], history.all("SELECT * FROM tallies")
    assert history.tidy(3650 * DAY).items == 7
    after = Views(history.path).status(NOW)["items"]["total"], history.all("SELECT * FROM tallies")
    assert before == after
    assert before[0] == 8
    assert ("story 0", "unrelated", "2026-11-24", 7) in after[1]


@pytest.mark.parametrize("action", [Action.ALERT, Action.KNOWN])
def test_revisions_go_but_for_what_was_told_and_the_item_stays(
    history: History, action: Action
) -> None:
    item = history.item(1, action)
    for number in range(2):
        with history.store.transaction():
            known = history.store.known_items(FEED.url, [item])[item.id]
            edited = replace(item, summary=f"Edit {number}.")
            history.store.revise_item(known, edited, NOW + number * 5 * DAY)
    is_told = action is Action.ALERT
    assert history.tidy(11 * DAY).revisions == (0 if is_told else 1)
    assert history.all("SELECT revision FROM revisions") == [(1,), (2,)][not is_told :]
    assert history.items == {1}
    with history.store.transaction():  # the next number is not taken
        known = history.store.known_items(FEED.url, [item])[item.id]
        assert history.store.revise_item(known, replace(item, summary="Third."), NOW) == 4


@pytest.mark.parametrize("state", list(DeliveryState))
def test_the_text_of_a_mail_goes_once_it_is_sent(history: History, state: DeliveryState) -> None:
    history.item(1, Action.ALERT)
    a_dead_alert(history, state)
    assert history.tidy(20 * DAY).mails == 0
    assert history.tidy(21 * DAY).mails == (state is DeliveryState.SENT)
    ((text, subject, message_id),) = history.all("SELECT text, subject, message_id FROM alerts")
    assert subject
    assert message_id
    assert (text == "") == (state is DeliveryState.SENT)
    assert history.tidy(22 * DAY).mails == 0


def test_the_text_of_a_notice_goes_once_it_waits_no_more(history: History) -> None:
    item = history.item(1, Action.ALERT)
    history.notice(item)
    history.tidy(3650 * DAY)
    (waiting,) = history.store.notices.waiting([STORY])
    assert (waiting.summary, waiting.changes) == ("Summary", (RISE,))
    with history.store.transaction():
        history.store.notices.take([waiting], "parcel", NOW)
    history.tidy(3650 * DAY)
    assert history.all("SELECT headline, summary, changes FROM notices") == [("Headline", "", "[]")]


def test_what_the_reader_was_told_is_the_same_afterwards(history: History) -> None:
    history.item(2, Action.ALERT)
    a_dead_alert(history, DeliveryState.SENT)
    before = history.store.stream.told("story 0")
    assert before
    history.tidy(3650 * DAY)
    assert history.store.stream.told("story 0") == before


def test_work_that_is_stopped_is_gone_on_with(history: History) -> None:
    for number in range(1, 101):
        history.item(number, Action.UNRELATED)
    with Database(history.path) as database:
        ticks = count()
        pace = Pace(lambda: 0.0, lambda _: next(ticks) < 0)
        removed = Retention(database, KEEP).run(NOW + 31 * DAY, pace)
    assert not removed.is_whole
    assert 0 < removed.items < 100
    assert len(history.items) == 100 - removed.items
    assert history.tidy(31 * DAY) == Removed(100 - removed.items)
    assert history.items == set()


def test_a_clock_that_was_ahead_removes_nothing_that_is_there(history: History) -> None:
    history.item(1, Action.UNRELATED)
    assert history.tidy(-3650 * DAY) == Removed()
