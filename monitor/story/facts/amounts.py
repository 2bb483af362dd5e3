"""A figure of any kind: its bounds, its unit, its place, and how a reader would write it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.currencies import CENTS, plural_of
from monitor.story.facts.numerals import DEGREES, MEASURES, TIMES
from monitor.story.facts.values import written


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure read from a text: its bounds (equal for one value), its unit and its place."""

    kind: FactKind
    low: float
    high: float
    unit: str
    span: Span

    @classmethod
    def of(cls, kind: FactKind, value: float, unit: str, start: int, end: int) -> Amount:
        """Return a figure of one value."""
        return cls(kind, value, value, unit, Span(start, end))

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
        behind = "%" if first.endswith("%") else f" {first.partition(' ')[2]}"
        is_shared = self.kind in _UNIT_ONCE and last.endswith(behind)
        return f"{first.removesuffix(behind) if is_shared else first} to {last}"


_UNIT_ONCE = frozenset({FactKind.PERCENT, FactKind.DURATION})  # `5 to 6%`, `12 to 15 months`
_SIGNS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "HKD": "HK$", "AUD": "A$",
    "CAD": "C$", "SGD": "S$", "NZD": "NZ$", "KRW": "₩", "P": "P",
}  # fmt: skip
_SPELLED_UNITS = {"CNY": "yuan", "GBX": "pence", "RUB": "roubles"}


def _money(number: str, unit: str) -> str:
    if sign := _SIGNS.get(unit) or (unit if unit.endswith("$") else ""):
        return f"-{sign}{number[1:]}" if number.startswith("-") else f"{sign}{number}"
    return f"{number} {_SPELLED_UNITS.get(unit) or plural_of(unit)}"


def _display(kind: FactKind, value: float, unit: str) -> str:
    number = written(value)
    is_cut = kind is FactKind.MONEY and unit != CENTS
    if is_cut and abs(value) < 1_000 and value != int(value):
        number = f"{value:.2f}" if round(value, 2) == value else number  # $1.20, €0.075
    match kind:
        case FactKind.PERCENT:
            return f"{number}%" if unit == "%" else f"{number} percentage points"
        case FactKind.MONEY:
            return _money(number, unit)
        case FactKind.DURATION:
            return f"{number} {unit}" + ("" if value == 1 else "s")
        case FactKind.COUNT if unit in MEASURES or unit in DEGREES:
            return f"{number} {unit}"
        case FactKind.COUNT if unit == TIMES:
            return f"{number}{unit}"
        case _:
            return number
