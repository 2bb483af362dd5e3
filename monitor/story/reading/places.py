"""Where what a figure counts is, as its sentence says: `13 in Gaza`, `the toll in Turkey`. Pure.

The dead of one town do not follow those of another, nor the sum of two countries one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.model import Fact, FactKind
from monitor.story.facts import MONTHS
from monitor.story.reading.sentence import Sentence
from monitor.story.words import concept_of

Place = frozenset[str]  # its words, by what they mean

_NAME = r"[A-Z][\w'’]*(?:[ -][A-Z][\w'’]*){0,3}"
_DIRECTION = (
    r"(?:(?:the|[a-z]{1,12}ern|central)\s){0,2}"
    r"(?:(?:city|town|village|capital|port|province|region|district|state)\sof\s)?"
)
#: `in Turkey and Syria`, `in eastern Congo`.
_IN = re.compile(rf"\b[Ii]n\s{_DIRECTION}({_NAME}(?:(?:,\s|\sand\s){_NAME}){{0,3}})")
#: Right behind a figure, with its noun: `9 dead in …`, not `17,674 and in …`.
_ADJOINING = re.compile(r"(?:\s(?!and\b)[a-z]{1,20}){0,2}\s(?=[Ii]n\s)")
_PARTED = re.compile(r",\s|\sand\s")
_CLAUSE_END = re.compile(r"[.;:!?](?=\s|$)")
_WORD = re.compile(r"\w+")
_REACH = 160  # characters around a figure in which its place is named
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def places_of(sentence: Sentence, fact: Fact) -> frozenset[Place]:
    """Return the places of what a figure of a sentence counts; none where it names none.

    What stands behind a figure and its noun comes first, then what stands in front of it, as far as
    the figure before.
    """
    text = sentence.text
    figures = [figure for figure in sentence.figures if not _is_day(text, figure)]
    ends = [f.span.end for f in figures if f.span.end <= fact.span.start]
    starts = [f.span.start for f in figures if f.span.start >= fact.span.end]
    front = text[max([0, fact.span.start - _REACH, *ends]) : fact.span.start]
    front = _CLAUSE_END.split(front)[-1]
    if ends and max(ends) > fact.span.start - _REACH:
        front = front.rpartition(", ")[2]
    behind = text[fact.span.end : min([fact.span.end + _REACH, *starts])]
    behind = _CLAUSE_END.split(behind)[0]
    near = _ADJOINING.match(behind)
    candidates = (
        _IN.match(behind, near.end()) if near else None,
        *reversed(list(_IN.finditer(front))),
        *_IN.finditer(behind),
    )
    named = (_named(found[1]) for found in candidates if found)
    return next(filter(None, named), frozenset())


def _is_day(text: str, figure: Fact) -> bool:
    """Whether a figure is a date, or the day of one of which the year is not known."""
    words = text[: figure.span.start].split()
    is_of_month = bool(words) and words[-1].lower().rstrip(".") in MONTHS
    return figure.kind is FactKind.DATE or is_of_month


def _named(text: str) -> frozenset[Place]:
    """Return the places of an enumeration; a month or a day of the week is none."""
    every = ([word.lower() for word in _WORD.findall(name)] for name in _PARTED.split(text))
    return frozenset(
        frozenset(map(concept_of, words))
        for words in every
        if words and words[0] not in MONTHS and words[0] not in _DAYS
    )


def is_elsewhere(
    sentence: Sentence, fact: Fact, known: Sentence, other: Fact, region: frozenset[str]
) -> bool:
    """Whether a figure of `sentence` is of another place than `other` of a known one.

    `region` is what is said around the known one: a place that is named there is not another. A
    figure without a place does not follow one that is told beside those of other places.
    """
    here, there = places_of(sentence, fact), places_of(known, other)
    if not here:
        return bool(there) and _is_part(known, other, there)
    if not there:
        return False
    if len(here) != len(there):
        return True
    return not _meet(here, there) and not frozenset().union(*here) <= region


def _is_part(known: Sentence, other: Fact, there: frozenset[Place]) -> bool:
    """Whether a figure stands beside one of its kind from another place: `9 in Tyre and 4 in Sidon`."""
    beside = (f for f in known.figures if f.kind is other.kind and f.key != other.key)
    elsewhere = (places_of(known, figure) for figure in beside)
    return any(places and not _meet(places, there) for places in elsewhere)


def _meet(first: Iterable[Place], second: Iterable[Place]) -> bool:
    every: Sequence[Place] = list(second)
    return any(one & other for one in first for other in every)
