"""When is a feed due next: its interval, the server's wish, back-off, jitter. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import Outcome, stable_id

LONGEST_PAUSE = timedelta(days=1)
_JITTER = 0.1  # of the pause, so that feeds of one interval do not stay in step


def next_poll(
    url: str,
    every: timedelta,
    outcome: Outcome,
    failures: int,
    now: datetime,
    retry_after: str | None = None,
) -> datetime:
    """Return when to poll again after a poll at `now`.

    `failures` counts the failed polls in a row, this one included: each doubles the pause, up to a
    day. `retry_after` is the header as the server wrote it (RFC 9110 10.2.3), heeded up to a day.
    The jitter is a hash of the address: the same for the same feed, at every time.
    """
    if outcome is Outcome.GONE:
        return now + LONGEST_PAUSE
    pause = every
    if outcome.is_failure:
        pause = every * 2 ** min(failures, 12)
    pause = max(every, min(pause, LONGEST_PAUSE))
    if wished := read_retry_after(retry_after, now):
        pause = max(pause, min(wished, LONGEST_PAUSE))
    share = int(stable_id(url, length=8), 16) / 0xFFFFFFFF
    return now + pause * (1 + _JITTER * share)


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
