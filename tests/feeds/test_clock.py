"""What a feed's stamps mean, judged by when its items came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.feeds.clock import answered, constant_error, describe, explain_date, read_clock
from monitor.feeds.dates import strict_date
from monitor.feeds.zones import ZONES
from monitor.model import Item
from monitor.model.feed_state import FeedClock
from monitor.store.rows import _clock_json, clock_of

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def item(text: str, number: int = 0) -> Item:
    return Item(
        f"i{number}", "f", f"i{number}", "Outlet", "T", "", published=strict_date(text),
        date_text=text,
    )  # fmt: skip


def stamped(true: datetime, error: timedelta = timedelta()) -> str:
    """Return a stamp that has to be moved by `error` to say `true`."""
    return format_datetime(true - error)


def named(true: datetime, offset: timedelta, zone: str) -> str:
    return f"{true + offset:%a, %d %b %Y %H:%M:%S} {zone}"


def followed(
    texts: Sequence[tuple[datetime, str]], every: timedelta, clock: FeedClock | None = None
) -> tuple[FeedClock, dict[str, tuple[Item, datetime]]]:
    """Poll a feed in which each text appears at its time; return the clock and what came when."""
    clock = clock or FeedClock()
    came: dict[str, tuple[Item, datetime]] = {}
    now = min(at for at, _ in texts) - every
    end = max(at for at, _ in texts) + every
    while now <= end:
        new = [item(text, n) for n, (at, text) in enumerate(texts) if now - every < at <= now]
        if new:
            read, clock = read_clock(clock, new, now)
            came |= {each.id: (each, now) for each in read}
        else:
            clock = answered(clock, now)
        now += every
    return clock, came


a_pause = st.integers(30, 400).map(lambda minutes: minutes * MINUTE)
pauses = st.lists(a_pause, min_size=14, max_size=18) | a_pause.map(lambda each: [each] * 16)
every = st.integers(5, 20).map(lambda minutes: minutes * MINUTE)
late = st.integers(0, 5).map(lambda minutes: minutes * MINUTE)
delays = st.lists(late, min_size=18, max_size=18) | late.map(lambda each: [each] * 18)
errors = st.integers(-24, 24).filter(lambda half: abs(half) >= 2).map(lambda half: half * HOUR / 2)


def times(gaps: Sequence[timedelta]) -> list[datetime]:
    found = [START]
    for gap in gaps:
        found.append(found[-1] + gap)
    return found


@given(pauses, every, delays, errors)
@example([HOUR] * 16, 15 * MINUTE, [timedelta(0)] * 18, 5 * HOUR)  # in step with the polls
@example([HOUR] * 16, 15 * MINUTE, [timedelta(0)] * 18, -5 * HOUR)
def test_a_constant_error_is_noticed_and_what_comes_then_is_told_of_its_true_time(
    gaps: list[timedelta], pace: timedelta, late: list[timedelta], error: timedelta
) -> None:
    true = times(gaps)
    texts = [(at + each, stamped(at, error)) for at, each in zip(true, late, strict=False)]
    clock, came = followed(texts, pace)
    assert constant_error(clock) == error
    assert f"{abs(error) / HOUR:g} hour" in describe(clock)
    last, at = came[f"i{len(texts) - 1}"]
    assert last.published is not None
    assert abs(last.published - true[len(texts) - 1]) <= timedelta(0) or last.published == at


@given(pauses, every, delays)
def test_an_honest_feed_is_left_as_it_is(
    gaps: list[timedelta], pace: timedelta, late: list[timedelta]
) -> None:
    texts = [(at + each, stamped(at)) for at, each in zip(times(gaps), late, strict=False)]
    clock, came = followed(texts, pace)
    assert not constant_error(clock)
    assert describe(clock) == ""
    assert all(each.published == strict_date(each.date_text) for each, _ in came.values())


@given(
    st.lists(st.tuples(a_pause, st.integers(0, 13 * 60)), min_size=12, max_size=18),
    every,
)
def test_a_feed_that_is_late_now_and_then_is_not_taken_for_one_in_another_zone(
    told: list[tuple[timedelta, int]], pace: timedelta
) -> None:
    """Wire stories that outlets take over hours later come as late as it happens."""
    lags = sorted(late for _, late in told)
    spread = [lags[n + len(lags) * 3 // 4 - 1] - lags[n] for n in range(len(lags) // 4 + 1)]
    texts = [
        (at, stamped(at - late * MINUTE))
        for at, (_, late) in zip(times([gap for gap, _ in told]), told, strict=False)
    ]
    clock, _ = followed(texts, pace)
    if min(spread) > 120:
        assert not constant_error(clock)


AMBIGUOUS = sorted(
    (name, offset) for name, offsets in ZONES.items() if len(offsets) > 1 for offset in offsets
)


@pytest.mark.parametrize(("zone", "offset"), AMBIGUOUS)
def test_of_two_meanings_the_feeds_own_past_is_the_judge(zone: str, offset: timedelta) -> None:
    if zone in ("ET", "CT", "MT", "PT") and offset != ZONES[zone][0]:
        offset = ZONES[zone][0]  # it is not summer: the other one would be an error
    true = [START + n * 2 * HOUR for n in range(4)]
    texts = [(at + MINUTE, named(at, offset, zone)) for at in true]
    _, came = followed(texts, 10 * MINUTE)
    assert [came[f"i{n}"][0].published for n in range(2, 4)] == true[2:]


@pytest.mark.parametrize(("zone", "offset"), AMBIGUOUS)
def test_at_the_first_poll_a_meaning_from_the_future_is_not_believed(
    zone: str, offset: timedelta
) -> None:
    items = [item(named(START - n * HOUR, offset, zone), n) for n in range(3)]
    found, _ = read_clock(FeedClock(), items, START)
    assert all(each.published and each.published <= START for each in found)


def test_india_is_believed_where_nothing_speaks_against_it() -> None:
    text = named(START - 5 * MINUTE, timedelta(hours=5, minutes=30), "IST")
    (found,), _ = read_clock(FeedClock(), [item(text)], START)
    assert found.published == START - 5 * MINUTE


def test_no_item_is_dated_later_than_it_came() -> None:
    (found,), _ = read_clock(FeedClock(), [item(stamped(START + 5 * HOUR))], START)
    assert found.published == START


def test_an_unreadable_date_and_one_that_was_read_otherwise_stay() -> None:
    odd = replace(item("soon"), published=START)
    none = item("soon", 1)
    assert read_clock(FeedClock(), [odd, none], START)[0] == (odd, none)


def test_six_arrivals_are_needed_and_a_feed_that_is_mended_is_believed_again() -> None:
    true = [START + n * HOUR for n in range(30)]
    wrong = [(at, stamped(at, 5 * HOUR)) for at in true[:5]]
    clock, _ = followed(wrong, 10 * MINUTE)
    assert not constant_error(clock)
    clock, _ = followed([(at, stamped(at, 5 * HOUR)) for at in true[:8]], 10 * MINUTE)
    assert constant_error(clock) == 5 * HOUR
    clock, _ = followed([(at, stamped(at)) for at in true[8:14]], 10 * MINUTE, clock)
    assert not constant_error(clock)


@pytest.mark.parametrize("hours", [1, 2, 3, 5])
def test_an_honest_feed_that_is_polled_seldom_is_left_as_it_is(hours: int) -> None:
    texts = [(START + n * 100 * MINUTE, stamped(START + n * 100 * MINUTE)) for n in range(60)]
    clock, _ = followed(texts, hours * HOUR)
    assert len(clock.arrivals) == 12
    assert not constant_error(clock)


def test_an_item_that_was_there_before_is_no_arrival() -> None:
    clock, seen = FeedClock(), []
    for poll in range(60):  # its document is read whole each time, and brings one item in ten
        now = START + poll * 30 * MINUTE
        if poll % 10 == 0:
            seen.append(item(stamped(now - MINUTE), poll))
        _, clock = read_clock(clock, seen, now)
    assert len(clock.arrivals) == 5
    assert all(each.latest == MINUTE for each in clock.arrivals)


def test_a_day_without_a_time_and_a_long_pause_say_nothing_of_the_clock() -> None:
    days = [(START + n * 3 * HOUR, f"{START + n * 24 * HOUR:%d %b %Y}") for n in range(10)]
    assert followed(days, 10 * MINUTE)[0].arrivals == ()
    rare = [(START + n * 24 * HOUR, stamped(START + n * 24 * HOUR, 5 * HOUR)) for n in range(10)]
    assert followed(rare, 7 * HOUR)[0].arrivals == ()


def test_old_news_shown_anew_says_nothing_of_the_clock() -> None:
    old = [(START + n * HOUR, stamped(START + n * HOUR, 15 * HOUR)) for n in range(10)]
    assert followed(old, 10 * MINUTE)[0].arrivals == ()


def test_a_clock_that_was_set_back_teaches_nothing() -> None:
    clock = answered(FeedClock(), START + HOUR)
    _, clock = read_clock(clock, [item(stamped(START))], START)
    assert clock.arrivals == ()


def test_the_clock_is_stored_and_read_back() -> None:
    clock, _ = followed([(START + n * HOUR, stamped(START + n * HOUR)) for n in range(9)], HOUR / 4)
    assert clock_of(_clock_json(clock)) == clock
    assert json.loads(_clock_json(clock))["arrivals"]
    assert clock_of("") == FeedClock() == clock_of(_clock_json(FeedClock()))


ERR, _ = followed(
    [(START + n * HOUR, stamped(START + n * HOUR, 5 * HOUR)) for n in range(9)], HOUR / 4
)


@pytest.mark.parametrize(
    ("text", "published", "said"),
    [
        ("", None, ""),
        ("soon", None, "cannot be read"),
        ("Sat, 28 Nov 1926 10:00:00 GMT", None, "cannot be believed"),
        ("Mon, 02 Nov 2026 05:00:00 GMT", START - HOUR, ""),
        ("Mon, 02 Nov 2026 05:00:00 GMT", START - 6 * HOUR, "5 hours earlier. Its stamps are"),
        ("Mon, 02 Nov 2026 09:00:00 IST", START + 2 * HOUR, "4.5 hours later than IST"),
        ("Mon, 02 Nov 2026 09:00:00 GMT", START, "had not come"),
        (
            "5 listopada 2026 09:00",
            datetime(2026, 10, 5, 9, tzinfo=UTC),
            "taken for the one before",
        ),
    ],
)
def test_explain_says_why_a_time_is_not_what_the_feed_wrote(
    text: str, published: datetime | None, said: str
) -> None:
    sentence = explain_date(text, published, START, ERR)
    assert said in sentence
    assert bool(sentence) == bool(said)
