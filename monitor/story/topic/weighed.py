"""The words of an item as the stream weighs them: reckoned once for all stories that ask. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.story.topic.glance import Glance

Weights = dict[str, float]


@dataclass(frozen=True)
class Weighed:
    """An item at first sight, and how rare in nats those of its words are that can be compared.

    A word of another language can be compared only by a story that says it too.
    """

    read: Glance
    rarity: Mapping[str, float]

    @cached_property
    def total(self) -> float:
        """How much its words say together."""
        return math.fsum(self.rarity.values())

    @cached_property
    def headed(self) -> frozenset[str]:
        """Those of its headline."""
        return frozenset(self.read.headed & self.rarity.keys())

    @cached_property
    def headline_total(self) -> float:
        """How much those of its headline say together."""
        return self.said_by(self.headed)

    @cached_property
    def headline(self) -> Weights:
        """Its headline as a vector of length 1."""
        return self._vector(self.read.headline)

    @cached_property
    def whole(self) -> Weights:
        """All of it as a vector of length 1; the headline counts twice."""
        return self._vector((*self.read.headline, *self.read.headline, *self.read.opening))

    def said_by(self, words: Iterable[str]) -> float:
        """Return how much some of its words say together."""
        return sum([self.rarity[word] for word in sorted(words)])

    def _vector(self, said: Iterable[str]) -> Weights:
        counts = Counter(said)
        rarity = self.rarity
        return unit({c: (1 + math.log(n)) * rarity[c] for c, n in counts.items() if c in rarity})


def unit(weights: Mapping[str, float], power: int = 2) -> Weights:
    """Scale weights to a length (or, with `power` 1, a sum) of 1."""
    size = sum(value**power for value in weights.values()) ** (1 / power)
    return {c: v / size for c, v in weights.items() if v} if size else {}
