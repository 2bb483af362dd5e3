"""Item × Story → Match: is this item on the story's topic, and why. Pure.

A watch that matches puts an item on topic. Without watches the story's own words and names decide;
with them they still do for a thread of the story that carries none of the watched words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Match, Span
from monitor.story.classifier import classifier
from monitor.story.query import Expression, Readable, parse
from monitor.story.text import concepts, tokens
from monitor.story.topic import Topic

_LIKELY = 0.5  # from here on an item is on topic where there are no watches
_BEYOND_DOUBT = 0.9  # from here on it is, though no watch matches
_SHOWN = 6  # words named in a reason


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

    include: tuple[Query, ...] = ()
    exclude: tuple[Query, ...] = ()

    def match(self, title: str, text: str) -> Match | None:
        """Return what the queries say of an item, or None where none of them says anything."""
        if not self.include and not self.exclude:
            return None
        readable = Readable.of(title, text)
        found = [(query, query.expression.hits(readable)) for query in self.include]
        hits = [(query, places) for query, places in found if places]
        places = {readable.span(hit) for _, query_hits in hits for hit in query_hits}
        spans = tuple(sorted(places, key=lambda span: span.start))
        for query in self.exclude:
            if query.expression.hits(readable):
                return Match(False, f"excluded by `{query.text}`", spans)
        if hits:
            return Match(True, f"matches the watch `{hits[0][0].text}`", spans, 1.0)
        return None


def match(title: str, text: str, watches: Watches, topic: Topic, values: dict[str, float]) -> Match:
    """Say whether an item is on topic; `values` is the evidence of the story's words and names."""
    if decided := watches.match(title, text):
        return decided
    model = classifier("topic")
    score = round(model.probability(values), 4)
    evidence = model.evidence(values)
    needed = _BEYOND_DOUBT if watches.include else _LIKELY
    spans, shown = _shared(title, text, topic)
    on_topic = score >= needed
    reason = _reason(shown, on_topic=on_topic, has_watches=bool(watches.include))
    return Match(on_topic, reason, spans, score, evidence)


def _reason(shown: Sequence[str], *, on_topic: bool, has_watches: bool) -> str:
    words = ", ".join(shown[:_SHOWN])
    if on_topic:
        return f"shares with the story: {words}"
    if not words:
        return "shares nothing with the story"
    beside = "no watch matches, and it " if has_watches else ""
    return f"{beside}shares too little with the story ({words})"


def _shared(title: str, text: str, topic: Topic) -> tuple[tuple[Span, ...], list[str]]:
    """Return where an item says words of the story, and those words as written, weightiest first."""
    found = [(c, token) for c, token in concepts(tokens(f"{title}\n{text}")) if c in topic.words]
    first = {concept: token.text for concept, token in reversed(found)}
    spans = tuple(Span(token.start, token.end) for _, token in found)
    return spans, [first[concept] for concept in topic.shared(first)]
