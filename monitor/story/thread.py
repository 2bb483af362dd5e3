"""What the items of a story said so far, told or not: who says how much of a new one already. Pure.

Words are weighed within the story: what each of its items says (`fire`, `bar`) counts for nothing
there, and a word that none said before counts as much as it is rare in the stream.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest

from monitor.story.background import Background
from monitor.story.digest import Digest

Said = frozenset[str]

_HEAVIEST = 8.0  # nats
_FIGURE = 6.0  # nats of a figure
_SOURCE_COUNTS = 3  # items that a source article counts for
_SOURCE_SAYS = 2  # of them that say each of its words
_RAREST = 8  # words of a text by which others are found
_LATEST = 40  # texts with one of them that are looked at
_CANDIDATES = 16  # texts that are compared in full
_LATELY = 120  # items, the latest, among which support is counted
_CATCHING_UP = 36.0  # hours in which outlets tell the same news
_SUREST = 0.9  # how likely an item that was not told was news at most
_ALIKE = 0.3  # cosine of two items from which on they tell the same news


@dataclass(frozen=True, slots=True)
class Heard:
    """An item of the story: what its lead says, when (hours since 1970), by whom, whether it was told.

    `likely` is how likely it was news when it came, 0..1.
    """

    lead: Said
    at: float
    outlet: str
    is_told: bool
    likely: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two items are, 0..1, and how many hours lie between them."""

    cosine: float
    hours: float


class Shelf:
    """Texts by their words, found by the rarest of them."""

    def __init__(self) -> None:
        self._texts: list[Said] = []
        self._at: list[float] = []
        self._with: defaultdict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, said: Said, at: float = 0.0) -> None:
        """Put a text that was told `at` that hour on the shelf."""
        for concept in said:
            self._with[concept].append(len(self._texts))
        self._texts.append(said)
        self._at.append(at)

    def near(self, said: Said, weigh: Weighing) -> Iterator[tuple[Said, float]]:
        """Yield the texts that share most weight with `said`, and when they were told."""
        known = [concept for concept in said if concept in self._with]
        shared: Counter[int] = Counter()
        for concept in nlargest(_RAREST, known, key=lambda c: (weigh(c), c)):
            for place in self._with[concept][-_LATEST:]:
                shared[place] += weigh(concept)  # type: ignore[assignment]
        for place in nlargest(_CANDIDATES, shared, key=lambda p: (shared[p], p)):
            yield self._texts[place], self._at[place]


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

    def cosine(self, one: Said, other: Said) -> float:
        """Return the cosine of two sets of words, 0..1."""
        shared = math.fsum(self(c) ** 2 for c in one & other)
        if not shared:
            return 0.0
        sizes = math.fsum(self(c) ** 2 for c in one) * math.fsum(self(c) ** 2 for c in other)
        return min(1.0, shared / math.sqrt(sizes))


