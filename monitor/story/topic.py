"""What a story is about, learnt from its source articles and from what was told of it. Pure.

The story is a unigram language model; how typical a word is of it is the logarithm of its
likelihood in the story, mixed with that in any news, against the latter alone (Ponte & Croft 1998;
for following topics Allan et al. 1998).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from monitor.story.digest import Digest, concept_weight, total_weight
from monitor.story.lexicon import COUNTRIES, SECTION_OF
from monitor.story.sentence import Sentence
from monitor.story.text import FOREIGN_MARK, concepts, tokens
from monitor.story.weights import is_in_table, likelihood

_TOLD_COUNTS = 0.5  # of a source article: what was told later is part of the story, less surely
_WATCHED_COUNTS = 2.0  # of a source article: a watched word is as good as one said twice
_RARE = 5.5  # nats; a word that is more common is as often no name
_MAIN_NAMES = 5
_OWN = 0.25  # share of the words of a story that are its own rather than those of any news
_AT_HOME = 3  # words of a section that make it one of the story's own


def _counts() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True)
class Topic:
    """How often a story said each of its words and names."""

    words: defaultdict[str, float] = field(default_factory=_counts)
    names: defaultdict[str, float] = field(default_factory=_counts)  # whole, and each word of them
    _main_names: dict[str, float] = field(default_factory=dict)
    _initials: set[str] = field(default_factory=set)
    _parts: set[str] = field(default_factory=set)  # words of names of several words
    _coined: set[str] = field(default_factory=set)  # names of the sources that nothing else has
    _sections: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, sources: Iterable[Digest]) -> Topic:
        """Return the topic of a story that its source articles begin."""
        topic = cls()
        for source in sources:
            topic._count(source, 1.0)
            for sentence in source.sentences:
                topic._coined.update(n for n in sentence.coined_names if not is_in_table(n))
        return topic

    def learn(self, told: Digest) -> None:
        """Take in an item that was told: its words and names belong to the story from now on."""
        self._count(told, _TOLD_COUNTS)

    def watch(self, phrases: Iterable[str]) -> None:
        """Take in what the reader watches for: it is what the story is about."""
        for phrase in phrases:
            for concept, _ in concepts(tokens(phrase)):
                self.words[concept] += _WATCHED_COUNTS
                if concept_weight(concept) >= _RARE:
                    self.names[concept] += _WATCHED_COUNTS

    def _count(self, text: Digest, share: float) -> None:
        for sentence in text.sentences:
            for concept in sentence.words:
                if concept in SECTION_OF and concept not in self.words:
                    self._sections[SECTION_OF[concept]] += 1
                self.words[concept] += share
            for name in (*sentence.names, *sentence.full_names):
                self.names[name] += share
            self._initials.update(sentence.initials)
            self._parts.update(word for name in sentence.full_names for word in name.split())
        weighed = {name: count * concept_weight(name) for name, count in self.names.items()}
        best = sorted(weighed, key=lambda name: (-weighed[name], name))[:_MAIN_NAMES]
        self._main_names = {name: weighed[name] for name in best}

    def values(self, item: Digest) -> dict[str, float]:
        """Return what in the words and names of an item speaks for its being on the story."""
        said, headline = self._comparable(item.lead_words), item.sentences[0]
        headed = self._comparable(headline.concepts)
        named = frozenset().union(*(s.names.union(s.full_names) for s in item.lead))
        known = frozenset(name for name in named if name in self.names or name in self._initials)
        typical = sorted(self._typical(said), reverse=True)
        main = sum(self._main_names.values())
        return {
            "typical_words": sum(typical) / (len(typical) or 1),
            "next_typical_words": sum(typical[1:3]),
            "headline_covered": total_weight(headed & self.words.keys())
            / (total_weight(headed) or 1.0),
            "names_known": total_weight(known) / (total_weight(named) or 1.0) if named else 0.5,
            "headline_names_it": float(any(name in self.names for name in headline.names)),
            "main_names": sum(w for n, w in self._main_names.items() if n in said | named)
            / (main or 1.0),
            "countries_known": min(2.0, len(known & COUNTRIES)),
            "countries_strange": min(2.0, len(named & COUNTRIES - known)),
            "strange_section": min(3.0, sum(map(self._is_strange, said))),
        }

    def coined_in(self, headline: Sentence) -> str | None:
        """Return a coined name of the source articles that a headline has, or None: `MoneyGram`.

        Nothing else is called so, and hardly any other news names it.
        """
        return next(iter(sorted(headline.coined_names & self._coined)), None)

    def names_people_only(self, item: Digest) -> bool:
        """Whether an item shares with the story no name but parts of its people's: any other Ma."""
        named = frozenset().union(*(s.names.union(s.full_names) for s in item.lead))
        known = named & self.names.keys()
        return bool(known) and known <= self._parts - COUNTRIES

    def _comparable(self, said: frozenset[str]) -> frozenset[str]:
        """Leave out words of another language that the story does not speak."""
        return frozenset(w for w in said if not w.startswith(FOREIGN_MARK) or w in self.words)

    def _typical(self, said: Iterable[str]) -> Iterator[float]:
        """Yield how typical of the story each word is, in nats: above 0 where it is."""
        total = sum(self.words.values()) or 1.0
        for word in said:
            own = self.words[word] / total if word in self.words else 0.0
            yield math.log(1 - _OWN + _OWN * own / likelihood(word))

    def _is_strange(self, word: str) -> bool:
        """Whether a word is of a section of the newspaper that the story is not in: `striker`."""
        return (
            word in SECTION_OF
            and word not in self.words
            and self._sections[SECTION_OF[word]] < _AT_HOME
        )

    def shared(self, said: Iterable[str]) -> list[str]:
        """Return the words that a text shares with the story, the weightiest first."""
        found = {word for word in said if word in self.words}
        return sorted(found, key=lambda w: (-concept_weight(w) * self.words[w] ** 0.5, w))
