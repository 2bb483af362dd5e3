"""Sums of money in every news style: `US$200bn`, `€1.2m`, `380 billion yuan`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import FactKind, Span
from monitor.story.facts.amounts import Amount, scan
from monitor.story.facts.numbers import NUMBER, has_scale, scale_of, value_of

_BEFORE = {
    "us$": "USD", "$": "USD", "usd": "USD", "hk$": "HKD", "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "s$": "SGD", "nz$": "NZD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY",
    "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "₹": "INR", "rs": "INR", "₩": "KRW", "chf": "CHF",
    "jpy": "JPY", "inr": "INR",
}  # fmt: skip
_AFTER = {
    "dollar": "USD", "dollars": "USD", "us dollars": "USD", "u.s. dollars": "USD", "usd": "USD",
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "pound": "GBP", "pounds": "GBP",
    "pounds sterling": "GBP", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "yen": "JPY",
    "won": "KRW", "rupee": "INR", "rupees": "INR", "swiss francs": "CHF", "francs": "CHF",
    "roubles": "RUB", "rubles": "RUB", "pence": "GBX",
    "hong kong dollars": "HKD", "canadian dollars": "CAD", "australian dollars": "AUD",
}  # fmt: skip


def _alternatives(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_SIGN = rf"(?P<{{0}}>(?<![A-Za-z$])(?:{_alternatives(_BEFORE)}))\s?"
# The sign stands against the number's own look-behind, so the digits are spelled again here.
_SIGNED = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    r"(?:[ -]?(?:thousand|millions?|billions?|trillions?|mn|mln|mio|bn|bln|tn|trn|trln|[mbk])\b)*"
)
_PATTERN = re.compile(
    rf"{_SIGN.format('sign')}(?P<signed>{_SIGNED})(?:\s?(?:to|-|–|and)\s?(?:{_SIGN.format('sign2')})?(?P<signed2>{_SIGNED}))?"
    rf"|(?:(?P<low>{NUMBER})\s?(?:to|-|–)\s?)?(?P<high>{NUMBER})[ -]?(?P<name>{_alternatives(_AFTER)})\b",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Amount]:
    """Yield every sum of `text`; `$40 billion to $50 billion` is one with two bounds."""
    return scan(_PATTERN, text, _read)


def _read(match: re.Match[str]) -> Amount | None:
    if match["sign"]:
        return _read_signed(match)
    high = value_of(match["high"])
    low = value_of(match["low"]) if match["low"] else high
    if match["low"] and not has_scale(match["low"]):
        low *= scale_of(match["high"])
    unit = _AFTER[match["name"].lower()]
    start = match.start()
    if low >= high:
        low, start = high, match.start("high")
    return Amount(FactKind.MONEY, low, high, unit, Span(start, match.end()))


def _read_signed(match: re.Match[str]) -> Amount:
    unit = _BEFORE[match["sign"].lower()]
    low = high = value_of(match["signed"])
    end = match.end("signed")
    lead = match.string[max(0, match.start() - 12) : match.start()].lower().rstrip()
    joins = not lead.endswith("from")
    if match["signed2"]:
        second = value_of(match["signed2"])
        same_unit = not match["sign2"] or _BEFORE[match["sign2"].lower()] == unit
        first = low if has_scale(match["signed"]) else low * scale_of(match["signed2"])
        is_list = re.search(r"\sand\s", match[0]) and not lead.endswith("between")
        if same_unit and joins and not is_list and first < second:
            low, high, end = first, second, match.end()
    return Amount(FactKind.MONEY, low, high, unit, Span(match.start(), end))
