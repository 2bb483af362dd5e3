"""A sentence → the facts that it states, each with what it is about. Pure.

One module a kind. `extract` joins them: it keeps readings from overlapping (the `10` of `10%` is
no count), finds the movements that a sentence states itself (`from 10% to 25%`) and notes the
words around each figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from monitor.model import Fact, FactKind, Span
from monitor.story.facts import count, moments, money, names, percent, status
from monitor.story.facts.amounts import Amount, Link, lent_unit, link_between, number_starts
from monitor.story.lexicon import COUNTRIES
from monitor.story.text import Token

_LENDING = frozenset({FactKind.PERCENT, FactKind.MONEY})
_WINDOW = 7  # concepts on each side of a figure that say what it is about


@dataclass(frozen=True, slots=True)
class Movement:
    """A change that a sentence states itself: `25%, up from 10%`."""

    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """All that a sentence states."""

    facts: tuple[Fact, ...]
    movements: tuple[Movement, ...]


def extract(
    sentence: str,
    words: list[Token],
    concepts: list[tuple[str, Token]],
    published: date | None,
    *,
    headline: bool = False,
) -> SentenceFacts:
    """Return the facts and the stated movements of one sentence.

    `words` and `concepts` are the sentence's own, from `monitor.story.text`. Dates without a year
    are resolved against `published`, and left out without it.
    """
    stems = frozenset([word.stem for word in words])
    may_date = moments.may_hold_date(sentence, stems)
    moment_facts = list(moments.dates(sentence, published)) if may_date else []
    amounts, links = _stated(sentence, words, stems, moment_facts)
    moment_facts = [fact for fact in moment_facts if _is_free(fact.span, amounts)]
    figures = _with_surroundings([a.fact for a in amounts] + moment_facts, sentence, concepts)
    by_span = {fact.span: fact for fact in figures}
    movements = tuple(
        Movement(by_span[a], by_span[b]) for a, b in links if a in by_span and b in by_span
    )
    named = names.find(sentence, words, headline=headline)
    named = [fact for fact in named if _is_free(fact.span, figures)]
    return SentenceFacts((*figures, *named, *status.find(concepts)), movements)


def _stated(
    sentence: str, words: list[Token], stems: frozenset[str], moment_facts: list[Fact]
) -> tuple[list[Amount], list[tuple[Span, Span]]]:
    """Return the amounts of a sentence and which moved to which; counts take what others leave."""
    starts = number_starts(words)
    if not starts:
        return [], []  # most sentences hold no number at all
    percents = percent.find(sentence, starts) if percent.may_hold(sentence, stems) else ()
    sums = money.find(sentence, starts) if money.may_hold(sentence, stems) else ()
    spans = moments.durations(sentence, starts) if moments.may_hold_duration(stems) else ()
    amounts, links = _amounts(sentence, percents, sums)
    amounts = _without_overlap([*amounts, *spans])
    taken: list[Amount | Fact] = [*amounts, *moment_facts]
    counts, count_links = _amounts(
        sentence, (a for a in count.find(sentence, starts) if _is_free(a.span, taken))
    )
    return [*amounts, *counts], [*links, *count_links]


def _with_surroundings(
    figures: list[Fact], sentence: str, concepts: list[tuple[str, Token]]
) -> list[Fact]:
    """Return the figures in the order of the text, each with what stands around it."""
    if not figures:
        return []
    figures = sorted(figures, key=lambda fact: fact.span.start)
    objects = frozenset(objects_of(sentence, concepts))
    return [replace(fact, about=_about(fact, figures, concepts) | objects) for fact in figures]


def figure_token(fact: Fact) -> str:
    """Return a word that stands for a figure's value among the words about another figure."""
    unit = "" if fact.kind is FactKind.COUNT else fact.unit  # `58 ill` are the `58 patients`
    return f"{fact.kind.value}:{fact.low:g}:{fact.high:g}:{unit}"


def _amounts(
    sentence: str, *readings: Iterable[Amount]
) -> tuple[list[Amount], list[tuple[Span, Span]]]:
    """Join neighbouring figures into ranges; return the figures and the (before, after) links."""
    amounts: list[Amount] = []
    links: list[tuple[Span, Span]] = []
    for reading in readings:
        found: list[Amount] = []
        for amount in reading:
            if amount.kind in _LENDING and (lent := lent_unit(sentence, amount)):
                found.append(lent)
            found.append(amount)
        found, stated = _linked(sentence, found)
        amounts += found
        links += stated
    return amounts, links


def _linked(sentence: str, found: list[Amount]) -> tuple[list[Amount], list[tuple[Span, Span]]]:
    kept: list[Amount] = []
    links: list[tuple[Span, Span]] = []
    for amount in found:
        first = kept[-1] if kept else None
        link = (
            link_between(sentence, first, amount) if first and first.unit == amount.unit else None
        )
        if first and link is Link.RANGE:
            kept[-1] = replace(
                first, high=amount.high, span=Span(first.span.start, amount.span.end)
            )
            continue
        if first and link is Link.RISES_TO:
            links.append((first.span, amount.span))
        elif first and link is Link.COMES_FROM:
            links.append((amount.span, first.span))
        kept.append(amount)
    return kept, links


def _without_overlap(amounts: list[Amount]) -> list[Amount]:
    ordered = sorted(amounts, key=lambda amount: (amount.span.start, -amount.span.end))
    overlapping = {
        second.span for first, second in pairwise(ordered) if second.span.start < first.span.end
    }
    return [amount for amount in ordered if amount.span not in overlapping]


def _is_free(span: Span, taken: Sequence[Amount | Fact]) -> bool:
    return all(span.end <= other.span.start or span.start >= other.span.end for other in taken)


def objects_of(sentence: str, concepts: list[tuple[str, Token]]) -> Iterator[str]:
    """Yield `on:china` for each country that something is done to: `duty on Chinese goods`.

    That is a country behind `on`, `from`, `of` or `against`, or in front of `goods`.
    """
    for position, (concept, token) in enumerate(concepts):
        if concept not in COUNTRIES:
            continue
        following = concepts[position + 1][0] if position + 1 < len(concepts) else ""
        if _OBJECT.search(sentence, 0, token.start) or following == "good":
            yield f"{OBJECT_MARK}{concept}"


def differ_in_object(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two figures are each about what is done to another country."""
    one, other = ({c for c in about if c.startswith(OBJECT_MARK)} for about in (first, second))
    return bool(one) and bool(other) and not one & other


OBJECT_MARK = "on:"
_OBJECT = re.compile(
    r"\b(?:on|from|against|of)\s+(?:all|most|the|some|nearly|almost|remaining|more|other|\W|\d|[a-z]+ing)*"
    r"(?:(?:goods|products|imports|cars|steel)\s+(?:from|of)\s+(?:the\s+)?)?\s*$"
)


def _about(fact: Fact, figures: list[Fact], concepts: list[tuple[str, Token]]) -> frozenset[str]:
    """Return the concepts and the other figures that stand around a figure."""
    before = [c for c, token in concepts if token.end <= fact.span.start][-_WINDOW:]
    after = [c for c, token in concepts if token.start >= fact.span.start][:_WINDOW]
    near = [
        figure_token(other)
        for other in figures
        if other.span != fact.span and other.kind is not FactKind.DATE
    ]
    return frozenset([*before, *after, *near])
