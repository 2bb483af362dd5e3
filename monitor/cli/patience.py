"""How long a command may compute before it gives up; waiting for a person or a server is not counted. I/O."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from monitor.errors import MonitorError

SECONDS = 60.0  # of processor time; the longest text takes two


@contextmanager
def within(what: str, seconds: float = SECONDS) -> Iterator[None]:
    """End what takes more processor time than `seconds`; for the main thread.

    Raises MonitorError, whose sentence begins with `what`. Unlike other threads the main one is
    told of a signal even while a regular expression is at work.
    """

    def give_up(_: int, __: FrameType | None) -> None:
        raise MonitorError(f"{what} takes more than {seconds:g} s of processor time; given up.")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
