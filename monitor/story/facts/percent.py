"""Shares: `10%`, `ten per cent`, `4 to 6 pct`, `two points`, `a quarter`, `one in five`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    r"|points de base\b|pbs?\b|个?基点)|pp(?:ts?)?\b|ppts?\b|p\.p\."
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


_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
}  # fmt: skip
_NUMERATORS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_FRACTION = re.compile(
    r"\b(?P<by>by (?:about |almost |nearly |more than |over )?)?(?P<numerator>an?|one|two|three|four)[ -]"
    r"(?P<part>half|third|quarter|fifth|sixth|eighth|tenth)s?\b"
    r"(?![ -](?:of[ -])?(?:an?[ -])?(?:(?:percentage[ -])?point|million|billion|trillion|lakh|crore))"
    r"(?P<of> of\b| fewer\b| more\b| less\b)?",
    re.IGNORECASE,
)
_POINT_PART = re.compile(
    r"\b(?:(?P<numerator>an?|one|two|three)[ -])?(?P<part>half|third|quarter|tenth)s?"
    r"(?:[ -]of)?(?:[ -]an?)?[ -](?:percentage[ -])?points?\b",
    re.IGNORECASE,
)
#: A share of things, not a comparison with a figure: `half its staff`, but `7.5%, half the 15% before`.
_HALF = re.compile(
    r"\b(?:by half\b|(?<!first )(?<!second )half (?:of\b|(?=(?:the|its|his|her|their|all)\b))"
    r"(?!\s?(?:(?:the|its|his|her|their)\s)?(?:(?:previous|current|earlier|existing|original|initial)\s)?"
    r"[^\w\s]?\d[\d.,]*\s?(?:%|per\s?cent|pct)))",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    r"\b(?:one|1) in (?:every )?(?P<whole>[2-9]|10|20|two|three|four|five|six|eight|ten)\b(?!,)",
    re.IGNORECASE,
)
_WHOLES = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_FRACTION_STEMS = frozenset({"half", "third", "quarter", "fifth", "sixth", "eighth", "tenth"})


def fractions(text: str, stems: frozenset[str]) -> Iterator[Amount]:
    """Yield the shares of a sentence that are written as fractions: `a quarter of` → 25%.

    `stems` are those of its words.
    """
    if not stems.isdisjoint(_FRACTION_STEMS):
        for match in _POINT_PART.finditer(text):
            numerator = _NUMERATORS[(match["numerator"] or "a").lower()]
            value = numerator / _PARTS[match["part"].lower()]
            yield Amount.of(FactKind.PERCENT, round(value, 4), "pp", *match.span())
        for match in _FRACTION.finditer(text):
            many = match["numerator"].lower()
            # `in a quarter` is a span of time, `a third man` an ordinal.
            if match["by"] or match["of"] or many not in {"a", "an", "one"}:
                value = 100 * _NUMERATORS[many] / _PARTS[match["part"].lower()]
                yield Amount.of(FactKind.PERCENT, round(value, 1), "%", *match.span())
        for match in _HALF.finditer(text):
            yield Amount.of(FactKind.PERCENT, 50.0, "%", *match.span())
    if " in " in text and ("one" in stems or "1" in stems):
        for match in _ONE_IN.finditer(text):
            whole = match["whole"].lower()
            value = 100 / (_WHOLES.get(whole) or int(whole))
            yield Amount.of(FactKind.PERCENT, round(value, 1), "%", *match.span())
