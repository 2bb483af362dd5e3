"""How much a word says within a story. Pure.

What each of its items says (`fire`, `bar`) counts for nothing there, and a word that none said before
counts as much as it is rare in the stream.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from monitor.story.background import Background

_HEAVIEST = 8.0  # nats
_FIGURE = 6.0  # nats of a figure


class Weighing:
    """How much a word says within the story, in nats."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._items = 0
        self._with: Counter[str] = Counter()
        self._weights: dict[str, float] = {}

    def note(self, said: Iterable[str], items: int = 1, times: int = 1) -> None:
        """Note that `items` items were on the story, of which `times` say these words."""
        self._items += items
        for concept in said:
            self._with[concept] += times
        self._weights.clear()

    def __call__(self, concept: str) -> float:
        """Return how much a concept says."""
        found = self._weights.get(concept)
        if found is None:
            found = self._weights[concept] = self._weighed(concept)
        return found

    def _weighed(self, concept: str) -> float:
        rarity = min(_HEAVIEST, self._background.rarity(concept)) if ":" not in concept else _FIGURE
        within = math.log((self._items + 1) / (self._with[concept] + 0.5)) / math.log(
            self._items + 2
        )
        return rarity * max(0.0, min(1.0, within))

    def total(self, said: Iterable[str]) -> float:
        """Return how much some words say together."""
        return math.fsum(map(self, said))

    def share(self, said: frozenset[str], other: frozenset[str]) -> float:
        """Return the share of what is said, by weight, that others say too, 0..1."""
        whole = self.total(said)
        return self.total(said & other) / whole if whole else 0.0

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return the cosine of two sets of words, 0..1."""
        shared = math.fsum(self(c) ** 2 for c in one & other)
        if not shared:
            return 0.0
        sizes = math.fsum(self(c) ** 2 for c in one) * math.fsum(self(c) ** 2 for c in other)
        return min(1.0, shared / math.sqrt(sizes))
