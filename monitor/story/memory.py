"""Many remembered texts, each as the vector of what it tells, findable by their events. Pure.

An inverted index finds the candidates by the weightiest words of what is looked for; only those
are compared in full. Words and vectors are kept as numbers in arrays, so that 100,000 texts fit
into some tens of megabytes.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from monitor.story.event import Vector

_LEADING = 10  # weightiest words of a text by which others are found
_LATEST = 1_000  # texts with a common word that are looked at
_CANDIDATES = 24  # texts that are compared in full


@dataclass(frozen=True, slots=True)
class Remembered:
    """A remembered text that tells much of what was looked for; `similarity` is in 0..1."""

    document: str
    at: datetime | None
    similarity: float


class Memory:
    """Remembers texts by number; the latest are found first among equals."""

    def __init__(self) -> None:
        self._documents: list[str] = []
        self._times: list[datetime | None] = []
        self._in_time: list[tuple[datetime, int]] = []  # sorted; texts without a time left out
        self._numbers: dict[str, int] = {}  # of each word
        self._texts_with: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))
        self._words: list[array[int]] = []  # of each text, as numbers
        self._weights: list[array[float]] = []  # of each text, in the same order

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, document: str, vector: Vector, at: datetime | None) -> None:
        """Remember a text that was told `at` that time."""
        number = len(self._documents)
        self._documents.append(document)
        self._times.append(at)
        if at is not None:
            insort(self._in_time, (at, number))
        words = array("I", (self._number(word) for word in vector))
        self._words.append(words)
        self._weights.append(array("f", vector.values()))
        for word in words:
            self._texts_with[word].append(number)

    def _number(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    def _as_numbers(self, vector: Vector) -> dict[int, float]:
        """Return a vector by the numbers of its words, without those never remembered."""
        known = self._numbers
        return {known[word]: weight for word, weight in vector.items() if word in known}

    def nearest(self, vector: Vector, limit: int = 1) -> list[Remembered]:
        """Return the texts most like `vector`, best first; none that shares no weighty word."""
        found = self._compared(self._as_numbers(vector))
        return nlargest(limit, found, key=lambda each: each.similarity)

    def since(self, begin: datetime, vector: Vector, limit: int) -> list[Remembered]:
        """Return the latest texts told since `begin`, latest first, with their similarity to `vector`."""
        wanted = self._as_numbers(vector)
        first = bisect_left(self._in_time, (begin, 0))
        latest = self._in_time[max(first, len(self._in_time) - limit) :]
        return [self._remembered(number, wanted) for _, number in reversed(latest)]

    def _compared(self, wanted: dict[int, float]) -> Iterator[Remembered]:
        shared: defaultdict[int, float] = defaultdict(float)
        for word in nlargest(_LEADING, wanted, key=lambda word: (wanted[word], word)):
            weight = wanted[word]
            for number in self._texts_with[word][-_LATEST:]:
                shared[number] += weight
        best = nlargest(_CANDIDATES, shared, key=lambda number: (shared[number], number))
        return (self._remembered(number, wanted) for number in best)

    def _remembered(self, number: int, wanted: dict[int, float]) -> Remembered:
        product = math.fsum(
            wanted[word] * weight
            for word, weight in zip(self._words[number], self._weights[number], strict=True)
            if word in wanted
        )
        return Remembered(self._documents[number], self._times[number], min(1.0, product))
