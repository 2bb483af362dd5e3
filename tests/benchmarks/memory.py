"""What a program and its children hold in memory together (proc(5))."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """Memory of some processes in MB, summed in two ways.

    PSS counts what processes share by its proportion: all of them hold that much. RSS counts it for
    each that has it, as `ps` and most monitors do.
    """

    pss: float
    rss: float

    def or_more(self, other: Held) -> Held:
        """Return the larger one of each sum."""
        return Held(max(self.pss, other.pss), max(self.rss, other.rss))

    def __str__(self) -> str:
        return f"{self.pss:.0f} MB PSS, {self.rss:.0f} MB RSS"


def held(processes: Iterable[str]) -> Held:
    """Return what the processes hold; one that has ended holds nothing."""
    sums = {"Pss:": 0, "Rss:": 0}
    for pid in processes:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, value, *_ = line.split()
                if name in sums:
                    sums[name] += int(value)
    return Held(sums["Pss:"] / 1024, sums["Rss:"] / 1024)


def family(process: str = "self", apart: int = 0) -> list[str]:
    """Return the ids of a process and its children, their children too, but for the child `apart`."""
    found = [process]
    for pid in found:  # grows as it is gone through
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):
                found += [child for child in task.read_text().split() if child != str(apart)]
    return found


class Peak(threading.Thread):
    """Follows what this process and its children hold, but for one child `apart`."""

    def __init__(self, apart: int) -> None:
        super().__init__(daemon=True)
        self._apart = apart
        self.peak = Held(0.0, 0.0)
        self._over = threading.Event()

    def run(self) -> None:
        """Look fifty times a second, until `stop`."""
        while not self._over.wait(0.02):
            self.peak = self.peak.or_more(held(family(apart=self._apart)))

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()
