"""Whether rounds are made: by a daemon, or by a timetable without one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.desk.liveness import Rounds, judge
from tests.examples import NOW

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def by_hand(last: timedelta, before: timedelta | None = None, due: timedelta = MINUTE) -> Rounds:
    """Return what is known after rounds by hand so long ago, with a feed due for so long."""
    return Rounds(
        by_hand=NOW - last,
        by_hand_before=NOW - before if before else None,
        polled=NOW - last,
        due=NOW - due,
    )


@pytest.mark.parametrize(
    ("rounds", "is_well", "reason"),
    [
        (Rounds(), False, "The daemon is not running; start it"),
        (Rounds(tick=NOW), True, "The daemon is running."),
        (Rounds(tick=NOW - 9 * MINUTE), True, "The daemon is running."),
        (Rounds(tick=NOW - 2 * HOUR), False, "The daemon has done nothing since 2 h ago."),
        # a daemon that hangs is not excused by a timetable
        (Rounds(tick=NOW - 2 * HOUR, by_hand=NOW), False, "The daemon has done nothing"),
        (by_hand(5 * MINUTE), True, "No daemon is needed: `news-monitor run --once` made"),
        (by_hand(HOUR, due=45 * MINUTE), True, "its last round 1 h ago"),
        (by_hand(3 * HOUR, due=2 * HOUR), True, "No daemon is needed"),
        (by_hand(3 * HOUR, due=2 * HOUR + MINUTE), False, "a feed was due 2 h ago"),
        # a timetable that calls once a day is not late after two hours
        (by_hand(20 * HOUR, 44 * HOUR, 19 * HOUR), True, "No daemon is needed"),
        (by_hand(60 * HOUR, 84 * HOUR, 59 * HOUR), False, "made its last round 2 d ago"),
        # nothing is due, however long ago the last round was
        (by_hand(90 * HOUR, due=-HOUR), True, "No daemon is needed"),
        (Rounds(by_hand=NOW - HOUR), True, "No daemon is needed"),
        # a daemon polled after the last round by hand, and runs no more
        (Rounds(by_hand=NOW - HOUR, polled=NOW - MINUTE), False, "The daemon is not running"),
        (Rounds(polled=NOW - MINUTE), False, "The daemon is not running"),
        # by a clock that was ahead
        (by_hand(-HOUR), True, "No daemon is needed"),
    ],
)
def test_rounds_are_judged_with_a_reason(rounds: Rounds, is_well: bool, reason: str) -> None:
    found = judge(rounds, NOW)
    assert found.is_well is is_well
    assert reason in found.reason
