"""A time for many fetches together: once it is spent, no further one begins. I/O."""

from __future__ import annotations

import threading
from typing import Self


class Budget:
    """Says whether `seconds` have passed since it was entered; a context manager.

    What is under way then has a deadline of its own, and ends by it.
    """

    def __init__(self, seconds: float) -> None:
        self._spent = threading.Event()
        # A timer, not a reading of the clock, which may be set.
        self._timer = threading.Timer(seconds, self._spent.set)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def is_spent(self) -> bool:
        """Whether nothing further is to begin."""
        return self._spent.is_set()
