"""Counts what the daemon does since its start, and publishes it beside what is stored. I/O."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from monitor.daemon.metrics.exposition import Activity, counted, render
from monitor.daemon.metrics.file import read_metrics, write_metrics
from monitor.store.figures import read_figures


class Meter:
    """The counters of one daemon; for any thread."""

    def __init__(self, started: datetime) -> None:
        self._started = started
        self._polls = 0
        self._failed_polls = 0
        self._rounds = 0
        self._seconds = 0.0
        self._ticks: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def count_round(self, file: Path | None, polls: int, failed: int, seconds: float) -> None:
        """Count a round by hand, as `count_polls`, on from what the metrics file of the last one says.

        Each such round is a process of its own: counters that begin anew with each never grow.
        """
        before = counted(read_metrics(file), self._started) if file else Activity(self._started)
        with self._lock:
            self._polls += before.polls
            self._failed_polls += before.failed_polls
            self._rounds += before.poll_rounds
            self._seconds += before.poll_seconds
        self.count_polls(polls, failed, seconds)

    def count_polls(self, polls: int, failed: int, seconds: float) -> None:
        """Count a round: how many feeds were polled, how many of these failed, how long it took.

        A round without a poll is none.
        """
        if not polls:
            return
        with self._lock:
            self._polls += polls
            self._failed_polls += failed
            self._rounds += 1
            self._seconds += seconds

    def note_tick(self, name: str, now: datetime) -> None:
        """Note that a tick ran to its end."""
        with self._lock:
            self._ticks[name] = now

    @property
    def activity(self) -> Activity:
        """What was counted so far."""
        with self._lock:
            return Activity(
                self._started, self._polls, self._failed_polls, self._seconds, self._rounds,
                dict(self._ticks),
            )  # fmt: skip

    def publish(self, file: Path, database: Path, now: datetime) -> None:
        """Write the metrics file; raise MetricsError, or StoreError where nothing can be read."""
        write_metrics(file, render(read_figures(database), self.activity, now))
