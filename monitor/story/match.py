"""Item × Watches → Match: is this item on the story's topic, and why. Pure.

A story with watches goes by them. Without watches it goes by its source articles: an item is on
topic when it names one of their names and shares enough of their weighty words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from monitor.model import FactKind, Match, Span
from monitor.story.digest import Digest, Sentence, concept_weight
from monitor.story.facts import names
from monitor.story.lexicon import COUNTRIES
from monitor.story.query import Expression, Readable, parse
from monitor.story.text import Token, concepts, sentences, tokens


class Topic(Protocol):
    """What says whether an item is on topic."""

    def match(self, title: str, text: str) -> Match:
        """Return whether and why the item with this title and text is on topic."""

    def learn(self, told: Digest) -> None:
        """Take in an item that was told as part of the story."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed watch and the text it was parsed from."""

    text: str
    expression: Expression

    @classmethod
    def of(cls, text: str) -> Query:
        """Parse a watch; raise QueryError."""
        return cls(text, parse(text))


@dataclass(frozen=True, slots=True)
class Watches:
    """Queries that say what is on topic, and exclusions that say what is not after all."""

    include: tuple[Query, ...]
    exclude: tuple[Query, ...] = ()

    def match(self, title: str, text: str) -> Match:
        """Return the spans of the first queries that match; an exclusion overrules them."""
        readable = Readable.of(title, text)
        found = [(query, query.expression.hits(readable)) for query in self.include]
        hits = [(query, places) for query, places in found if places]
        if not hits:
            return Match(False, "no watch matches")
        spans = tuple(
            sorted(
                {readable.span(hit) for _, places in hits for hit in places}, key=lambda s: s.start
            )
        )
        if excluded := is_excluded(self.exclude, readable):
            return Match(False, f"excluded by `{excluded.text}`", spans)
        return Match(True, f"matches the watch `{hits[0][0].text}`", spans, len(hits) / len(found))

    def learn(self, told: Digest) -> None:
        """Stay as the user wrote them."""


def is_excluded(exclude: tuple[Query, ...], readable: Readable) -> Query | None:
    """Return the first exclusion that matches, or None."""
    return next((query for query in exclude if query.expression.hits(readable)), None)


_TOPIC_WORDS = 40  # words of the source articles that make their profile
_ENOUGH = 0.22  # of the weight of a source's five best words: what its main subject alone brings
_NAME_BONUS = 1.5
_LEARNED = 0.12  # weight of a name that came into the story later: two of them are enough
_RARE = 5.5  # nats; a word of a name that is more common stands for nothing by itself


@dataclass(slots=True)
class Profile:
    """The weighty words and names of a story without watches; grows by what is told of it."""

    weights: dict[str, float]
    anchors: set[str]  # words of names: an item on topic has at least one
    people: dict[str, set[str]]  # surname → the full names that it stands for
    exclude: tuple[Query, ...] = ()

    @classmethod
    def of(cls, sources: list[Digest], exclude: tuple[Query, ...] = ()) -> Profile:
        """Derive the profile of some source articles."""
        frequencies: Counter[str] = Counter()
        anchors: set[str] = set()
        people: dict[str, set[str]] = {}
        for source in sources:
            for sentence in source.sentences:
                frequencies.update(c for c in sentence.concepts if ":" not in c)
                anchors |= _anchors(sentence)
                for surname, full_name in _people(sentence):
                    people.setdefault(surname, set()).add(full_name)
        scores = {
            concept: count**0.5
            * concept_weight(concept)
            * (_NAME_BONUS if concept in anchors else 1)
            for concept, count in frequencies.items()
            if count > 1 or concept in anchors
        }
        best = sorted(scores, key=lambda c: (-scores[c], c))[:_TOPIC_WORDS]
        top = sum(scores[c] for c in best[:5]) or 1.0
        weights = {c: scores[c] / top for c in best}
        return cls(weights, anchors & set(best), people, exclude)

    def learn(self, told: Digest) -> None:
        """Take in the names of an item that was told: they belong to the story from now on."""
        for sentence in told.lead:
            for anchor in _anchors(sentence):
                if anchor not in COUNTRIES and anchor not in self.weights:
                    self.weights[anchor] = _LEARNED
                    self.anchors.add(anchor)

    def match(self, title: str, text: str) -> Match:
        """Return whether the item names a name of the story and shares enough of its words."""
        if self.exclude and (excluded := is_excluded(self.exclude, Readable.of(title, text))):
            return Match(False, f"excluded by `{excluded.text}`")
        found = concepts(tokens(f"{title}\n{text}"))
        hits = [(concept, token) for concept, token in found if concept in self.weights]
        said = {concept for concept, _ in hits}
        score = round(sum(self.weights[concept] for concept in said), 4)
        shown = self._shown(hits)
        spans = tuple(Span(token.start, token.end) for _, token in hits)
        anchors = said & self.anchors - self._namesakes(title, text, said)
        if not anchors:
            return Match(False, "names none of the names of the story", spans, score)
        if anchors <= COUNTRIES and said <= anchors:
            return Match(False, f"shares only places with the story ({shown})", spans, score)
        if score < _ENOUGH * (2 if anchors <= self.people.keys() else 1):
            return Match(False, f"shares too little with the story ({shown})", spans, score)
        return Match(True, f"shares with the story: {shown}", spans, score)

    def _namesakes(self, title: str, text: str, said: set[str]) -> set[str]:
        """Return the surnames of the story that are somebody else's in this item: `Yo-Yo Ma`."""
        surnames = said & self.people.keys()
        if not surnames:
            return set()
        named = [f.unit for s in (title, *sentences(text)) for f in names.find(s, tokens(s))]
        others: set[str] = set()
        for surname in surnames:
            full_names = {name for name in named if surname in name.split() and " " in name}
            if full_names and not full_names & self.people[surname]:
                others.add(surname)
        return others

    def _shown(self, hits: list[tuple[str, Token]]) -> str:
        heaviest = sorted(hits, key=lambda hit: -self.weights[hit[0]])
        first_of = {concept: token.text for concept, token in reversed(heaviest)}
        return ", ".join(first_of[c] for c in sorted(first_of, key=lambda c: -self.weights[c])[:6])


def _people(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield the last word and the whole of each name of several words."""
    for fact in sentence.facts:
        if fact.kind is FactKind.NAME and " " in fact.unit:
            yield fact.unit.split()[-1], fact.unit


def _anchors(sentence: Sentence) -> set[str]:
    """Return the words of a sentence's names that are rare enough to stand for it, and countries."""
    words = {w for f in sentence.facts if f.kind is FactKind.NAME for w in f.unit.split()}
    return {w for w in words if w in COUNTRIES or concept_weight(w) >= _RARE}
