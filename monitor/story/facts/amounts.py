"""What a figure of any kind shares: one value, a range of two, a movement between two. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.numbers import (
    NUMBER,
    SCALES,
    SPELLED,
    has_scale,
    scale_of,
    value_of,
    written,
)
from monitor.story.text import Token, stem


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure read from a text: its bounds (equal for one value), its unit and its place."""

    kind: FactKind
    low: float
    high: float
    unit: str
    span: Span

    @property
    def fact(self) -> Fact:
        """The figure as a fact that does not know yet what it is about."""
        return Fact(self.kind, self.low, self.high, self.unit, self.display, self.span)

    @property
    def display(self) -> str:
        """The figure as a reader would write it: `25%`, `$40 billion to $50 billion`."""
        first = _display(self.kind, self.low, self.unit)
        if self.low == self.high:
            return first
        last = _display(self.kind, self.high, self.unit)
        return (
            f"{first.removesuffix('%')} to {last}" if first.endswith("%") else f"{first} to {last}"
        )


_SIGNS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "HKD": "HK$", "AUD": "A$",
    "CAD": "C$", "SGD": "S$", "NZD": "NZ$", "KRW": "₩",
}  # fmt: skip
_SPELLED_UNITS = {"CNY": "yuan", "CHF": "Swiss francs", "GBX": "pence", "RUB": "roubles"}


def _display(kind: FactKind, value: float, unit: str) -> str:
    number = written(value)
    match kind:
        case FactKind.PERCENT:
            return f"{number}%" if unit == "%" else f"{number} percentage points"
        case FactKind.MONEY:
            return (
                f"{_SIGNS[unit]}{number}"
                if unit in _SIGNS
                else f"{number} {_SPELLED_UNITS.get(unit, unit)}"
            )
        case FactKind.DURATION:
            return f"{number} {unit}" + ("" if value == 1 else "s")
        case _:
            return number


class Link(Enum):
    """How two neighbouring figures of one kind belong together."""

    RANGE = "range"
    RISES_TO = "first → second"
    COMES_FROM = "second → first"


_JOINED = re.compile(
    r"\s*(?:to|and|or|-|–|—)\s*(?:about |around |nearly |as much as )?", re.IGNORECASE
)
_TO_FROM = re.compile(
    r",?\s*(?:\([^)]*\)\s*)?,?\s*(?:up|down|half|a rise|a cut|an increase)?\s*"
    r"(?:from|instead of|rather than|compared with|against|versus|the previous"
    r"|half the|double the|twice the)\s+"
    r"(?:the |a |an )?(?:previous |current |earlier |existing )*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?:about |around |nearly |just )?$", re.IGNORECASE)
_LONG_TO = re.compile(
    r"(?!.*\b(?:and|while|but|or)\b)[^.;:!?\d]{1,60}\bto\s+(?:a |about |just |nearly )?"
)
_LONG_FROM = re.compile(
    r"(?!.*\b(?:and|while|but|or)\b)[^.;:!?\d]{1,50}\b(?:instead of|rather than|up from|down from"
    r"|compared with|against)\s+(?:the |a |an )?(?:previous |current |earlier )*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between)\s+$", re.IGNORECASE)


def link_between(text: str, first: Amount, second: Amount) -> Link | None:
    """Say how two neighbouring figures of one kind and unit are joined in `text`, if they are."""
    gap = text[first.span.end : second.span.start]
    lead = text[max(0, first.span.start - 25) : first.span.start]
    if _JOINED.fullmatch(gap):
        return _joined(gap.strip().lower(), lead, is_ascending=first.high < second.low)
    if _TO_FROM.fullmatch(gap):
        return Link.COMES_FROM
    if _LONG_FROM.fullmatch(gap):
        return Link.COMES_FROM
    if _LONG_TO.fullmatch(gap) and _FROM.search(lead):
        return Link.RISES_TO
    return None


def _joined(conjunction: str, lead: str, *, is_ascending: bool) -> Link | None:
    """Say what `to`, `and`, `or` or a dash between two figures makes of them."""
    if conjunction.startswith(("and", "or")):
        is_range = conjunction.startswith("and") and _BETWEEN.search(lead)
        return Link.RANGE if is_range and is_ascending else None
    if _FROM.search(lead):
        return Link.RISES_TO
    return Link.RANGE if is_ascending else None


def lent_unit(text: str, amount: Amount) -> Amount | None:
    """Return the first figure of `from 10 to 25 percent`, which has no unit of its own."""
    found = _WITHOUT_UNIT.search(text, 0, amount.span.start)
    if not found:
        return None
    value = value_of(found["first"])
    if amount.kind is FactKind.MONEY and not has_scale(found["first"]):
        value *= scale_of(text[amount.span.start : amount.span.end])
    return Amount(amount.kind, value, value, amount.unit, Span(*found.span("first")))


_WITHOUT_UNIT = re.compile(rf"\bfrom\s+(?P<first>{NUMBER})\s+(?:to|-|–)\s+$", re.IGNORECASE)


def scan(
    pattern: re.Pattern[str],
    text: str,
    starts: Sequence[int],
    read: Callable[[re.Match[str]], Amount | None],
) -> Iterator[Amount]:
    """Yield what `read` makes of every match of `pattern`; what it refuses is left out.

    A match is looked for only at `starts`, the places where a number can begin, and behind the
    match before.
    """
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)):
            end = match.end()
            if amount := read(match):
                yield amount


_SPELLED = frozenset(stem(word) for word in SPELLED)
_SCALE_STEMS = frozenset(stem(word) for word in SCALES if len(word) > 3)


def number_starts(words: Sequence[Token]) -> list[int]:
    """Return the places of a text where a number can begin."""
    starts: list[int] = []
    for place, word in enumerate(words):
        if word.stem in _SCALE_STEMS and place and words[place - 1].stem == "a":
            starts.append(words[place - 1].start)  # `a million`
        elif word.text[0].isdigit() or word.stem in _SPELLED:
            starts.append(word.start)
    return starts
