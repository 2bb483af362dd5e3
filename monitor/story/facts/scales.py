"""A number of a text, and the words of scale behind it: `billion`, `bn`, `Mrd.`, `lakh crore`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.story.facts.currencies import name_in_chinese, sign_behind
from monitor.story.facts.numerals import (
    ABBREVIATED,
    DOUBTFUL,
    GLUED_ONLY,
    LONG_SCALES,
    OF_MONEY,
    SCALES,
)
from monitor.story.words import Language, Token

_GAPS = frozenset({"", " ", "  ", "-", "\u00a0", "\u202f", "\u2009"})
_LARGEST = 1e18
_NEAR_LOW, _NEAR_HIGH = 0.01, 10.0  # times the second of two numbers that share a scale
_SOME = frozenset("余餘多几")
_CHINESE = frozenset("百千万萬")


class Number(NamedTuple):
    """A number of a text: its value, its characters and its words; `end` and `behind` exclusive."""

    value: float
    start: int
    end: int
    first: int
    behind: int
    scale: float  # 1 where it names none
    is_spelled: bool
    is_marked: bool = False  # it has a decimal mark, a fraction or groups of digits

    @property
    def is_year(self) -> bool:
        """Whether it can only be told from a year by what it counts."""
        is_plain = self.end - self.start == 4 and not self.is_spelled  # `1,950` is none
        return is_plain and 1900 <= self.value <= 2100


def number(
    value: float,
    start: int,
    end: int,
    first: int,
    behind: int,
    scale: float,
    *,
    is_spelled: bool,
    is_marked: bool = False,
) -> Number | None:
    """Return a number; None for one that no news has: it would only overflow."""
    if not abs(value) < _LARGEST:
        return None
    return Number(round(value, 6), start, end, first, behind, scale, is_spelled, is_marked)


def share_scale(value: float, other: float) -> bool:
    """Whether two neighbours can have one scale, by what they would be: `5` and `6 million`.

    `from 900 to 1.2 million` cannot; then `value` would be 900 million beside 1.2 million.
    """
    return _NEAR_LOW * other < value < _NEAR_HIGH * other


class Scale(NamedTuple):
    """The product of some words of scale, the word behind them, and where they end."""

    factor: float
    behind: int
    end: int


def scale_at(
    text: str,
    words: Sequence[Token],
    behind: int,
    end: int,
    *,
    language: Language = Language.ENGLISH,
    is_money: bool = False,
) -> Scale:
    """Return the words of scale that begin at word `behind`, where the number so far ends at `end`.

    `is_money` says that a sign of money stands in front: then `5 m` and `1.5T` have a scale too.
    """
    factor = 1.0
    while behind < len(words):
        word = words[behind]
        name = word.text.lower()
        if end == word.start and _is_about(name, text, word.end):
            end, behind = word.end, behind + 1
            continue
        if name not in SCALES or text[end : word.start] not in _GAPS:
            break
        if not _is_scale(name, word, text, end, language, is_money=is_money):
            break
        factor *= LONG_SCALES.get(language, SCALES).get(name) or SCALES[name]
        end = word.end + (name in ABBREVIATED and text[word.end : word.end + 1] == ".")
        behind += 1
    return Scale(factor, behind, end)


def _is_about(name: str, text: str, end: int) -> bool:
    """Whether a Chinese `some` stands before a scale or a currency: `二百余万元`."""
    following = text[end : end + 1]
    return name in _SOME and (following in SCALES or name_in_chinese(text, end) is not None)


def _is_scale(
    name: str, word: Token, text: str, end: int, language: Language, *, is_money: bool
) -> bool:
    """Whether a word that may be one of scale is one: `5m`, `5 M€`, `40 Mill.`, but not `5 m`."""
    if name in _CHINESE and name_in_chinese(text, word.start):
        return False  # `百慕大元`
    is_sum = is_money or (
        not text[word.end : word.end + 1].isalnum() and sign_behind(text, word.end)
    )
    if name in OF_MONEY:
        is_last = not text[word.end : word.end + 1].isalnum()
        return bool(is_sum) and is_last and (name != "l" or word.text == "L")
    if name in GLUED_ONLY:
        is_code = text[word.end : word.end + 1].isdecimal()  # `47b4`
        return not is_code and (bool(is_sum) or end == word.start)
    if name == "cr":
        return word.text != "CR"
    if name in DOUBTFUL:
        has_point = text[word.end : word.end + 1] == "."
        return bool(is_sum) or has_point or language is not Language.ENGLISH
    return True
