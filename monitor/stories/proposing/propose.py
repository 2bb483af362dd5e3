"""The terms of an article and an archive → watches that would have been right. Pure.

A clause is a term, or two that stand together. Its precision is taken from the archive, in which the
article alone tells which items are on the story (pseudo relevance feedback), and from how usual its
words are, which counts as much as an archive of some thousand items. Clauses are joined as long as
each brings items of the story that the ones before do not (greedy set cover).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from monitor.stories.proposing.archive import Tally
from monitor.stories.proposing.terms import IN_HEADLINE, Kind, Term

_USUAL_SHARE = 1 / 200  # of a story in a stream, before an archive is seen
_USUAL_ITEMS = 3_000  # that how usual its words are counts for
_USUAL_SAID = 6.0  # items of the story that what its article says counts for
_TOGETHER = 2.0  # times as often as by chance a name and a word of one article stand together
_SUPPORT = 3.0  # items of the story that must match what has no name in it
_PAIR_COUNTS = 0.9  # what two terms count for beside one
_UNNAMED = 0.6  # what a clause counts for that would outlive the story
_OVERLAP = 1.15  # likewise in items of the story
_PAIRED = 18  # terms of which pairs are made


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a watch: the precision of each clause, what a further one must bring of the story."""

    precision: float
    least_gain: float = 0.05
    most_clauses: int = 4


NARROW, FITTING, WIDE = Asked(0.93), Asked(0.8), Asked(0.5)
BEAT = Asked(0.5, 0.02, 8)  # many threads: many clauses that each have little


