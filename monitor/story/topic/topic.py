"""What a story is about: the anchors of its sources and watches, and what only its own items say. Pure.

The source articles and the watches say what is on topic, and nothing that is told later changes
that. What is learnt later is learnt from items that these admit, counts once several outlets say it,
only as far as no other items of the stream say it too, and fades (relevance feedback as Rocchio 1971
has it, with the whole stream as what is not relevant).
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from monitor.story.topic.background import HEAVIEST, Background
from monitor.story.topic.glance import Glance
from monitor.story.topic.rejected import Rejected
from monitor.story.topic.weighed import Weighed, Weights, unit
from monitor.story.words import Language, Phrases, concepts, language_of, tokens

_LONGEST_HEADLINE = 200  # characters
_HEADLINE_COUNTS = 2.0  # times that a word in the headline of a source counts beside the text
_DAMPED = 0.75  # exponent of how often a source says a word
_WATCHED_COUNTS = 2.0
_ANCHORS = 12
_OUTLETS = 3  # that must say a word before it is taken for the story's own
_DOUBT = 2.0  # items of the stream that are taken to say it outside of the story
NEAR = 0.3  # share of an item's words that the story must say for it to be near
OWN = 0.2  # share of the items with a word that are the story's, for the word to be its own
_COMPARED = 40  # items of the story, the latest, that a new one is compared with
_STREAM = 800.0  # items over which the share of the story in the stream is taken
_PRIOR = 60.0  # items that what is usual counts for
_USUAL_SHARE = 1 / 100  # of a story in a stream
_MOST_SHARE = 3.0  # nats above what is usual
_FADES_EVERY, _FADED = 2_000, 0.85  # items of the stream; what is left of what was learnt
_BEYOND_DOUBT = (
    0.98  # how likely an item is on the story that no word of the reader makes it off it
)
_FORGOTTEN = 0.5  # items of the story: a word that counts for less is dropped
_MOST_ITEMS = 5_000  # of the stream for which a new word is taken to have been usual


@dataclass(slots=True)
class Learnt:
    """How often the stream says a word, and the items of the story do, and in which outlets."""

    stream: float = 0.0
    story: float = 0.0
    outlets: set[str] = field(default_factory=set)

    def purity(self) -> float:
        """Return the share of the items with the word that belong to the story, 0..1."""
        return self.story / (self.stream + _DOUBT) if len(self.outlets) >= _OUTLETS else 0.0


class Topic:
    """What makes an item one of the story."""

    def __init__(
        self, background: Background | None = None, phrases: Phrases | None = None
    ) -> None:
        self.background = background or Background()
        self._phrases = phrases  # by which names and words of several words are read
        self._said: Counter[str] = Counter()
        self._headlines: set[str] = set()
        self._watched: Counter[str] = Counter()
        self._vector: Weights = {}
        self.anchors: Weights = {}
        self._admitted: deque[Weights] = deque(maxlen=_COMPARED)
        self._learnt: dict[str, Learnt] = {}
        self._rejected = Rejected()
        self._near = 0.0  # items of the latest that are near the story
        self._likely = 0.0  # items of the latest that are on the story, by their probabilities
        self._items = 0  # of the stream
        self.own: set[str] = set()  # of what was learnt: no other is the story's own word
        self._latest: Weighed | None = None  # the item of which `_covered` was asked last
        self._latest_covered = 0.0
        self.version = 0  # another one, another topic to those who index it

    def add_source(self, title: str, text: str) -> None:
        """Take in what the reader has read; the first line of a text without a title is its headline."""
        title = title or text.lstrip("# \n").partition("\n")[0][:_LONGEST_HEADLINE]
        language = language_of(f"{title}\n{text}")
        self._said.update(self._read(f"{title}\n{text}", language))
        self._headlines.update(self._read(title, language))
        self._weigh()

    def watch(self, phrases: Iterable[str]) -> None:
        """Take in what the reader watches for: it is what the story is about."""
        for phrase in phrases:
            self._watched.update(dict.fromkeys(self._read(phrase, Language.ENGLISH), 1))
        self._weigh()

    def _read(self, text: str, language: Language) -> list[str]:
        return [concept for concept, _ in concepts(tokens(text, language), self._phrases)]

    def _weigh(self) -> None:
        counts: dict[str, float] = dict(self._said)
        for concept in self._headlines:
            counts[concept] = counts.get(concept, 0.0) + _HEADLINE_COUNTS
        for concept in self._watched:
            counts[concept] = counts.get(concept, 0.0) + _WATCHED_COUNTS
        self._vector = unit({c: n**_DAMPED * self._rarity(c) for c, n in counts.items()})
        best = sorted(self._vector, key=lambda c: (-self._vector[c], c))[:_ANCHORS]
        self.anchors = unit({c: self._vector[c] for c in best}, power=1)
        self._latest = None
        self.version += 1

    def _rarity(self, concept: str) -> float:
        return min(HEAVIEST, self.background.rarity(concept))

    @property
    def known(self) -> Set[str]:
        """The words that the sources or the watches say."""
        return self._vector.keys()

    def knows(self, concept: str) -> bool:
        """Whether the sources or the watches say a word."""
        return concept in self._vector

    def shared(self, said: Iterable[str]) -> list[str]:
        """Return the words that a text shares with the story, the weightiest first."""
        found = {word for word in said if word in self._vector}
        return sorted(found, key=lambda word: (-self._vector[word], word))

    def is_near(self, item: Glance) -> bool:
        """Whether an item says enough of what the story is about to be looked at further."""
        if not item.headed.isdisjoint(self.anchors) or len(item.all & self.anchors.keys()) > 1:
            return True
        own = (item.headed | item.pairs) & self.own
        is_own = any(self._pure(concept) >= OWN for concept in own)
        return is_own or self._covered(item) >= NEAR

    def _covered(self, item: Glance) -> float:
        """Return the share of an item's words, by rarity, that the story says too, 0..1."""
        weighed = self._weighed(item)
        if weighed is not self._latest:
            rarity = weighed.rarity
            known = math.fsum([rarity[c] for c in rarity.keys() & self._vector.keys()])
            self._latest, self._latest_covered = weighed, known / (weighed.total or 1.0)
        return self._latest_covered

    def _weighed(self, item: Glance) -> Weighed:
        """Weigh an item, without the words of another language that the story does not speak."""
        return self.background.weigh(item, frozenset(item.foreign & self._vector.keys()))

    def values(self, item: Glance) -> dict[str, float]:
        """Return what in the words of an item speaks for its being on the story, by name."""
        weighed = self._weighed(item)
        headed, said, whole = weighed.headed, item.all, weighed.whole
        total = weighed.headline_total or 1.0
        learnt = self._learnt.keys()
        pure_headline = sorted(map(self._pure, (headed | item.pairs) & learnt), reverse=True)
        pure_opening = max(map(self._pure, (said - headed) & learnt), default=0.0)
        return {
            "headline_like_source": _dot(weighed.headline, self._vector),
            "like_source": _dot(whole, self._vector),
            "headline_covered": weighed.said_by(headed & self._vector.keys()) / total,
            "lead_covered": self._covered(item),
            "headline_in_headline": weighed.said_by(headed & self._headlines) / total,
            "anchors_in_headline": math.fsum(self.anchors.get(c, 0.0) for c in headed),
            "anchors_in_lead": math.fsum(self.anchors.get(c, 0.0) for c in said),
            "anchors_headed": min(4.0, len(headed & self.anchors.keys())),
            "anchors_named": min(5.0, len(said & self.anchors.keys())),
            "own_word": pure_headline[0] if pure_headline else 0.0,
            "next_own_word": pure_headline[1] if len(pure_headline) > 1 else 0.0,
            "own_word_in_lead": pure_opening,
            "like_admitted": max((_dot(whole, each) for each in self._admitted), default=0.0),
            "has_no_text": float(not item.opening),
            "near_in_stream": self._against_usual(self._near),
            "likely_in_stream": max(0.0, min(_MOST_SHARE, self._against_usual(self._likely))),
            "headline_length": math.log1p(len(headed)),
        }

    def _against_usual(self, items: float) -> float:
        """Return how many times as many of the late items those are as is usual, in nats.

        What is usual counts for so many items that the first ones do not decide it.
        """
        counted = min(float(self._items), _STREAM)
        share = (items + _PRIOR * _USUAL_SHARE) / (counted + _PRIOR)
        return math.log(share / _USUAL_SHARE)

    def _pure(self, concept: str) -> float:
        learnt = self._learnt.get(concept)
        if learnt is None:
            return 0.0
        telling = 1.0 if " " in concept else min(1.0, self.background.rarity(concept) / 7)
        return learnt.purity() * telling

    def learn(self, item: Glance, outlet: str, likely: float, *, admitted: bool) -> None:
        """Note an item of the stream, which is on the story with the probability `likely`.

        `admitted` says that sources or watches put it there.
        """
        self._go_on(likely, is_near=self._covered(item) >= NEAR)
        if admitted:
            for concept in item.said - self._learnt.keys():
                self._learnt[concept] = Learnt(self._usual(concept))
            self._admitted.append(self._weighed(item).whole)
        for concept in item.said & self._learnt.keys():
            learnt = self._learnt[concept]
            learnt.stream += 1
            if admitted:
                learnt.story += 1
                learnt.outlets.add(outlet)
                if learnt.purity() >= OWN and concept not in self.own:
                    self.own.add(concept)
                    self.version += 1

    def pass_by(self, item: Glance) -> None:
        """Note an item of the stream that is not near: what `learn` notes where `likely` is 0."""
        self._go_on(0.0, is_near=False)
        for concept in item.said & self._learnt.keys():
            self._learnt[concept].stream += 1

    def _go_on(self, likely: float, *, is_near: bool) -> None:
        self._items += 1
        self._likely = self._likely * (1 - 1 / _STREAM) + likely
        self._near = self._near * (1 - 1 / _STREAM) + is_near
        if self._items % _FADES_EVERY == 0:
            self._fade()

    def reject(self, item: Glance, likely: float) -> bool:
        """Take back what was learnt from an item that the reader called irrelevant; keep its like out.

        `likely` is the probability with which it was taken to be on the story. Where that left no doubt
        it was no news, and to keep out its like would keep out news of the story: nothing is done. Say
        whether anything was.
        """
        if likely >= _BEYOND_DOUBT:
            return False
        whole = self._weighed(item).whole
        self._admitted = deque((e for e in self._admitted if e != whole), maxlen=_COMPARED)
        for concept in item.said & self._learnt.keys():
            learnt = self._learnt[concept]
            learnt.story = max(0.0, learnt.story - 1)
        self._drop_what_is_shared()
        self._rejected.add(self._own_words(item))
        return True

    def confirm(self, item: Glance) -> None:
        """Take in an item that the reader called right: what is as much like it is not kept out."""
        self._rejected.confirm(self._own_words(item))

    def like_rejected(self, item: Glance) -> list[str]:
        """Return the words by which an item is like one that the reader called irrelevant; or none."""
        return self._rejected.shared(self._own_words(item)) if self._rejected else []

    def _own_words(self, item: Glance) -> Weights:
        """Return the words of an item that neither sources nor watches say."""
        whole = self._weighed(item).whole
        return unit({word: weight for word, weight in whole.items() if not self.knows(word)})

    def _usual(self, concept: str) -> float:
        """Return how many items of the stream so far said a word, as far as it is usual."""
        if " " in concept:
            return 0.0
        return min(_MOST_ITEMS, self._items) * math.exp(-self.background.rarity(concept))

    def _fade(self) -> None:
        for concept, learnt in list(self._learnt.items()):
            learnt.stream *= _FADED
            learnt.story *= _FADED
            if learnt.story < _FORGOTTEN:
                del self._learnt[concept]
        self._drop_what_is_shared()

    def _drop_what_is_shared(self) -> None:
        """Have no word for the story's own any more that others say too often."""
        self.own = {
            concept
            for concept in self.own & self._learnt.keys()
            if self._learnt[concept].purity() >= OWN
        }
        self.version += 1


def _dot(one: Weights, other: Weights) -> float:
    if len(one) > len(other):
        one, other = other, one
    return math.fsum([one[c] * other[c] for c in one.keys() & other.keys()])
