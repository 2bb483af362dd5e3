"""Numbers in words: `twenty-five`, `half a million`, `a quarter of a million`, `二十五`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.story.facts.currencies import name_of
from monitor.story.facts.numerals import (
    ARTICLES,
    CHINESE_BEGINNINGS,
    CHINESE_DIGITS,
    ONES,
    SCALES,
    SPELLED,
    TENS,
)
from monitor.story.facts.scales import Number, number, scale_at
from monitor.story.text import Token

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_NUMERATORS = {"a": 1, "one": 1, "two": 2, "three": 3}
_PART_OF_SCALE = re.compile(
    r"(?:(?P<many>a|one|two|three)[ -])?(?P<part>half|third|quarter|fifth|tenth)s?[ -]"
    r"(?:of[ -])?(?:an?[ -])?(?P<scale>million|billion|trillion|lakh|crore)s?\b",
    re.IGNORECASE,
)
_PART_NAMES = frozenset({*_NUMERATORS, "quarter"})  # `half` is a number of its own
_GAPS = frozenset({" ", "-", "\u00a0"})
#: Words in front of a bare `hundred` that leave open how many there are.
_VAGUE = frozenset(
    "several few many some couple of per by hundreds thousands million billion odd multi dozens".split()
)


def in_words(text: str, words: Sequence[Token], place: int) -> Number | None:
    """Read a number of English words or of Chinese characters that begins at word `place`."""
    name, behind = _word(words, place), place + 1
    if name in CHINESE_BEGINNINGS:
        return _in_chinese(text, words, place)
    if name in _PART_NAMES and (part := _PART_OF_SCALE.match(text, words[place].start)):
        return _part_of_scale(part, words, place)
    if name == "half" and _word(words, behind) in ARTICLES:
        behind += 1
    if name in _BARE_SCALES:
        return _bare_scale(text, words, place)
    is_bare = name not in ONES and name not in TENS
    if is_bare and (name not in SPELLED or not _is_scale(_word(words, behind))):
        return None  # an article, or another word of the same stem
    total, current, scale, behind = _spelled_out(text, words, place, behind)
    if is_bare and scale == 1.0:
        return None
    start, end = words[place].start, words[behind - 1].end
    return number(total + current, start, end, place, behind, scale, is_spelled=True)


_SCALES = frozenset(
    (
        "hundred dozen thousand million millions billion billions trillion trillions lakh lakhs crore crores"
    ).split()
)


_BARE_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion"})


def _is_scale(name: str) -> bool:
    return name in _SCALES


def _bare_scale(text: str, words: Sequence[Token], place: int) -> Number | None:
    """Read the `hundred` of `hundred dollars`: one, where money follows and no other number stands before."""
    before = words[place - 1] if place else None
    if before and (before.text[0].isdecimal() or before.text.lower() in _VAGUE):
        return None
    if before and text[before.end : words[place].start] != " ":
        return None
    following = _word(words, place + 1)
    if not following.endswith("s") or name_of((following,)) is None:
        return None  # `million dollar baby`
    start, end = words[place].start, words[place].end
    scale = SCALES[_word(words, place)]
    return number(scale, start, end, place, place + 1, scale, is_spelled=True)


def _part_of_scale(part: re.Match[str], words: Sequence[Token], place: int) -> Number | None:
    """Read `a quarter of a million`, `three quarters of a billion`."""
    scale = SCALES[part["scale"].lower()]
    value = scale * _NUMERATORS[(part["many"] or "a").lower()] / _PARTS[part["part"].lower()]
    behind = place
    while behind < len(words) and words[behind].start < part.end():
        behind += 1
    return number(value, part.start(), part.end(), place, behind, scale, is_spelled=True)


def _spelled_out(
    text: str, words: Sequence[Token], place: int, behind: int
) -> tuple[float, float, float, int]:
    """Read on from the first word: what is summed up, what was just said, its scale, where it ends."""
    total, current, scale = 0.0, _spelled_value(words[place]), 1.0
    while behind < len(words) and text[words[behind - 1].end : words[behind].start] in _GAPS:
        name, taken = _word(words, behind), 1
        if _is_scale(name):
            scale = SCALES[name]
            total, current = _scaled(total, current, scale)
        elif _adds(name, current, words[behind - 1]):
            current += _spelled_value(words[behind])
        elif name == "point" and (decimals := _decimals(words, behind + 1)):
            current, taken = current + float(f"0.{decimals}"), 1 + len(decimals)
        elif name == "and" and [_word(words, behind + i) for i in (1, 2)] == ["a", "half"]:
            if current:
                current += 0.5
            else:
                total += scale / 2  # `a million and a half`
            taken = 3
        elif name == "and" and scale == 100 and _word(words, behind + 1) in ONES | TENS:
            current, taken = current + _spelled_value(words[behind + 1]), 2
        else:
            break
        behind += taken
    return total, current, scale, behind


def _decimals(words: Sequence[Token], place: int) -> str:
    """Return the digits that the words from `place` on spell: `point two five`; empty where none."""
    digits = ""
    while (value := ONES.get(_word(words, place + len(digits)), 10.0)) < 10:
        digits += f"{value:.0f}"
    return digits


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
    decimals = _decimals_in_chinese(text, words, behind)
    if decimals:
        total += float(f"0.{decimals}")
        behind += 1 + len(decimals)
    factor, after, end = scale_at(text, words, behind, words[behind - 1].end)
    is_share = text[: words[place].start].endswith("百分之")
    if behind == place + 1 and factor == 1.0 and not is_share:
        return None
    value = (total + current) * factor
    return number(value, words[place].start, end, place, after, factor, is_spelled=True)


def _decimals_in_chinese(text: str, words: Sequence[Token], behind: int) -> str:
    """Return the digits behind the `点` at word `behind`: `三点五`; empty where there is none."""
    if (
        behind >= len(words)
        or words[behind].text != "点"
        or words[behind].start != words[behind - 1].end
    ):
        return ""
    digits = ""
    for word in words[behind + 1 :]:
        if word.text not in CHINESE_DIGITS:
            break
        digits += f"{CHINESE_DIGITS[word.text]:.0f}"
    return digits if text[words[behind].end + len(digits) :][:1] not in {"分", "半", "钟"} else ""
