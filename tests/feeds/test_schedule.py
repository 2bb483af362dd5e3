"""When a feed is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.schedule import LONGEST_PAUSE, next_poll, read_retry_after
from monitor.model import Outcome

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
URL = "https://news.example/feed"
EVERY = timedelta(minutes=10)


def pause(
    outcome: Outcome = Outcome.OK,
    failures: int = 0,
    retry_after: str | None = None,
    every: timedelta = EVERY,
    url: str = URL,
) -> timedelta:
    return next_poll(url, every, outcome, failures, NOW, retry_after) - NOW


def about(found: timedelta, wanted: timedelta) -> bool:
    """Whether a pause is `wanted` and at most the jitter more."""
    return wanted <= found <= wanted * 1.1


good = [o for o in Outcome if not o.is_failure]
bad = [o for o in Outcome if o.is_failure and o is not Outcome.GONE]


@pytest.mark.parametrize("outcome", good)
def test_a_feed_that_answers_keeps_its_interval(outcome: Outcome) -> None:
    assert about(pause(outcome, failures=0), EVERY)
    assert about(pause(outcome, failures=7), EVERY)


@pytest.mark.parametrize("outcome", bad)
@pytest.mark.parametrize(("failures", "times"), [(1, 2), (2, 4), (3, 8)])
def test_each_failure_in_a_row_doubles_the_pause(
    outcome: Outcome, failures: int, times: int
) -> None:
    assert about(pause(outcome, failures), EVERY * times)


@pytest.mark.parametrize("failures", [10, 100, 10**6])
def test_a_feed_that_keeps_failing_is_asked_once_a_day(failures: int) -> None:
    assert about(pause(Outcome.ERROR_NET, failures), LONGEST_PAUSE)


def test_a_feed_that_is_gone_is_asked_once_a_day() -> None:
    assert about(pause(Outcome.GONE, failures=1), LONGEST_PAUSE)


def test_a_feed_polled_every_week_is_not_polled_more_often_for_failing() -> None:
    week = timedelta(weeks=1)
    assert about(pause(Outcome.TIMEOUT, failures=3, every=week), week)


def test_the_pause_that_a_server_asks_for_is_kept() -> None:
    assert about(pause(Outcome.BACKOFF, 1, retry_after="7200"), timedelta(hours=2))


def test_a_server_may_not_ask_for_a_shorter_pause_than_the_failures() -> None:
    assert about(pause(Outcome.BACKOFF, 3, retry_after="1"), EVERY * 8)


def test_a_server_that_asks_for_a_year_gets_a_day() -> None:
    assert about(pause(Outcome.BACKOFF, 1, retry_after="31536000"), LONGEST_PAUSE)


def test_feeds_of_one_interval_do_not_stay_in_step() -> None:
    pauses = {pause(url=f"https://news.example/{n}") for n in range(20)}
    assert len(pauses) == 20


def test_the_same_feed_has_the_same_jitter_every_time() -> None:
    assert pause() == pause()


@given(
    st.sampled_from(Outcome),
    st.integers(0, 10**9),
    st.timedeltas(timedelta(seconds=1), timedelta(days=3650)),
    st.none() | st.text() | st.integers(0).map(str),
    st.text(),
)
def test_the_next_poll_is_never_before_the_interval_nor_long_after_a_day(
    outcome: Outcome, failures: int, every: timedelta, retry_after: str | None, url: str
) -> None:
    found = pause(outcome, failures, retry_after, every, url)
    if outcome is not Outcome.GONE:
        assert found >= every
    assert found <= max(every, LONGEST_PAUSE) * 1.1


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
