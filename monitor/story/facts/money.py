"""Sums of money in every news style: `US$200bn`, `€1.2m`, `380 billion yuan`, `20亿美元`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import FactKind
from monitor.story.facts.amounts import Amount
from monitor.story.facts.currencies import (
    CENTS,
    accounted_loss,
    dollars_of,
    may_begin_name,
    name_in_chinese,
    name_of,
    sign_before,
    sign_behind,
)
from monitor.story.facts.glued import is_cents, word_before
from monitor.story.facts.pairs import SIZE_BEHIND
from monitor.story.facts.scales import Number
from monitor.story.words import Token, is_cjk

_LONGEST_NAME = 7  # words: `dírhams de los Emiratos Árabes Unidos`
#: A million or a billion dollars or pesos.
_WITH_SCALE = {"mdd": "USD", "mdp": "pesos", "mmdd": "USD", "mmdp": "pesos"}
#: Behind the name of a currency that is the first half of another word: `Euro-Area`, `euro zone states`.
_NO_SUM = re.compile(r"-(?!(?:an?|per|je|par|por)-)[^\W\d_]|\s(?:zone|area)\b", re.IGNORECASE)
_SIGNS_OF_NUMBER = frozenset("-−–")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]000")
_DIGITS = re.compile(r"\d(?:[\d.,'’ \u00a0\u202f]*\d)?")


def read(number: Number, text: str, words: Sequence[Token]) -> Amount | None:
    """Return the sum that a number states, or None; `$5`, `5 dollars`, `5亿美元`."""
    start, end = number.start, number.end
    if number.is_spelled:
        sign = None
    else:
        is_signed = text[start - 1 : start] in _SIGNS_OF_NUMBER and start > 1  # `$-5 million`
        sign = sign_before(text, start) or (sign_before(text, start - 1) if is_signed else None)
        is_closed = ")" in text[start : end + 1]
        if is_closed and (loss := _loss(number, text)):
            return loss
    has_size = number.scale > 1 or number.is_marked or SIZE_BEHIND.match(text, end)
    value = _value(number, text)
    if sign and (not sign.needs_size or has_size):
        unit, behind = dollars_of(text, end) if sign.unit == "USD" else (sign.unit, end)
        return Amount.of(FactKind.MONEY, value, unit, sign.start, behind)
    if name := _currency_behind(number, text, words):
        return Amount.of(FactKind.MONEY, value, name[0], start, name[1])
    return None


def _value(number: Number, text: str) -> float:
    """Return the value of a sum; three noughts behind a mark are thousands, whatever the text's mark is.

    Nobody gives a sum to the tenth of a cent: `EUR 12.000` in an English text.
    """
    is_grouped = number.scale == 1 and _THOUSANDS.fullmatch(text, number.start, number.end)
    return number.value * 1_000 if is_grouped and number.value < 1_000 else number.value


def _loss(number: Number, text: str) -> Amount | None:
    """Return a sum that stands in brackets behind its sign: `$(2,500)`, `$(1.2) million`."""
    digits = _digits_end(number, text)
    closes = digits if text[digits : digits + 1] == ")" else number.end
    sign = accounted_loss(text, number.start, closes)
    if sign is None:
        return None
    end = max(number.end, closes + 1)
    begin = min(sign.start, number.start - (text[number.start - 1 : number.start] == "("))
    return Amount.of(FactKind.MONEY, -_value(number, text), sign.unit, begin, end)


def _digits_end(number: Number, text: str) -> int:
    """Return where the digits of a number end, in front of its currency or scale."""
    found = _DIGITS.match(text, number.start, number.end)
    return found.end() if found else number.end


def _currency_behind(number: Number, text: str, words: Sequence[Token]) -> tuple[str, int] | None:
    """Return the currency named behind a number and where its name ends."""
    end, place = number.end, number.behind
    if sign := _sign_of(number, text, words):
        return sign
    if unit := _WITH_SCALE.get(words[place - 1].text.lower()):
        return unit, end
    if place >= len(words):
        return None
    if is_cjk(words[place].text) and words[place].start == end:
        return name_in_chinese(text, end)
    return _name_at(text, end, words, place + (words[place].text.lower() == "de"))


def _sign_of(number: Number, text: str, words: Sequence[Token]) -> tuple[str, int] | None:
    """Return the sign behind a number or its digits, and where the sum ends: `5 €`, `300 SEK million`."""
    end = number.end
    if number.scale > 1 and not number.is_spelled:
        inside = sign_behind(text, _digits_end(number, text), is_large=True)
        if inside and inside[1] < end:
            return inside[0], end
    if is_cents(number.value, text, end, word_before(words, number.first)):
        return CENTS, end + 1
    sign = sign_behind(text, end, is_large=number.scale > 1)
    return dollars_of(text, sign[1]) if sign and sign[0] == "USD" else sign


def _name_at(text: str, end: int, words: Sequence[Token], place: int) -> tuple[str, int] | None:
    """Return the currency whose name begins at word `place`, behind a number that ends at `end`."""
    if words[place : place + 1] and not may_begin_name(_bare(words[place])):
        return None
    for length in range(_LONGEST_NAME, 0, -1):
        run = words[place : place + length]
        if len(run) == length and _is_close(text, end, run):
            unit = name_of(tuple(_bare(word) for word in run))
            if unit and not _NO_SUM.match(text, run[-1].end):
                return unit, run[-1].end
    return None


def _bare(word: Token) -> str:
    """Return a word without its French article: `d'euros`."""
    return word.text.lower().removeprefix("d'").removeprefix("d’")


def _is_close(text: str, end: int, run: Sequence[Token]) -> bool:
    """Whether nothing but a space, a hyphen or `de` parts a number from the name of its unit."""
    gap = text[end : run[0].start].lower()
    return gap.strip() in {"", "-", "de"}
