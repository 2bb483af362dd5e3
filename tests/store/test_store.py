"""What the daemon writes."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import StoreError
from monitor.feed_state import FeedState, host_of
from monitor.model import Action, DeliveryState, Feed, Item, Outcome, SourceArticle
from monitor.store.outbox import Claimed
from monitor.store.records import PollRecord
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import (
    FEED,
    NAME,
    NOW,
    RISE,
    SHARE,
    STORY,
    a_decision,
    an_alert,
    an_item,
    some_news,
)

MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=10)


def due_urls(store: Store, now: datetime, **options: Any) -> list[str]:
    return [state.url for state in store.due_feeds(now, options.pop("limit", 99), **options)]


def add(store: Store, items: Iterable[Item]) -> None:
    with store.transaction():
        for item in items:
            store.add_item(item, NOW)


def poll(store: Store, now: datetime = NOW, **values: Any) -> None:
    next_poll = values.pop("next_poll", now + FEED.every)
    state = FeedState(FEED.url, **{"outcome": Outcome.OK, **values})
    with store.transaction():
        store.record_poll(PollRecord(state, "1 items.", next_poll), now)


def tell(
    store: Store,
    item: Item,
    *,
    development: int = 1,
    action: Action = Action.ALERT,
    revision: int = 1,
    now: datetime = NOW,
) -> None:
    """Store an item (unless it is an edit) and what was decided on it."""
    decision = a_decision(action, development=development)
    with store.transaction():
        if revision == 1:
            store.add_item(item, now)
        store.record_development(decision, STORY, item.title, now)
        store.record_decision(item, revision, STORY, decision, now)


def enqueue(store: Store, *created: datetime) -> list[str]:
    """Put an alert for each moment into the outbox; return their ids."""
    if not store.known_items(FEED.url, [an_item()]):
        tell(store, an_item())
    alerts = [
        an_alert(some_news(development=1, first_item=f"{number}"), created=moment)
        for number, moment in enumerate(created)
    ]
    with store.transaction():
        for alert in alerts:
            store.outbox.enqueue(alert)
    return [alert.id for alert in alerts]


def claim(store: Store, now: datetime) -> Claimed | None:
    return store.outbox.claim(an_alert().channel, now, LEASE)


def claimed_ids(store: Store, now: datetime, limit: int = 99) -> list[str]:
    claims = (claim(store, now) for _ in range(limit))
    return [claimed.alert.id for claimed in claims if claimed]


def outbox(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in Views(path).alerts()}


# --- feeds ---------------------------------------------------------------------------------------


def test_a_new_feed_is_due_at_once(store: Store) -> None:
    assert due_urls(store, NOW) == [FEED.url]


def test_a_polled_feed_is_due_when_it_was_said_to_be(store: Store) -> None:
    poll(store, next_poll=NOW + MINUTE)
    assert due_urls(store, NOW + MINUTE - timedelta(seconds=1)) == []
    assert due_urls(store, NOW + MINUTE) == [FEED.url]


def test_force_takes_feeds_that_are_not_due(store: Store) -> None:
    poll(store)
    assert due_urls(store, NOW) == []
    assert due_urls(store, NOW, force=True) == [FEED.url]


def test_the_longest_overdue_feed_comes_first_and_the_limit_holds(store: Store) -> None:
    later = [Feed(f"https://{n}.example/", str(n)) for n in range(3)]
    store.sync_feeds(later[:1], NOW - 2 * MINUTE)
    store.sync_feeds(later, NOW - MINUTE)
    assert due_urls(store, NOW) == [feed.url for feed in later]
    assert due_urls(store, NOW, limit=1) == [later[0].url]


def test_a_feed_that_is_no_longer_configured_is_not_polled_and_its_items_stay(
    store: Store,
) -> None:
    with store.transaction():
        store.add_item(an_item(), NOW)
    store.sync_feeds([], NOW)
    assert due_urls(store, NOW, force=True) == []
    assert list(store.known_items(FEED.url, [an_item()])) == [an_item().id]


def test_a_feed_that_is_configured_again_keeps_what_was_remembered(store: Store) -> None:
    poll(store, etag='"v1"', body_hash="h", next_poll=NOW + MINUTE)
    store.sync_feeds([], NOW)
    store.sync_feeds([FEED], NOW)
    (state,) = store.due_feeds(NOW, 9)
    assert state.etag == '"v1"'


def test_a_feed_that_was_gone_is_due_once_it_is_configured_again(store: Store) -> None:
    poll(store, gone_polls=3, next_poll=datetime(9999, 1, 1, tzinfo=UTC))
    store.sync_feeds([FEED], NOW)
    assert due_urls(store, NOW) == []
    store.sync_feeds([], NOW)
    store.sync_feeds([FEED], NOW)
    assert due_urls(store, NOW) == [FEED.url]


def test_what_a_clock_that_was_ahead_put_off_is_due_when_it_is_right_again(store: Store) -> None:
    ahead = NOW + timedelta(days=700)
    poll(store, next_poll=ahead + MINUTE, now=ahead)
    with store.transaction():
        store.spare_host(host_of(FEED.url), ahead)
    store.sync_feeds([FEED], NOW)
    assert due_urls(store, NOW) == [FEED.url]


def test_what_a_clock_that_was_ahead_polled_is_due_once_it_is_set_back(store: Store) -> None:
    other = replace(FEED, url="https://other.example/feed")
    store.sync_feeds([FEED, other], NOW)
    ahead = NOW + timedelta(hours=1)
    poll(store, next_poll=ahead + MINUTE, now=ahead)
    with store.transaction():
        resting = FeedState(other.url, outcome=Outcome.OK)
        store.record_poll(PollRecord(resting, "1 items.", NOW + MINUTE), NOW)
    store.heed_clock_set_back(NOW)
    assert due_urls(store, NOW) == [FEED.url]


def test_what_a_host_asked_for_stays_when_the_feeds_are_synced(store: Store) -> None:
    with store.transaction():
        store.spare_host(host_of(FEED.url), NOW + timedelta(days=1))
    store.sync_feeds([FEED], NOW)
    assert due_urls(store, NOW) == []


def test_a_shorter_interval_makes_a_feed_due_and_a_longer_one_does_not(store: Store) -> None:
    poll(store)
    store.sync_feeds([replace(FEED, every=FEED.every * 2)], NOW)
    assert due_urls(store, NOW) == []
    store.sync_feeds([FEED], NOW)
    assert due_urls(store, NOW) == [FEED.url]


def test_a_changed_name_or_tag_is_taken_over(store: Store, path: Path) -> None:
    store.sync_feeds([replace(FEED, name="New name", tags=("trade",))], NOW)
    (row,) = Views(path).feeds()
    assert (row["name"], row["tags"]) == ("New name", ["trade"])


def test_what_is_remembered_of_a_feed_comes_back_as_it_was(store: Store) -> None:
    state = FeedState(
        FEED.url,
        etag='W/"a b"',
        last_modified="Tue",
        body_hash="h1",
        failures=2,
        first_polled_at=NOW,
        outcome=Outcome.TIMEOUT,
        failing_since=NOW,
        gone_polls=1,
        address="https://new.example/feed",
        moved_to="https://newer.example/feed",
        moved_polls=2,
        unchanged_polls=3,
        read_at=NOW,
        entries=30,
        entry_hashes=bytes(range(16)),
        ttl=timedelta(minutes=60),
        rhythm=timedelta(minutes=7.5),
        arrivals=12,
        quiet_polls=4,
        new_at=NOW,
        gap_at=NOW,
        trouble="It has failed for 2 hours.",
        trouble_since=NOW,
    )
    with store.transaction():
        store.record_poll(PollRecord(state, "slow.", NOW), NOW)
    assert store.due_feeds(NOW, 1) == [state]


def test_a_host_that_asked_to_be_left_alone_is_left_alone_with_all_its_feeds(store: Store) -> None:
    other = Feed("https://other.example/feed", "Other")
    store.sync_feeds([FEED, replace(FEED, url=FEED.url + "?2"), other], NOW)
    with store.transaction():
        store.spare_host(host_of(FEED.url), NOW + MINUTE)
        store.spare_host(host_of(FEED.url), NOW)  # a shorter wish does not undo a longer one
    assert due_urls(store, NOW) == [other.url]
    assert len(due_urls(store, NOW + MINUTE)) == 3
    assert len(due_urls(store, NOW, force=True)) == 3


def test_feeds_of_busy_hosts_are_left_out(store: Store) -> None:
    assert due_urls(store, NOW, busy_hosts={host_of(FEED.url)}) == []
    assert due_urls(store, NOW, busy_hosts={"else.example"}) == [FEED.url]


def test_the_host_of_a_feed_that_moved_is_the_one_it_moved_to(store: Store) -> None:
    poll(store, address="https://new.example/feed", next_poll=NOW)
    store.sync_feeds([FEED], NOW)
    assert due_urls(store, NOW, busy_hosts={"new.example"}) == []


def test_items_that_lead_to_the_same_place_are_namesakes(store: Store) -> None:
    secure = replace(an_item(1), link="https://news.example/a")
    titled = replace(an_item(2), link=None)
    add(store, [secure, titled, an_item(3)])
    plain = replace(an_item(9), link="http://news.example/a")
    assert store.lookup.namesakes([plain]) == [secure]
    assert store.lookup.namesakes([replace(plain, link="http://news.example/b")]) == []
    assert store.lookup.namesakes([replace(plain, link=None, title=titled.title)]) == [titled]
    assert store.lookup.namesakes([replace(plain, feed="https://else.example/")]) == []


def test_items_of_one_page_and_title_are_namesakes_whatever_the_query(store: Store) -> None:
    kept = replace(an_item(1), link="https://news.example/a?tk=1")
    others = [
        replace(an_item(2), link="https://news.example/ab?tk=1", title=kept.title),
        replace(an_item(3), link="https://news.example/a?tk=3", title="Another"),
    ]
    add(store, [kept, *others])
    assert store.lookup.namesakes([replace(kept, id="9", link="http://news.example/a?tk=9")]) == [
        kept
    ]
    assert store.lookup.namesakes([replace(kept, id="9", link="http://news.example/a")]) == []


# --- transactions --------------------------------------------------------------------------------


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        add(store, (an_item(1 // left) for left in (1, 0)))
    assert store.known_items(FEED.url, [an_item()]) == {}


def test_a_fault_of_the_database_is_told_in_our_words(store: Store) -> None:
    with store.transaction():
        store.add_item(an_item(), NOW)
    with pytest.raises(StoreError, match="cannot be written"):
        add(store, [an_item(2), an_item()])
    assert list(store.known_items(FEED.url, [an_item(), an_item(2)])) == [an_item().id]


def test_a_store_is_of_use_after_a_failed_transaction(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        raise ZeroDivisionError
    with store.transaction():
        store.add_item(an_item(), NOW)
    assert store.known_items(FEED.url, [an_item()])


def test_other_writers_wait_from_the_beginning_of_a_transaction(store: Store, path: Path) -> None:
    order: list[str] = []

    def other() -> None:
        with Store(path) as second, second.transaction():
            order.append("second")

    with store.transaction():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_threads_that_read_and_then_write_lose_nothing(store: Store, path: Path) -> None:
    def count_up() -> None:
        with Store(path) as own:
            for _ in range(15):
                with own.transaction():
                    number = own.next_development()
                    decision = a_decision(development=number)
                    own.record_development(decision, STORY, "h", NOW)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(count_up) for _ in range(4)]:
            done.result()
    assert store.next_development() == 61


# --- items ---------------------------------------------------------------------------------------


def test_only_items_of_the_feed_that_are_stored_are_known(store: Store) -> None:
    with store.transaction():
        store.add_item(an_item(1), NOW)
    known = store.known_items(FEED.url, [an_item(1, title="New title"), an_item(2)])
    assert {key: (k.item, k.revision) for key, k in known.items()} == {
        an_item(1).id: (an_item(1), 1)
    }
    assert store.known_items("https://other.example/", [an_item(1)]) == {}


def test_a_document_of_a_thousand_items_is_looked_up_whole(store: Store) -> None:
    many = [an_item(number) for number in range(1100)]
    with store.transaction():
        for item in many:
            store.add_item(item, NOW)
    assert set(store.known_items(FEED.url, many)) == {item.id for item in many}


def test_an_edit_is_stored_beside_what_the_item_said_before(store: Store, path: Path) -> None:
    edited = an_item(title="Corrected", summary="Now 30 percent.", link="https://b.example/")
    with store.transaction():
        store.add_item(an_item(), NOW)
        before = store.known_items(FEED.url, [edited])[edited.id]
        assert store.revise_item(before, edited, NOW) == 2
    known = store.known_items(FEED.url, [edited])[edited.id]
    assert (known.item, known.revision) == (edited, 2)
    said = Views(path).query("SELECT * FROM revisions")
    assert [(r["revision"], r["title"], r["summary"]) for r in said] == [
        (1, an_item().title, an_item().summary)
    ]


# --- stories -------------------------------------------------------------------------------------


def test_a_source_is_stored_under_its_id_and_replaced_by_its_new_text(store: Store) -> None:
    first = SourceArticle("a", "Title", "Text.", "a.md")
    store.put_source(STORY, first, NOW)
    store.put_source("another", replace(first, id="b"), NOW)
    assert store.sources(STORY) == [first]
    store.put_source(STORY, replace(first, text="New text."), NOW)
    assert [source.text for source in store.sources(STORY)] == ["New text."]


def test_only_an_alert_makes_a_development(store: Store) -> None:
    for action in Action:
        if action is not Action.ALERT:
            store.record_development(a_decision(action, development=1), STORY, "h", NOW)
    assert store.next_development() == 1
    with store.transaction():
        store.record_development(a_decision(development=1), STORY, "h", NOW)
    assert store.next_development() == 2
    assert store.alerts_written(1) == 0


def test_a_follow_up_adds_its_changes_to_its_development(store: Store, path: Path) -> None:
    tell(store, an_item(1))
    later = a_decision(development=1)
    assert later.diff
    later = replace(later, diff=replace(later.diff, changes=(SHARE, NAME)))
    with store.transaction():
        store.record_development(later, STORY, "another headline", NOW + MINUTE)
    (row,) = Views(path).developments()
    assert [change["after"] for change in row["changes"]] == [c.after for c in (RISE, SHARE, NAME)]
    assert row["headline"] == an_item(1).title
    assert (row["first_seen"], row["last_seen"]) == ("2026-11-24T08:00:00Z", "2026-11-24T08:01:00Z")


def test_no_messages_were_written_about_a_development_that_is_not_there(store: Store) -> None:
    assert store.alerts_written(99) == 0


def test_a_repeat_moves_the_last_sight_of_its_development_only(store: Store, path: Path) -> None:
    tell(store, an_item(1), development=1)
    tell(store, an_item(2), development=2)
    tell(store, an_item(3), development=1, action=Action.FOLD, now=NOW + MINUTE)
    seen = {row["id"]: row["last_seen"] for row in Views(path).developments()}
    assert seen == {1: "2026-11-24T08:01:00Z", 2: "2026-11-24T08:00:00Z"}


def test_reports_are_those_who_told_it_first_to_tell_it_first(store: Store) -> None:
    tell(store, an_item(2, outlet="First"))
    tell(store, an_item(1, outlet="Second"), action=Action.FOLD)
    tell(store, an_item(3), development=2)
    tell(store, an_item(2, outlet="First"), revision=2)
    assert [(r.item, r.outlet) for r in store.reports(1)] == [
        (an_item(2).id, "First"),
        (an_item(1).id, "Second"),
    ]


def test_a_report_without_a_date_is_dated_when_it_was_seen(store: Store) -> None:
    tell(store, an_item(published=None), now=NOW + MINUTE)
    assert store.reports(1)[0].published == NOW + MINUTE
    assert store.stream.told(STORY) == []


def settle_all(store: Store, ids: Iterable[str], state: DeliveryState) -> None:
    for alert in ids:
        store.outbox.settle(alert, state, NOW)


@pytest.mark.parametrize(
    ("state", "is_told"),
    [(state, state is not DeliveryState.DEAD) for state in DeliveryState],
)
def test_what_was_told_is_what_was_sent_or_still_can_be(
    store: Store, state: DeliveryState, is_told: bool
) -> None:
    tell(store, an_item(published=None))
    settle_all(store, enqueue(store, NOW), state)
    told = [(item.id, item.published, number) for item, number, _ in store.stream.told(STORY)]
    assert told == ([(an_item().id, NOW, 1)] if is_told else [])


def test_one_recipient_who_got_it_is_enough_for_told(store: Store) -> None:
    dead, sent = enqueue(store, NOW, NOW)
    store.outbox.settle(dead, DeliveryState.DEAD, NOW)
    store.outbox.settle(sent, DeliveryState.SENT, NOW)
    assert [item.id for item, *_ in store.stream.told(STORY)] == [an_item().id]
    assert store.stream.told("another") == []


# --- outbox --------------------------------------------------------------------------------------


def test_a_claim_hands_out_the_alert_as_it_was_rendered(store: Store) -> None:
    alert = an_alert(some_news(development=1))
    tell(store, an_item())
    with store.transaction():
        store.outbox.enqueue(alert)
    claimed = claim(store, NOW)
    assert claimed
    assert (claimed.alert, claimed.attempts) == (alert, 1)


def test_what_is_claimed_is_not_claimed_again_before_its_lease_ends(store: Store) -> None:
    ids = enqueue(store, NOW)
    assert claimed_ids(store, NOW) == ids
    assert claimed_ids(store, NOW + LEASE - timedelta(seconds=1)) == []
    again = claim(store, NOW + LEASE)
    assert again
    assert (again.alert.id, again.attempts) == (ids[0], 2)


def test_two_senders_never_claim_the_same_alert(store: Store, path: Path) -> None:
    ids = enqueue(store, *[NOW] * 40)

    def claim_all() -> list[str]:
        found: list[str] = []
        with Store(path) as own:
            while claimed := claim(own, NOW):
                found.append(claimed.alert.id)
        return found

    with ThreadPoolExecutor(3) as pool:
        found = [done.result() for done in [pool.submit(claim_all) for _ in range(3)]]
    assert sorted(itertools.chain.from_iterable(found)) == sorted(ids)


def test_a_channel_claims_only_what_goes_by_it(store: Store) -> None:
    ids = enqueue(store, NOW)
    assert store.outbox.claim("another", NOW, LEASE) is None
    assert [alert.id for alert in store.outbox.stranded(["another"])] == ids
    assert store.outbox.stranded([an_alert().channel]) == []


def test_alerts_are_claimed_when_due_the_longest_due_first(store: Store) -> None:
    late, early, future = enqueue(store, NOW, NOW - MINUTE, NOW + MINUTE)
    assert claimed_ids(store, NOW, limit=1) == [early]
    assert claimed_ids(store, NOW) == [late]
    assert claimed_ids(store, NOW + MINUTE) == [future]


def test_a_sent_alert_is_never_claimed_again(store: Store, path: Path) -> None:
    (alert,) = enqueue(store, NOW)
    claimed_ids(store, NOW)
    store.outbox.settle(alert, DeliveryState.SENT, NOW + MINUTE)
    assert claimed_ids(store, NOW + timedelta(days=30)) == []
    assert outbox(path)[alert]["sent"] == "2026-11-24T08:01:00Z"


def test_an_alert_to_be_tried_again_waits_until_it_is_due(store: Store, path: Path) -> None:
    (alert,) = enqueue(store, NOW)
    claimed_ids(store, NOW)
    store.outbox.settle(alert, DeliveryState.RETRY, NOW, due=NOW + MINUTE, error="busy.")
    assert claimed_ids(store, NOW + MINUTE - timedelta(seconds=1)) == []
    row = outbox(path)[alert]
    assert (row["state"], row["attempts"], row["last_error"], row["sent"]) == (
        "retry",
        1,
        "busy.",
        None,
    )
    assert claimed_ids(store, NOW + MINUTE) == [alert]


def test_a_dead_alert_is_not_claimed(store: Store) -> None:
    (alert,) = enqueue(store, NOW)
    store.outbox.settle(alert, DeliveryState.DEAD, NOW, error="no such user.")
    assert claimed_ids(store, NOW + timedelta(days=1)) == []


def test_alerts_in_doubt_after_a_crash_are_due_at_once(store: Store) -> None:
    in_doubt, waiting = enqueue(store, NOW, NOW)
    assert claimed_ids(store, NOW) == [in_doubt, waiting]
    store.outbox.settle(waiting, DeliveryState.RETRY, NOW, due=NOW + MINUTE, error="busy.")
    assert store.outbox.release_claims(NOW) == 1
    assert claimed_ids(store, NOW) == [in_doubt]
    assert claimed_ids(store, NOW + MINUTE) == [waiting]
    assert claimed_ids(store, NOW + MINUTE) == []


def test_alerts_of_a_clock_that_was_ahead_are_due_at_once_after_a_restart(store: Store) -> None:
    ahead, later = enqueue(store, NOW + timedelta(days=700), NOW)
    claim(store, NOW)
    store.outbox.settle(later, DeliveryState.RETRY, NOW, due=NOW + MINUTE, error="busy.")
    assert store.outbox.release_claims(NOW) == 0
    assert claimed_ids(store, NOW) == [ahead]


def test_alerts_that_wait_are_due_once_the_clock_is_set_back(store: Store) -> None:
    written_ahead, tried_ahead, dead = enqueue(store, NOW + timedelta(hours=1), NOW, NOW)
    assert len(claimed_ids(store, NOW)) == 2
    later = NOW + timedelta(hours=1, seconds=5)
    store.outbox.settle(tried_ahead, DeliveryState.RETRY, NOW, due=later, error="busy.")
    store.outbox.settle(dead, DeliveryState.DEAD, NOW, error="no such user.")
    assert claimed_ids(store, NOW) == []
    store.outbox.heed_clock_set_back(NOW)
    assert sorted(claimed_ids(store, NOW)) == sorted([written_ahead, tried_ahead])


def test_a_message_id_cannot_be_queued_twice(store: Store) -> None:
    enqueue(store, NOW)
    with pytest.raises(StoreError, match="UNIQUE"):
        enqueue(store, NOW)


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.HELD, DeliveryState.RETRY])
def test_an_alert_that_waits_or_was_given_up_can_be_tried_at_once(
    store: Store, state: DeliveryState
) -> None:
    (alert,) = enqueue(store, NOW)
    store.outbox.settle(alert, state, NOW, due=NOW + timedelta(days=1), error="busy.")
    assert store.outbox.move_alert(alert, DeliveryState.RETRY, NOW + MINUTE)
    assert claimed_ids(store, NOW + MINUTE) == [alert]


def test_dropping_an_alert_says_that_it_was_done_by_hand(store: Store, path: Path) -> None:
    (alert,) = enqueue(store, NOW)
    assert store.outbox.move_alert(alert, DeliveryState.DEAD, NOW)
    row = outbox(path)[alert]
    assert (row["state"], row["last_error"]) == ("dead", "dropped by hand.")


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.SENDING])
def test_an_alert_that_is_sent_or_on_its_way_is_not_moved(
    store: Store, path: Path, state: DeliveryState
) -> None:
    (alert,) = enqueue(store, NOW)
    store.outbox.settle(alert, state, NOW)
    assert not store.outbox.move_alert(alert, DeliveryState.DEAD, NOW)
    assert outbox(path)[alert]["state"] == state


def test_there_is_nothing_to_move_under_an_unknown_id(store: Store) -> None:
    assert not store.outbox.move_alert("no-such-alert", DeliveryState.RETRY, NOW)
