"""Sums of money in every news style: `US$200bn`, `€1.2m`, `380 billion yuan`, `20亿美元`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import FactKind
from monitor.story.facts.amounts import Amount
from monitor.story.facts.numbers import Number
from monitor.story.text import Token, is_cjk

_BEFORE = {
    "us$": "USD", "$": "USD", "usd": "USD", "hk$": "HKD", "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "s$": "SGD", "nz$": "NZD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY",
    "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "₹": "INR", "rs": "INR", "₩": "KRW", "chf": "CHF",
    "jpy": "JPY", "inr": "INR", "sfr": "CHF", "r$": "BRL",
}  # fmt: skip
_SIGN_BEFORE = re.compile(
    r"(?<![A-Za-z$])(?:"
    + "|".join(re.escape(sign) for sign in sorted(_BEFORE, key=len, reverse=True))
    + r")\.?\s?$",
    re.IGNORECASE,
)
_MAY_END_A_SIGN = frozenset("$€£¥₹₩dDbByYsSfFrR. ")
_AFTER = {
    "dollar": "USD", "dollars": "USD", "us dollars": "USD", "u.s. dollars": "USD", "usd": "USD",
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "pound": "GBP", "pounds": "GBP",
    "pounds sterling": "GBP", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "yen": "JPY",
    "won": "KRW", "rupee": "INR", "rupees": "INR", "swiss francs": "CHF", "francs": "CHF",
    "roubles": "RUB", "rubles": "RUB", "pence": "GBX", "p": "GBX",
    "hong kong dollars": "HKD", "canadian dollars": "CAD", "australian dollars": "AUD",
    # Spanish, German, French
    "dólares": "USD", "dolares": "USD", "yuanes": "CNY", "libras": "GBP", "francos suizos": "CHF",
    "us-dollar": "USD", "us dollar": "USD", "pfund": "GBP", "franken": "CHF",
    "schweizer franken": "CHF", "livres sterling": "GBP", "livres": "GBP", "francs suisses": "CHF",
}  # fmt: skip
_FIRST_WORDS = frozenset(name.split()[0] for name in _AFTER)
_LONGEST_NAME = 3  # words
_CHINESE_AFTER = {
    "美元": "USD", "美金": "USD", "人民币": "CNY", "元": "CNY", "欧元": "EUR", "英镑": "GBP", "便士": "GBX",
    "日元": "JPY", "港元": "HKD", "港币": "HKD", "瑞士法郎": "CHF", "瑞郎": "CHF",
    "加元": "CAD", "澳元": "AUD", "韩元": "KRW", "卢布": "RUB", "卢比": "INR",
}  # fmt: skip
_SIGNS_BEHIND = {"€": "EUR", "$": "USD", "£": "GBP"}
_SIGN_BEHIND = re.compile(r"\s?(?P<sign>[€$£])(?!\s?\d)")


def read(number: Number, text: str, words: Sequence[Token]) -> Amount | None:
    """Return the sum that a number states, or None; `$5`, `5 dollars`, `5亿美元`."""
    start, end = number.start, number.end
    before = text[start - 1 : start]
    if before in _MAY_END_A_SIGN and (sign := _SIGN_BEFORE.search(text, max(0, start - 6), start)):
        unit = _BEFORE[sign[0].lower().rstrip(". ")]
        return Amount.of(FactKind.MONEY, number.value, unit, sign.start(), end)
    if name := _currency_behind(number, text, words):
        unit, behind = name
        return Amount.of(FactKind.MONEY, number.value, unit, start, behind)
    return None


def _currency_behind(number: Number, text: str, words: Sequence[Token]) -> tuple[str, int] | None:
    """Return the currency named behind a number and where its name ends."""
    end = number.end
    if sign := _SIGN_BEHIND.match(text, end):
        return _SIGNS_BEHIND[sign["sign"]], sign.end()
    place = number.behind
    if place >= len(words):
        return None
    if is_cjk(words[place].text) and words[place].start == end:
        return next(
            (
                (unit, end + len(name))
                for name, unit in _CHINESE_AFTER.items()
                if text.startswith(name, end)
            ),
            None,
        )
    if words[place].text.lower() == "de":  # `200 millones de dólares`
        place += 1
    if words[place : place + 1] and not _may_begin_a_name(words[place]):
        return None
    for length in range(_LONGEST_NAME, 0, -1):
        run = words[place : place + length]
        if len(run) == length:
            name = " ".join(word.text.lower().removeprefix("d'").removeprefix("d’") for word in run)
            if name in _AFTER and _is_close(text, end, run):
                return _AFTER[name], run[-1].end
    return None


def _may_begin_a_name(word: Token) -> bool:
    return word.text.lower().removeprefix("d'").removeprefix("d’") in _FIRST_WORDS


def _is_close(text: str, end: int, run: Sequence[Token]) -> bool:
    """Whether nothing but a space, a hyphen or `de` parts a number from the name of its unit."""
    gap = text[end : run[0].start].lower()
    return gap.strip() in {"", "-", "de"}
