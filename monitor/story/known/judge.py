"""Fact × Ledger → known, changed or new, and how much it says by itself. Pure.

A figure is known when the ledger states it about the same thing; it has changed when its sentence
says so itself (`from 10% to 25%`) or when the ledger states another value of the same thing; else it
is new. Nothing changes into what its sentence denies. A wrong claim of a change costs more than a
missed one, so that asks for more agreement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.model import AMOUNTS, Fact, FactKind, Standing
from monitor.story.facts import (
    Movement,
    agree,
    differ_in_object,
    figure_token,
    is_denied,
    significant_digits,
)
from monitor.story.known.claim import Claim
from monitor.story.known.ledger import Entry, Ledger, counts_people
from monitor.story.known.series import is_disputed, reached_toll, series_of
from monitor.story.reading import Sentence, total_weight

SAME_THING = 0.30  # share of what is around a figure that must be around it in the ledger too
SAME_STATUS = 0.45  # the same for what became of a thing

_MANY = 100  # from here on a number is a figure, though the text does not say what it counts
_A_FEW = 12  # a smaller number is as often a manner of speaking


@dataclass(frozen=True, slots=True)
class Judged:
    """How a fact stands, the entry that made it stand so, and for a changed one what it replaces."""

    standing: Standing
    entry: Entry | None = None
    replaces: Fact | None = None
    is_stated: bool = False  # by the text itself: `from 10% to 25%`
    is_disputed: bool = False  # another outlet gave the other value at the same time
    is_outgrown: bool = (
        False  # known is a higher toll: this is an older one, a part, or another event's
    )


_KNOWN = Judged(Standing.KNOWN)
_NEW = Judged(Standing.NEW)


def judge(fact: Fact, claim: Claim, ledger: Ledger) -> Judged:
    """Say how a fact of a sentence stands against what is known."""
    return _JUDGES.get(fact.kind, _judge_amount)(fact, claim, ledger)


def is_small_count(fact: Fact) -> bool:
    """Whether a fact is a number of few things, as often a manner of speaking: `three reasons`."""
    return fact.kind is FactKind.COUNT and fact.high <= _A_FEW and not counts_people(fact)


def weight(fact: Fact, *, is_title: bool) -> float:
    """Return how much a new fact says by itself; what is missing to 1 must be new in its words."""
    if fact.kind in AMOUNTS:
        return 1.0
    match fact.kind:
        case FactKind.COUNT:
            return 0.4 if is_small_count(fact) and not is_title else 1.0
        case FactKind.DATE:
            return 0.6
        case FactKind.DURATION:
            return 0.5 if is_title else 0.4
        case FactKind.STATUS:
            return 0.75 if is_title else 0.3
        case _:
            return 0.0


def _judge_amount(fact: Fact, claim: Claim, ledger: Ledger) -> Judged:
    is_reached = not is_denied(claim.sentence.text, fact.span)
    moves = claim.movements.into(fact) if is_reached else None
    toll = None if moves else reached_toll(fact, claim, ledger)
    same_toll = toll if toll and agree(toll.fact.high, fact.high) else None
    if known := _stated_before(fact, claim, ledger, moves) or same_toll:
        return Judged(Standing.KNOWN, known)
    series = series_of(fact, claim, ledger) if is_reached else None
    if moves:
        return Judged(Standing.CHANGED, series, moves.before, is_stated=True)
    if claim.movements.come_from(fact):
        return _KNOWN  # the reader is told it as the other half of a movement
    if series:
        disputed = is_disputed(fact, series, claim, ledger)
        return Judged(Standing.CHANGED, series, series.fact, is_disputed=disputed)
    if toll:
        return Judged(Standing.KNOWN, toll, is_outgrown=True)
    is_of_nothing = fact.kind is FactKind.COUNT and not fact.unit and fact.high < _MANY
    return _KNOWN if is_of_nothing else _NEW


def _stated_before(
    fact: Fact, claim: Claim, ledger: Ledger, moves: Movement | None
) -> Entry | None:
    """Return the entry that states `fact`, and for a movement also where it came from."""
    if moves and ledger.knows_reverse_only(moves):
        return None
    for entry in reversed(ledger.stating(fact)):
        if not _says_at_least(entry.fact, fact) or differ_in_object(fact.about, entry.fact.about):
            continue
        if moves and figure_token(moves.before) not in ledger.region(entry.place):
            continue
        if moves and _is_unreached(entry, ledger):
            continue
        is_fresh = ledger.document(entry.place) in claim.fresh
        if _around(fact, claim.sentence, entry, ledger) >= _needed(fact, is_fresh=is_fresh):
            return entry
    return None


def _is_unreached(entry: Entry, ledger: Ledger) -> bool:
    """Whether a known sentence denies that its figure came to be: `instead of raising it to 25%`."""
    return is_denied(ledger.sentence(entry.place).text, entry.fact.span)


def _judge_name(fact: Fact, _: Claim, ledger: Ledger) -> Judged:
    if entry := ledger.latest(fact):
        return Judged(Standing.KNOWN, entry)
    known = all(ledger.knows_word(word) for word in fact.unit.split())
    return _KNOWN if known else _NEW


def _judge_status(fact: Fact, _: Claim, ledger: Ledger) -> Judged:
    """A status is known when it is known of the same people or things."""
    for entry in reversed(ledger.comparable(fact, fact.about)):
        shared = fact.about & entry.fact.about
        whole = min(total_weight(fact.about), total_weight(entry.fact.about)) or 1.0
        if total_weight(shared) / whole >= SAME_STATUS:
            return Judged(Standing.KNOWN, entry)
    return _NEW


def _judge_date(fact: Fact, claim: Claim, ledger: Ledger) -> Judged:
    if fact.unit == "weekday":
        return _KNOWN  # when it was said, not what
    known = _date_known(fact, ledger)
    if claim.movements.come_from(fact):
        return _KNOWN  # the reader is told it as the other half of a movement
    moves = claim.movements.into(fact)
    if moves and not (known and _date_known(moves.before, ledger)):
        return Judged(Standing.CHANGED, known, moves.before, is_stated=True)
    return Judged(Standing.KNOWN, known) if known else _NEW


def _date_known(fact: Fact, ledger: Ledger) -> Entry | None:
    """Return the entry that states a day or a time around it about something of the same, or None."""
    for entry in ledger.comparable(fact, fact.about):
        known = entry.fact
        nested = known.low <= fact.low <= fact.high <= known.high
        nested |= fact.low <= known.low <= known.high <= fact.high
        if nested and total_weight(fact.about & ledger.region(entry.place)) > 0:
            return entry
    return None


_JUDGES: dict[FactKind, Callable[[Fact, Claim, Ledger], Judged]] = {
    FactKind.NAME: _judge_name,
    FactKind.STATUS: _judge_status,
    FactKind.DATE: _judge_date,
}


def _says_at_least(known: Fact, fact: Fact) -> bool:
    """Whether a known value or range states `fact`: `$40 to $50 billion` states `$50 billion`."""
    if known.low == known.high and fact.low == fact.high:
        return agree(known.high, fact.high)
    return known.key == fact.key or (fact.low == fact.high and known.high == fact.high)


def _needed(fact: Fact, *, is_fresh: bool) -> float:
    """Return how much must agree around two equal figures: the rounder, the more.

    Three digits (of a sum two) are enough by themselves; what was told in the hours before is
    repeated in other words, so that then two are.
    """
    digits = significant_digits(fact.high) + (fact.kind is FactKind.MONEY)
    if digits >= 3 or (is_fresh and digits >= 2):
        return 0.0
    return SAME_THING


def _around(fact: Fact, sentence: Sentence, entry: Entry, ledger: Ledger) -> float:
    """Return how much of what stands around a figure stands around the known one too, 0..1."""
    wanted = fact.about
    region = ledger.region(entry.place)
    if any(":" in concept for concept in sentence.concepts & region if not _states(concept, fact)):
        return 1.0  # two figures that stand together again are the same two
    whole = min(total_weight(wanted), total_weight(entry.fact.about)) or 1.0
    near = total_weight(wanted & entry.fact.about) / whole
    wide = total_weight(sentence.concepts & region) / (total_weight(sentence.concepts) or 1.0)
    return max(near, wide)


def _states(concept: str, fact: Fact) -> bool:
    """Whether a concept is the figure `fact` itself, or a date, which is no company for a figure."""
    return concept == figure_token(fact) or concept.startswith(f"{FactKind.DATE}:")
