"""Sums of money in every news style: `US$200bn`, `€1.2m`, `380 billion yuan`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.model import FactKind, Span
from monitor.story.facts.amounts import Amount, scan
from monitor.story.facts.numbers import NUMBER, has_scale, scale_of, value_of
from monitor.story.text import stem

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
    "dólares": "USD", "yuanes": "CNY", "libras": "GBP", "livres sterling": "GBP", "pfund": "GBP",
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
_SIGNS = re.compile("[$€£¥₹₩元镑]")
_STEMS = frozenset(stem(word) for name in {**_BEFORE, **_AFTER} for word in name.split())
_SIGNED_SUM = re.compile(rf"{_SIGN.format('sign')}(?P<signed>{_SIGNED})", re.IGNORECASE)
_NAMED_SUM = re.compile(
    rf"(?:(?P<low>{NUMBER})\s?(?:to|-|–)\s?)?(?P<high>{NUMBER})[ -]?(?:de |d['’])?(?P<name>{_alternatives(_AFTER)})\b",
    re.IGNORECASE,
)
_CHINESE_SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_CHINESE_CURRENCIES = {
    "美元": "USD", "人民币": "CNY", "元": "CNY", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港元": "HKD",
}  # fmt: skip
_CHINESE_SUM = re.compile(
    rf"(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>万亿|[千万亿])?(?P<name>{_alternatives(_CHINESE_CURRENCIES)})"
)
#: What stands behind the `$40` of `$40-50 billion` and of `between $40 and $50 billion`.
_SECOND = re.compile(
    rf"\s?(?P<joint>to|and|-|–)\s?(?:{_SIGN.format('sign')})?(?P<signed>{_SIGNED})", re.IGNORECASE
)


def may_hold(text: str, stems: frozenset[str]) -> bool:
    """Whether a text with these stems can hold a sum of money."""
    return bool(_SIGNS.search(text)) or not _STEMS.isdisjoint(stems)


def find(text: str, starts: Sequence[int]) -> Iterator[Amount]:
    """Yield every sum of `text` in its order; `$40 billion to $50 billion` is one with two bounds."""
    signed = [_read_signed(match) for match in _SIGNED_SUM.finditer(text)]
    named = scan(_NAMED_SUM, text, starts, _read_named)
    chinese = [_read_chinese(match) for match in _CHINESE_SUM.finditer(text)]
    return iter(sorted([*signed, *named, *chinese], key=lambda amount: amount.span.start))


def _read_chinese(match: re.Match[str]) -> Amount:
    value = float(match["number"].replace(",", "")) * _CHINESE_SCALES[match["scale"] or ""]
    unit = _CHINESE_CURRENCIES[match["name"]]
    return Amount(FactKind.MONEY, value, value, unit, Span(*match.span()))


def _read_named(match: re.Match[str]) -> Amount:
    high = value_of(match["high"])
    low = value_of(match["low"]) if match["low"] else high
    if match["low"] and not has_scale(match["low"]):
        low *= scale_of(match["high"])
    unit = _AFTER[match["name"].lower()]
    start = match.start()
    lead = match.string[max(0, start - 12) : start].lower().rstrip()
    if low >= high or lead.endswith("from"):  # `from 410 to 455 pence` is no range
        low, start = high, match.start("high")
    return Amount(FactKind.MONEY, low, high, unit, Span(start, match.end()))


def _read_signed(match: re.Match[str]) -> Amount:
    unit = _BEFORE[match["sign"].lower()]
    low = high = value_of(match["signed"])
    end = match.end()
    second = _SECOND.match(match.string, end)
    lead = match.string[max(0, match.start() - 12) : match.start()].lower().rstrip()
    if second and (second["joint"].lower() != "and" or lead.endswith("between")):
        if not has_scale(match["signed"]):
            low = high = low * scale_of(second["signed"])
        # With a sign of its own the second sum is a figure of its own, joined to this one later.
        if not second["sign"] and has_scale(second["signed"]) and value_of(second["signed"]) > low:
            high, end = value_of(second["signed"]), second.end()
    return Amount(FactKind.MONEY, low, high, unit, Span(match.start(), end))
