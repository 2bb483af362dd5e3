"""A number in digits, in every style: `1,000.5`, `1.000,5`, `12,34,567`, `1'250'000`, `4½`. Pure.

A comma or a point between one and three digits on its left and three on its right is read by the
decimal mark of the text; in all other places the digits tell what it is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from monitor.story.facts.currencies import decimal_mark
from monitor.story.languages import Language

#: Spaces and apostrophes part thousands and nothing else.
_NUMERAL = re.compile(
    r"\d{1,3}(?P<gap>[ \u00a0\u202f\u2009'’])\d{3}(?!\d)(?:(?P=gap)\d{3}(?!\d))*(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]\d+)*"
)
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*")
_LONE_PART = re.compile(r"\d{1,4}(?![\d.,])")  # behind a point without a nought: `$.50`
#: A group that begins with a nought, or two groups: no second number stands there.
_SURE_GROUP = re.compile(r" 0\d\d(?!\d)| \d{3} \d{3}(?!\d)")
_WESTERN = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
VULGAR = {char: unicodedata.numeric(char) for char in "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
_PARTS = r"(?P<top>\d{1,2})/(?P<bottom>2|3|4|5|6|8|10|16|32)(?![\d/])"
_MIXED = re.compile(
    rf"\s?(?P<sign>[{''.join(VULGAR)}])|(?P<half>[ -]and[ -]a[ -]half\b)|[ -]{_PARTS}"
)
#: `1/2 percent`, `3/4 of a point`, `1/4 million`; elsewhere it may be a date or a score.
_LONE = re.compile(
    rf"{_PARTS}(?=[ -]?(?:%|per[ -]?cents?\b|percent|pct\b|(?:of an? )?(?:percentage )?points?\b|of the\b|of its\b"
    r"|(?:of an? )?(?:thousand|million|billion|trillion|lakh|crore)\b))",
    re.IGNORECASE,
)


class Digits(NamedTuple):
    """A number as its digits say: its value, where it ends, and whether it has a mark in it."""

    value: float
    end: int
    is_marked: bool


def read_digits(
    text: str, start: int, mark: str, *, parts_by_space: bool, is_part: bool = False
) -> Digits | None:
    """Return the number whose digits begin at `start`; None where they are no number: `1.2.3`.

    `mark` is the decimal mark of the text. `parts_by_space` says whether a plain space parts
    thousands (`12 500`); else it does so only in two groups, or in one that begins with a nought. `is_part` says
    that they are the decimals of a number without a nought.
    """
    if is_part and (decimals := _LONE_PART.match(text, start)):
        return Digits(float(f"0.{decimals[0]}"), decimals.end(), is_marked=True)
    if lone := _LONE.match(text, start):
        value = int(lone["top"]) / int(lone["bottom"])
        return Digits(value, lone.end("bottom"), is_marked=True) if value < 1 else None
    found = _NUMERAL.match(text, start)
    if found and found["gap"] == " " and not (parts_by_space or _SURE_GROUP.search(found[0])):
        found = _PLAIN.match(text, start)
    if not found:
        return None
    value_of = _value(found[0], mark)
    if value_of is None:
        return None
    is_marked = not found[0].isdecimal()
    if not is_marked and (more := _MIXED.match(text, found.end())):
        part, end = _part(more)
        if 0 < part < 1:
            return Digits(value_of + part, end, is_marked=True)
    return Digits(value_of, found.end(), is_marked)


def is_fraction(text: str, start: int) -> bool:
    """Whether a fraction with its unit begins at `start`: `1/2 percent`, no date and no score."""
    return bool(_LONE.match(text, start))


def _part(match: re.Match[str]) -> tuple[float, int]:
    if match["sign"]:
        return VULGAR[match["sign"]], match.end()
    if match["half"]:
        return 0.5, match.end()
    return int(match["top"]) / int(match["bottom"]), match.end()


def _value(digits: str, mark: str) -> float | None:
    digits = digits.translate(_NO_GAPS)
    if digits.isdecimal():
        return float(digits)
    marks = {char for char in digits if char in ",."}
    if len(marks) == 2:
        last = max(digits.rfind(","), digits.rfind("."))
        whole, part = digits[:last], digits[last + 1 :]
        return float(f"{_joined(whole)}.{part}") if _is_grouped(whole) else None
    if digits.count(",") + digits.count(".") > 1:
        return float(_joined(digits)) if _is_grouped(digits) else None
    sign = marks.pop()
    whole, part = digits.split(sign)
    if sign == "," != mark and len(whole) > 3 and len(part) <= 2:
        return float(f"{whole}.{part}")  # `28234,23`: no thousands could be meant
    if sign == "," != mark and (len(whole) > 3 or len(part) > 3):
        return None  # `1536,794`: two numbers, or a name
    may_be_group = len(part) == 3 and len(whole) <= 3 and whole.lstrip("0") == whole
    return float(whole + part) if may_be_group and sign != mark else float(f"{whole}.{part}")


_NO_GAPS = str.maketrans("", "", " \u00a0\u202f\u2009'’")
_NO_MARKS = str.maketrans("", "", ",.")


def _joined(digits: str) -> str:
    return digits.translate(_NO_MARKS)


def _is_grouped(digits: str) -> bool:
    if digits.isdecimal():
        return True
    is_one = not {",", "."} <= set(digits)
    return is_one and bool(_WESTERN.fullmatch(digits) or _INDIAN.fullmatch(digits))


#: A decimal that can be nothing else.
_COMMA_DECIMAL = re.compile(r"(?<![\d.,])\d{1,3},\d{1,2}(?![,.]?\d)")
_POINT_DECIMAL = re.compile(r"(?<![\d.,])\d{1,3}\.\d{1,2}(?![,.]?\d)")
_ENOUGH = 2  # decimals that speak against the habit of English


def mark_of(text: str, language: Language, territory: str = "") -> str:
    """Return the decimal mark of a text: by its language, its outlet's territory and its figures.

    English is written with a point by most outlets of lands that use the comma; so there the
    figures of the text have to say the same.
    """
    local = decimal_mark(language, territory)
    if language is not Language.ENGLISH or "," not in text:
        return "." if language is Language.ENGLISH else local
    needed = 1 if local == "," else _ENOUGH
    if len(_COMMA_DECIMAL.findall(text)) < needed or _POINT_DECIMAL.search(text):
        return "."
    return ","
