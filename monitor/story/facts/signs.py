"""Figures below nothing: `-0.5%`, `minus 3 Prozent`, `-$23 million`, `$-5`, `负0.5%`. Pure.

A dash is a sign where a share, a sum or a temperature follows it at once and a space or a bracket stands before
it; before anything else, or between two figures, it is a dash.
"""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.model import FactKind, Span
from monitor.story.facts.amounts import Amount
from monitor.story.facts.numerals import DEGREES
from monitor.story.text import is_cjk

_DASHES = frozenset("-−–")
_OPENS = frozenset(' \u00a0\u202f(["“:')
_ENDS_FIGURE = frozenset("0123456789%€")
_WORD = re.compile(
    r"(?<!plus[ /])(?<!plus or )(?<!\w)(?P<word>minus|negative|negativ|negativo|négatif)\s$"
    r"|(?<!au )(?<!du )(?<!al )(?<!lo )(?<!cuando )(?<!\w)(?P<fewer>moins|menos)\s$|(?P<cjk>负)$",
    re.IGNORECASE,
)
_REACH = 18  # characters in front of a figure in which its sign stands


def signed(amount: Amount, text: str, digits: int) -> Amount:
    """Return a figure with the sign in front of it, if there is one; `digits` is where those begin."""
    if amount.low != amount.high or amount.low <= 0:
        return amount
    begin = _sign_begins(amount, text, digits)
    if begin is None:
        return amount
    span = Span(min(begin, amount.span.start), amount.span.end)
    return replace(amount, low=-amount.low, high=-amount.high, span=span)


def _sign_begins(amount: Amount, text: str, digits: int) -> int | None:
    """Return where the sign of a figure begins; None where it has none."""
    start = amount.span.start
    is_value = amount.kind in {FactKind.PERCENT, FactKind.MONEY} or amount.unit in DEGREES
    if is_value and start < digits and text[digits - 1] in _DASHES:
        return start  # `$-5 million`
    if is_value and text[start - 1 : start] in _DASHES and _is_sign(text, start - 1):
        return start - 1
    lead = text[max(0, start - _REACH) : start]
    word = _WORD.search(lead)
    return start - len(lead) + word.start() if word else None


def _is_sign(text: str, place: int) -> bool:
    """Whether the dash at `place` is the sign of what follows, not one between two figures."""
    before = text[place - 1 : place] if place else ""
    if not (before == "" or before in _OPENS or is_cjk(before)):
        return False
    is_between = text[max(0, place - 2) : place - 1] in _ENDS_FIGURE
    return text[place] != "–" or not is_between
