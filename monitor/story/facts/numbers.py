"""Numbers as news writes them: `1,000`, `3.5`, `ten`, `1.2 million`, `200bn`, `20亿`, `7,5`. Pure.

Each run of digits either is a number or is passed over for a reason that is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.story.facts import passed
from monitor.story.facts.currencies import (
    Sign,
    accounted_loss,
    decimal_mark,
    sign_before,
    sign_behind,
)
from monitor.story.facts.digits import VULGAR, is_fraction, read_digits
from monitor.story.facts.foreign import FOREIGN, in_foreign_words, value_in_words
from monitor.story.facts.glued import is_cents, is_multiple, word_before
from monitor.story.facts.numerals import (
    BEGINNINGS,
    CONTINENTAL,
    DEGREES,
    GLUED_ONLY,
    MEASURES,
    NUMERALS,
    SCALES,
)
from monitor.story.facts.pairs import (
    SIZE_BEHIND,
    UNIT_BEHIND,
    leaves_out_thousands,
    passed_pair,
)
from monitor.story.facts.passed import Passed, Why
from monitor.story.facts.scales import Number, Scale, number, scale_at, share_scale
from monitor.story.facts.spelled import in_words
from monitor.story.words import Language, Token, is_cjk

_DIGIT = re.compile(r"[\d¼½¾⅐-⅞]")
_CHAIN = re.compile(r"\d+(?P<sign>[:/])\d+(?:(?P=sign)\d+)*+")  # `10:35:06`, `3/4/2026`
_JOINTS = frozenset("-‑")
_DASHES = frozenset("-–")
_POINT_LANGUAGES = frozenset({Language.ENGLISH, Language.CHINESE})
_JOINED = frozenset({" to ", " bis ", " à ", " a ", "至", "到"})
_LONGEST_CODE = 4  # capitals in front of digits that may be the sign of an unknown currency


class Found(NamedTuple):
    """The numbers of a sentence, and the digits that are none."""

    numbers: list[Number]
    passed: list[Passed]


class Place(NamedTuple):
    """Where in a sentence digits stand, and how its language writes them."""

    text: str
    words: Sequence[Token]
    at: int
    language: Language
    mark: str

    @property
    def start(self) -> int:
        """The character at which the digits begin."""
        return self.words[self.at].start


def may_hold_number(text: str, stems: frozenset[str], language: Language) -> bool:
    """Whether a sentence with these stems can hold a number; most hold none."""
    return language in FOREIGN or bool(_DIGIT.search(text)) or not stems.isdisjoint(NUMERALS)


def read_numbers(
    text: str, words: Sequence[Token], language: Language = Language.ENGLISH, mark: str = ""
) -> list[Number]:
    """Return the numbers of a sentence in their order; no ordinals, times, scores or versions.

    `mark` is its decimal mark, by default that of the language.
    """
    return find_numbers(text, words, language, mark).numbers


def find_numbers(
    text: str, words: Sequence[Token], language: Language = Language.ENGLISH, mark: str = ""
) -> Found:
    """Return the numbers of a sentence in their order, and what looks like one and is not."""
    found = Found([], [])
    end = 0
    mark = mark or decimal_mark(language)
    is_foreign = language in FOREIGN
    for at, word in enumerate(words):
        may_begin = is_foreign or word.stem in BEGINNINGS or word.text[0].isdecimal()
        if not (may_begin or word.text in VULGAR) or word.start < end:
            continue
        read = _read_at(Place(text, words, at, language, mark))
        if isinstance(read, Number) and _goes_on(read, text, found.passed):
            read = Passed(read.start, read.end, Why.NAME)
        if isinstance(read, Number):
            found.numbers.append(read)
        elif read:
            found.passed.append(read)
        if read:
            end = read.end
    return Found(_scaled_alike(text, found.numbers), found.passed)


def _read_at(place: Place) -> Number | Passed | None:
    """Return the number that begins at a word, in digits or in words, or what it is instead."""
    text, words, at, language, _ = place
    word = words[at]
    if word.text[0].isdecimal():
        return _in_digits(place)
    if word.text in VULGAR:
        return _vulgar(text, words, at)
    if language in FOREIGN:
        value = value_in_words(word.text, words[at - 1].text if at else "", language)
        return in_foreign_words(text, words, at, value, language) if value else None
    if word.stem not in BEGINNINGS or text[max(0, word.start - 1) : word.start] in _JOINTS:
        return None  # `mother-of-three`
    return in_words(text, words, at)


def _goes_on(read: Number, text: str, before: Sequence[Passed]) -> bool:
    """Whether a number is the rest of a name that a dash parts: the `200` of `A320-200`."""
    if not before or text[read.start - 1 : read.start] != "-" or read.scale > 1:
        return False
    last = before[-1]
    return (
        last.end == read.start - 1
        and last.why is Why.NAME
        and not UNIT_BEHIND.match(text, read.end)
    )


def _in_digits(place: Place) -> Number | Passed:
    text, start = place.text, place.start
    word = place.words[place.at]
    if why := _other_than_number(text, start, word.end):
        return why
    begin = start - _is_behind_point(text, start)
    sign = sign_before(text, begin)
    digits = read_digits(
        text,
        start,
        _mark(place),
        parts_by_space=_parts_by_space(place, sign),
        is_part=begin < start,
    )
    if digits is None:
        return Passed(start, word.end, Why.VERSION)
    scale = _scale(place, digits.end, sign)
    read = number(
        digits.value * scale.factor, begin, scale.end, place.at, scale.behind, scale.factor,
        is_spelled=False, is_marked=digits.is_marked,
    )  # fmt: skip
    if read is None:
        return Passed(start, scale.end, Why.ENORMOUS)
    why_not = _is_in_name(read, text, place.words, sign) or passed_pair(read, text, sign)
    return why_not or read


def _scale(place: Place, end: int, sign: Sign | None) -> Scale:
    """Return the words of scale of digits that end at `end`, also behind their currency.

    `300 SEK million`, `$(1.2) million`.
    """
    text, words = place.text, place.words
    behind = _word_from(words, place.at + 1, end)
    scale = scale_at(text, words, behind, end, language=place.language, is_money=bool(sign))
    if scale.factor > 1:
        return scale
    loss, unit = accounted_loss(text, place.start, end), sign_behind(text, end, is_large=True)
    if loss is None and unit is None:
        return scale
    between = end + 1 if loss else unit[1] if unit else end
    behind = _word_from(words, behind, between)
    beyond = scale_at(text, words, behind, between, language=place.language, is_money=True)
    return beyond if beyond.factor > 1 else scale


def _word_from(words: Sequence[Token], at: int, begin: int) -> int:
    """Return the first word from `at` on that does not begin before the character `begin`."""
    while at < len(words) and words[at].start < begin:
        at += 1
    return at


def _is_behind_point(text: str, start: int) -> bool:
    """Whether digits are the decimals of a number without a nought: `$.50`, `.5 percent`."""
    before = text[start - 2 : start - 1] if start > 1 else ""
    return text[start - 1 : start] == "." and not before.isalnum() and before not in {".", ")"}


def _mark(place: Place) -> str:
    """Return the decimal mark of digits: in a text that seems English by the word behind them too."""
    if place.language is not Language.ENGLISH:
        return place.mark
    following = place.words[place.at + 1].text if place.at + 1 < len(place.words) else ""
    return "," if following.lower() in CONTINENTAL else place.mark


def _parts_by_space(place: Place, sign: Sign | None) -> bool:
    """Whether a plain space can part thousands: not in English, where it parts two numbers.

    Behind a sign of money nobody writes a second number.
    """
    return place.language not in _POINT_LANGUAGES or sign is not None


def _vulgar(text: str, words: Sequence[Token], at: int) -> Number | None:
    """Read `½%`, `¾ million`."""
    word = words[at]
    scale = scale_at(text, words, at + 1, word.end)
    value = VULGAR[word.text] * scale.factor
    return number(
        value, word.start, scale.end, at, scale.behind, scale.factor,
        is_spelled=False, is_marked=True,
    )  # fmt: skip


_OTHERS = (
    (passed.years_at, Why.YEARS),
    (passed.phone_at, Why.PHONE),
    (passed.time_at, Why.TIME),
    (passed.code_at, Why.NAME),
)


def _other_than_number(text: str, start: int, end: int) -> Passed | None:
    """Return digits that are a time, a phone number, a span of years, or half of a fraction."""
    before = text[start - 1 : start]
    if before == ":" and text[start - 2 : start - 1].isdecimal():
        return Passed(start, end, Why.TIME)
    for find, why in _OTHERS:
        if other := find(text, start):
            return Passed(start, other, why)
    if (chain := _CHAIN.match(text, start)) and not is_fraction(text, start):
        return Passed(start, chain.end(), Why.TIME if chain["sign"] == ":" else Why.PARTS)
    is_part = before == "/" and text[start - 2 : start - 1].isdecimal()
    return Passed(start, end, Why.PARTS) if is_part else None


def _is_in_name(
    read: Number, text: str, words: Sequence[Token], sign: Sign | None
) -> Passed | None:
    """Return digits whose letters before or behind make a name of them: `A320`, `COVID-19`, `5G`."""
    start = read.start
    is_lettered = read.scale > 1 and text[read.end - 1].isupper()  # `Q9M`
    has_size = read.is_marked or (read.scale > 1 and not is_lettered)
    has_size |= bool(sign) and bool(SIZE_BEHIND.match(text, read.end))
    if sign and sign.needs_size and not has_size:
        if sign.end == start:
            return Passed(start, read.end, Why.NAME)
        sign = None  # `TOP 10`
    if read.scale == 1 and (why := _glued_behind(read, text, words)):
        return Passed(start, read.end, why)
    before = text[start - 1 : start]
    if before == "%":
        return Passed(start, read.end, Why.NAME)  # of an address: `%2F`
    joined = text[start - 2 : start - 1] if before in _DASHES else ""
    if joined.isalpha() and not is_cjk(joined):
        is_size = UNIT_BEHIND.match(text, read.end) or (read.scale > 1 and has_size)
        return None if is_size or before == "–" else Passed(start, read.end, Why.NAME)
    if sign or not before.isalpha() or is_cjk(before):
        return None
    letters = words[read.first - 1].text
    may_be_sign = letters[0].isupper() and len(letters) <= _LONGEST_CODE and has_size
    is_large = read.scale > 1 or (read.is_marked and read.value >= 1_000)
    return None if may_be_sign and is_large else Passed(start, read.end, Why.NAME)


def _glued_behind(read: Number, text: str, words: Sequence[Token]) -> Why | None:
    """Say what the letters right behind digits make of them; None where they may be a unit."""
    after = text[read.end : read.end + 1]
    if not (after.isalpha() or after in {"º", "ª"}) or is_cjk(after):
        return None
    if UNIT_BEHIND.match(text, read.end):
        return None
    word = words[read.behind].text if read.behind < len(words) else after
    if word.lower() in SCALES.keys() - GLUED_ONLY or sign_behind(text, read.end) or word == "p":
        return None
    before = word_before(words, read.first)
    if is_multiple(read.value, text, read.end) or is_cents(read.value, text, read.end, before):
        return None
    why = passed.glued_behind(text, read.end, word)
    if why or word in MEASURES or f"°{word}" in DEGREES or read.is_marked or read.value >= _MANY:
        return why
    return Why.NAME  # a few of what nobody knows: `49ers`


_MANY = 100  # from here on a number of what is not known is a figure


def _scaled_alike(text: str, numbers: list[Number]) -> list[Number]:
    """Give a number the scale of the one it is joined to: `5-6 million`, `from 6 to 5 million`."""
    for place in range(len(numbers) - 1):
        first, second = numbers[place], numbers[place + 1]
        gap = text[first.end : second.start]
        if gap in _DASHES and leaves_out_thousands(first, second, text):
            numbers[place] = first._replace(value=first.value * 1_000)
            continue
        is_joined = gap in _DASHES or (gap in _JOINED and not second.is_spelled)
        if not is_joined or first.scale > 1 or second.scale == 1:
            continue
        if first.value < 1_000 and share_scale(first.value * second.scale, second.value):
            value = round(first.value * second.scale, 6)
            numbers[place] = first._replace(value=value, scale=second.scale)
    return numbers
