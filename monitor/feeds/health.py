"""Is a feed in trouble: what a person should know of it, in a sentence. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.feeds.schedule import GONE_POLLS
from monitor.model import Outcome
from monitor.model.feed_state import FeedState

_FAILURES = 3  # in a row, and
_FAILING_FOR = timedelta(hours=1)  # before failures are a trouble: many end by themselves
_EMPTY_OF = 5  # entries that a feed usually holds before it is a trouble that it holds none
_SILENT_RHYTHMS = 20
_ARRIVALS = 10  # items before a rhythm is trusted so far
_SILENT_FOR = timedelta(days=3)


def judge(before: FeedState, state: FeedState, detail: str, now: datetime) -> FeedState:
    """Return `state` with its trouble as it is now, and since when.

    `before` is the state before the last poll, `detail` what that poll said. Since when is to the
    second, as it is stored: the messages about a trouble are known by it.
    """
    trouble = find_trouble(before, state, detail, now)
    if trouble is None:
        return replace(state, trouble=None, trouble_since=None)
    return replace(
        state, trouble=trouble, trouble_since=state.trouble_since or now.replace(microsecond=0)
    )


def find_trouble(before: FeedState, state: FeedState, detail: str, now: datetime) -> str | None:
    """Return what is wrong with a feed, or None; what may pass by itself is no trouble yet."""
    if state.gone_polls >= GONE_POLLS:
        return "The server says that this feed is gone for good (410). It is no longer polled."
    if state.failing_since and state.outcome.is_failure:
        if state.failures < _FAILURES or now - state.failing_since < _FAILING_FOR:
            return state.trouble
        return f"It has failed for {span(now - state.failing_since)}: {detail}"
    if state.outcome is Outcome.OK_EMPTY and state.entries >= _EMPTY_OF:
        return f"It holds no items; it usually holds {state.entries}."
    is_of_failures = before.failures >= _FAILURES
    if state.outcome is Outcome.NOT_MODIFIED and not is_of_failures and state.trouble:
        return state.trouble  # an unchanged document is as empty or as old as it was
    return _silence(state, now)


def _silence(state: FeedState, now: datetime) -> str | None:
    if state.rhythm is None or state.new_at is None or state.arrivals < _ARRIVALS:
        return None
    silent_for = now - state.new_at
    if silent_for < max(_SILENT_FOR, _SILENT_RHYTHMS * state.rhythm):
        return None
    usual = span(state.rhythm)
    return (
        f"It has brought nothing new for {span(silent_for)}; usually something comes every {usual}."
    )


def span(length: timedelta) -> str:
    """Return a span of time in words: `3 days`, `5 hours`, `1 minute`."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number = round(length.total_seconds() / size)
        if number >= 2 or (number == 1 and unit == "minute"):
            return f"{number} {unit}s" if number > 1 else f"1 {unit}"
    return "a moment"
