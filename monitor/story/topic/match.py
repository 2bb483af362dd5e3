"""Item × Story → Match: is this item on the story's topic, and why. Pure.

What the reader watches is the reader's word: a watch that matches a headline puts the item on topic,
one that matches the text below it does where the rest is at all likely. What no watch matches stays
out, unless the source alone leaves no doubt. Without watches the source alone decides, and an item
that says nothing of its anchors is not looked at further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Item, Match, Span
from monitor.story.evidence import Models
from monitor.story.topic.glance import Glance
from monitor.story.topic.query import Expression, Need, parse
from monitor.story.topic.readable import Hit, Readable
from monitor.story.topic.topic import Topic
from monitor.story.words import Phrases, concepts, language_of, tokens

_LIKELY = 0.4  # from here on an item is on topic where there are no watches
_BEYOND_DOUBT = 0.8  # from here on it is, though no watch matches
_PLAUSIBLE = 0.3  # from here on it is, as a watch matches its text
_POSSIBLE = (
    0.1  # from here on it is, as a watch matches its headline, though its neighbours are not
)
_SHOWN = 6  # words named in a reason
_LOOKED_AT = 600  # characters of a text in which they are looked for


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
class Found:
    """The query that an item matches, and where."""

    query: Query
    is_exclusion: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Watches:
    """Queries that say what is on topic, and exclusions that say what is not after all."""

    include: tuple[Query, ...] = ()
    exclude: tuple[Query, ...] = ()

    def find(self, title: str, text: str, phrases: Phrases | None = None) -> Found | None:
        """Return the first query that an item matches, an exclusion before any watch, or None."""
        return self.find_in(Readable.of(title, text, phrases)) if self else None

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)

    def needs(self) -> frozenset[Need]:
        """Return words of which a text holds one wherever `find` finds something in it."""
        return frozenset().union(
            *(query.expression.needs() for query in (*self.include, *self.exclude))
        )

    def find_in(self, readable: Readable) -> Found | None:
        """Return what `find` does, of a text that is read already."""
        for query in self.exclude:
            if hits := query.expression.hits(readable):
                return Found(query, is_exclusion=True, spans=_spans(readable, hits))
        found = [(query, query.expression.hits(readable)) for query in self.include]
        matching = [query for query, hits in found if hits]
        if not matching:
            return None
        return Found(
            matching[0],
            is_exclusion=False,
            spans=_spans(readable, (h for _, hs in found for h in hs)),
        )


def _spans(readable: Readable, hits: Iterable[Hit]) -> tuple[Span, ...]:
    return tuple(sorted({readable.span(hit) for hit in hits}, key=lambda span: span.start))


#: Of an item of which no watch and no exclusion matches, and which is not near the topic.
FAR = Match(False, "it says nothing of what the story is about")


def match(
    item: Item,
    read: Glance,
    watches: Watches,
    topic: Topic,
    phrases: Phrases,
    models: Models,
    near: Mapping[str, float],
    text: Readable | None = None,
) -> Match:
    """Say whether an item is on topic; `read` is the item at first sight.

    `near` is what its neighbours in the stream say for it, by name. `text` is the item as read for
    queries, where somebody has read it so already.
    """
    found = watches.find_in(text) if text else watches.find(item.title, item.text, phrases)
    if found and found.is_exclusion:
        return Match(False, f"excluded by `{found.query.text}`", found.spans)
    if not found and not topic.is_near(read):
        return FAR
    if like := topic.like_rejected(read):
        words = ", ".join(like[:_SHOWN])
        return Match(False, f"like what you called irrelevant ({words})")
    watched = watch_values(item, found.spans if found else ())
    values = {**topic.values(read), **near}
    if watches.include:
        values |= watched
    model = models.watched_topic if watches.include else models.topic
    score = round(model.probability(values), 4)
    on_topic = score >= _needed(watches, found, watched)
    if not on_topic and score < _SHOWN_FROM:
        spans: tuple[Span, ...] = ()
        shown = topic.shared(read.all)
    else:
        spans, shown = _shared(f"{item.title}\n{item.text[:_LOOKED_AT]}", topic, phrases)
    reason = _reason(shown, found, on_topic=on_topic, has_watches=bool(watches.include))
    return Match(
        on_topic, reason, found.spans if found else spans, score, model.evidence(values),
        is_watched=found is not None,
    )  # fmt: skip


def watch_values(item: Item, spans: Sequence[Span]) -> dict[str, float]:
    """Return where a watch matches an item, by name; `spans` are its matches, the first one first."""
    in_headline = bool(spans) and spans[0].start < len(item.title)
    return {
        "watch_in_headline": float(in_headline),
        "watch_in_text": float(bool(spans) and not in_headline),
    }


_SHOWN_FROM = 0.05  # how likely an off-topic item must be for its words to be shown as written


def _needed(watches: Watches, found: Found | None, values: Mapping[str, float]) -> float:
    """Return how likely an item must be on the story to be taken for one of it."""
    if not found:
        return _BEYOND_DOUBT if watches.include else _LIKELY
    return 0.0 if values["watch_in_headline"] else _PLAUSIBLE


def _reason(shown: Sequence[str], found: Found | None, *, on_topic: bool, has_watches: bool) -> str:
    words = ", ".join(shown[:_SHOWN])
    if found:
        watch = f"matches the watch `{found.query.text}`"
        return watch if on_topic else f"{watch}, but shares nothing else with the story ({words})"
    if on_topic:
        return f"shares with the story: {words}"
    if not words:
        return "shares nothing with the story"
    beside = "no watch matches, and it " if has_watches else ""
    return f"{beside}shares too little with the story ({words})"


def _shared(text: str, topic: Topic, phrases: Phrases) -> tuple[tuple[Span, ...], list[str]]:
    """Return where an item says words of the story, and those words as written, weightiest first."""
    words = tokens(text, language_of(text))
    found = [(c, token) for c, token in concepts(words, phrases) if topic.knows(c)]
    first = {concept: token.text for concept, token in reversed(found)}
    spans = tuple(Span(token.start, token.end) for _, token in found)
    return spans, [first[concept] for concept in topic.shared(first)]
