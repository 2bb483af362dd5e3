"""A sentence → the facts that it states, each with what it is about. Pure.

Numbers are read first; what stands around each makes it a percentage, a sum, a span of time or a
count, one module a kind. Neighbours then share units, make ranges and movements (`from 10% to
25%`), and each figure notes the words around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model import Fact, FactKind, Span
from monitor.story.facts import (
    count,
    fractions,
    measures,
    moments,
    money,
    names,
    percent,
    quarters,
    status,
)
from monitor.story.facts.amounts import Amount
from monitor.story.facts.movements import Movement, Reading, joined, with_shared_units
from monitor.story.facts.numbers import find_numbers, may_hold_number
from monitor.story.facts.passed import Passed
from monitor.story.facts.scales import Number
from monitor.story.facts.signs import signed
from monitor.story.languages import Language
from monitor.story.lexicon import COUNTRIES
from monitor.story.text import Phrases, Token, known_phrases

_WINDOW = 7  # concepts on each side of a figure that say what it is about


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """All that a sentence states."""

    facts: tuple[Fact, ...]
    movements: tuple[Movement, ...]
    passed: tuple[Passed, ...] = ()  # the numbers that are no figures, and why


def extract(
    sentence: str,
    words: list[Token],
    concepts: list[tuple[str, Token]],
    published: date | None,
    language: Language = Language.ENGLISH,
    phrases: Phrases | None = None,
    *,
    headline: bool = False,
    mark: str = "",
) -> SentenceFacts:
    """Return the facts and the stated movements of one sentence.

    `words` and `concepts` are the sentence's own, from `monitor.story.text`. Dates without a year
    are resolved against `published`, and left out without it. `mark` is the decimal mark of the
    text, by default that of the language.
    """
    stems = frozenset([word.stem for word in words])
    amounts, links, passed = _stated(sentence, words, stems, language, mark)
    moment_facts = list(quarters.quarters(sentence, stems, published))
    days = moments.dates(sentence, words, stems, published)
    moment_facts += [fact for fact in days if _is_free(fact.span, moment_facts)]
    amounts, moment_facts = _told_apart(amounts, moment_facts)
    figures = _with_surroundings([a.fact for a in amounts] + moment_facts, sentence, concepts)
    named = names.find(sentence, words, language, phrases or known_phrases(), headline=headline)
    if language is Language.CHINESE:
        named += names.in_chinese(concepts)
    if figures:
        named = [fact for fact in named if _is_free(fact.span, figures)]
    return SentenceFacts(
        (*figures, *named, *status.find(sentence, concepts)),
        _movements(figures, links),
        tuple([p for p in passed if _is_free(Span(p.start, p.end), figures)]) if passed else (),
    )


def _told_apart(amounts: list[Amount], days: list[Fact]) -> tuple[list[Amount], list[Fact]]:
    """Return amounts and dates that share no character: `March 1` is no count, `5 May 10%` no date."""
    if not amounts or not days:
        return amounts, days
    firm = [a for a in amounts if a.kind is not FactKind.COUNT or _counts_by_thousands(a)]
    days = [fact for fact in days if _is_free(fact.span, firm)]
    return [a for a in amounts if a in firm or _is_free(a.span, days)], days


def _counts_by_thousands(amount: Amount) -> bool:
    """Whether a count would be a year if it did not count something: `a loss of 2000 jobs`."""
    return bool(amount.unit) and amount.low == amount.high and 1900 <= amount.low <= 2100


def _movements(figures: list[Fact], links: list[tuple[Span, Span]]) -> tuple[Movement, ...]:
    by_span = {fact.span: fact for fact in figures} if links else {}
    return tuple(
        Movement(by_span[before], by_span[after])
        for before, after in links
        if before in by_span and after in by_span
    )


def _stated(
    sentence: str, words: list[Token], stems: frozenset[str], language: Language, mark: str
) -> tuple[list[Amount], list[tuple[Span, Span]], list[Passed]]:
    """Return the amounts of a sentence in order, which moved to which, and what is none."""
    has_number = may_hold_number(sentence, stems, language)
    shares = fractions.fractions(sentence, stems, language, has_number=has_number)
    if not has_number:
        return shares, [], []
    numbers, passed = find_numbers(sentence, words, language, mark)
    readings = [
        Reading(number, _read(number, sentence, words))
        for number in numbers
        if not shares or _is_free(Span(number.start, number.end), shares)
    ]
    amounts = shares
    for reading in with_shared_units(sentence, readings):
        number, amount = reading.number, reading.amount
        read = amount or count.read_bare(number, sentence, words)
        if isinstance(read, Amount):
            amounts.append(read if amount else signed(read, sentence, number.start))
        else:
            passed.append(Passed(number.start, number.end, read))
    amounts.sort(key=lambda amount: amount.span.start)
    return (*joined(sentence, amounts), passed)


def _read(number: Number, sentence: str, words: list[Token]) -> Amount | None:
    """Return a number as what its neighbours make of it, or None where they name no unit."""
    amount = (
        percent.read(number, sentence)
        or money.read(number, sentence, words)
        or moments.read_duration(number, sentence, words)
        or measures.read(number, sentence, words)
        or count.read(number, sentence, words)
    )
    return signed(amount, sentence, number.start) if amount else None


def _with_surroundings(
    figures: list[Fact], sentence: str, concepts: list[tuple[str, Token]]
) -> list[Fact]:
    """Return the figures in the order of the text, each with what stands around it."""
    if not figures:
        return []
    figures.sort(key=lambda fact: fact.span.start)
    objects = list(objects_of(sentence, concepts))
    near = [figure_token(fact) for fact in figures]
    ends = [token.end for _, token in concepts]
    return [
        Fact(
            fact.kind, fact.low, fact.high, fact.unit, fact.display, fact.span,
            _about(place, figures, near, concepts, ends, objects),
        )
        for place, fact in enumerate(figures)
    ]  # fmt: skip


def figure_token(fact: Fact) -> str:
    """Return a word that stands for a figure's value among the words about another figure."""
    unit = "" if fact.kind is FactKind.COUNT else fact.unit  # `58 ill` are the `58 patients`
    return f"{fact.kind.value}:{fact.low:g}:{fact.high:g}:{unit}"


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
    r"\b(?:on|from|against|of)\s(?:\W|\d|\b(?:all|most|the|some|nearly|almost|remaining|more|other|[a-z]+ing)\b)*+"
    r"(?:(?:goods|products|imports|cars|steel)\s+(?:from|of)\s++(?:the\s++)?)?\s*$"
)


def _about(
    place: int,
    figures: list[Fact],
    near: list[str],
    concepts: list[tuple[str, Token]],
    ends: list[int],
    objects: list[str],
) -> frozenset[str]:
    """Return the concepts, the objects and the other figures that stand around a figure."""
    behind = bisect_right(ends, figures[place].span.start)
    around = concepts[max(0, behind - _WINDOW) : behind + _WINDOW]
    others = [
        token
        for token, fact in zip(near, figures, strict=True)
        if token != near[place] and fact.kind is not FactKind.DATE
    ]
    return frozenset([*[concept for concept, _ in around], *others, *objects])
