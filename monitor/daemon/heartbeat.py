"""Pings an address after good rounds, so that somebody hears when they end (a dead man's switch). I/O.

The address is a secret: whoever knows it can ping it. It is in no log and in no error.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

import requests

from monitor.errors import SendError
from monitor.net.deadline import Deadline
from monitor.net.transport import GuardedAdapter

log = logging.getLogger(__name__)

_SECONDS = 10.0  # for one ping, whatever the other side does


class Heartbeat:
    """Pings from a thread of its own, one at a time; a context manager that ends the one under way.

    `address` is asked for at each ping, which comes no more often than `every`. With `failures` a
    bad round is pinged as well, at the address with /fail. No failure gets out; the first of a row
    is logged, and so is the end of it.
    """

    def __init__(
        self,
        address: Callable[[], str],
        every: timedelta,
        *,
        failures: bool = False,
        seconds: float = _SECONDS,
    ) -> None:
        self._address = address
        self._every = every
        self._failures = failures
        self._seconds = seconds
        self._last: tuple[datetime, bool] | None = None  # when, and whether the round was good
        self._fails = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="heartbeat")
        self._under_way: Future[None] | None = None
        self._session = requests.Session()
        self._session.trust_env = (
            False  # no proxy, and no password from a file of the home directory
        )
        transport = GuardedAdapter(None)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, transport)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, polled: int, failed: int, now: datetime) -> None:
        """Say how a round went, which is bad where every feed that was polled failed."""
        if polled and failed == polled:
            self.miss(now)
        else:
            self.beat(now)

    def beat(self, now: datetime) -> None:
        """Say that a round was good; returns at once."""
        self._ping(now, is_good=True)

    def miss(self, now: datetime) -> None:
        """Say that a round was bad; returns at once."""
        if self._failures:
            self._ping(now, is_good=False)

    def wait(self) -> None:
        """Wait for the ping under way, at most until its time is up; for a program that ends."""
        if self._under_way:
            self._under_way.result()

    def close(self) -> None:
        """End the ping under way, and ping no more."""
        self._session.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _ping(self, now: datetime, *, is_good: bool) -> None:
        with self._lock:
            if not self._is_due(now, is_good=is_good) or self._is_busy:
                return
            self._last = (now, is_good)
            self._under_way = self._pool.submit(self._send, is_good=is_good)

    def _is_due(self, now: datetime, *, is_good: bool) -> bool:
        """Whether there is something to say: the time has come, or it is not what was said last."""
        if self._last is None or self._last[1] is not is_good:
            return True
        passed = now - self._last[0]
        return passed >= self._every or passed < timedelta(0)  # by a clock that was set back

    @property
    def _is_busy(self) -> bool:
        return self._under_way is not None and not self._under_way.done()

    def _send(self, *, is_good: bool) -> None:
        try:
            fault = self._fault(is_good=is_good)
        except SendError as error:  # the file that holds the address cannot be used
            fault = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the daemon goes on
            fault = f"unexpected: {type(error).__name__}."  # its text may hold the address
        if fault and not self._fails:
            log.warning("the heartbeat fails: %s", fault)
        elif self._fails and not fault:
            log.info("the heartbeat is well again")
        self._fails = bool(fault)

    def _fault(self, *, is_good: bool) -> str | None:
        """Ping; return what went wrong, without the address, or None."""
        parts = urlsplit(self._address())
        if not is_good:
            parts = parts._replace(path=f"{parts.path.rstrip('/')}/fail")
        late = f"{parts.hostname}: no answer in time."
        with Deadline(self._seconds) as deadline:
            try:
                answer = self._session.get(
                    parts.geturl(),
                    headers={"User-Agent": "news-monitor"},
                    timeout=self._seconds,
                    allow_redirects=False,
                    stream=True,  # what it says does not matter
                )
                answer.close()
            except (requests.RequestException, OSError) as error:
                # A socket waits as long as the whole ping may take: either can be the first to end it.
                is_late = deadline.expired or isinstance(error, requests.Timeout)
                return late if is_late else f"{parts.hostname}: {type(error).__name__}."
            if deadline.expired:  # what was cut off may look like a short answer
                return late
        return (
            None
            if 200 <= answer.status_code < 300
            else f"{parts.hostname} answers {answer.status_code}."
        )
