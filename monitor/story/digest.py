"""A text → what the engine remembers of it: its sentences, their concepts and facts. Pure."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from monitor.model import Fact, FactKind
from monitor.story import facts as fact_grammar
from monitor.story.facts import OBJECT_MARK, Movement, figure_token
from monitor.story.facts.numbers import significant_digits
from monitor.story.text import concepts, sentences, tokens
from monitor.story.weights import weight

_HEAVIEST_WORD = 8.0  # nats; a rarer word is as often a typing error as a name
_WITHOUT_VALUE = frozenset({FactKind.NAME, FactKind.STATUS})
_LEAD_SENTENCES = 3  # a headline and two sentences: what news writing puts first


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, read."""

    text: str
    concepts: frozenset[str]  # words and figures, by what they mean
    facts: tuple[Fact, ...]
    movements: tuple[Movement, ...]

    @property
    def figures(self) -> tuple[Fact, ...]:
        """The facts with a value: everything but names and statuses."""
        return tuple(fact for fact in self.facts if fact.kind not in _WITHOUT_VALUE)

    def leads_with(self, word: str, fact: Fact) -> bool:
        """Whether `word` stands right in front of a fact."""
        return self.text[: fact.span.start].rstrip().lower().endswith(f" {word}")


def _in_series(first: Fact, second: Fact) -> bool:
    return (first.kind, first.unit) == (second.kind, second.unit) and first.high != second.high


@dataclass(frozen=True, slots=True)
class Digest:
    """One text, read; its first sentence is the title where there is one."""

    sentences: tuple[Sentence, ...]

    @property
    def lead(self) -> tuple[Sentence, ...]:
        """The sentences that tell the news: the title and the first two of the text."""
        return self.sentences[:_LEAD_SENTENCES]

    @property
    def lead_concepts(self) -> frozenset[str]:
        """What the lead says, by concept."""
        return frozenset().union(*(sentence.concepts for sentence in self.lead))

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The movements that a sentence states, or title and text together.

        `Duty rises to 25%`, then `The rate goes up from 10%`: where the title says only where a
        figure went, the text may say where it came from.
        """
        stated = tuple(m for sentence in self.sentences for m in sentence.movements)
        if stated or not self.sentences:
            return stated
        ends = [f for f in self.sentences[0].figures if self.sentences[0].leads_with("to", f)]
        for sentence in self.lead[1:]:
            for fact in sentence.figures:
                if (
                    len(ends) == 1
                    and sentence.leads_with("from", fact)
                    and _in_series(fact, ends[0])
                ):
                    return (Movement(fact, ends[0]),)
        return ()


def digest(title: str, text: str, *, published: datetime | date | None = None) -> Digest:
    """Read a text. `published` resolves dates that do not state their year."""
    day = published.date() if isinstance(published, datetime) else published
    body = [s for s in sentences(text) if s != title]
    read = [_read(title, day, headline=True)] if title.strip() else []
    return Digest((*read, *(_read(sentence, day) for sentence in body)))


def _read(text: str, published: date | None, *, headline: bool = False) -> Sentence:
    words = tokens(text)
    meant = concepts(words)
    found = fact_grammar.extract(text, words, meant, published, headline=headline)
    figures = (figure_token(f) for f in found.facts if f.kind not in _WITHOUT_VALUE)
    said = frozenset([*(concept for concept, _ in meant), *figures])
    return Sentence(text, said, found.facts, found.movements)


@lru_cache(maxsize=200_000)
def concept_weight(concept: str) -> float:
    """Return how much a concept says, in nats; a figure the more, the more digits it has."""
    if concept.startswith(OBJECT_MARK):
        return 0.0
    if ":" in concept:
        kind, _, high, unit = concept.split(":", 3)
        if kind == FactKind.DATE and unit == "weekday":
            return 0.5
        return 2.0 + 2.0 * min(3, significant_digits(float(high)))
    return min(_HEAVIEST_WORD, weight(concept))


def total_weight(concepts: frozenset[str]) -> float:
    """Return how much a set of concepts says together, in nats."""
    return sum(map(concept_weight, concepts))


def similarity(first: Digest, second: Digest) -> float:
    """Return how far two texts tell the same event, 0 to 1: the cosine of their event vectors.

    The vectors are tf·idf with the logarithm of the frequency (Salton & Buckley 1988), in which
    names and figures weigh more than other words and the lead counts twice: two events of one kind
    share their words and differ in who, where and how many.
    """
    return cosine(event_vector(first), event_vector(second))


def cosine(left: dict[str, float], right: dict[str, float]) -> float:
    """Return the cosine of two vectors of length 1, the shorter one leading."""
    if len(left) > len(right):
        left, right = right, left
    return min(1.0, sum(value * right[c] for c, value in left.items() if c in right))


_NAME = 3.0  # how much more a word of a name weighs; this and the next two by ECB+, odd topics
_FIGURE = 2.0
_SHARPNESS = 1.3  # exponent of the weight: above 1 the rare words count still more


def event_vector(text: Digest) -> dict[str, float]:
    """Return what a text tells as a vector of length 1, by concept; empty for an empty text."""
    frequencies: Counter[str] = Counter()
    names: set[str] = set()
    for place, sentence in enumerate(text.sentences):
        for concept in sentence.concepts:
            frequencies[concept] += 2 if place < _LEAD_SENTENCES else 1
        for fact in sentence.facts:
            if fact.kind is FactKind.NAME:
                names.update(fact.unit.split())
    vector: dict[str, float] = {}
    for concept, frequency in frequencies.items():
        kind = _FIGURE if ":" in concept else _NAME if concept in names else 1.0
        vector[concept] = (1 + math.log(frequency)) * kind * concept_weight(concept) ** _SHARPNESS
    length = math.hypot(*vector.values())
    return {concept: value / length for concept, value in vector.items()} if length else {}
