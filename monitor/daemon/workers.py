"""What the daemon's ticks do: each over resources of its own, and seen to get on or to hang. I/O."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

_LONGEST_REST = 60.0  # seconds


class Worker:
    """One job of the daemon, done again and again; it owns what it works with.

    `work` is given the worker, to tell it of each step with `went_on`, which calls `on_step`.
    Between two steps it takes no longer than `allowed`, else it hangs. `cut_off` ends what it waits
    for, from any thread. `monotonic` tells seconds that go on whatever the clock does.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Worker], None],
        resources: ExitStack,
        *,
        allowed: timedelta,
        monotonic: Callable[[], float],
        on_step: Callable[[], None],
        cut_off: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.failures = 0  # in a row
        self._work = work
        self._resources = resources
        self._allowed = allowed.total_seconds()
        self._monotonic = monotonic
        self._on_step = on_step
        self._cut_off = cut_off
        self._busy = threading.Lock()
        self._retired = threading.Event()
        self._last_step = self._monotonic()
        self._rests_until = float("-inf")

    def run(self) -> None:
        """Do the work once, unless the worker is retired or rests from a failure."""
        if self._monotonic() < self._rests_until:
            return
        try:
            with self._busy:
                if not self._retired.is_set():
                    self._work(self)
        except Exception:
            self.failures += 1
            self._rests_until = self._monotonic() + rest(self.failures)
            raise
        else:
            self.failures = 0
        finally:
            if self._retired.is_set():
                self.close()

    def went_on(self) -> None:
        """Note that a step is done."""
        self._last_step = self._monotonic()
        self._on_step()

    @property
    def hangs(self) -> bool:
        """Whether the last step is longer ago than a step may take."""
        return self._monotonic() - self._last_step > self._allowed

    def retire(self) -> None:
        """Let the work under way be the last, and close what it works with after it."""
        self._retired.set()
        self.close()

    def stop(self) -> None:
        """Let the work under way be the last, and cut off what it waits for."""
        self._retired.set()
        self._cut_off()

    def close(self) -> None:
        """Close what the worker works with, unless it is at work."""
        if self._busy.acquire(blocking=False):
            try:
                self._resources.close()
            finally:
                self._busy.release()

    @property
    def is_at_work(self) -> bool:
        """Whether work is under way."""
        return self._busy.locked()


def rest(failures: int) -> float:
    """Return for how many seconds a worker rests that failed so often in a row."""
    return float(min(_LONGEST_REST, 2.0 ** min(failures, 10)))
