"""Numbers as news writes them: `1,000`, `3.5`, `ten`, `1.2 million`, `200bn`, `20亿`, `7,5`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.story.facts.numerals import (
    ARTICLES,
    BEGINNINGS,
    CHINESE_BEGINNINGS,
    CHINESE_DIGITS,
    CONTINENTAL,
    FOREIGN_NUMERALS,
    GLUED_CURRENCIES,
    GLUED_ONLY,
    NUMERALS,
    ONES,
    POINTED_LANGUAGES,
    SCALES,
    SPELLED,
    SUFFIXES,
    TENS,
)
from monitor.story.languages import Language
from monitor.story.text import Token, is_cjk

_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")  # 1,000,000; 12,34,567 in India
_POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")  # 1.000.000,5 on the Continent
_COMMA_DECIMAL = re.compile(r"\d+,\d{1,2}")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_JOINTS = frozenset("-‑")


class Number(NamedTuple):
    """A number of a text: its value, its characters and its words; `end` and `behind` exclusive."""

    value: float
    start: int
    end: int
    first: int
    behind: int
    scale: float  # 1 where it names none
    is_spelled: bool

    @property
    def is_year(self) -> bool:
        """Whether it can only be told from a year by what it counts."""
        is_plain = self.end - self.start == 4 and not self.is_spelled  # `1,950` is none
        return is_plain and 1900 <= self.value <= 2100


def may_hold_number(text: str, stems: frozenset[str], language: Language) -> bool:
    """Whether a sentence with these stems can hold a number; most hold none."""
    is_foreign = language in FOREIGN_NUMERALS
    return is_foreign or bool(_DIGIT.search(text)) or not stems.isdisjoint(NUMERALS)


def read_numbers(
    text: str, words: Sequence[Token], language: Language = Language.ENGLISH
) -> list[Number]:
    """Return the numbers of a sentence in their order; no ordinals, times, scores or versions."""
    found: list[Number] = []
    behind = 0
    foreign = FOREIGN_NUMERALS.get(language, {})
    for place, word in enumerate(words):
        if place < behind:
            continue
        if word.text[0].isdecimal():
            number = _in_digits(text, words, place, language)
        elif word.stem in BEGINNINGS and not foreign:
            is_joined = text[max(0, word.start - 1) : word.start] in _JOINTS  # `mother-of-three`
            number = None if is_joined else _in_words(text, words, place)
        elif word.text.lower() in foreign:
            number = _in_foreign_words(text, words, place, foreign[word.text.lower()])
        else:
            continue
        if number:
            found.append(number)
            behind = number.behind
    return found


def _in_digits(text: str, words: Sequence[Token], place: int, language: Language) -> Number | None:
    word = words[place]
    if _is_part_of_other(text, words, place):
        return None
    digits, last = _with_spaced_thousands(text, words, place, language)
    following = words[last + 1].text.lower() if last + 1 < len(words) else ""
    is_continental = following in CONTINENTAL or language in POINTED_LANGUAGES
    value = _digits_value(digits, is_continental=is_continental)
    if value is None:
        return None
    scale, behind = _scale(text, words, last + 1)
    end = words[behind - 1].end
    if behind == place + 1 and _is_glued_behind(text, words, place):
        return None
    start = word.start
    if _is_negative(text, start, end):
        value, start = -value, start - 1
    return _number(value * scale, start, end, place, behind, scale, is_spelled=False)


def _number(
    value: float, start: int, end: int, first: int, behind: int, scale: float, *, is_spelled: bool
) -> Number | None:
    """Return a number; None for one that no news has: it would only overflow."""
    if not abs(value) < _LARGEST:
        return None
    return Number(round(value, 6), start, end, first, behind, scale, is_spelled)


_LARGEST = 1e18
_PERCENT_BEHIND = re.compile(r"\s?(?:%|per[ -]?cent\b|pct\b)", re.IGNORECASE)


def _is_negative(text: str, start: int, end: int) -> bool:
    """Whether digits are a share below nothing: `-0.5%`; a dash before anything else is a dash."""
    has_sign = text[start - 1 : start] in {"-", "−"} and text[start - 2 : start - 1] in {
        " ",
        "(",
        "",
    }
    return start > 0 and has_sign and bool(_PERCENT_BEHIND.match(text, end))


def _with_spaced_thousands(
    text: str, words: Sequence[Token], place: int, language: Language
) -> tuple[str, int]:
    """Return the digits of `3 000` as one, and the place of the last of them.

    Between words of English a plain space parts two numbers, unless the second is `000`.
    """
    digits = words[place].text
    last = place
    while len(words[last].text) <= 3 and last + 1 < len(words):
        following = words[last + 1]
        gap = text[words[last].end : following.start]
        is_group = len(following.text) == 3 and following.text.isdecimal()
        is_safe = language is Language.FRENCH or gap in {"\u00a0", "\u202f"}
        if not is_group or not (is_safe or (gap == " " and following.text == "000")):
            break
        digits += following.text
        last += 1
    return digits, last


def _is_part_of_other(text: str, words: Sequence[Token], place: int) -> bool:
    """Whether digits belong to a name (`A320`, `COVID-19`), a time, a date or a score."""
    start, end = words[place].start, words[place].end
    before, after = text[start - 1 : start], text[end : end + 1]
    if after in {":", "/"} and text[end + 1 : end + 2].isdecimal():
        return True
    if before in {":", "/"} and text[start - 2 : start - 1].isdecimal():
        return True
    if before == "-":
        before = text[start - 2 : start - 1]
    if not before.isalpha() or is_cjk(before):
        return False
    return words[place - 1].text.lower() not in GLUED_CURRENCIES


def _is_glued_behind(text: str, words: Sequence[Token], place: int) -> bool:
    """Whether letters that are no unit follow the digits at once: `10th`, `5G`, `737s`."""
    end = words[place].end
    after = text[end : end + 1]
    if not after.isalpha() or is_cjk(after):
        return False
    return place + 1 >= len(words) or words[place + 1].text.lower() not in SUFFIXES


def _digits_value(digits: str, *, is_continental: bool) -> float | None:
    if digits.isdecimal():
        return float(digits)
    if _GROUPED.fullmatch(digits):
        return float(digits.replace(",", ""))
    if _POINTED.fullmatch(digits) and (is_continental or digits.count(".") > 1 or "," in digits):
        return float(digits.replace(".", "").replace(",", "."))
    if _COMMA_DECIMAL.fullmatch(digits):
        return float(digits.replace(",", "."))
    return float(digits) if _PLAIN.fullmatch(digits) else None


def _scale(text: str, words: Sequence[Token], behind: int) -> tuple[float, int]:
    """Return the product of the scale words that begin at word `behind`, and the word after."""
    scale = 1.0
    while behind < len(words):
        gap = text[words[behind - 1].end : words[behind].start]
        name = words[behind].text.lower()
        if name not in SCALES or gap not in {"", " ", "-", "\u00a0", "\u202f"}:
            break
        if gap and name in GLUED_ONLY:
            break
        scale *= SCALES[name]
        behind += 1
    return scale, behind


def _in_words(text: str, words: Sequence[Token], place: int) -> Number | None:
    """Read `ten`, `twenty-five`, `two hundred and fifty thousand`, `half a million`, `a dozen`."""
    name, behind = _word(words, place), place + 1
    if name in CHINESE_BEGINNINGS:
        return _in_chinese(text, words, place)
    if name == "half" and _word(words, behind) in ARTICLES:
        behind += 1
    is_bare = name not in ONES and name not in TENS
    if is_bare and (name not in SPELLED or _word(words, behind) not in SCALES):
        return None  # an article, or another word of the same stem
    total, current, scale, behind = _spelled_out(text, words, place, behind)
    if is_bare and scale == 1.0:
        return None
    value = total + current
    start, end = words[place].start, words[behind - 1].end
    return _number(value, start, end, place, behind, scale, is_spelled=True)


def _spelled_out(
    text: str, words: Sequence[Token], place: int, behind: int
) -> tuple[float, float, float, int]:
    """Read on from the first word: what is summed up, what was just said, its scale, where it ends."""
    total, current, scale = 0.0, _spelled_value(words[place]), 1.0
    while behind < len(words) and text[words[behind - 1].end : words[behind].start] in {" ", "-"}:
        name, taken = _word(words, behind), 1
        if name in SCALES and len(name) > 3:
            scale = SCALES[name]
            total, current = _scaled(total, current, scale)
        elif _adds(name, current, words[behind - 1]):
            current += _spelled_value(words[behind])
        elif name == "and" and [_word(words, behind + i) for i in (1, 2)] == ["a", "half"]:
            current, taken = current + 0.5, 3
        elif name == "and" and scale == 100 and _word(words, behind + 1) in ONES | TENS:
            current, taken = current + _spelled_value(words[behind + 1]), 2
        else:
            break
        behind += taken
    return total, current, scale, behind


def _word(words: Sequence[Token], place: int) -> str:
    return words[place].text.lower() if place < len(words) else ""


def _scaled(total: float, current: float, scale: float) -> tuple[float, float]:
    """Apply a scale: `hundred` to what was just said, a larger one ends a part of the number."""
    if scale < 1_000:
        return total, (current or 1.0) * scale
    return (total + current * scale, 0.0) if current else (total * scale, 0.0)


def _adds(name: str, current: float, before: Token) -> bool:
    if before.text.lower() in TENS:
        return 0 < ONES.get(name, 0.0) < 10
    return before.text.lower() == "hundred" and current >= 100 and name in ONES | TENS


def _spelled_value(word: Token) -> float:
    name = word.text.lower()
    if name == "half":
        return 0.5
    return ONES.get(name) or TENS.get(name) or (1.0 if name in ARTICLES else 0.0)


def _in_foreign_words(text: str, words: Sequence[Token], place: int, value: float) -> Number | None:
    """Read `fünf`, `deux millions`, `medio millón`; a lone `one` is an article."""
    scale, behind = _scale(text, words, place + 1)
    if value <= 1 and scale == 1:
        return None
    start, end = words[place].start, words[behind - 1].end
    return _number(value * scale, start, end, place, behind, scale, is_spelled=True)


def _in_chinese(text: str, words: Sequence[Token], place: int) -> Number | None:
    """Read `二十五`; a lone numeral counts only behind `百分之` or before a scale: `一` is a word."""
    behind, total, current = place, 0.0, 0.0
    while behind < len(words) and (behind == place or words[behind].start == words[behind - 1].end):
        char = words[behind].text
        if char in CHINESE_DIGITS:
            current = CHINESE_DIGITS[char]
        elif char in {"十", "百", "千"}:
            total += (current or 1.0) * {"十": 10.0, "百": 100.0, "千": 1000.0}[char]
            current = 0.0
        else:
            break
        behind += 1
    scale, after = _scale(text, words, behind)
    is_share = text[: words[place].start].endswith("百分之")
    if behind == place + 1 and scale == 1.0 and not is_share:
        return None
    value, start, end = (total + current) * scale, words[place].start, words[after - 1].end
    return _number(value, start, end, place, after, scale, is_spelled=True)
