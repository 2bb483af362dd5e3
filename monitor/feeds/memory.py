"""What is remembered of a feed after a poll: validators, rhythm, moves, gaps, troubles. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from monitor.feeds import health
from monitor.feeds.fetch import Fetched, NotModified
from monitor.feeds.poll import Polled
from monitor.model import Item, Outcome
from monitor.model.feed_state import FeedState

MOVED_POLLS = 3  # in a row that lead to the same address before it is taken over
_LOST_AFTER = 3  # failures in a row before an address that was taken over is given up
_LEARNING = 0.25  # weight of the latest pause between new items


@dataclass(frozen=True, slots=True)
class Arrival:
    """What of the items of a poll was there before."""

    new: Sequence[Item]
    shares: bool  # an item with the polls before


def remember(polled: Polled, arrival: Arrival, now: datetime) -> FeedState:
    """Return the state of a feed after a poll that ended at `now`."""
    state = replace(polled.state, outcome=polled.outcome, clock=polled.clock or polled.state.clock)
    state = _failed(state, now) if polled.outcome.is_failure else _answered(state, polled, now)
    if polled.parsed:
        state = replace(state, title=polled.parsed.title or state.title)
        state = _learn(state, polled, arrival, now)
    return health.judge(polled.state, state, polled.detail, now)


def is_gap(polled: Polled, arrival: Arrival) -> bool:
    """Whether items may have been missed: none of those before is in the document any more."""
    return bool(
        polled.state.first_polled_at and polled.parsed and arrival.new and not arrival.shares
    )


def _failed(state: FeedState, now: datetime) -> FeedState:
    failures = state.failures + 1
    is_lost = failures >= _LOST_AFTER and state.outcome is not Outcome.BACKOFF
    # Gone for good is said of the address that was asked: only the configured one ends the feed.
    is_gone = state.outcome is Outcome.GONE and state.address is None
    return replace(
        state,
        failures=failures,
        failing_since=state.failing_since or now,
        gone_polls=state.gone_polls + 1 if is_gone else 0,
        address=None if is_lost else state.address,
    )


def _answered(state: FeedState, polled: Polled, now: datetime) -> FeedState:
    document = polled.document
    state = replace(
        state, failures=0, failing_since=None, gone_polls=0, quiet_polls=state.quiet_polls + 1
    )
    state = _follow(state, document.moved_to if document else None)
    if isinstance(document, NotModified):
        return replace(state, unchanged_polls=state.unchanged_polls + 1)
    if isinstance(document, Fetched):
        # "Unchanged" would not say whether a feed that held items is still empty.
        is_empty = polled.outcome is Outcome.OK_EMPTY and state.entries > 0
        return replace(
            state,
            etag=None if is_empty else document.etag,
            last_modified=None if is_empty else document.last_modified,
            body_hash=None if is_empty else document.body_hash,
            first_polled_at=state.first_polled_at or now,
            read_at=now,
            unchanged_polls=0,
        )
    return state


def _follow(state: FeedState, moved_to: str | None) -> FeedState:
    """Take an address over once permanent redirects have led there often enough."""
    polls = (
        state.moved_polls + 1 if moved_to and moved_to == state.moved_to else int(bool(moved_to))
    )
    if polls < MOVED_POLLS:
        return replace(state, moved_to=moved_to, moved_polls=polls)
    return replace(state, address=moved_to, moved_to=None, moved_polls=0)


def _learn(state: FeedState, polled: Polled, arrival: Arrival, now: datetime) -> FeedState:
    parsed = polled.parsed
    assert parsed is not None  # noqa: S101 - the caller asked
    before = polled.state
    if parsed.entries:
        usual = before.entries or parsed.entries
        state = replace(
            state,
            entries=round(usual + _LEARNING * (parsed.entries - usual)),
            ttl=parsed.ttl if parsed.items else before.ttl,
            entry_hashes=parsed.hashes,
        )
    if not arrival.new:
        return state
    rhythm = before.rhythm
    if before.first_polled_at is None:
        rhythm = published_rhythm(arrival.new)
    elif before.new_at:
        pause = (now - before.new_at) / len(arrival.new)
        rhythm = pause if rhythm is None else rhythm + _LEARNING * (pause - rhythm)
    gap_at = now if is_gap(polled, arrival) else state.gap_at
    return replace(
        state,
        rhythm=rhythm,
        arrivals=before.arrivals + len(arrival.new),
        new_at=now,
        quiet_polls=0,
        gap_at=gap_at,
    )


def published_rhythm(items: Sequence[Item]) -> timedelta | None:
    """Return the usual time between the dates of items, None for fewer than four dates."""
    dates = sorted({item.published for item in items if item.published})
    if len(dates) < 4:
        return None
    return timedelta(seconds=median((b - a).total_seconds() for a, b in pairwise(dates)))
