"""When a feed is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.schedule import (
    GONE_POLLS,
    LONGEST_PAUSE,
    NEVER,
    host_pause,
    next_poll,
    read_retry_after,
    wants_whole,
)
from monitor.model import Outcome
from monitor.model.feed_state import FeedState

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
URL = "https://news.example/feed"
EVERY = timedelta(minutes=10)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def pause(every: timedelta = EVERY, url: str = URL, **values: Any) -> timedelta:
    """Return the pause after a poll that left a state; what is no field of it was asked for."""
    asked = {k: values.pop(k) for k in ("retry_after", "max_age", "at_least_every") if k in values}
    state = FeedState(url, **{"outcome": Outcome.OK, **values})
    return next_poll(state, every, NOW, **asked) - NOW


def about(found: timedelta, wanted: timedelta) -> bool:
    """Whether a pause is `wanted` and at most the jitter more."""
    return wanted <= found <= wanted * 1.1


good = [o for o in Outcome if not o.is_failure]
bad = [o for o in Outcome if o.is_failure and o is not Outcome.GONE]


@pytest.mark.parametrize("outcome", good)
def test_a_feed_that_answers_and_is_not_known_yet_keeps_its_interval(outcome: Outcome) -> None:
    assert about(pause(outcome=outcome), EVERY)


# --- rhythm --------------------------------------------------------------------------------------


def test_a_feed_that_brings_something_all_the_time_is_polled_as_often_as_allowed() -> None:
    assert about(pause(rhythm=timedelta(minutes=1), new_at=NOW), EVERY)


def test_a_slow_feed_is_polled_more_rarely_the_longer_it_stays_quiet() -> None:
    pauses = [pause(rhythm=DAY * 7, new_at=NOW, quiet_polls=n) for n in (0, 6, 60, 600)]
    assert about(pauses[0], EVERY)
    assert about(pauses[1], 2 * EVERY)
    assert about(pauses[2], 11 * EVERY)
    assert about(pauses[3], DAY * 7 / 10)  # ten polls for an item


def test_however_slow_a_feed_is_polled_once_a_day() -> None:
    assert about(pause(rhythm=DAY * 365, quiet_polls=10**6), DAY)
    assert about(pause(rhythm=DAY * 365, quiet_polls=10**6, at_least_every=HOUR), HOUR)


def test_after_a_gap_a_feed_is_polled_faster_than_it_turns_over() -> None:
    values: dict[str, Any] = {"rhythm": timedelta(minutes=1), "entries": 9, "new_at": NOW}
    assert about(pause(**values, gap_at=NOW), timedelta(minutes=3))
    assert about(pause(**values, gap_at=NOW - 2 * DAY), EVERY)
    fast = {**values, "rhythm": timedelta(seconds=1)}
    assert about(pause(**fast, gap_at=NOW), timedelta(minutes=1))


# --- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", bad)
@pytest.mark.parametrize(("failures", "times"), [(1, 2), (2, 4), (3, 8)])
def test_each_failure_in_a_row_doubles_the_pause(
    outcome: Outcome, failures: int, times: int
) -> None:
    assert about(pause(outcome=outcome, failures=failures), EVERY * times)


@pytest.mark.parametrize("failures", [10, 100, 10**6])
def test_a_feed_that_keeps_failing_is_asked_once_a_day(failures: int) -> None:
    assert about(pause(outcome=Outcome.ERROR_NET, failures=failures), LONGEST_PAUSE)


def test_a_feed_that_is_gone_is_asked_until_that_is_sure_and_then_never() -> None:
    first = pause(outcome=Outcome.GONE, failures=1, gone_polls=1)
    assert timedelta(hours=1) < first <= LONGEST_PAUSE
    sure = FeedState(URL, outcome=Outcome.GONE, failures=GONE_POLLS, gone_polls=GONE_POLLS)
    assert next_poll(sure, EVERY, NOW) == NEVER


def test_a_feed_polled_every_week_is_not_polled_more_often_for_failing() -> None:
    week = timedelta(weeks=1)
    assert about(pause(outcome=Outcome.TIMEOUT, failures=3, every=week), week)


# --- wishes --------------------------------------------------------------------------------------


def test_the_pause_that_a_server_asks_for_is_kept() -> None:
    found = pause(outcome=Outcome.BACKOFF, failures=1, retry_after="7200")
    assert about(found, timedelta(hours=2))


def test_a_server_may_not_ask_for_a_shorter_pause_than_the_failures() -> None:
    found = pause(outcome=Outcome.BACKOFF, failures=3, retry_after="1")
    assert about(found, EVERY * 8)


def test_a_server_that_asks_for_a_year_gets_a_day() -> None:
    found = pause(outcome=Outcome.BACKOFF, failures=1, retry_after="31536000")
    assert about(found, LONGEST_PAUSE)


@pytest.mark.parametrize("wish", ["ttl", "max_age"])
def test_what_a_document_or_its_server_asks_for_is_heeded_up_to_a_day(wish: str) -> None:
    assert about(pause(**{wish: HOUR}), HOUR)
    assert about(pause(**{wish: timedelta(minutes=1)}), EVERY)
    assert about(pause(**{wish: DAY * 365}), DAY)


def test_a_host_is_left_alone_as_long_as_it_asks_up_to_a_day() -> None:
    assert host_pause("3600", NOW) == NOW + HOUR
    assert host_pause("315360000", NOW) == NOW + DAY
    assert [host_pause(value, NOW) for value in (None, "soon", "-5", "0")] == [None] * 4


# --- whole documents -----------------------------------------------------------------------------


def test_a_document_is_asked_for_whole_after_many_polls_without_one() -> None:
    def whole(polls: int, age: timedelta) -> bool:
        state = FeedState(URL, etag="x", unchanged_polls=polls, read_at=NOW - age)
        return wants_whole(state, NOW)

    assert whole(20, DAY)
    assert not whole(19, DAY)
    assert not whole(1000, DAY / 2)


# --- jitter --------------------------------------------------------------------------------------


def test_feeds_of_one_interval_do_not_stay_in_step() -> None:
    pauses = {pause(url=f"https://news.example/{n}") for n in range(20)}
    assert len(pauses) == 20


def test_the_same_feed_has_the_same_jitter_every_time() -> None:
    assert pause() == pause()


@given(
    st.sampled_from([o for o in Outcome if o is not Outcome.GONE]),
    st.integers(0, 10**9),
    st.timedeltas(timedelta(seconds=1), timedelta(days=3650)),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=3650)),
    st.none() | st.text() | st.integers(0).map(str),
    st.text(),
)
def test_the_next_poll_is_never_before_the_interval_nor_long_after_a_day(
    outcome: Outcome,
    number: int,
    every: timedelta,
    rhythm: timedelta | None,
    retry_after: str | None,
    url: str,
) -> None:
    found = pause(
        every,
        url,
        outcome=outcome,
        failures=number,
        quiet_polls=number % 10**5,
        rhythm=rhythm,
        retry_after=retry_after,
    )
    assert every <= found <= max(every, LONGEST_PAUSE) * 1.1


# --- Retry-After ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Tue, 24 Nov 2026 08:30:00 GMT", 1800),
        ("Tue, 24 Nov 2026 09:30:00 +0100", 1800),
        ("Tue, 24 Nov 2026 08:30:00 -0000", 1800),
        ("Tue, 24 Nov 2026 07:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: int) -> None:
    assert read_retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", " ", "soon", "-5", "1.5", "١٢٠", "Tue, 99 Nov 2026 08:30:00 GMT"),
        "Thu, 20 Sep 2018 08:00:00 +99999999999999999999",
        "Thu, 20 Sep 2018 99999999999999999999:00:00 GMT",
    ],
)
def test_what_is_neither_seconds_nor_a_date_is_ignored(value: str | None) -> None:
    assert read_retry_after(value, NOW) is None


@given(st.text())
def test_no_header_is_an_exception(value: str) -> None:
    found = read_retry_after(value, NOW)
    assert found is None or found >= timedelta(0)


@given(st.integers(0, 10**9))
def test_a_date_means_the_time_until_then(seconds: int) -> None:
    moment = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert read_retry_after(moment, NOW) == timedelta(seconds=seconds)
