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
_INTERNATIONAL = re.compile(r"\+$")
_CALL = re.compile(
    r"\b(?:tel\.|call|phone|telephone|tel|dial|text|hotline|helpline|fax|whatsapp|contact|mobile|teléfono|telefon|téléphone)\b"
    r"[^\d]{0,20}\(?$",
    re.IGNORECASE,
)
_CALL_REACH = 35  # characters in front of a phone number in which a word for a phone stands
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)(?![\d.,]\d|\d|\s?%)")
_SCORE = re.compile(r"(?P<first>\d{1,3})[-–](?P<second>\d{1,3})(?![\d/]|[.,]\d|[-–]\d)")
#: What is glued to digits and leaves them no number.
_ORDINALS = frozenset("st nd rd th er ère e ème eme os as".split()) | {"º", "ª"}
_HOURS = frozenset({"am", "pm", "a", "p"})
_AGES = frozenset({"yo", "yr", "yrs"})
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
    found = _PHONE.match(text, start)
    if not found:
        return None
    lead = text[max(0, start - 2) : start]
    is_sure = _GROUPS_OF_PHONE.match(text, start) or _INTERNATIONAL.search(lead.rstrip("("))
    if is_sure or _CALL.search(text, max(0, start - _CALL_REACH), start):
        return found.end()
    return None


def years_at(text: str, start: int) -> int | None:
    """Return where a span of years ends that begins at `start`: `2025–26`; None where none does."""
    found = _YEARS.match(text, start)
    return found.end() if found else None


class Pair(NamedTuple):
    """Two whole numbers with a dash between, as scores and ranges have: `2-1`, `5–6`."""

    first: int
    second: int
    end: int


def pair_at(text: str, start: int) -> Pair | None:
    """Return the two whole numbers that a dash joins at `start`, or None."""
    found = _SCORE.match(text, start)
    return Pair(int(found["first"]), int(found["second"]), found.end()) if found else None


def glued_behind(text: str, end: int, word: str) -> Why | None:
    """Say what digits are with letters right behind them: `10th`, `5G`, `737s`; None if a number.

    `word` are those letters.
    """
    letters = word.lower()
    if letters in _ORDINALS or word in {"º", "ª"}:
        return Why.ORDINAL
    if _HOUR.match(text, end) and letters in _HOURS | {"h"}:
        return Why.TIME
    if letters == "s":
        return Why.PLURAL
    if letters in _AGES and letters == "yo":
        return Why.AGE
    is_code = text[end + len(word) : end + len(word) + 1].isdecimal()
    if is_code or word == "px":
        return Why.NAME
    return None if word in MEASURES or word == "x" or _may_be_unit(word) else Why.NAME


def _may_be_unit(word: str) -> bool:
    """Whether letters right behind digits can be a unit that no table has, and no name: `8BitDo`."""
    return word.islower() and 1 < len(word) <= _LONGEST_UNIT
