"""Shares: `10%`, `ten per cent`, `4 to 6 pct`, `two points`, `25 bps`. Pure."""

from __future__ import annotations

import re

from monitor.model import FactKind
from monitor.story.facts.amounts import Amount
from monitor.story.facts.scales import Number

_SIGN = re.compile(
    r"\s?[%％](?P<after>[ -]points?\b)?|[\s-]?(?:per[ -]?cent\b|percent\b|pct\b|pc\b|prozent\b"
    r"|por ciento\b|pour[ -]?cent\b|per cento\b|p\.?c\.|v\. ?h\.)(?P<behind>[ -]points?\b)?"
    r"|\s?(?P<thousandths>‰|promille\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"[\s-]?(?:percentage[ -]points?\b|(?P<basis>basis[ -]points?\b|bps?\b|basispunkten?\b|puntos básicos\b"
    r"|points de base\b|(?-i:pbs?)\b|个?基点)|pp(?:ts?)?\b|ppts?\b|p\.p\."
    r"|puntos porcentuales\b|prozentpunkten?\b|points de pourcentage\b|个百分点)",
    re.IGNORECASE,
)
#: Behind a number below one: `½ point`, `3/4 of a point`.
_PART_OF_POINT = re.compile(r"[ -](?:of an? )?(?:percentage )?points?\b", re.IGNORECASE)
_FIRST_SIGNS = frozenset(
    "%％‰个基 \u00a0\u202f\u2009-pbv"
)  # what a sign or a unit of points can begin with


def read(number: Number, text: str) -> Amount | None:
    """Return the percentage or the percentage points that a number begins, or None."""
    start, end = number.start, number.end
    if text[start - 3 : start] == "百分之":
        return Amount.of(FactKind.PERCENT, number.value, "%", start - 3, end)
    if text[end : end + 1].lower() not in _FIRST_SIGNS:
        return None
    if number.value < 1 and number.is_marked and (part := _PART_OF_POINT.match(text, end)):
        return Amount.of(FactKind.PERCENT, number.value, "pp", start, part.end())
    if points := _POINTS.match(text, end):
        value = number.value / 100 if points["basis"] else number.value
        return Amount.of(FactKind.PERCENT, value, "pp", start, points.end())
    if sign := _SIGN.match(text, end):
        unit = "pp" if sign["after"] or sign["behind"] else "%"
        value = number.value / 10 if sign["thousandths"] else number.value
        return Amount.of(FactKind.PERCENT, value, unit, start, sign.end())
    return None
