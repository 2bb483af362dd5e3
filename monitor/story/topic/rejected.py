"""What the reader called irrelevant: an item that is like it, beside the words of the story, stays out. Pure.

Relevance feedback as Rocchio 1971 has it, of the items that are not relevant. Words of the sources and
watches are left out of the comparison: they are what all items of the story share, and nothing that is
said against one of them shall be held against them. Nor does an item stay out that is as much like one
which the reader called right (the nearest neighbour decides, Cover and Hart 1967).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping

_MOST = 40  # items, the latest
_LIKE = 0.3  # cosine of two items of one kind
_LEAST_WORDS = 3  # that they must share: two are a chance


class Rejected:
    """The items that were called irrelevant, as weights of length 1 of their own words.

    And those that were called right, by which they are held in check.
    """

    def __init__(self) -> None:
        self._items: deque[Mapping[str, float]] = deque(maxlen=_MOST)
        self._right: deque[Mapping[str, float]] = deque(maxlen=_MOST)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._items)

    def add(self, own: Mapping[str, float]) -> None:
        """Note an item by its own words."""
        self._items.append(own)

    def confirm(self, own: Mapping[str, float]) -> None:
        """Note an item that was called right by its own words."""
        self._right.append(own)

    def shared(self, own: Mapping[str, float]) -> list[str]:
        """Return the words, the weightiest first, by which an item is like a rejected one; or none."""
        likeness, nearest = max(
            ((_cosine(own, item), place) for place, item in enumerate(self._items)),
            default=(0.0, 0),
        )
        if likeness < _LIKE or any(_cosine(own, item) >= likeness for item in self._right):
            return []
        item = self._items[nearest]
        return sorted(own.keys() & item.keys(), key=lambda word: (-own[word] * item[word], word))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how alike two items are, 0..1; those that share hardly a word are not."""
    both = one.keys() & other.keys()
    return math.fsum(one[word] * other[word] for word in both) if len(both) >= _LEAST_WORDS else 0.0
