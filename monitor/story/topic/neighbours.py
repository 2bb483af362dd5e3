"""The items of the hours before that say most nearly the same as one. Pure.

What is told together belongs together: an item whose neighbours are on a story is likelier on it, and
one whose neighbours are not is of another event, whatever names the two share (the cluster
hypothesis, van Rijsbergen 1979). Found by an inverted index of the weightiest words, shared by all
stories.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.story.topic.weighed import Weights, unit

CATCHING_UP = timedelta(hours=36)  # in which outlets repeat each other's news
MOST_KEPT = 4_000  # items of the stream, the latest, among which neighbours are looked for
_WORDS = 16  # of an item that it is compared by, the weightiest
_ALIKE = 0.3  # cosine from which two items are neighbours
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of time, for an item that has none
_MOST = 15  # neighbours of an item, the most alike


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item of the hours before, and how alike it is, as a cosine."""

    item: str
    likeness: float


@dataclass(frozen=True, slots=True)
class _Kept:
    number: int  # in the order of arrival
    item: str
    at: datetime
    words: Weights


class Neighbours:
    """The latest items of the stream, by what they say."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}  # by item id, in the order of arrival
        self._with: defaultdict[str, list[_Kept]] = defaultdict(list)  # by word, the earliest first
        self._arrived = 0
        self._last_at = _BEGINNING
        self._latest: tuple[str, tuple[Neighbour, ...]] = ("", ())  # what was asked for last

    def add(self, item: str, words: Weights, at: datetime | None) -> None:
        """Take in an item by its weighed words and its time; one without any came when the last one did.

        One that is there already stays as it is.
        """
        if item in self._kept:
            return
        if len(self._kept) >= MOST_KEPT:
            self._drop_oldest()
        best = heapq.nsmallest(_WORDS, words, key=lambda word: (-words[word], word))
        self._last_at = at or self._last_at
        kept = _Kept(self._arrived, item, self._last_at, unit({word: words[word] for word in best}))
        self._arrived += 1
        self._kept[item] = kept
        for word in kept.words:
            self._with[word].append(kept)
        self._latest = ("", ())

    def _drop_oldest(self) -> None:
        kept = self._kept.pop(next(iter(self._kept)))
        for word in kept.words:
            del self._with[word][0]
            if not self._with[word]:
                del self._with[word]

    def of(self, item: str) -> tuple[Neighbour, ...]:
        """Return the neighbours of an item that was taken in, the most alike first.

        They came before it, in the hours in which outlets catch up with each other.
        """
        if self._latest[0] != item:
            self._latest = (item, tuple(self._nearest(item)))
        return self._latest[1]

    def _nearest(self, item: str) -> Iterable[Neighbour]:
        kept = self._kept.get(item)
        if kept is None:
            return
        likeness: defaultdict[str, float] = defaultdict(float)
        for word, weight in kept.words.items():
            for other in self._with[word]:
                if other.number >= kept.number:
                    break
                likeness[other.item] += weight * other.words[word]
        begin = kept.at - CATCHING_UP
        near = [
            (cosine, other.number, other.item)
            for other, cosine in (
                (self._kept[each], cosine) for each, cosine in likeness.items() if cosine >= _ALIKE
            )
            if other.at >= begin
        ]
        for cosine, _, alike in heapq.nlargest(_MOST, near):
            yield Neighbour(alike, cosine)


class StoryItems:
    """The late items that were taken to be on one story; all others are not."""

    def __init__(self, items: Iterable[str] = ()) -> None:
        self._items = dict.fromkeys(items)  # in the order of arrival

    def add(self, item: str) -> None:
        """Note that an item is on the story."""
        self._items[item] = None
        if len(self._items) > MOST_KEPT:
            del self._items[next(iter(self._items))]

    def discard(self, item: str) -> None:
        """Note that an item is not on the story after all."""
        self._items.pop(item, None)

    def values(self, near: Iterable[Neighbour]) -> dict[str, float]:
        """Return how many neighbours are on the story, and how many are not, by name.

        One that is on it counts whole, however unsure that was: counted in part against the story, it
        would drive the next one off, and that the one after.
        """
        on = off = 0.0
        for each in near:
            if each.item in self._items:
                on += each.likeness
            else:
                off += each.likeness
        return {"neighbours_on_story": math.log1p(on), "neighbours_off_story": math.log1p(off)}
