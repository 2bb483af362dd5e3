"""Whole streams of items against the verdicts of a careful reader.

The floors are what the engine reaches today. That of the streams kept aside went down once, by two
of its 95 items, for 26 developments fewer missed on busy days; its old height, 0.84, is owed.
"""

from __future__ import annotations

import tomllib

import pytest

from monitor.model import Action
from tests.beside import wants
from tests.story.streams import (
    ROOT,
    SHARED,
    Stream,
    aside_streams,
    labelled_streams,
    replay,
    shared_streams,
)

CONFIGURED = tomllib.loads((ROOT / "config/monitor.toml").read_text("utf-8"))["story"][0]
DEMO = Stream(
    "demo",
    ROOT / "config/alibaba-2018.md",
    ROOT / "monitor/demo/recording.json",
    tuple(CONFIGURED["watch"]),
    tuple(CONFIGURED["exclude"]),
)
STREAMS = [*labelled_streams(), *aside_streams(), DEMO, *shared_streams()]

#: Of all verdicts on the streams trained on, on those kept aside and on those beside the project,
#: how many are right at least; and on busy days.
FLOOR_OWN, FLOOR_ASIDE, FLOOR_SHARED = 0.88, 0.83, 0.94
FLOOR_BUSY = 0.87
BUSY = 8.0  # times as fast: what was told in a week is told in a day


def right(streams: list[Stream]) -> tuple[float, list[str]]:
    """Return the share of right verdicts, soft labels left out, and what is wrong."""
    count, wrong = 0, []
    for stream in streams:
        for item, expected, decision in replay(stream):
            if expected.get("soft"):
                continue
            count += 1
            if decision.action.verdict != expected["verdict"]:
                wrong.append(
                    f"{stream.name} {item.id}: {decision.action.verdict} instead of"
                    f" {expected['verdict']}: {decision.reason}"
                )
    return 1 - len(wrong) / count, wrong


def test_verdicts_on_the_projects_own_streams_agree_with_a_careful_reader() -> None:
    share, wrong = right(labelled_streams())
    assert share >= FLOOR_OWN, "\n".join(wrong)


def test_verdicts_on_the_streams_kept_aside_agree_with_a_careful_reader() -> None:
    share, wrong = right(aside_streams())
    assert share >= FLOOR_ASIDE, "\n".join(wrong)


def test_news_on_busy_days_is_not_taken_for_a_copy_of_the_news_before() -> None:
    share, wrong = right([stream.at_pace(BUSY) for stream in labelled_streams()])
    assert share >= FLOOR_BUSY, "\n".join(wrong)


@wants(SHARED)
def test_verdicts_on_streams_that_no_weight_was_fitted_to() -> None:
    share, wrong = right(shared_streams())
    assert share >= FLOOR_SHARED, "\n".join(wrong)


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_every_decision_has_a_reason_and_a_fold_names_what_told_it(stream: Stream) -> None:
    told: set[str] = set()
    for item, _, decision in replay(stream):
        assert decision.reason.endswith(".")
        if decision.action is Action.FOLD:
            assert decision.same_as in told
        if decision.action is Action.ALERT:
            told.add(item.id)
