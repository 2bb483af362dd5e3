"""Movements that two sentences of one text state together, or two halves of one. Pure.

`Claim lowered to $600 million`, then `less than the $916 million it first demanded`: a figure that
its words mark as the former one belongs to the figure of its kind that stands alone before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.model import Fact, FactKind
from monitor.story.facts.movements import Movement, is_of_others
from monitor.story.sentence import Sentence

_FORMER_BEFORE = re.compile(
    r"\b(?:from|than|instead of|rather than|against|compared (?:with|to)|had been|have been|was due|were due"
    r"|originally|initially|previously|formerly|was to|were to|last figure was|would have"
    r"|had (?:planned|been due|been set|said|expected|offered|put))\b"
    r"(?:[ ,](?:the|a|an|about|some|nearly|just|on|for|at|in|of|it|its|their|to|be|do|so|by|as)\b"
    r"|[ ,](?!and\b|but\b|now\b|will\b)[a-z]+(?= (?:\w+ ){0,4}(?:on|for|at|in) $))*[ ,]*$",
    re.IGNORECASE,
)
#: `more than 210 kph`: how large a figure is at least, and not what another one was compared with.
_BOUND = re.compile(
    r"\b(?:more|less|fewer|greater|larger|bigger|higher|lower|longer|other)\sthan"
    r"(?:\s(?:about|around|some|nearly|an?))?[ ]$",
    re.IGNORECASE,
)
_FORMER_BEHIND = re.compile(
    r"[ ,]*(?:that |which )?(?:it |they |he |she )?(?:had )?(?:first |originally |initially |once |previously )"
    r"|[ ,]*(?:before\b|earlier\b|previously\b|(?:of )?an? (?:month|year|week|quarter|day) (?:before|earlier|ago)"
    r"|(?:in )?(?:the )?last (?:year|month|week|quarter)\b|in the (?:quarter|month|year) before|so far\b)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?()]")
_REACH = 70  # characters in front of a figure that can mark it as the former one
#: Words that say that a date was moved.
_MOVES_DATE = re.compile(
    r"\b(?:delay\w*|postpon\w*|defer\w*|put(?:s|ting)? off|push\w* back|mov(?:e[sd]?|ing)|extend\w*"
    r"|extension|prolong\w*|slip\w*|reschedul\w*|brought forward|bring\w* forward|keeps?|kept|stay"
    r"|until|deadline|later|earlier|adjourn\w*)\b",
    re.IGNORECASE,
)
_MOVABLE_DAYS = frozenset({"day"})


def movements_across(lead: Sequence[Sentence], stated: Sequence[Movement]) -> Iterator[Movement]:
    """Yield the movements of a lead that no one sentence states by itself."""
    taken = {fact.key for movement in stated for fact in (movement.before, movement.after)}
    may_move_dates = any(_MOVES_DATE.search(sentence.text) for sentence in lead)
    for place, sentence in enumerate(lead):
        for fact in sentence.figures:
            if fact.key in taken or not is_former(fact, sentence):
                continue
            if fact.kind is FactKind.DATE and not may_move_dates:
                continue
            after = _successor(fact, place, lead)
            if after and after.key not in taken:
                taken |= {fact.key, after.key}
                yield Movement(fact, after)


def is_former(fact: Fact, sentence: Sentence) -> bool:
    """Whether the words around a figure say that it is how things were: `up from`, `a year ago`."""
    lead = sentence.text[max(0, fact.span.start - _REACH) : fact.span.start]
    clause = _CLAUSE_END.split(lead)[-1]
    if _FORMER_BEHIND.match(sentence.text, fact.span.end):
        return True
    compared = _FORMER_BEFORE.search(clause)
    if not compared or _BOUND.search(clause):
        return False
    return not is_of_others(compared[0], sentence.text[fact.span.end :])


def _successor(former: Fact, place: int, lead: Sequence[Sentence]) -> Fact | None:
    """Return the figure that a former one gave way to: alone of its kind in its sentence or before."""
    own = lead[place]
    for sentence in (own, *lead[:place]):
        alike = [
            fact
            for fact in sentence.figures
            if in_series(fact, former)
            and not is_former(fact, sentence)
            and (sentence is not own or fact.span.start < former.span.start)
        ]
        values = {fact.key: fact for fact in alike}
        if len(values) == 1:
            return next(iter(values.values()))
        if values:
            return None
    return None


def in_series(first: Fact, second: Fact) -> bool:
    """Whether two facts are of one kind and unit and differ: `10%` and `25%`, two days.

    The second may be a number without its noun: `145 seats`, then `149`.
    """
    if first.kind is FactKind.DATE and not {first.unit, second.unit} <= _MOVABLE_DAYS:
        return False
    alike = first.unit == second.unit or (first.kind is FactKind.COUNT and not second.unit)
    return first.kind is second.kind and alike and first.key != second.key
