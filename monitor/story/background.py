"""How rare is a word in the stream of all that is polled? Pure.

What is rare today is what tells a story. The table `background.tsv`, made by
`scripts/build-background`, says how often each concept is part of an item on a usual day; the days
that were polled since count beside it. The frequency is the geometric mean over days, so that the
days of one great story do not make its words common.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache

from monitor.story.glance import Glance
from monitor.story.weighed import Weighed
from monitor.tables import read_numbers

ITEMS_OF_A_DAY = 200  # at least; a day with fewer says little of what is usual
UNSEEN = 0.3  # items of a day that a word is taken to be part of when it is in none
_TABLE_DAYS = 10.0  # days that the table counts for
_KEPT_DAYS = 30
HEAVIEST = 8.0  # nats that a word of an item counts for at most
_RAREST = 9.0  # nats; nothing is rarer than what no item of a day has
_PER = 100_000


@cache
def _table() -> dict[str, float]:
    """Return the logarithm of the frequency of each concept on a usual day."""
    rows = read_numbers(__package__, "background.tsv")
    return {concept: math.log(per / _PER) for concept, per in rows.items()}


class Background:
    """The words of all polled items, counted by day; shared by all stories."""

    def __init__(self) -> None:
        self._counts: dict[date, Counter[str]] = {}
        self._items: Counter[date] = Counter()
        self._past: tuple[date, ...] = ()  # the days that count
        self._rarity: dict[str, float] = {}
        self._kept: set[date] = set()  # that others have stored
        self._latest: Glance | None = None  # the item that was weighed last
        self._weighed: dict[frozenset[str], Weighed] = {}  # that item, by the foreign words counted

    def learn(self, said: Iterable[str], day: date) -> None:
        """Count an item of a day by its concepts; the day counts when a later one has begun."""
        self._weighed.clear()
        if day not in self._counts:
            if self._counts and day < min(self._counts) and len(self._counts) >= _KEPT_DAYS:
                return
            self._begin(day)
        self._counts[day].update(said)
        self._items[day] += 1

    def _begin(self, day: date) -> None:
        self._counts.setdefault(day, Counter())
        for old in sorted(self._counts)[:-_KEPT_DAYS]:
            del self._counts[old], self._items[old]
        latest = max(self._counts)
        self._past = tuple(
            sorted(d for d, n in self._items.items() if n >= ITEMS_OF_A_DAY and d != latest)
        )
        self._rarity.clear()
        self._weighed.clear()

    def rarity(self, concept: str) -> float:
        """Return how rare a concept is, in nats: 2 for one in every seventh item, 9 at most."""
        found = self._rarity.get(concept)
        if found is None:
            found = self._rarity[concept] = self._measured(concept)
        return found

    def weigh(self, read: Glance, foreign: frozenset[str] = frozenset()) -> Weighed:
        """Weigh an item; of its words of other languages those that are `foreign` alone count."""
        if read is not self._latest:
            self._latest = read
            self._weighed.clear()
        found = self._weighed.get(foreign)
        if found is None:
            words = (read.all - read.foreign) | foreign if read.foreign else read.all
            rarity = {word: min(HEAVIEST, self.rarity(word)) for word in words}
            found = self._weighed[foreign] = Weighed(read, rarity)
        return found

    def _measured(self, concept: str) -> float:
        logs = _TABLE_DAYS * _table().get(concept, -_RAREST)
        for day in self._past:
            logs += math.log((self._counts[day][concept] + UNSEEN) / (self._items[day] + 1))
        return max(0.0, min(_RAREST, -logs / (_TABLE_DAYS + len(self._past))))

    def finished(self) -> list[tuple[date, int, dict[str, int]]]:
        """Return each day that is over and was not kept: its items, and of how many each word was part."""
        return [
            (day, self._items[day], dict(self._counts[day]))
            for day in self._past
            if day not in self._kept
        ]

    def keep(self, day: date) -> None:
        """Note that a day is stored."""
        self._kept.add(day)

    def restore(self, day: date, items: int, counts: dict[str, int]) -> None:
        """Take up a day that was counted and stored before."""
        self._counts[day] = Counter(counts)
        self._items[day] = items
        self._kept.add(day)
        self._begin(max(self._counts))
