"""An inverted index of the stories: an item → those that it could concern. Pure.

Most items concern no story. So the stories are found by the words of an item (prospective search: the
queries are stored and the documents pass by), and only these are asked. What is found is a superset
of the stories to which the item is near (`Topic.is_near`) or of which a watch or an exclusion matches
it: to all others it is far, so that no decision differs from that of asking every story.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from monitor.model import Item
from monitor.story.topic.background import HEAVIEST, Background
from monitor.story.topic.glance import Glance
from monitor.story.topic.match import Watches
from monitor.story.topic.query import Need
from monitor.story.topic.readings import Readings
from monitor.story.topic.topic import NEAR, Topic
from monitor.story.words import Phrases, concept_of, known_phrases

_ROUNDING = 1e-9  # of a sum of floats: what is so close to the threshold is asked


@dataclass(frozen=True, slots=True)
class Interest:
    """What says that an item could concern a story; `topic` grows with the story."""

    topic: Topic
    watches: Watches
    phrases: Phrases


class Postings:
    """By word, the numbers of the stories that have it."""

    def __init__(self) -> None:
        self._stories: dict[str, list[int]] = {}
        self._words: defaultdict[int, frozenset[str]] = defaultdict(frozenset)

    def __bool__(self) -> bool:
        return bool(self._stories)

    def put(self, story: int, words: Set[str]) -> None:
        """Have a story found by these words and no others."""
        before = self._words[story]
        self._words[story] = frozenset(words)
        for word in before - words:
            self._stories[word].remove(story)
            if not self._stories[word]:
                del self._stories[word]
        for word in words - before:
            self._stories.setdefault(word, []).append(story)

    def of(self, word: str) -> Sequence[int]:
        """Return the stories with a word."""
        return self._stories.get(word, ())

    def among(self, words: Set[str]) -> Iterable[int]:
        """Return the stories with one of some words, a story once for each."""
        return [story for word in words & self._stories.keys() for story in self._stories[word]]


class StoryIndex:
    """Finds the stories that an item could concern."""

    def __init__(
        self, interests: Sequence[Interest], background: Background, readings: Readings
    ) -> None:
        """Index stories; their numbers are their places among `interests`."""
        self._interests = interests
        self._background = background
        self._readings = readings
        self._versions = [-1] * len(interests)  # of the topics, as they are indexed
        self._known, self._anchors, self._own = Postings(), Postings(), Postings()
        self._forms, self._roots, self._prefixes = Postings(), Postings(), Postings()
        self._meant, self._aliased = Postings(), Postings()
        self._prefix_lengths: list[int] = []
        lengths: set[int] = set()
        for number, interest in enumerate(interests):
            needs = interest.watches.needs()
            self._put_needs(number, needs)
            lengths |= {len(need.form) for need in needs if need.prefix}
            self._aliased.put(number, interest.phrases.own)
        self._prefix_lengths = sorted(lengths)

    def _put_needs(self, number: int, needs: Iterable[Need]) -> None:
        whole = [need for need in needs if not need.prefix]
        self._forms.put(number, {need.form for need in whole})
        self._roots.put(number, {need.root for need in whole})
        self._meant.put(number, {concept_of(need.form) for need in whole})
        self._prefixes.put(number, {need.form for need in needs if need.prefix})

    def concerned(self, item: Item) -> Set[int]:
        """Return the numbers of the stories that an item could concern."""
        self._heed_what_was_learnt()
        read = self._readings.glance(item, known_phrases())
        found = {*self._aliased.among(read.stems), *self._near(read)}
        if self._forms or self._prefixes:
            found.update(self._watching(item))
        return found

    def _heed_what_was_learnt(self) -> None:
        for number, interest in enumerate(self._interests):
            topic = interest.topic
            if topic.version != self._versions[number]:
                self._versions[number] = topic.version
                self._known.put(number, topic.known)
                self._anchors.put(number, topic.anchors.keys())
                self._own.put(number, topic.own)

    def _near(self, read: Glance) -> Iterable[int]:
        """Return the stories that an item may be near to, as `Topic.is_near` has it."""
        yield from self._anchors.among(read.headed)
        named = Counter(self._anchors.among(read.all))
        yield from (story for story, times in named.items() if times > 1)
        yield from self._own.among(read.headed | read.pairs)
        yield from self._covering(read)

    def _covering(self, read: Glance) -> Iterable[int]:
        """Return the stories that say the share NEAR of the words of an item, by rarity.

        A word of another language counts for those that know it alone, in what they say and in the
        whole of which it is a share: (s + f) / (w + f) >= n just where s + (1 - n) f >= n w. It is
        taken to be as rare as can be.
        """
        weighed = self._background.weigh(read)
        covered = [0.0] * len(self._interests)
        for concept, rarity in weighed.rarity.items():
            for story in self._known.of(concept):
                covered[story] += rarity
        for story in self._known.among(read.foreign):
            covered[story] += (1 - NEAR) * HEAVIEST
        least = NEAR * weighed.total * (1 - _ROUNDING)
        return [story for story, share in enumerate(covered) if share and share >= least]

    def _watching(self, item: Item) -> Iterable[int]:
        """Return the stories of which a watch or an exclusion may match an item."""
        text = self._readings.readable(item, known_phrases())
        yield from self._forms.among(text.at_form.keys())
        yield from self._roots.among(text.at_root.keys())
        for length in self._prefix_lengths:
            yield from self._prefixes.among({form[:length] for form in text.at_form})
        if text.concepts:
            yield from self._meant.among(frozenset(text.concepts))
            yield from self._aliased.among(text.stems)
