"""Long work in slices that hold up nobody: each as large as the time allows. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_SECONDS = 0.03  # for one slice; a writer who waits for it is not to wait longer than 0.05
_SIZE = 50  # of the first slice
_LARGEST = 5000
_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Pace:
    """How long work is done at a time, and how long it rests between.

    `stopwatch` returns seconds from any start. `rest` waits so many seconds and says whether to go
    on, which it denies once the program is to stop.
    """

    stopwatch: Callable[[], float]
    rest: Callable[[float], bool]

    def work(self, step: Callable[[int], int | None]) -> tuple[int, bool]:
        """Repeat `step` until it returns None; return what it did in sum, and whether it ended.

        It is given how many things it may do and returns how many it did. Others get as much time
        as it takes.
        """
        size = float(_SIZE)
        total = 0
        while True:
            began = self.stopwatch()
            done = step(round(size))
            if done is None:
                return total, True
            total += done
            took = max(0.0, self.stopwatch() - began)
            if took > _SECONDS:
                size = max(1.0, size * _SECONDS / took / _GROWTH)
            elif took < _SECONDS / _GROWTH:
                size = min(_LARGEST, size * _GROWTH)
            if not self.rest(took):
                return total, False
