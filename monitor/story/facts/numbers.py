"""Numbers as news writes them: `1,000`, `3.5`, `ten`, `1.2 million`, `200bn`, `40 to 50`. Pure."""

from __future__ import annotations

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = ("twenty thirty forty fifty sixty seventy eighty ninety").split()
_WORD_VALUES = {word: float(value) for value, word in enumerate(_UNITS)}
_WORD_VALUES |= {word: float(10 * (place + 2)) for place, word in enumerate(_TENS)}
_WORD_VALUES |= {"a": 1.0, "half": 0.5}

#: The factor that each word of scale stands for.
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3, "k": 1e3,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "trillion": 1e12, "trillions": 1e12, "tn": 1e12, "trn": 1e12, "trln": 1e12,
    # Spanish, German and French; `200 mil millones` is their product.
    "mil": 1e3, "millones": 1e6, "millionen": 1e6,
    "milliarden": 1e9, "milliards": 1e9, "milliard": 1e9, "mrd": 1e9,
}  # fmt: skip

#: Words of which one stands in every spelled number (`a million`, `half`).
SPELLED = frozenset({*_UNITS, *_TENS, *(name for name in SCALES if len(name) > 3), "half"})

_ONES_WORD = "|".join(sorted(_UNITS, key=len, reverse=True))
_TENS_WORD = "|".join(_TENS)
_SPELLED = rf"(?:(?:{_TENS_WORD})(?:[- ](?:{_ONES_WORD}))?|{_ONES_WORD})"
_CONTINENTAL = r"(?:mil\b|millones|millionen|milliard)"
#: Thousands with commas, or with points before a Spanish or German scale; decimals likewise.
_DIGITS = (
    rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:\.\d{{3}})+(?=\s{_CONTINENTAL})"
    r"|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?"
)
_SCALE_WORD = (
    r"millones|millionen|milliarden|milliards?|mrd|mil\b"
    r"|hundred|thousand|millions?|billions?|trillions?|mn|mln|mio|bn|bln|tn|trn|trln"
)
_SCALE = rf"{_SCALE_WORD}|[mbk](?![a-z])"
_SCALES_AFTER = rf"(?:[ -](?:{_SCALE_WORD})\b|(?<=\d)(?:{_SCALE})\b)*"

#: One number with its scale; no groups, so that it can stand anywhere in a pattern.
NUMBER = (
    rf"(?<![A-Za-z\d.,])(?<![A-Za-z]-)(?:(?:{_DIGITS})|(?:{_SPELLED}|a)(?=[ -](?:{_SCALE_WORD}))|{_SPELLED})"
    rf"{_SCALES_AFTER}(?![A-Za-z\d])"
)
_NUMBER_PARTS = re.compile(
    rf"({_DIGITS})|({_TENS_WORD})|({_ONES_WORD})|\b(a)\b|({_SCALE})", re.IGNORECASE
)


def value_of(text: str) -> float:
    """Return the value of a text that NUMBER matches: `two hundred million` → 2e8."""
    total = 0.0
    scale = 1.0
    for digits, tens, ones, article, scale_word in _NUMBER_PARTS.findall(text):
        if digits:
            total += _digits_value(digits, has_points=bool(_POINTED.match(text)))
        elif scale_word:
            scale *= SCALES[scale_word.lower()]
        else:
            total += _WORD_VALUES[(tens or ones or article).lower()]
    return round(total * scale, 6)


def _digits_value(digits: str, *, has_points: bool) -> float:
    if has_points:
        return float(digits.replace(".", ""))
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return float(digits.replace(",", "."))
    return float(digits.replace(",", ""))


_POINTED = re.compile(rf"\d{{1,3}}(?:\.\d{{3}})+\s{_CONTINENTAL}", re.IGNORECASE)


def has_scale(text: str) -> bool:
    """Whether the number names a scale (`million`, `bn`)."""
    return any(part[4] for part in _NUMBER_PARTS.findall(text))


def scale_of(text: str) -> float:
    """Return the scale that the number names, 1 where it names none."""
    scale = 1.0
    for *_, scale_word in _NUMBER_PARTS.findall(text):
        scale *= SCALES[scale_word.lower()] if scale_word else 1.0
    return scale


def written(value: float) -> str:
    """Write a value as a reader would: 200 billion, 1.2 million, 346, 14,000, 7.5."""
    for scale, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= scale:
            return f"{_plain(value / scale)} {name}"
    return _plain(value)


def _plain(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def significant_digits(value: float) -> int:
    """Count the digits that say something: 25 → 2, 200 → 1, 30.8 → 3."""
    digits = f"{value:.6g}".split("e", maxsplit=1)[0].replace(".", "").strip("0")
    return max(1, len(digits))
