"""What is remembered of a feed from poll to poll, and when it is in trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.feeds.fetch import Fetched, NotModified
from monitor.feeds.health import span
from monitor.feeds.memory import Arrival, is_gap, published_rhythm, remember
from monitor.feeds.parse import Parsed
from monitor.feeds.poll import Polled
from monitor.feeds.schedule import NEVER, next_poll
from monitor.model import Feed, Item, Outcome
from monitor.model.feed_state import FeedState
from monitor.store.rows import feed_state_of, feed_state_row

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = Feed("https://news.example/feed", "News")
READ = FeedState(FEED.url, first_polled_at=NOW - DAY, outcome=Outcome.OK)
NEW_ADDRESS = "https://new.example/feed"


def items(number: int, step: timedelta = HOUR) -> list[Item]:
    return [
        Item(str(n), FEED.url, str(n), "News", f"Story {n}", "", published=NOW - n * step)
        for n in range(number)
    ]


def document(state: FeedState, new: int = 0, entries: int = 30, **values: Any) -> Polled:
    """Return a poll that brought a document."""
    fetched = Fetched(FEED.url, b"", "", '"v"', "then", body_hash="h", **values)
    parsed = Parsed(Outcome.OK, "30 items.", tuple(items(new)), entries, b"hashes")
    return Polled(FEED, state, Outcome.OK, "30 items.", fetched, parsed)


def failure(state: FeedState, outcome: Outcome = Outcome.ERROR_HTTP) -> Polled:
    return Polled(FEED, state, outcome, "the server answers 500.")


def unchanged(state: FeedState, moved_to: str | None = None) -> Polled:
    return Polled(FEED, state, Outcome.NOT_MODIFIED, "unchanged.", NotModified(moved_to))


def after(polled: Polled, new: int = 0, now: datetime = NOW, *, shares: bool = True) -> FeedState:
    return remember(polled, Arrival(items(new), shares=shares), now)


def failed(state: FeedState, times: int, outcome: Outcome = Outcome.ERROR_HTTP) -> FeedState:
    for n in range(times):
        state = after(failure(state, outcome), now=NOW + n * HOUR)
    return state


# --- documents -----------------------------------------------------------------------------------


def test_a_document_leaves_its_validators_and_hashes_behind() -> None:
    state = after(document(FeedState(FEED.url), 3), 3)
    assert (state.etag, state.last_modified, state.body_hash) == ('"v"', "then", "h")
    assert (state.entry_hashes, state.entries) == (b"hashes", 30)
    assert (state.first_polled_at, state.read_at) == (NOW, NOW)


def test_a_poll_without_a_document_keeps_them_and_counts_failures() -> None:
    state = after(document(READ))
    later = failed(state, 2)
    assert (later.etag, later.body_hash, later.entry_hashes) == ('"v"', "h", b"hashes")
    assert (later.failures, later.failing_since) == (2, NOW)
    well = after(unchanged(later), now=NOW + DAY)
    assert (well.failures, well.failing_since, well.outcome) == (0, None, Outcome.NOT_MODIFIED)


def test_answers_without_a_document_are_counted_until_one_comes() -> None:
    state = after(unchanged(after(unchanged(READ))))
    assert state.unchanged_polls == 2
    assert after(document(state)).unchanged_polls == 0


def test_how_many_entries_a_feed_holds_is_learned_slowly() -> None:
    state = after(document(replace(READ, entries=30), entries=10))
    assert state.entries == 25


# --- rhythm and gaps -----------------------------------------------------------------------------


def test_the_first_document_tells_the_rhythm_by_its_dates() -> None:
    state = after(document(FeedState(FEED.url), 9), 9)
    assert state.rhythm == HOUR
    assert published_rhythm(items(3)) is None


def test_the_rhythm_is_learned_from_what_comes() -> None:
    state = replace(READ, rhythm=HOUR, new_at=NOW - 6 * HOUR, quiet_polls=7)
    learned = after(document(state, 2), 2)
    assert learned.rhythm == HOUR + (3 * HOUR - HOUR) / 4
    assert (learned.new_at, learned.quiet_polls) == (NOW, 0)
    assert after(document(learned)).quiet_polls == 1


def test_a_document_that_shares_no_item_with_those_before_leaves_a_gap() -> None:
    polled = document(READ, 30)
    assert is_gap(polled, Arrival(items(30), shares=False))
    assert after(polled, 30, shares=False).gap_at == NOW
    assert after(polled, 29).gap_at is None


def test_the_first_document_and_an_unchanged_one_leave_no_gap() -> None:
    assert not is_gap(document(FeedState(FEED.url), 30), Arrival(items(30), shares=False))
    assert not is_gap(document(READ), Arrival((), shares=False))


# --- moves ---------------------------------------------------------------------------------------


def moved(state: FeedState, times: int, to: str = NEW_ADDRESS) -> FeedState:
    for _ in range(times):
        state = after(document(state, moved_to=to))
    return state


def test_a_permanent_redirect_is_taken_over_when_it_was_met_three_times_in_a_row() -> None:
    assert moved(READ, 2).address is None
    assert moved(READ, 3).address == NEW_ADDRESS
    assert after(unchanged(moved(READ, 2), NEW_ADDRESS)).address == NEW_ADDRESS


def test_a_redirect_that_changes_or_stops_is_not_taken_over() -> None:
    assert moved(moved(READ, 2), 1, "https://other.example/").address is None
    assert moved(after(document(moved(READ, 2))), 2).address is None


def test_an_address_that_was_taken_over_is_given_up_when_it_is_dead() -> None:
    state = moved(READ, 3)
    assert failed(state, 2).address == NEW_ADDRESS
    assert failed(state, 3, Outcome.BACKOFF).address == NEW_ADDRESS


@pytest.mark.parametrize(
    "outcome", [o for o in Outcome if o.is_failure and o is not Outcome.BACKOFF]
)
def test_whatever_fails_at_an_address_that_was_taken_over_it_is_given_up(outcome: Outcome) -> None:
    state = failed(moved(READ, 3), 3, outcome)
    assert state.address is None
    assert next_poll(state, HOUR, NOW) < NEVER  # the configured address has not been asked yet
    assert not state.trouble or "410" not in state.trouble


def test_the_configured_address_is_gone_when_it_says_so_itself() -> None:
    state = failed(moved(READ, 3), 5, Outcome.GONE)
    assert next_poll(state, HOUR, NOW) < NEVER
    state = failed(state, 1, Outcome.GONE)
    assert next_poll(state, HOUR, NOW) == NEVER


# --- troubles ------------------------------------------------------------------------------------


def test_a_failure_that_passes_is_no_trouble() -> None:
    assert failed(READ, 1).trouble is None
    quick = after(failure(after(failure(after(failure(READ))))))
    assert quick.trouble is None


def test_failures_that_last_are_a_trouble_until_they_end() -> None:
    state = failed(READ, 4)
    assert state.trouble == "It has failed for 3 hours: the server answers 500."
    assert state.trouble_since == NOW + 2 * HOUR
    well = after(document(state), now=NOW + DAY)
    assert (well.trouble, well.trouble_since) == (None, None)


def test_since_when_a_trouble_is_reads_the_same_once_it_was_stored() -> None:
    state = replace(READ, failures=3, failing_since=NOW - DAY)
    state = after(failure(state), now=NOW + timedelta(microseconds=123_456))
    assert state.trouble_since == feed_state_of(feed_state_row(state)).trouble_since == NOW


def test_a_feed_that_is_gone_is_a_trouble_once_that_is_sure() -> None:
    assert failed(READ, 2, Outcome.GONE).trouble is None
    trouble = failed(READ, 3, Outcome.GONE).trouble
    assert trouble
    assert "410" in trouble
    assert failed(failed(READ, 2, Outcome.GONE), 1).gone_polls == 0


def empty(state: FeedState) -> Polled:
    parsed = Parsed(Outcome.OK_EMPTY, "the feed holds no items.")
    fetched = Fetched(FEED.url, b"", "", '"empty"', "now", body_hash="e")
    return Polled(FEED, state, Outcome.OK_EMPTY, parsed.detail, fetched, parsed)


def test_a_feed_that_held_many_items_and_now_none_is_in_trouble() -> None:
    state = after(empty(replace(READ, entries=30)))
    assert state.trouble == "It holds no items; it usually holds 30."
    assert after(unchanged(state)).trouble == state.trouble
    assert after(document(state)).trouble is None
    assert after(empty(replace(READ, entries=2))).trouble is None


def test_a_failure_does_not_hide_that_a_feed_is_still_empty() -> None:
    state = after(empty(replace(READ, entries=30)))
    assert after(unchanged(failed(state, 1))).trouble == state.trouble


def test_a_feed_that_held_items_and_now_none_is_asked_for_whole_the_next_time() -> None:
    state = after(empty(after(document(READ))))
    assert (state.etag, state.last_modified, state.body_hash) == (None, None, None)
    assert after(empty(READ)).etag == '"empty"'


def test_failures_and_a_feed_that_was_gone_are_over_with_an_unchanged_document() -> None:
    assert after(unchanged(failed(READ, 4))).trouble is None
    assert after(unchanged(failed(READ, 3, Outcome.GONE))).trouble is None


@pytest.mark.parametrize(
    ("silent", "rhythm", "arrivals", "is_trouble"),
    [
        (DAY * 5, HOUR * 2, 40, True),
        (DAY * 2, HOUR * 2, 40, False),  # a weekend
        (DAY * 5, DAY, 40, False),
        (DAY * 30, DAY, 40, True),
        (DAY * 5, HOUR * 2, 3, False),  # a rhythm of three items is none
    ],
)
def test_a_feed_silent_for_many_times_its_rhythm_is_in_trouble(
    silent: timedelta, rhythm: timedelta, arrivals: int, is_trouble: bool
) -> None:
    state = replace(READ, rhythm=rhythm, new_at=NOW - silent, arrivals=arrivals)
    trouble = after(unchanged(state)).trouble
    assert bool(trouble) == is_trouble
    assert not trouble or "usually something comes every" in trouble


def test_a_span_is_told_in_its_largest_unit() -> None:
    spans = [DAY * 3, HOUR * 30, HOUR, timedelta(minutes=1), timedelta(seconds=20)]
    assert [span(each) for each in spans] == [
        "3 days", "30 hours", "60 minutes", "1 minute", "a moment",
    ]  # fmt: skip


def test_an_answer_without_a_document_leaves_what_was_read_as_it_was() -> None:
    before = replace(READ, etag="old", failures=2, read_at=NOW - HOUR)
    polled = Polled(FEED, before, Outcome.OK, "")
    after = remember(polled, Arrival((), shares=False), NOW)
    assert (after.etag, after.read_at, after.failures) == ("old", NOW - HOUR, 0)
