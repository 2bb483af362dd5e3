"""What the reader called irrelevant: an item that is like it, beside the words of the story, stays out. Pure.

Relevance feedback as Rocchio 1971 has it, of the items that are not relevant. Words of the sources and
watches are left out of the comparison: they are what all items of the story share, and nothing that is
said against one of them shall be held against them.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping

_MOST = 40  # items, the latest
_LIKE = 0.3  # cosine of two items of one kind
_LEAST_WORDS = 3  # that they must share: two are a chance


class Rejected:
    """The items that were called irrelevant, as weights of length 1 of their own words."""

    def __init__(self) -> None:
        self._items: deque[Mapping[str, float]] = deque(maxlen=_MOST)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._items)

    def add(self, own: Mapping[str, float]) -> None:
        """Note an item by its own words."""
        self._items.append(own)

    def shared(self, own: Mapping[str, float]) -> list[str]:
        """Return the words, the weightiest first, by which an item is like a rejected one; or none."""
        for item in self._items:
            both = sorted(
                own.keys() & item.keys(), key=lambda word: (-own[word] * item[word], word)
            )
            if len(both) >= _LEAST_WORDS and math.fsum(own[w] * item[w] for w in both) >= _LIKE:
                return both
        return []
