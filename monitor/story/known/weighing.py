"""How much a word says within a story. Pure.

What each of its items says (`fire`, `bar`) counts for nothing there, and a word that none said before
counts as much as it is rare in the stream.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable

from monitor.story.topic import Background

_HEAVIEST = 8.0  # nats
_FIGURE = 6.0  # nats of a figure


_PER_NAT = 1_000_000  # weights are whole numbers, so that their sums do not depend on an order


class _Weights(dict[str, int]):
    """Weights by word, each reckoned when it is asked for first."""

    def __init__(self, weigh: Callable[[str], int]) -> None:
        super().__init__()
        self._weigh = weigh

    def __missing__(self, concept: str) -> int:
        found = self[concept] = self._weigh(concept)
        return found


class Weighing:
    """How much a word says within the story, in nats."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._items = 0
        self._log_items, self._log_most = 0.0, math.log(2)
        self._with: Counter[str] = Counter()
        self._weights = _Weights(self._weighed)
        self._squares = _Weights(lambda concept: self._weights[concept] ** 2)
        self._totals: dict[frozenset[str], int] = {}
        self._lengths: dict[frozenset[str], float] = {}

    def note(self, said: Iterable[str], items: int = 1, times: int = 1) -> None:
        """Note that `items` items were on the story, of which `times` say these words."""
        self._items += items
        for concept in said:
            self._with[concept] += times
        self._log_items = math.log(self._items + 1)
        self._log_most = math.log(self._items + 2)
        for reckoned in (self._weights, self._squares, self._totals, self._lengths):
            reckoned.clear()

    def __call__(self, concept: str) -> float:
        """Return how much a concept says."""
        return self._weights[concept] / _PER_NAT

    def _weighed(self, concept: str) -> int:
        within = (self._log_items - math.log(self._with[concept] + 0.5)) / self._log_most
        if within <= 0.0:
            return 0
        rarity = min(_HEAVIEST, self._background.rarity(concept)) if ":" not in concept else _FIGURE
        return round(_PER_NAT * rarity * min(1.0, within))

    def total(self, said: Iterable[str]) -> float:
        """Return how much some words say together."""
        return self._sum(said) / _PER_NAT

    def _sum(self, said: Iterable[str]) -> int:
        return sum(map(self._weights.__getitem__, said))

    def share(self, said: frozenset[str], other: frozenset[str]) -> float:
        """Return the share of what is said, by weight, that others say too, 0..1."""
        return self.part(said & other, said)

    def part(self, some: Iterable[str], said: frozenset[str]) -> float:
        """Return the share of what is said, by weight, that some of its words are, 0..1."""
        return self._sum(some) / whole if (whole := self._total(said)) else 0.0

    def most(self, parts: Iterable[Iterable[str]], said: frozenset[str]) -> float:
        """Return the largest share of what is said, by weight, that one of the parts is, 0..1."""
        whole = self._total(said)
        return max(map(self._sum, parts), default=0) / whole if whole else 0.0

    def _total(self, said: frozenset[str]) -> int:
        found = self._totals.get(said)
        if found is None:
            found = self._totals[said] = self._sum(said)
        return found

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return the cosine of two sets of words, 0..1."""
        both = one & other
        shared = sum(map(self._squares.__getitem__, both)) if both else 0
        return min(1.0, shared / self._length(one) / self._length(other)) if shared else 0.0

    def _length(self, said: frozenset[str]) -> float:
        found = self._lengths.get(said)
        if found is None:
            whole = sum(map(self._squares.__getitem__, said))
            found = self._lengths[said] = math.sqrt(whole)
        return found
