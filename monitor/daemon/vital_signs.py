"""Shows from outside that the daemon gets on: the lock's time, systemd's watchdog and status. I/O."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from monitor.daemon.state_lock import StateLock
from monitor.daemon.systemd import Notifier, status_line
from monitor.daemon.troubles import Troubles
from monitor.daemon.workers import Worker
from monitor.errors import MonitorError
from monitor.store.views import Views

SHOWN_EVERY = 1.0  # seconds
_STATUS_EVERY = 10.0  # seconds


class VitalSigns:
    """What is seen of the workers' steps; for any worker's thread."""

    def __init__(
        self,
        notifier: Notifier,
        lock: StateLock,
        troubles: Troubles,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._notifier = notifier
        self._lock = lock
        self._troubles = troubles
        self._clock = clock
        self._monotonic = monotonic
        self._showing = threading.Lock()
        self._shown_at = self._told_at = float("-inf")  # monotonic
        self._ticked = datetime.min.replace(tzinfo=UTC)

    def show(self, workers: Iterable[Worker], database: Path) -> None:
        """Feed the watchdog and tell the status after a step, as long as none of `workers` hangs."""
        if not self._is_time() or not self._showing.acquire(blocking=False):
            return
        try:
            if hanging := [worker.name for worker in workers if worker.hangs]:
                self._troubles.begin("watchdog", f"{hanging[0]} hangs.")
                return
            self._troubles.end("watchdog")
            self._shown_at = self._monotonic()
            self._ticked = self._clock()
            self._lock.tick(self._ticked)
            self._notifier.alive()
            self._tell_status(database)
        finally:
            self._showing.release()

    def _is_time(self) -> bool:
        """Whether a second has passed since the last time, by either clock: one may be set."""
        passed = abs((self._clock() - self._ticked).total_seconds())
        return max(passed, self._monotonic() - self._shown_at) >= SHOWN_EVERY

    def _tell_status(self, database: Path) -> None:
        if not self._notifier.address or self._shown_at - self._told_at < _STATUS_EVERY:
            return
        self._told_at = self._shown_at
        with suppress(MonitorError):
            views = Views(database)
            line = status_line(views.status(self._ticked), views.next_poll(), self._ticked)
            self._notifier.status("; ".join([*self._troubles.all(), line]))
