"""Digits that are no figure, and what they are: phone numbers, scores, times, names. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from monitor.story.facts.numerals import MEASURES


class Why(StrEnum):
    """What digits are that are passed over; the value ends the sentence `it is …`."""

    NAME = "part of a name or a code"
    LABEL = "the number of what is named before it"
    TIME = "a time of day"
    YEAR = "a year"
    YEARS = "a span of years"
    AGE = "an age"
    ORDINAL = "an ordinal number"
    PLURAL = "a name in the plural"
    SCORE = "a score or a vote"
    PHONE = "a phone number"
    PARTS = "a date, a score or a fraction of nothing named"
    VERSION = "a version, an address or a date"
    ENORMOUS = "larger than anything that news counts"
    ARTICLE = "a number word of which nothing is said"
    ALONE = "one thing at most, of which nothing is said"
    BEHIND_DASH = "the second half of something joined by a dash"
    MANNER = "a manner of speaking"
    FRACTION = "part of a share that is read as a whole"


class Passed(NamedTuple):
    """A number that is no figure: its characters (`end` exclusive), and what it is instead."""

    start: int
    end: int
    why: Why


_PHONE = re.compile(
    r"\d{1,4}(?:[ .-]\(?\d{2,4}\)?){2,4}(?!\d)(?![ ]?(?:[%$€£]|percent|million|billion|[.,]\d))"
)
_GROUPS_OF_PHONE = re.compile(
    r"\d{3}[ .-]\d{3}[ .-]\d{4}|0\d{1,4}[ .-]\d{3,4}[ .-]\d{3,4}|\d{2}(?:[ .]\d\d){4}"
)
_AREA_IN_BRACKETS = re.compile(r"\d{2,5}\) ?\d{3,4}[ .-]\d{3,4}(?!\d)")
_SHORT_PHONE = re.compile(r"\d{3}-\d{4}(?!\d)")
#: With the country in front, ten digits or more, in groups that no number has: `+91 98765 43210`.
_ABROAD = re.compile(r"\+\(?+\d{1,3}+\)?+(?:[ .\-‑]?+\(?+\d{1,5}+\)?+){1,6}+(?!\d)")
_LEAST_ABROAD = 10  # digits
_CALL = re.compile(
    r"\b(?:tel\.|call|phone|telephone|tel|dial|text|hotline|helpline|fax|whatsapp|contact|mobile|teléfono|telefon|téléphone)\b"
    r"[^\d]{0,20}\(?$",
    re.IGNORECASE,
)
_CALL_REACH = 35  # characters in front of a phone number in which a word for a phone stands
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)(?![\d.,]\d|\d|\s?%)")
#: What is glued to digits and leaves them no number.
_ORDINALS = frozenset("st nd rd th er ère e ème eme os as".split()) | {"º", "ª"}
_DEGREES = frozenset({"C", "F"})  # Celsius, Fahrenheit
_HOURS = frozenset({"am", "pm", "a", "p"})
_NAMED = {"s": Why.PLURAL, "yo": Why.AGE}
_LONGEST_UNIT = 4  # letters
_HOUR = re.compile(r"(?:am|pm|[ap]\.m\b|h\d\d\b)", re.IGNORECASE)


def phone_at(text: str, start: int) -> int | None:
    """Return where the phone number ends that begins at `start`, or None where none does."""
    if short := _SHORT_PHONE.match(text, start):
        is_called = _CALL.search(text, max(0, start - _CALL_REACH), start)
        is_sure = text[start + 4] == "0" or is_called
        return short.end() if is_sure else None
    if text[start - 1 : start] == "(" and (area := _AREA_IN_BRACKETS.match(text, start)):
        return area.end()
    if abroad := _abroad(text, start):
        return abroad
    found = _PHONE.match(text, start)
    if not found:
        return None
    is_grouped = _GROUPS_OF_PHONE.match(text, start) or "+" in text[max(0, start - 2) : start]
    is_called = _CALL.search(text, max(0, start - _CALL_REACH), start)
    return found.end() if is_grouped or is_called else None


def _abroad(text: str, start: int) -> int | None:
    if text[start - 1 : start] != "+" or start == 0:
        return None
    found = _ABROAD.match(text, start - 1)
    if not found or sum(char.isdecimal() for char in found[0]) < _LEAST_ABROAD:
        return None
    return found.end()


#: `14h30`, `14 h 30`; `0930 GMT`, `at 0930`; the `3` of `between 3 and 5pm`.
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]) ?h ?[0-5]\d\b")
_MILITARY = re.compile(
    r"(?:[01]\d|2[0-3])[0-5]\d(?= ?(?:GMT|UTC|[A-Z]{1,3}[SD]?T|Z|hours|hrs|h|Uhr)\b(?! of\b))|0\d[0-5]\d(?![\d.,:-])"
)
_HALF_DAY = r"(?: ?(?:am|pm|uhr|heures|o'clock)\b| ?[ap]\.m\b)"
_FROM_TIME = re.compile(
    rf"\d{{1,2}}(?:[:.]\d\d)?(?= ?(?:and|to|or|until|till|bis|und|et|à|-|–) ?\d{{1,2}}(?:[:.]\d\d)?{_HALF_DAY})",
    re.IGNORECASE,
)


def time_at(text: str, start: int) -> int | None:
    """Return where the time of day ends that begins at `start`, or None where none does."""
    for form in (_CLOCK, _MILITARY, _FROM_TIME):
        if found := form.match(text, start):
            return found.end()
    return None


_CODE = re.compile(r"\d+(?:-\d+){2,}+")  # `978-3-16-148410-0`


def code_at(text: str, start: int) -> int | None:
    """Return where a row of digits in three groups or more ends; None where none begins."""
    found = _CODE.match(text, start)
    return found.end() if found else None


def years_at(text: str, start: int) -> int | None:
    """Return where a span of years ends that begins at `start`: `2025–26`; None where none does."""
    found = _YEARS.match(text, start)
    return found.end() if found else None


def glued_behind(text: str, end: int, word: str) -> Why | None:
    """Say what digits are with letters right behind them: `10th`, `5G`, `737s`; None if a number.

    `word` are those letters.
    """
    letters = word.lower()
    if letters in _ORDINALS or word in {"º", "ª"}:
        return Why.ORDINAL
    if _HOUR.match(text, end) and letters in _HOURS | {"h"}:
        return Why.TIME
    if letters in _NAMED:
        return _NAMED[letters]
    is_code = text[end + len(word) : end + len(word) + 1].isdecimal()
    if is_code or word == "px":
        return Why.NAME
    is_unit = word in MEASURES or word in _DEGREES or word == "x"
    return None if is_unit or _may_be_unit(word) else Why.NAME


def _may_be_unit(word: str) -> bool:
    """Whether letters right behind digits can be a unit that no table has, and no name: `8BitDo`."""
    return word.islower() and 1 < len(word) <= _LONGEST_UNIT