@dataclass(frozen=True, slots=True)
class Clause:
    """One or two terms that an item must say."""

    terms: tuple[Term, ...]
    said: float  # share of the items of the story that match, as the article tells
    usual: float  # share of all items that match on a usual day
    items: int  # of the archive that match, as bits

    @property
    def is_named(self) -> bool:
        """Whether it has a name that is no country's, or words that name the story as one does."""
        return any(map(_is_naming, self.terms))

    def has(self, other: Clause) -> bool:
        """Whether all that `other` matches is matched by this, as far as its words tell."""
        said = [each.words for each in other.terms]
        return all(any(term.words <= words for words in said) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A watch: its queries, the share of its matches that are on the story, and of the story that it has."""

    clauses: tuple[Clause, ...]
    precision: float
    coverage: float

    @property
    def items(self) -> int:
        """The items of the archive that it matches, as bits."""
        return _union(self.clauses)

    @property
    def queries(self) -> tuple[str, ...]:
        """The watch as it is configured."""
        return tuple(_written(self.clauses))


def propose(
    terms: Sequence[Term], found: Tally, asked: Asked, start: Sequence[Clause] = ()
) -> Proposal | None:
    """Return the watch that has most of the story, each clause as precise as is asked; None without one.

    `start` are clauses that it has already.
    """
    weighed = _Weighed(found)
    clauses = [
        each for each in _clauses(terms, found) if weighed.precision(each) >= asked.precision
    ]
    chosen = list(start)
    while clauses and len(chosen) < asked.most_clauses:
        gain, best = max(
            ((weighed.gain(each, chosen, asked.precision), each) for each in clauses),
            key=lambda gained: gained[0],
        )
        if gain < asked.least_gain:
            break
        chosen = [each for each in chosen if not best.has(each)] + [best]
    if not chosen:
        return None
    return Proposal(tuple(chosen), weighed.precision(*chosen), weighed.coverage(*chosen))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What clauses are worth beside an archive."""

    found: Tally

    @property
    def total(self) -> float:
        return self.found.total + _USUAL_SAID

    @property
    def share(self) -> float:
        """The share of the stream that is on the story."""
        items = len(self.found.likely) + _USUAL_ITEMS
        return (self.found.total + _USUAL_ITEMS * _USUAL_SHARE) / items

    def coverage(self, *clauses: Clause) -> float:
        """Return which share of the story the clauses have together."""
        missing: float = math.prod(1 - each.said for each in clauses)
        right = self.found.on_story(_union(clauses))
        return (right + _USUAL_SAID * (1 - missing)) / self.total

    def precision(self, *clauses: Clause) -> float:
        """Return which share of what the clauses match is on the story."""
        items = _union(clauses)
        wrong = items.bit_count() - self.found.on_story(items)
        usual = math.fsum(each.usual for each in clauses)
        return self._precise(self.coverage(*clauses), wrong, usual)

    def gain(self, clause: Clause, chosen: Sequence[Clause], least_precision: float) -> float:
        """Return which share of the story a clause adds, two terms counting a little less than one.

        It adds nothing where what it adds is not precise enough.
        """
        if any(each.has(clause) for each in chosen):
            return 0.0
        rest = [each for each in chosen if not clause.has(each)]
        added = self.coverage(*rest, clause) - self.coverage(*chosen)
        new = clause.items & ~_union(chosen)
        wrong = new.bit_count() - self.found.on_story(new)
        if added <= 0 or self._precise(added, wrong, clause.usual) < least_precision:
            return 0.0
        one = added if len(clause.terms) == 1 else added * _PAIR_COUNTS
        return one if clause.is_named else one * _UNNAMED

    def _precise(self, said: float, wrong: float, usual: float) -> float:
        off = (wrong + _USUAL_ITEMS * usual) / (len(self.found.likely) + _USUAL_ITEMS)
        right = self.share * said
        return right / (right + off) if right else 0.0


def _union(clauses: Iterable[Clause]) -> int:
    items = 0
    for each in clauses:
        items |= each.items
    return items


def _clauses(terms: Sequence[Term], found: Tally) -> Iterator[Clause]:
    """Yield what a watch may consist of; what has no name in it must have been seen on the story."""
    on_story = {term.text: found.on_story(found.saying[term.text]) for term in terms}
    for term in terms:
        is_sure = term.kind is not Kind.WORD or on_story[term.text] >= _SUPPORT
        if term.may_stand_alone and is_sure:
            yield Clause((term,), term.said, term.usual, found.saying[term.text])
    paired = sorted(terms, key=lambda each: -(on_story[each.text] + _USUAL_SAID * each.said))
    for one, other in combinations(paired[:_PAIRED], 2):
        if one.words & other.words or _is_short_for(one, other) or _is_short_for(other, one):
            continue
        items = found.saying[one.text] & found.saying[other.text]
        names_it = _is_naming(one) or _is_naming(other)
        names_it |= found.total < _SUPPORT and _are_two_lands(one, other)
        if not names_it and found.on_story(items) < _SUPPORT:
            continue
        said = min(one.said, other.said, _OVERLAP * one.said * other.said)
        usual = min(one.usual, other.usual, _TOGETHER * one.usual * other.usual)
        yield Clause((one, other), said, usual, items)


def _is_naming(term: Term) -> bool:
    return term.kind is not Kind.WORD and not term.is_country


def _are_two_lands(one: Term, other: Term) -> bool:
    """Whether two countries stand together in a headline: what is between them may name a story.

    How usual the two are tells those that are always beside one another; an archive tells it better.
    """
    return one.is_country and other.is_country and min(one.said, other.said) >= IN_HEADLINE


def _is_short_for(one: Term, other: Term) -> bool:
    """Whether one term is the initials of the other: `UAE`."""
    return "".join(form[0] for form in other.phrase.forms) == one.phrase.forms[0]


def _written(clauses: Sequence[Clause]) -> Iterator[str]:
    """Yield the clauses as queries: single terms in one, pairs by the term that they share."""
    alone = [clause.terms[0].query for clause in clauses if len(clause.terms) == 1]
    if alone:
        yield " OR ".join(alone)
    pairs = [clause.terms for clause in clauses if len(clause.terms) == 2]
    while pairs:
        shared = max(
            (term for pair in pairs for term in pair),
            key=lambda t: (sum(t in pair for pair in pairs), t.kind is Kind.NAME, -t.usual),
        )
        mine = [pair for pair in pairs if shared in pair]
        others = [other.query for pair in mine for other in pair if other != shared]
        pairs = [pair for pair in pairs if shared not in pair]
        beside = others[0] if len(others) == 1 else f"({' OR '.join(others)})"
        yield f"{shared.query} AND {beside}"
