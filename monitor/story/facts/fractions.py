"""Shares that are written as fractions: `a quarter of`, `7 in 10`, `3/4 of the`, `zwei Drittel`, `三分之二`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import FactKind
from monitor.story.facts.amounts import Amount
from monitor.story.facts.digits import VULGAR
from monitor.story.facts.numerals import CHINESE_DIGITS
from monitor.story.words import Language, stem

_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twentieth": 20,
}  # fmt: skip
_NUMERATORS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_OF_SCALE = (
    r"(?:of[ -])?(?:(?:an?|one)[ -])?"
    r"(?:(?:percentage[ -])?point|per\s?cent\b|million|billion|trillion|lakh|crore)"
)
_FRACTION = re.compile(
    r"\b(?P<by>by (?:about |almost |nearly |more than |over )?)?"
    rf"(?P<numerator>{'|'.join(_NUMERATORS)})[ -](?P<part>{'|'.join(_PARTS)})(?P<parts>s?)\b"
    rf"(?![ -]{_OF_SCALE})(?P<of> of\b| fewer\b| more\b| less\b)?",
    re.IGNORECASE,
)
_POINT_PART = re.compile(
    r"\b(?:(?P<numerator>an?|one|two|three)[ -])?(?P<part>half|third|quarter|tenth)s?"
    r"(?:[ -]of)?(?:[ -]an?)?[ -](?:percentage[ -])?points?\b",
    re.IGNORECASE,
)
#: `half a percent`, `a quarter of one percent`; not `two and a half percent`.
_PERCENT_PART = re.compile(
    r"(?<!and )(?<!and a )\b(?:(?P<numerator>an?|one|two|three)[ -])?(?P<part>half|third|quarter|tenth)s?"
    r"(?:[ -]of)?(?:[ -](?:an?|one))?[ -]per\s?cent\b",
    re.IGNORECASE,
)
#: A share of things, not a comparison with a figure: `half its staff`, but `7.5%, half the 15% before`.
_HALF = re.compile(
    rf"\b(?:by half\b(?! {_OF_SCALE})|(?<!first )(?<!second )half (?:of\b|(?=(?:the|its|his|her|their|all)\b))"
    r"(?!\s?(?:(?:the|its|his|her|their)\s)?(?:(?:previous|current|earlier|existing|original|initial)\s)?"
    r"[^\w\s]?\d[\d.,]*\s?(?:%|per\s?cent|pct)))",
    re.IGNORECASE,
)
_ONES = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
} | {"twelve": 12, "twenty": 20, "hundred": 100}
_NUMBER = r"\d{1,4}|" + "|".join(_ONES)
#: Not `two in ten days`, `one in 2019`.
_N_IN_M = re.compile(
    rf"(?<![\d.,:-])\b(?P<part>{_NUMBER}) (?P<by>in|out of) (?:every )?(?:a )?(?P<whole>{_NUMBER})\b"
    r"(?![.,:/-]?\d|%)(?!,)(?! (?:per|minutes?|hours?|days?|weeks?|months?|years?|seconds?|decades?|games?"
    r"|match(?:es)?|outings|starts|attempts|hundred|thousand|million|billion)\b)",
    re.IGNORECASE,
)
_WHOLES_OF_MANY = frozenset({3, 4, 5, 10, 20, 100})  # of which more than one is a share
_YEARS = range(1900, 2101)
_OF_THINGS = r"(?= of (?:the|its|his|her|their|our|all|every|[a-z]{3,}s)\b)"
_IN_DIGITS = re.compile(
    rf"(?<![\d/.,-])(?P<top>\d{{1,2}})/(?P<bottom>2|3|4|5|6|8|10|20)(?:rds?|ths?)?{_OF_THINGS}"
    rf"|(?<![\d/\u00a0])(?<!\d )(?P<sign>[{''.join(VULGAR)}]){_OF_THINGS}"
)
_FRACTION_STEMS = frozenset(stem(part + plural) for part in _PARTS for plural in ("", "s"))


def fractions(
    text: str, stems: frozenset[str], language: Language, *, has_number: bool = True
) -> list[Amount]:
    """Return the shares of a sentence that are written as fractions: `a quarter of` → 25%.

    `stems` are those of its words; `has_number` says that there may be a number among them.
    """
    found: list[Amount] = []
    for amount in _found(text, stems, language, has_number=has_number):
        if all(
            amount.span.end <= other.span.start or amount.span.start >= other.span.end
            for other in found
        ):
            found.append(amount)
    return found


def _found(
    text: str, stems: frozenset[str], language: Language, *, has_number: bool
) -> Iterator[Amount]:
    if not stems.isdisjoint(_FRACTION_STEMS):
        yield from _in_english(text)
    if has_number and (" in " in text or " out of " in text):
        yield from _n_in_m(text)
    if has_number and " of " in text:
        for match in _IN_DIGITS.finditer(text):
            sign = match["sign"]
            share = VULGAR[sign] if sign else int(match["top"]) / int(match["bottom"])
            if 0 < share < 1:
                yield _share(share, match)
    if language in _FOREIGN:
        yield from _abroad(text, language)


def _in_english(text: str) -> Iterator[Amount]:
    for unit, pattern in (("pp", _POINT_PART), ("%", _PERCENT_PART)):
        for match in pattern.finditer(text):
            numerator = _NUMERATORS[(match["numerator"] or "a").lower()]
            value = numerator / _PARTS[match["part"].lower()]
            yield Amount.of(FactKind.PERCENT, round(value, 4), unit, *match.span())
    for match in _FRACTION.finditer(text):
        many = match["numerator"].lower()
        # `in a quarter` is a span of time, `a third man` an ordinal, and so are `four fifth graders`.
        is_many = many not in {"a", "an", "one"} and bool(match["parts"])
        if match["by"] or match["of"] or is_many:
            yield _share(_NUMERATORS[many] / _PARTS[match["part"].lower()], match)
    for match in _HALF.finditer(text):
        yield _share(0.5, match)


def _n_in_m(text: str) -> Iterator[Amount]:
    for match in _N_IN_M.finditer(text):
        part, whole = (
            _ONES.get(match[name].lower()) or int(match[name]) for name in ("part", "whole")
        )
        is_year = whole in _YEARS and match["whole"].isdecimal()
        is_share = part == 1 or whole in _WHOLES_OF_MANY or match["by"] != "in"
        if 0 < part < whole and not is_year and is_share:
            yield _share(part / whole, match)


def _share(share: float, match: re.Match[str]) -> Amount:
    percent = 100 * share
    return Amount.of(FactKind.PERCENT, round(percent, 1 if percent >= 1 else 4), "%", *match.span())


_FOREIGN = {
    Language.GERMAN: re.compile(
        r"\b(?:(?P<top>ein(?:em|es)?|zwei|drei|vier)\s(?P<part>drittel|viertel|fünftel|sechstel|achtel|zehntel)n?"
        r"|(?P<half>die hälfte))(?=\s(?:der|des|aller|von|seiner|seines|ihrer|ihres|dieser|unserer|davon)\b)",
        re.IGNORECASE,
    ),
    Language.FRENCH: re.compile(
        r"\b(?:(?P<top>une?|deux|trois|quatre)\s(?P<part>tiers|quart|cinquième|sixième|dixième)s?"
        r"|(?P<half>la moitié))(?=\s(?:des|du|de (?:la|l['’]|ses|son|sa|leurs?|ces|nos|tous)))",
        re.IGNORECASE,
    ),
    Language.SPANISH: re.compile(
        r"\b(?:(?P<top>una?|dos|tres|cuatro)\s(?P<part>tercio|tercera parte|cuarto|cuarta parte|quinto"
        r"|quinta parte|décimo)s?"
        r"|(?P<half>la mitad))(?=\s(?:del|de (?:los|las|la|sus?|estos|estas|todos|todas))\b)",
        re.IGNORECASE,
    ),
    Language.CHINESE: re.compile(
        r"(?P<bottom>[二三四五六七八九十]|千|\d{1,2})分之(?P<above>[一二三四五六七八九两]|\d{1,2})(?![点.\d])"
        r"|(?<![\d一二三四五六七八九十百千万第])(?P<tenths>[一二三四五六七八九两]|\d)成(?![为功立员本绩长果都人交分年型熟效])"
    ),
}  # fmt: skip
_FOREIGN_PARTS = {
    "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "achtel": 8, "zehntel": 10,
    "tiers": 3, "quart": 4, "cinquième": 5, "sixième": 6, "dixième": 10,
    "tercio": 3, "tercera parte": 3, "cuarto": 4, "cuarta parte": 4, "quinto": 5, "quinta parte": 5, "décimo": 10,
}  # fmt: skip
_FOREIGN_TOPS = {
    "zwei": 2, "drei": 3, "vier": 4, "deux": 2, "trois": 3, "quatre": 4, "dos": 2, "tres": 3, "cuatro": 4,
}  # fmt: skip


def _abroad(text: str, language: Language) -> Iterator[Amount]:
    for match in _FOREIGN[language].finditer(text):
        if language is Language.CHINESE:
            share = _chinese(match)
        elif match["half"]:
            share = 0.5
        else:
            share = (
                _FOREIGN_TOPS.get(match["top"].lower(), 1) / _FOREIGN_PARTS[match["part"].lower()]
            )
        if 0 < share < 1:
            yield _share(share, match)


def _chinese(match: re.Match[str]) -> float:
    if match["tenths"]:
        return _digit(match["tenths"]) / 10
    return _digit(match["above"]) / (_digit(match["bottom"]) or 1)


def _digit(sign: str) -> float:
    return (
        float(sign)
        if sign.isdecimal()
        else {"十": 10.0, "千": 1000.0}.get(sign) or CHINESE_DIGITS[sign]
    )
