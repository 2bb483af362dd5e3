"""Whether somebody makes rounds: a daemon, or `run --once` from a timetable such as cron's. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.desk import wording
from monitor.store.rows import stamp

STILL = timedelta(minutes=10)  # a daemon without a tick for so long hangs
_SLACK = timedelta(hours=2)  # that feeds may be due before a timetable is late


@dataclass(frozen=True, slots=True)
class Rounds:
    """What is known of the rounds that were made; None for what there was not yet."""

    tick: datetime | None = None  # of the daemon that runs
    by_hand: datetime | None = None  # when `run --once` made its last round
    by_hand_before: datetime | None = None  # and the one before
    polled: datetime | None = None  # when a feed was polled last, by whomever
    due: datetime | None = None  # when the first feed is due


@dataclass(frozen=True, slots=True)
class Liveness:
    """Whether rounds are made, and why that is said."""

    is_well: bool
    reason: str


def judge(rounds: Rounds, now: datetime) -> Liveness:
    """Say whether rounds are made as they should be.

    Without a daemon that is so where the last polls were those of `run --once`, and the feeds have
    not been due for longer than two hours, or twice the pause between its last two rounds.
    """
    if rounds.tick is not None:
        if now - rounds.tick > STILL:
            return Liveness(False, f"The daemon has done nothing since {ago(rounds.tick, now)}.")
        return Liveness(True, "The daemon is running.")
    if rounds.by_hand is None or (rounds.polled and rounds.polled > rounds.by_hand):
        sentence = "The daemon is not running; start it with `news-monitor run` or systemctl."
        return Liveness(False, sentence)
    last = f"`news-monitor run --once` made its last round {ago(rounds.by_hand, now)}"
    pause = rounds.by_hand - rounds.by_hand_before if rounds.by_hand_before else timedelta(0)
    if rounds.due and now - rounds.due > max(_SLACK, 2 * pause):
        return Liveness(
            False, f"{last}, and a feed was due {ago(rounds.due, now)}; look at what starts it."
        )
    return Liveness(True, f"No daemon is needed: {last}.")


def ago(moment: datetime, now: datetime) -> str:
    """Return how long before `now` a moment is."""
    return wording.ago(stamp(moment), now)
