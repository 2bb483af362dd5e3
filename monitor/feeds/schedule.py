"""When is a feed due next: its rhythm, its server's wish, back-off, jitter. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import Outcome, stable_id
from monitor.model.feed_state import FeedState

LONGEST_PAUSE = timedelta(days=1)
SHORTEST_PAUSE = timedelta(minutes=1)  # after a gap, whatever `every` says
GONE_POLLS = 3  # in a row that are told "gone for good" before it is believed
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_JITTER = 0.1  # of the pause, so that feeds of one interval do not stay in step
_POLLS_PER_ITEM = 10  # an item is found after a twentieth of the usual time between two, on average
_QUIET_POLLS = 6  # in a row lengthen the pause by `every`
_WHOLE_AFTER_POLLS = 20
_WHOLE_AFTER = timedelta(days=1)
_GAP_LASTS = timedelta(days=1)


def next_poll(
    state: FeedState,
    every: timedelta,
    now: datetime,
    *,
    at_least_every: timedelta = LONGEST_PAUSE,
    retry_after: str | None = None,
    max_age: timedelta | None = None,
) -> datetime:
    """Return when to poll again after a poll at `now` that left `state`.

    A feed that answers is polled in its own rhythm, between `every` and `at_least_every`. Each
    failure in a row doubles the pause. It does not end before the time that the document (`ttl`) or
    the server (`max_age`, RFC 9111 5.2.2.1; `retry_after` as it was written, RFC 9110 10.2.3) asks
    for, up to a day. The jitter is a hash of the address: the same for the same feed, at every
    time.
    """
    if state.gone_polls >= GONE_POLLS:
        return NEVER
    pause = min(_own_pause(state, every, now), max(every, at_least_every))
    wishes = [read_retry_after(retry_after, now), state.ttl, max_age]
    asked = max((wish for wish in wishes if wish), default=timedelta(0))
    pause = max(pause, min(asked, LONGEST_PAUSE))
    share = int(stable_id(state.url, length=8), 16) / 0xFFFFFFFF
    return now + pause * (1 + _JITTER * share)


def _own_pause(state: FeedState, every: timedelta, now: datetime) -> timedelta:
    """Return the pause that a feed's past suggests, whatever anybody asks for."""
    if state.outcome is Outcome.GONE:
        return max(every, LONGEST_PAUSE / GONE_POLLS)
    if state.outcome.is_failure:
        doubled: timedelta = every * 2 ** min(state.failures, 12)
        return max(every, min(doubled, LONGEST_PAUSE))
    if state.gap_at and now - state.gap_at < _GAP_LASTS:
        turnover = state.entries * (state.rhythm or every)
        return min(every, max(SHORTEST_PAUSE, turnover / 3))
    if state.rhythm is None:
        return every
    # With patience: what was learned is only believed as far as the feed then stays quiet.
    quiet = every * (1 + state.quiet_polls / _QUIET_POLLS)
    return max(every, min(state.rhythm / _POLLS_PER_ITEM, quiet))


def wants_whole(state: FeedState, now: datetime) -> bool:
    """Whether to ask for the document whatever its server says of changes.

    Some say "not modified" for ever, by a broken cache or a date in the future.
    """
    if state.unchanged_polls < _WHOLE_AFTER_POLLS:
        return False
    return state.read_at is None or now - state.read_at >= _WHOLE_AFTER


def host_pause(retry_after: str | None, now: datetime) -> datetime | None:
    """Return until when a host asks to be left alone with all its feeds, up to a day."""
    pause = read_retry_after(retry_after, now)
    return now + min(pause, LONGEST_PAUSE) if pause else None


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read seconds or an HTTP date into a pause from `now`; None for what is neither."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(timedelta(0), moment - now)
