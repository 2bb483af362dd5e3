"""Figures → Prometheus' text format 0.0.4, in the names that its conventions ask for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor import __version__
from monitor.model import DeliveryState, Outcome
from monitor.store.figures import Figures

_PREFIX = "news_monitor_"
#: A line that `_number` wrote, without labels; counts have at most fifteen digits.
_SAMPLE = re.compile(rf"(?a){_PREFIX}(?P<name>[a-z_]+) (?P<value>\d{{1,15}}(?:\.\d{{1,20}})?)")
Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Activity:
    """What the daemon has done since its start."""

    started: datetime
    polls: int = 0  # of feeds
    failed_polls: int = 0
    poll_seconds: float = 0.0  # that the rounds with polls took in sum
    poll_rounds: int = 0
    ticks: Mapping[str, datetime] = field(default_factory=dict)  # when each tick last went well


def render(figures: Figures, activity: Activity | None, now: datetime) -> str:
    """Return the text; without `activity`, as of a round by hand, what the database tells alone."""
    lines = [*_of_feeds(figures), *_of_news(figures), *_of_mails(figures, now)]
    if activity:
        lines += _done(activity)
    return "\n".join([*lines, ""])


def counted(text: str, started: datetime) -> Activity:
    """Return what a text that `render` made counts, as the beginning of what is done from `started` on.

    What cannot be read in it counts as nothing: the file may be of another hand.
    """
    found: dict[str, float] = {}
    for line in text.splitlines():
        sample = _SAMPLE.fullmatch(line)
        if sample:
            found[sample["name"]] = float(sample["value"])
    return Activity(
        started,
        polls=int(found.get("polls_total", 0)),
        failed_polls=int(found.get("polls_failed_total", 0)),
        poll_seconds=found.get("poll_duration_seconds_sum", 0.0),
        poll_rounds=int(found.get("poll_duration_seconds_count", 0)),
    )


def _of_feeds(figures: Figures) -> Iterator[str]:
    yield from _family(
        "build_info", "gauge", "The version that runs.", [({"version": __version__}, 1)]
    )
    yield from _family(
        "feeds", "gauge", "Configured feeds by the outcome of their last poll.",
        _by("outcome", {each.value: 0 for each in Outcome} | figures.feeds),
    )  # fmt: skip
    failing = sum(n for outcome, n in figures.feeds.items() if Outcome(outcome).is_failure)
    yield from _one("feeds_failing", "Configured feeds whose last poll failed.", failing)
    yield from _one("feeds_in_trouble", "Feeds that a person should look at.", figures.troubled)
    if figures.next_poll:
        yield from _one(
            "next_poll_timestamp_seconds",
            "When the next feed is due.",
            figures.next_poll.timestamp(),
        )


def _of_news(figures: Figures) -> Iterator[str]:
    yield from _family(
        "items_total", "counter", "Items that feeds ever brought.", [({}, figures.items)]
    )
    yield from _family(
        "decisions_total", "counter", "Decisions on items ever made, by story and verdict.",
        [
            ({"story": story, "verdict": verdict}, n)
            for (story, verdict), n in sorted(figures.decisions.items())
        ],
    )  # fmt: skip
    yield from _family(
        "developments_total", "counter", "Developments found, by story.",
        _by("story", figures.developments),
    )  # fmt: skip
    yield from _family(
        "database_bytes",
        "gauge",
        "Size of the database and of its log.",
        _by("file", figures.bytes),
    )


def _of_mails(figures: Figures, now: datetime) -> Iterator[str]:
    yield from _family(
        "alerts", "gauge", "Messages in the outbox by state; sent and dead ones stay.",
        _by("state", {each.value: 0 for each in DeliveryState} | figures.alerts),
    )  # fmt: skip
    yield from _one("notices_waiting", "News that is in no mail yet.", figures.waiting)
    age = (now - figures.oldest_unsent).total_seconds() if figures.oldest_unsent else 0.0
    yield from _one(
        "oldest_unsent_alert_age_seconds",
        "Age of the oldest message that is still to be sent; 0 where there is none.",
        max(0.0, age),
    )


def _done(activity: Activity) -> Iterator[str]:
    yield from _one(
        "start_timestamp_seconds", "When the daemon started.", activity.started.timestamp()
    )
    yield from _family(
        "polls_total",
        "counter",
        "Feeds polled since the start; rounds by hand count on.",
        [({}, activity.polls)],
    )
    yield from _family(
        "polls_failed_total", "counter", "Of these, the polls that failed.",
        [({}, activity.failed_polls)],
    )  # fmt: skip
    yield from _head(
        "poll_duration_seconds", "summary", "Time taken by the rounds that polled feeds."
    )
    yield f"{_PREFIX}poll_duration_seconds_sum {_number(activity.poll_seconds)}"
    yield f"{_PREFIX}poll_duration_seconds_count {_number(activity.poll_rounds)}"
    yield from _family(
        "last_tick_timestamp_seconds", "gauge", "When each tick last ran to its end.",
        _by("tick", {name: moment.timestamp() for name, moment in activity.ticks.items()}),
    )  # fmt: skip


def _one(name: str, meaning: str, value: float) -> Iterator[str]:
    return _family(name, "gauge", meaning, [({}, value)])


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [({label: key}, value) for key, value in sorted(values.items())]


def _family(name: str, kind: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield from _head(name, kind, meaning)
    for labels, value in samples:
        inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{_PREFIX}{name}{'{' + inner + '}' if inner else ''} {_number(value)}"


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {meaning}"
    yield f"# TYPE {_PREFIX}{name} {kind}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
