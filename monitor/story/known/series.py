"""Which known value of the same thing does a figure replace, or dispute? Pure.

A wrong claim of a change costs more than a missed one, so much of what stands around both must agree;
the more where no text says that the value moved.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import MOVING, Fact, FactKind
from monitor.story.facts import Tendency, adds, agree, differ_in_object, tendency_of
from monitor.story.known.claim import Claim
from monitor.story.known.ledger import Entry, Ledger, toll_of
from monitor.story.known.recent import AT_ONE_TIME
from monitor.story.reading import is_elsewhere, total_weight

SAME_SERIES = 0.75  # share of what is around a figure that must be around another value of it
SAME_MOVING_SERIES = 0.45  # the same where the text says that the value went somewhere
_LARGEST_MOVE = 8.0  # times that a value can have grown and still be told as the same one

_NONE: tuple[float, int, Entry | None] = (0.0, 0, None)  # of values that agree


def is_figure(fact: Fact) -> bool:
    """Whether a fact has a value that can move: a share, a sum or a count."""
    return fact.kind in MOVING


def series_of(fact: Fact, claim: Claim, ledger: Ledger) -> Entry | None:
    """Return the known value that `fact` replaces: the latest of the same thing, or None."""
    if not is_figure(fact) or fact.low != fact.high or adds(claim.sentence.text, fact):
        return None
    if fact.kind is FactKind.COUNT and not fact.unit:
        return None
    toll, tendency = toll_of(fact), tendency_of(claim.sentence.text, fact)
    if toll and not tendency:
        tendency = Tendency.UP  # a toll grows; a lower one is of something else, or a correction
    needed = SAME_SERIES if tendency is None else SAME_MOVING_SERIES
    agreed = [
        (_agreement(fact.about, entry.fact.about), entry.place, entry)
        for entry in ledger.comparable(fact, fact.about)
        if toll_of(entry.fact) == toll and _was_before(entry, fact, tendency, claim, ledger)
    ]
    if toll:
        return _latest_toll([entry for _, _, entry in agreed], fact)
    same = (each for each in agreed if each[0] >= needed)
    return max(same, key=lambda each: each[:2], default=_NONE)[2]


def _latest_toll(agreed: Sequence[Entry], fact: Fact) -> Entry | None:
    """Return the toll that was known last, however its sentence goes.

    Where that is lower than one before, it is an older one or a part: a toll does not fall.
    """
    latest = max(agreed, key=lambda entry: entry.place, default=None)
    if latest is None or latest.fact.high > fact.high:
        return latest
    lower = (entry for entry in agreed if entry.fact.high < fact.high)
    return max(lower, key=lambda entry: (entry.fact.high, entry.place), default=latest)


def _was_before(
    entry: Entry, fact: Fact, tendency: Tendency | None, claim: Claim, ledger: Ledger
) -> bool:
    """Whether a known value may be what `fact` replaces or disputes."""
    if _is_of_another(fact, entry, claim, ledger):
        return False
    if adds(ledger.sentence(entry.place).text, entry.fact):
        return False
    replaces = _can_replace(entry.fact, fact, tendency)
    return replaces or _is_other_toll(fact, entry, claim, ledger)


def _is_other_toll(fact: Fact, entry: Entry, claim: Claim, ledger: Ledger) -> bool:
    """Whether another outlet gives a lower toll of the very same at the same time.

    Where the two are worded otherwise, the lower one is an older one, or a part.
    """
    if not toll_of(fact) or not _can_replace(entry.fact, fact, Tendency.DOWN):
        return False
    is_of_same = _agreement(fact.about, entry.fact.about) >= SAME_SERIES
    return is_of_same and is_disputed(fact, entry, claim, ledger)


def is_disputed(fact: Fact, entry: Entry, claim: Claim, ledger: Ledger) -> bool:
    """Whether another outlet gave the other value at the same time, and no text says that it moved.

    A toll that is higher has grown. A source article is what the reader knew: it disputes nothing.
    """
    other = claim.fresh.get(ledger.document(entry.place))
    if other is None or other.is_source:
        return False
    if other.hours > AT_ONE_TIME or other.outlet == claim.outlet:
        return False
    if toll_of(fact) and fact.high > entry.fact.high:
        return False
    return tendency_of(claim.sentence.text, fact) in {None, Tendency.LEVEL}


def _can_replace(known: Fact, fact: Fact, tendency: Tendency | None) -> bool:
    """Whether a known value can have moved to `fact`, by its size and by where the text says."""
    if known.low != known.high or agree(known.high, fact.high) or not known.high or not fact.high:
        return False
    if max(known.high, fact.high) / min(known.high, fact.high) > _LARGEST_MOVE:
        return False
    if tendency is Tendency.UP:
        return fact.high > known.high
    return tendency is not Tendency.DOWN or fact.high < known.high


def _is_of_another(fact: Fact, entry: Entry, claim: Claim, ledger: Ledger) -> bool:
    """Whether a known figure is surely of another object, party or place."""
    if differ_in_object(fact.about, entry.fact.about) or _name_others(fact, entry, claim, ledger):
        return True
    known, region = ledger.sentence(entry.place), ledger.region(entry.place)
    return is_elsewhere(claim.sentence, fact, known, entry.fact, region)


def _name_others(fact: Fact, entry: Entry, claim: Claim, ledger: Ledger) -> bool:
    """Whether two figures stand beside names, and no name is the same."""
    own = fact.about & claim.sentence.names
    known = entry.fact.about & ledger.sentence(entry.place).names
    return bool(own) and bool(known) and not own & known


def _agreement(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the weighted Dice coefficient of two surroundings, 0..1."""
    both = total_weight(first) + total_weight(second)
    return 2 * total_weight(first & second) / both if both else 0.0


def reached_toll(fact: Fact, claim: Claim, ledger: Ledger) -> Entry | None:
    """Return what says that as many dead, ill or injured of the same place, or more, are known.

    Of several it is one that counts just as many, if any does; for what counts no toll it is None.
    """
    toll = toll_of(fact)
    if not toll:
        return None
    reached = (
        entry
        for entry in reversed(ledger.comparable(fact, fact.about))
        if toll_of(entry.fact) == toll
        and entry.fact.high >= fact.high
        and not _is_of_another(fact, entry, claim, ledger)
    )
    return min(reached, key=lambda entry: entry.fact.high, default=None)