class Thread:
    """The items of one story so far."""

    def __init__(self, background: Background) -> None:
        self.weigh = Weighing(background)
        self._in_source = Shelf()  # three sentences each
        self._told = Shelf()  # whole items
        self._told_leads = Shelf()
        self._told_sentences = Shelf()
        self._known: set[str] = set()
        self._of_source: set[str] = set()
        self._heard: set[str] = set()
        self._lately: deque[Heard] = deque(maxlen=_LATELY)

    def add_source(self, text: Digest) -> None:
        """Take in an article that the reader has read."""
        said = [sentence.concepts for sentence in text.sentences]
        for place in range(len(said)):
            self._in_source.add(frozenset().union(*said[max(0, place - 1) : place + 2]))
        whole = frozenset().union(*said)
        self._known |= whole
        self._of_source |= whole
        self._heard |= whole
        words = frozenset().union(*(sentence.words for sentence in text.sentences))
        self.weigh.note(words, _SOURCE_COUNTS, _SOURCE_SAYS)

    def hear(
        self, item: Digest, at: float, outlet: str, likely: float = 0.0, *, is_told: bool
    ) -> None:
        """Note an item of the story, how likely it was news, and whether the reader is told it."""
        said = [sentence.concepts for sentence in item.sentences]
        whole = frozenset().union(*said)
        self.weigh.note(whole)
        self._heard |= whole
        self._lately.append(Heard(lead_of(item), at, outlet, is_told, likely))
        if is_told:
            self.tell(item, at)

    def tell(self, item: Digest, at: float) -> None:
        """Note that the reader knows an item now."""
        said = [sentence.concepts for sentence in item.sentences]
        whole = frozenset().union(*said)
        self._known |= whole
        self._told.add(whole, at)
        self._told_leads.add(lead_of(item), at)
        for sentence in (*said, frozenset().union(*said[:2])):
            self._told_sentences.add(sentence, at)

    def values(self, item: Digest, at: float, outlet: str) -> dict[str, float]:
        """Return how much of an item was said before, and by whom, by name."""
        headline, lead = item.sentences[0].concepts, lead_of(item)
        below = item.sentences[1].concepts if len(item.sentences) > 1 else headline
        weigh = self.weigh
        return {
            "headline_in_source": self._share(headline, self._in_source),
            "lead_in_source": self._share(lead, self._in_source),
            "headline_told": self._share(headline, self._told),
            "lead_told": self._share(lead, self._told),
            "headline_told_at_once": self._share(headline, self._told_sentences),
            "opening_told_at_once": self._share(below, self._told_sentences),
            "headline_unknown": self._unsaid(headline, self._known),
            "lead_unknown": self._unsaid(lead, self._known),
            "headline_unheard": self._unsaid(headline, self._heard),
            "headline_of_source": 1.0 - self._unsaid(headline, self._of_source),
            "unknown_in_headline": min(4.0, weigh.total(headline - self._known) / 10),
            "unknown_in_lead": min(4.0, weigh.total(lead - self._known) / 20),
            "heavy_words": min(3.0, sum(weigh(c) > _TELLING for c in headline - self._known)),
            **self._likeness(lead, at),
            **self._support(lead, at, outlet),
        }

    def _share(self, said: Said, shelf: Shelf) -> float:
        """Return the share of what is said, by weight, that one text of a shelf says too."""
        whole = self.weigh.total(said)
        if not whole:
            return 0.0
        near = shelf.near(said, self.weigh)
        return max((self.weigh.total(said & text) for text, _ in near), default=0.0) / whole

    def _unsaid(self, said: Said, known: set[str]) -> float:
        whole = self.weigh.total(said)
        return self.weigh.total(said - known) / whole if whole else 0.0

    def _likeness(self, lead: Said, at: float) -> dict[str, float]:
        """Return how like an item is to what was told, and how long ago that was."""
        found = [
            Likeness(self.weigh.cosine(lead, told), max(0.0, at - when))
            for told, when in self._told_leads.near(lead, self.weigh)
        ]
        best = max(found, key=lambda each: each.cosine, default=Likeness(0.0, 48.0))
        lately = max((each.cosine * math.exp(-each.hours / 12) for each in found), default=0.0)
        return {
            "told_alike": best.cosine,
            "told_alike_lately": lately,
            "told_alike_ago": min(48.0, best.hours) / 48,
        }

    def _support(self, lead: Said, at: float, outlet: str) -> dict[str, float]:
        """Return how many other outlets tell the same, told or not."""
        others: set[str] = set()
        untold: dict[str, float] = {}  # by outlet, how likely what it tells is news
        nearest = 0.0
        for heard in self._lately:
            if at - heard.at > _CATCHING_UP:
                continue
            alike = self.weigh.cosine(lead, heard.lead)
            if not heard.is_told:
                nearest = max(nearest, alike)
            if alike > _ALIKE and heard.outlet != outlet:
                others.add(heard.outlet)
                if not heard.is_told:
                    likely = max(untold.get(heard.outlet, 0.0), heard.likely)
                    untold[heard.outlet] = min(_SUREST, likely)
        return {
            "other_outlets": min(5.0, len(others)),
            "other_outlets_untold": min(5.0, len(untold)),
            "untold_alike": nearest,
            "untold_likely": min(3.0, -sum(math.log(1 - p) for p in untold.values())),
        }

    def pace(self, at: float) -> dict[str, float]:
        """Return how much was told: at all, and in the last six hours."""
        lately = sum(each.is_told and at - each.at < 6 for each in self._lately)
        return {
            "told_before": min(len(self._told), 30) / 30,
            "told_in_six_hours": min(5, lately) / 5,
        }


_TELLING = 4.0  # nats of a word that makes a headline another one


def lead_of(item: Digest) -> Said:
    """Return what the headline and the first sentence of a text say."""
    return frozenset().union(*(sentence.concepts for sentence in item.sentences[:2]))
