"""Item × Watches → Match: is this item on the story's topic, and why. Pure.

A story with watches goes by them. Without watches it goes by its source articles: an item is on
topic when it names one of their names and shares enough of their weighty words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from monitor.model import FactKind, Match, Span
from monitor.story.digest import Digest, concept_weight
from monitor.story.facts.names import is_place
from monitor.story.query import Expression, Readable, parse
from monitor.story.text import concepts, tokens


class Topic(Protocol):
    """What says whether an item is on topic."""

    def match(self, title: str, text: str) -> Match:
        """Return whether and why the item with this title and text is on topic."""


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


def is_excluded(exclude: tuple[Query, ...], readable: Readable) -> Query | None:
    """Return the first exclusion that matches, or None."""
    return next((query for query in exclude if query.expression.hits(readable)), None)


_TOPIC_WORDS = 40  # words of the source articles that make their profile
_ENOUGH = 0.22  # of the weight of a source's best words: what its main subject alone brings
_NAME_BONUS = 1.5


@dataclass(frozen=True, slots=True)
class Profile:
    """The weighty words and names of the source articles, for a story without watches."""

    weights: dict[str, float]
    names: frozenset[str]
    exclude: tuple[Query, ...] = ()

    @classmethod
    def of(cls, sources: list[Digest], exclude: tuple[Query, ...] = ()) -> Profile:
        """Derive the profile of some source articles."""
        frequencies: Counter[str] = Counter()
        names: Counter[str] = Counter()
        for source in sources:
            for sentence in source.sentences:
                frequencies.update(c for c in sentence.concepts if ":" not in c)
                names.update(
                    {w for f in sentence.facts if f.kind is FactKind.NAME for w in f.unit.split()}
                )
        scores = {
            concept: count**0.5 * concept_weight(concept) * (_NAME_BONUS if concept in names else 1)
            for concept, count in frequencies.items()
            if count > 1 or concept in names
        }
        best = sorted(scores, key=lambda c: (-scores[c], c))[:_TOPIC_WORDS]
        top = sum(sorted((scores[c] for c in best), reverse=True)[:5]) or 1.0
        weights = {concept: scores[concept] / top for concept in best}
        return cls(weights, frozenset(names) & set(weights), exclude)

    def match(self, title: str, text: str) -> Match:
        """Return whether the item names a name of the sources and shares enough of their words."""
        if self.exclude and (excluded := is_excluded(self.exclude, Readable.of(title, text))):
            return Match(False, f"excluded by `{excluded.text}`")
        whole = f"{title}\n{text}"
        hits = [
            (concept, token)
            for concept, token in concepts(tokens(whole))
            if concept in self.weights
        ]
        said = {concept for concept, _ in hits}
        score = round(sum(self.weights[concept] for concept in said), 4)
        heaviest = sorted(said, key=lambda c: -self.weights[c])
        shown = ", ".join(
            dict.fromkeys(token.text for c in heaviest[:6] for k, token in hits if k == c)
        )
        spans = tuple(Span(token.start, token.end) for _, token in hits)
        named = said & self.names
        if not named:
            return Match(False, "names none of the names of the source article", spans, score)
        if all(is_place(name) for name in named) and len(said) <= len(named):
            return Match(
                False, f"shares only places with the source article ({shown})", spans, score
            )
        if score < _ENOUGH:
            return Match(
                False, f"shares too little with the source article ({shown})", spans, score
            )
        return Match(True, f"shares with the source article: {shown}", spans, score)
