"""What a figure measures, as its clause says it, and whether two figures measure the same. Pure.

A figure follows another in one series only where both are of the same quantity and of the same object:
a duty on cars is none on steel, and the dead of one place are not those of another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from monitor.desk.timeline.measures import MEASURES
from monitor.model import MOVING, Change, Fact, FactKind
from monitor.story.facts import OBJECT_MARK, agree, differ_in_object, significant_digits
from monitor.story.known import counts_the_same, toll_of
from monitor.story.reading import Sentence, digest, total_weight
from monitor.story.words import CONCEPTS, COUNTRIES

NUMBERS = MOVING | {FactKind.DURATION}
_CLAUSE = re.compile(r";\s|,\s(?:and|while|but|whereas)\s|\s(?:while|whereas)\s")
_ALIKE = 0.4  # weighted Dice of what stands around two figures that are of one thing
_ALIKE_BY_NAME = 0.2  # the same where the figure by itself tells which one it is
_MEASURED = MEASURES | {CONCEPTS.get(stem, stem) for stem in MEASURES}
_TELLING = 3  # digits of a figure that is hardly another's by chance


@dataclass(frozen=True, slots=True)
class Thing:
    """What a figure is the value of."""

    kind: FactKind
    fact: Fact | None  # the figure as its clause states it; None where it is found in none
    words: frozenset[str]  # that stand around it, without figures
    objects: frozenset[str]  # to whom it is done: `on:china`
    names: frozenset[str]  # of parties, in its clause
    sums: frozenset[str]  # that stand beside it: a duty on goods worth `money:2e+11:…`
    of_what: frozenset[str] = frozenset()  # it is said to be: `steel` of a duty on steel

    @classmethod
    def of(cls, change: Change) -> Thing:
        """Return what the figure of a change is the value of."""
        thing = cls.stated(change.sentence, change.fact, change.after, change.before)
        about = change.about if change.about.isascii() else ""  # another script has other words
        said = frozenset().union(*(s.words for s in digest("", about).sentences))
        return replace(thing, of_what=said - _MEASURED)

    @classmethod
    def stated(cls, sentence: str, kind: FactKind, value: str, before: str | None = None) -> Thing:
        """Return what `value` is the value of in a sentence that states it, and perhaps `before`."""
        clause, fact = _where(sentence, kind, value, before)
        around = fact.about if fact else clause.concepts
        marked = {each for each in around if each.startswith(OBJECT_MARK)}
        words = frozenset(each for each in around if ":" not in each)
        sums = frozenset(each for each in around if each.startswith(f"{FactKind.MONEY}:"))
        return cls(
            kind,
            fact,
            words,
            frozenset(marked),
            clause.names | (clause.concepts & COUNTRIES),
            sums if kind is not FactKind.MONEY else frozenset(),
        )


def differ(first: Thing, second: Thing) -> bool:
    """Whether two figures are surely of two things: of another toll, object or sum."""
    if first.fact and second.fact:
        if not counts_the_same(first.fact, second.fact):
            return True
        if toll_of(first.fact) != toll_of(second.fact):
            return True
    if differ_in_object(first.objects, second.objects):
        return True
    return _are_apart(first.sums, second.sums)


def _are_apart(first: frozenset[str], second: frozenset[str]) -> bool:
    return bool(first) and bool(second) and not first & second


def alike(first: Thing, second: Thing) -> float:
    """Return how much of what stands around two figures is the same: weighted Dice, 0..1."""
    both = total_weight(first.words) + total_weight(second.words)
    return 2 * total_weight(first.words & second.words) / both if both else 0.0


def is_same(first: Thing, second: Thing) -> bool:
    """Whether two figures are of one thing, by what is said around them."""
    if differ(first, second) or bool(first.sums) != bool(second.sums):
        return False
    if _are_apart(first.names, second.names) or _are_apart(first.of_what, second.of_what):
        return False
    needed = _ALIKE_BY_NAME if _tells_itself(second) else _ALIKE
    return alike(first, second) >= needed


def _tells_itself(thing: Thing) -> bool:
    return thing.fact is not None and significant_digits(thing.fact.high) >= _TELLING


def clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence that each say something of their own."""
    return _CLAUSE.split(sentence)


def stating(text: str, kind: FactKind, value: str) -> Fact | None:
    """Return the figure of a text, which is one sentence, that states a value; or None."""
    wanted = read_value(value, kind)
    for read in digest(text, "").sentences[:1]:
        return _stating(read, kind, value, wanted)
    return None


def _where(
    sentence: str, kind: FactKind, value: str, before: str | None
) -> tuple[Sentence, Fact | None]:
    """Return the clause that states a value, if it can be with what it was before, and the figure."""
    wanted, other = read_value(value, kind), read_value(before or "", kind)
    best: tuple[int, int, Sentence, Fact] | None = None
    for number, clause in enumerate((*clauses(sentence), sentence)):
        for read in digest("", clause).sentences:
            fact = _stating(read, kind, value, wanted)
            if fact is None:
                continue
            is_both = before is not None and _stating(read, kind, before, other) is not None
            if best is None or (is_both, -number) > best[:2]:
                best = (is_both, -number, read, fact)
    if best:
        return best[2], best[3]
    whole = digest("", sentence).sentences
    return (whole[0] if whole else Sentence("", frozenset(), (), ())), None


def _stating(read: Sentence, kind: FactKind, value: str, wanted: Fact | None) -> Fact | None:
    for fact in read.facts:
        if fact.kind is not kind:
            continue
        if fact.display == value or (
            wanted and agree(fact.low, wanted.low) and agree(fact.high, wanted.high)
        ):
            return fact
    return None


def read_value(value: str, kind: FactKind) -> Fact | None:
    """Return the number that a figure states; None for a date, a name, a status."""
    if kind not in NUMBERS:
        return None
    facts = (f for s in digest(value, "").sentences for f in s.facts)
    return next((fact for fact in facts if fact.kind is kind), None)


def is_stated(change: Change) -> bool:
    """Whether the sentence of a change says itself what the figure was before."""
    before = change.before or ""
    wanted = read_value(before, change.fact)
    read = digest("", change.sentence).sentences
    return any(_stating(each, change.fact, before, wanted) is not None for each in read)
