"""The signs and names of the world's currencies, and where the decimal mark is another one. Pure.

The table is made from the Unicode CLDR by `scripts/build-figure-tables`; what news writes and the
CLDR does not have is added here. A unit is a code of ISO 4217, or a word of its own where several
currencies share the sign or the name: `kroner`, `pesos`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from monitor.story.words import Language, fold

CENTS = "cents"  # of whichever currency
#: Signs of news that the table has not, by their unit.
_MORE_SIGNS = {
    "USD": "US$ U$S $US", "HKD": "HK$ $HK", "AUD": "AU$ $A $AU", "CAD": "C$ CDN$ $C $CA", "SGD": "S$", "NZD": "NZ$ $NZ",
    "GBP": "£ stg", "CNY": "RMB CN¥ 元", "INR": "Rs ₹", "CHF": "SFr Fr sFr", "JPY": "円 ￥",
    "KES": "KSh Ksh KES KShs Kshs", "TZS": "TSh", "UGX": "USh", "BDT": "Tk", "LKR": "LKR", "PKR": "PKR",
    "EUR": "EUR", "TWD": "NT", "BRL": "R$", "PHP": "Php PhP", "NGN": "₦ N", "PEN": "S/", "ZAR": "R",
    "GHS": "GH¢ GH₵", "AED": "Dhs", "XAF": "CFA",
    "dirhams": "Dh DH", "shillings": "Sh", "SAR": "SR", "EGP": "LE", "TRY": "TL", "ILS": "NIS", "P": "P",
    CENTS: "¢",
}  # fmt: skip
_MORE_NAMES = {
    "USD": "u.s. dollars/us dollar/us dollars/greenbacks/美金", "GBP": "pounds sterling/livres sterling/sterling",
    "GBX": "pence/p/便士", "CNY": "renminbi/人民币/元", "RUB": "roubles/rouble", "INR": "rupees/rupee",
    "HKD": "港币/港元", "CHF": "瑞郎", "CAD": "加元", "AUD": "澳元", "KRW": "韩元/韩圆", "TWD": "台币/新台币",
    "MYR": "令吉/林吉特", "THB": "泰铢", "TRY": "里拉", "ZAR": "兰特", "SGD": "新元", "NZD": "纽元", "VND": "越南盾",
    "SEK": "swedish crowns", "NOK": "norwegian crowns", "DKK": "danish crowns", "CZK": "czech crowns",
    "JPY": "円/日圆", "EUR": "欧元", "BRL": "reais", "ILS": "shekel/shekels/schekel",
    CENTS: "cents/us cents/euro cents",
}  # fmt: skip
#: What is written in any case.
_CASELESS = frozenset("USD EUR GBP CHF CNY INR JPY RMB Rs".split())
#: Codes that are words in capitals too: `TOP 10`, `ALL 50 states`.
_WORDS = frozenset(
    "ALL TOP TRY CUP COP MAD PEN BOB GEL MOP SOS ARS RON AMD LAK BAM ANG MUR STN SCR ERN PAB".split()
)
#: Letters that may stand a space before the digits; others must touch them.
_SPACED = frozenset(
    (
        "kr Rs Dh Dhs SR LE TL NIS RM Rp zł Kč Ft FCFA CFA Kshs KShs Ksh KSh TSh USh Tk Fr SFr sFr RMB rs"
        " Php stg S/"
    ).split()
)
_SYMBOLS = frozenset("$€£¥₹₩₦₱₽₺₪₫฿₴₸₭₮₲₡₵₼₾৳៛֏￥円元")
_LONGEST_SIGN = 5
_SPACES = frozenset(" \u00a0\u202f\u2009")
_SIGN_ABROAD = 3  # capitals before a symbol at most that no table has: `Z$5bn`


#: Behind a closing bracket.
_SCALE_BEHIND = re.compile(r"\)\s?(?:million|billion|trillion|thousand|[mb]n|tn)\b", re.IGNORECASE)


class Sign(NamedTuple):
    """A sign of money in front of digits; `needs` a size where it may be part of a name: `R8`."""

    unit: str
    start: int
    end: int
    needs_size: bool
    is_symbol: bool


class _Table(NamedTuple):
    signs: dict[str, str]
    last: frozenset[str]  # characters with which a sign ends
    names: dict[str, str]
    firsts: frozenset[str]  # words with which a name begins
    chinese: dict[str, list[tuple[str, str]]]  # names by their first character, the longest first
    plurals: dict[str, str]
    marks: dict[tuple[str, str], str]


@cache
def _table() -> _Table:
    rows = [
        row.split("\t")
        for row in files("monitor.story.facts").joinpath("cldr.tsv").read_text("utf-8").splitlines()
        if not row.startswith("#")
    ]
    signs = {row[1]: row[2] for row in rows if row[0] == "sign"}
    signs |= {sign: unit for unit, row in _MORE_SIGNS.items() for sign in row.split()}
    for sign in list(signs):
        if sign in _CASELESS or any(char in _SYMBOLS for char in sign):
            signs |= dict.fromkeys((sign.lower(), sign.title(), sign.upper()), signs[sign])
    names = {row[1]: row[2] for row in rows if row[0] == "name"}
    names |= {fold(name): unit for unit, row in _MORE_NAMES.items() for name in row.split("/")}
    chinese: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted((n for n in names if n >= "\u3040"), key=len, reverse=True):
        chinese[name[0]].append((name, names[name]))
    return _Table(
        signs,
        frozenset(sign[-1] for sign in signs),
        names,
        frozenset(name.split()[0] for name in names),
        dict(chinese),
        {row[1]: row[2] for row in rows if row[0] == "currency"},
        {(row[1], row[2]): row[3] for row in rows if row[0] == "mark"},
    )


def sign_before(text: str, start: int) -> Sign | None:
    """Return the sign of money that ends in front of `start`, with a space between or none."""
    end = start
    if text[end - 1 : end] in _SPACES:
        end -= 1
    if text[end - 1 : end] == ".":
        end -= 1
    table = _table()
    if text[end - 1 : end] not in table.last:
        return None
    for length in range(min(_LONGEST_SIGN, end), 0, -1):
        form = text[end - length : end]
        unit = table.signs.get(form)
        if unit is None or (text[end - length - 1 : end - length].isalnum() and form[0].isalnum()):
            continue
        if form[0] in _SYMBOLS:
            return _abroad(text, end - length, form, unit)
        return _lettered(text, form, unit, end, start)
    return None


def accounted_loss(text: str, start: int, end: int) -> Sign | None:
    """Return the sign of a sum that accounts call a loss by brackets around its digits.

    It stands in front of them, `$(2,500)`, or inside, where a scale stands behind: `($2.5) million`.
    """
    if text[end : end + 1] != ")":
        return None
    if text[start - 1 : start] == "(":
        sign = sign_before(text, start - 1)
    else:
        sign = sign_before(text, start)
        is_inside = sign is not None and text[sign.start - 1 : sign.start] == "("
        if not is_inside or not _SCALE_BEHIND.match(text, end):
            return None
    return sign if sign and not sign.needs_size else None


def _abroad(text: str, start: int, form: str, unit: str) -> Sign | None:
    """Return a symbol; with the capitals in front of it, where no table knows them, as a unit."""
    first = start
    while first and text[first - 1].isalpha() and start - first <= _SIGN_ABROAD:
        first -= 1
    letters = text[first:start]
    if form == "$" and letters in _table().plurals:  # `CAD$4.5 million`
        return Sign(letters, first, start + 1, needs_size=False, is_symbol=True)
    if letters and len(letters) <= _SIGN_ABROAD and letters.isupper() and letters.isascii():
        return Sign(letters + form, first, start + len(form), needs_size=False, is_symbol=True)
    return Sign(unit, start, start + len(form), needs_size=False, is_symbol=True)


def _lettered(text: str, form: str, unit: str, end: int, start: int) -> Sign | None:
    """Return a sign of letters, where it cannot be taken for a word or a name."""
    is_spaced = end < start
    is_symbol = any(char in _SYMBOLS for char in form)
    is_code = len(form) == 3 and form.isascii() and form.isupper()
    is_word = form in _WORDS
    if is_spaced and not (is_symbol or is_code or form in _SPACED or form.upper() in _CASELESS):
        return None
    if is_spaced and is_word and text.upper() == text:
        return None
    needs_size = is_word if is_code else not is_symbol and form not in _SPACED
    needs_size &= form.upper() not in _CASELESS
    return Sign(unit, end - len(form), end, needs_size=needs_size, is_symbol=is_symbol)


def sign_behind(text: str, end: int, *, is_large: bool = False) -> tuple[str, int] | None:
    """Return the unit of a sign that follows `end` and where it ends: `5 €`, `300kr`, `20 SEK`.

    `is_large` says that a word of scale stands there: then `TOP` is no word but a code.
    """
    begin = end + (text[end : end + 1] in _SPACES)
    signs = _table().signs
    for length in range(_LONGEST_SIGN, 0, -1):
        form = text[begin : begin + length]
        unit = signs.get(form)
        if unit is None or len(form) < length:
            continue
        behind = begin + length
        if form[-1].isalnum():
            is_named = form in _SPACED or len(form) == 3 or form[0] in _SYMBOLS
            if (
                not is_named
                or text[behind : behind + 1].isalnum()
                or (form in _WORDS and not is_large)
            ):
                continue
        elif _begins_sum(text, behind):
            continue
        return unit, behind
    return None


_LANDS = {
    "USD": "US USD U.S.", "CAD": "CAD CA CDN Canadian", "AUD": "AUD AU Australian",
    "NZD": "NZD NZ", "SGD": "SGD Singaporean", "HKD": "HKD HK",
}  # fmt: skip
_UNIT_OF_LAND = {land: unit for unit, row in _LANDS.items() for land in row.split()}
#: The land of a dollar, where it stands behind the sum: `$5 million Canadian`, `$300m (US)`.
_LAND_BEHIND = re.compile(
    rf"[ \u00a0]?\((?P<inside>{'|'.join(map(re.escape, _UNIT_OF_LAND))})\)"
    rf"|[ \u00a0]?(?P<code>USD|CAD|AUD|NZD|SGD|HKD|CDN)(?![\w$])(?![ \u00a0]?\d)"
    r"|[ \u00a0](?P<land>Canadian|Australian|Singaporean|US|CA)"
    r"(?=\s*(?:[.,;:!?)]|$|(?:an?|per|in|for|to|from|and|or|of|on|by|pour|de)\b))"
)


def dollars_of(text: str, end: int) -> tuple[str, int]:
    """Return the currency of a sum in dollars that ends at `end`, and where it ends with its land."""
    found = _LAND_BEHIND.match(text, end)
    if found is None:
        return "USD", end
    return _UNIT_OF_LAND[found["inside"] or found["code"] or found["land"]], found.end()


def _begins_sum(text: str, place: int) -> bool:
    """Whether digits follow, so that a sign belongs to them: the second one of `5 $3`."""
    place += text[place : place + 1] in _SPACES
    return text[place : place + 1].isdecimal()


def name_of(words: tuple[str, ...]) -> str | None:
    """Return the unit that some words name, or None: `hong kong dollars`, `kronor`."""
    return _table().names.get(fold(" ".join(words)))


def may_begin_name(word: str) -> bool:
    """Whether a word is the first one of a currency's name."""
    return fold(word) in _table().firsts


def name_in_chinese(text: str, start: int) -> tuple[str, int] | None:
    """Return the unit that is named at `start` and where its name ends."""
    for name, unit in _table().chinese.get(text[start : start + 1], ()):
        if text.startswith(name, start):
            return unit, start + len(name)
    return None


def plural_of(unit: str) -> str:
    """Return what a reader calls a unit behind a number: `Swedish kronor`; itself if unknown."""
    return _table().plurals.get(unit, unit)


def decimal_mark(language: Language, territory: str = "") -> str:
    """Return the decimal mark of a language as a territory (ISO 3166, `MX`) writes it."""
    usual = "." if language in {Language.ENGLISH, Language.CHINESE} else ","
    return _table().marks.get((language.value, territory), usual)
