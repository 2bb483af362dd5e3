"""What is measured, with its unit: `1.5GW`, `40 km`, `120 mph`, `-15°C`, `1.5 degrees Celsius`. Pure.

The unit is the symbol, so that `1.5GW` and `1.5 gigawatts` are one figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import FactKind
from monitor.story.facts.amounts import Amount
from monitor.story.facts.glued import is_multiple
from monitor.story.facts.numerals import MEASURES, TIMES
from monitor.story.facts.scales import Number
from monitor.story.words import Token, stem

#: Symbols that are something else behind a space: `20 MP`, `5 pc`, `3 Mt Everest climbers`.
_GLUED_ONLY = frozenset("MP Mt mo pc pct min mins hr hrs sec secs wk wks yr yrs oz ha mi".split())
_SYMBOLS = {
    stem(name): symbol
    for symbol, names in {
        "km": "kilometres kilometers kilomètres kilómetros Kilometer",
        "kg": "kilograms kilogrammes kilogramos Kilogramm", "kW": "kilowatts kilovatios", "MW": "megawatts megavatios",
        "GW": "gigawatts gigavatios", "TW": "terawatts",
    }.items()
    for name in names.split()
}  # fmt: skip
_HOURS = re.compile(r"[ -](?:hours?|heures?|horas?)\b|[ -]?[Ss]tunden?\b", re.IGNORECASE)
_DEGREES = re.compile(
    r"\s?[°º]\s?(?P<symbol>[CF])\b|(?P<letter>[CF])\b(?![-'’&])"
    r"|[ -](?:(?:degrees?|grad|degrés?|grados?)[ -])?(?P<name>celsius|fahrenheit|centigrade|centígrados)\b"
    r"|[ -]degrees?[ -](?P<short>[CF])\b",
    re.IGNORECASE,
)
_FIRST = frozenset(" \u00a0\u202f-°º" + "CF")


def read(number: Number, text: str, words: Sequence[Token]) -> Amount | None:
    """Return the measure that a number begins, or None."""
    if text[number.end : number.end + 1] in _FIRST and (hot := _DEGREES.match(text, number.end)):
        name = hot["symbol"] or hot["letter"] or hot["short"] or hot["name"]
        if not hot["letter"] or hot["letter"].isupper():
            unit = f"°{'F' if name[0] in 'Ff' else 'C'}"
            return Amount.of(FactKind.COUNT, number.value, unit, number.start, hot.end())
    if number.behind >= len(words):
        return None
    word = words[number.behind]
    gap = text[number.end : word.start]
    if gap not in _GAPS:
        return None
    if is_multiple(number.value, text, number.end):
        return Amount.of(FactKind.COUNT, number.value, TIMES, number.start, word.end)
    is_symbol = word.text in MEASURES and not (gap and word.text in _GLUED_ONLY)
    symbol = word.text if is_symbol else _SYMBOLS.get(word.stem)
    if symbol is None:
        return None
    hours = _HOURS.match(text, word.end) if symbol[-1] == "W" else None
    end = hours.end() if hours else word.end
    unit = f"{symbol}h" if hours else symbol
    return Amount.of(FactKind.COUNT, number.value, unit, number.start, end)


_GAPS = frozenset({"", " ", "-", "\u00a0", "\u202f"})
