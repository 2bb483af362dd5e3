"""Percentages and percentage points: `10%`, `ten per cent`, `4 to 6 pct`, `two points`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.model import FactKind, Span
from monitor.story.facts.amounts import Amount, scan
from monitor.story.facts.numbers import NUMBER, value_of

_SIGN = r"(?:\s?[%％]|[ -]?per[ -]?cent\b|[ -]?percent\b|\s?pct\b|\s(?:prozent|por ciento|pour cent|per cento)\b)"
_STEMS = frozenset({"percent", "cent", "pct", "point", "prozent", "ciento", "cento"})
_POINTS = r"(?P<points>[ -]?(?:percentage|basis)[ -]points?\b)"
_PATTERN = re.compile(
    rf"(?:(?P<low>{NUMBER})\s?(?:to|and|or|-|–)\s?)?(?P<high>{NUMBER})(?:{_SIGN}(?P<after>[ -]points?\b)?|{_POINTS})",
    re.IGNORECASE,
)


def may_hold(text: str, stems: frozenset[str]) -> bool:
    """Whether a text with these stems can hold a percentage."""
    return "%" in text or "％" in text or not _STEMS.isdisjoint(stems)


def find(text: str, starts: Sequence[int]) -> Iterator[Amount]:
    """Yield every percentage of `text`; `between 5 and 10 percent` is one with two bounds."""
    return scan(_PATTERN, text, starts, _read)


def _read(match: re.Match[str]) -> Amount | None:
    high = value_of(match["high"])
    low = value_of(match["low"]) if match["low"] else high
    scale, unit = 1.0, "%"
    if match["points"] or match["after"]:
        unit = "pp"
        scale = 0.01 if "basis" in match[0].lower() else 1.0
    start, end = match.span()
    lead = match.string[max(0, start - 12) : start].lower()
    if match["low"] and (
        low >= high or lead.rstrip().endswith("from") or " or " in match[0].lower()
    ):
        # `from 10 to 25 percent` states two figures, not a range: the last one is read here, the
        # first one by the caller, who sees that it lends its sign.
        start = match.start("high")
        low = high
    return Amount(FactKind.PERCENT, low * scale, high * scale, unit, Span(start, end))
