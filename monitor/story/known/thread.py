"""What the items of a story said so far, told or not: who says how much of a new one already. Pure."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from heapq import nlargest

from monitor.story.evidence import Models
from monitor.story.known.recent import CATCHING_UP_HOURS
from monitor.story.known.report import Report, Said
from monitor.story.known.retelling import Retold, retold, values
from monitor.story.known.weighing import Weighing
from monitor.story.reading import Digest
from monitor.story.topic import Background

_SOURCE_COUNTS = 3  # items that a source article counts for
_SOURCE_SAYS = 2  # of them that say each of its words
_RAREST = 8  # words of a text by which others are found
_LATEST = 40  # texts with one of them that are looked at
_CANDIDATES = 16  # texts that are compared in full
_MOST_TOLD = 100  # reports, the latest, that a new one is compared with
_MOST_UNTOLD = 60
_TELLING = 4.0  # nats of a word that makes a headline another one


class Shelf:
    """Passages by their words, found by the rarest of them."""

    def __init__(self) -> None:
        self._texts: list[Said] = []
        self._with: dict[str, list[int]] = {}

    def add(self, said: Said) -> None:
        """Put a passage on the shelf."""
        for concept in said:
            self._with.setdefault(concept, []).append(len(self._texts))
        self._texts.append(said)

    def near(self, said: Said, weigh: Weighing) -> Iterator[Said]:
        """Yield the passages that share most weight with `said`."""
        known = [concept for concept in said if concept in self._with]
        shared: Counter[int] = Counter()
        for concept in nlargest(_RAREST, known, key=lambda c: (weigh(c), c)):
            for place in self._with[concept][-_LATEST:]:
                shared[place] += weigh(concept)  # type: ignore[assignment]
        for place in nlargest(_CANDIDATES, shared, key=lambda p: (shared[p], p)):
            yield self._texts[place]


class Thread:
    """The items of one story so far."""

    def __init__(self, background: Background) -> None:
        self.weigh = Weighing(background)
        self._in_source = Shelf()  # three sentences each
        self._known: set[str] = set()
        self._of_source: set[str] = set()
        self._heard: set[str] = set()
        self._told: deque[Report] = deque(maxlen=_MOST_TOLD)
        self._untold: deque[Report] = deque(maxlen=_MOST_UNTOLD)
        self._times_told = 0

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

    def hear(self, report: Report) -> None:
        """Note an item of the story; the reader knows it if it is told."""
        self.weigh.note(report.whole)
        self._heard |= report.whole
        if report.is_told:
            self._known |= report.whole
            self._told.append(report)
            self._times_told += 1
        else:
            self._untold.append(report)

    def told_since(self, hour: float) -> list[Report]:
        """Return what was told of late, at or after an hour since 1970, latest first."""
        return [report for report in reversed(self._told) if report.at >= hour]

    def retold(self, report: Report, models: Models) -> list[Retold]:
        """Compare a report with the latest told ones."""
        return retold(report, self._told, self.weigh, models.covers, models.shares)

    def values(self, report: Report, told: Sequence[Retold], models: Models) -> dict[str, float]:
        """Return how much of a report was said before, and by whom, by name; `told` is what `retold` says."""
        headline, lead = report.headline, report.lead
        weigh = self.weigh
        near = [each for each in self._untold if report.at - each.at < CATCHING_UP_HOURS]
        untold = retold(report, near, weigh, models.covers, models.shares)
        return {
            "headline_in_source": self._in_one_place(headline),
            "lead_in_source": self._in_one_place(lead),
            "headline_unknown": self._unsaid(headline, self._known),
            "lead_unknown": self._unsaid(lead, self._known),
            "headline_unheard": self._unsaid(headline, self._heard),
            "headline_of_source": 1.0 - self._unsaid(headline, self._of_source),
            "unknown_in_headline": min(4.0, weigh.total(headline - self._known) / 10),
            "unknown_in_lead": min(4.0, weigh.total(lead - self._known) / 20),
            "heavy_words": min(3.0, sum(weigh(c) > _TELLING for c in headline - self._known)),
            **values(report, told, untold),
        }

    def _in_one_place(self, said: Said) -> float:
        """Return the share of what is said, by weight, that one place of a source says too."""
        near = self._in_source.near(said, self.weigh)
        return max((self.weigh.share(said, text) for text in near), default=0.0)

    def _unsaid(self, said: Said, known: set[str]) -> float:
        whole = self.weigh.total(said)
        return self.weigh.total(said - known) / whole if whole else 0.0

    def pace(self, at: float) -> dict[str, float]:
        """Return how much was told: at all, and in the six hours before `at`."""
        lately = sum(at - each.at < 6 for each in self._told)
        return {
            "told_before": min(self._times_told, 30) / 30,
            "told_in_six_hours": min(5, lately) / 5,
        }
