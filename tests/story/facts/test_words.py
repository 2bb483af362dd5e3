"""Numbers in words are read back: German, French, Spanish and Chinese; English with a point or a half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Fact, FactKind
from tests.story.facts.writers import STYLES, read

_ONES = {
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf",
    "es": "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro veinticinco veintiséis"
    " veintisiete veintiocho veintinueve",
    "zh": "零一二三四五六七八九",
}
_TENS = {
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_HUNDREDS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"


def german(number: int) -> str:
    """Write a number below a million as German news does."""
    if number >= 1_000:
        thousands = german(number // 1_000) if number >= 2_000 else "ein"
        return f"{thousands}tausend{german(number % 1_000) if number % 1_000 else ''}"
    if number >= 100:
        rest = german(number % 100) if number % 100 else ""
        return f"{_ONES['de'].split()[number // 100]}hundert{rest}"
    if number < 20:
        return _ONES["de"].split()[number]
    ten = _TENS["de"].split()[number // 10 - 2]
    return f"{_ONES['de'].split()[number % 10]}und{ten}" if number % 10 else ten


def french(number: int) -> str:
    """Write a number below a million as French news does."""
    if number >= 1_000:
        thousands = f"{french(number // 1_000)} " if number >= 2_000 else ""
        return f"{thousands}mille {french(number % 1_000) if number % 1_000 else ''}".strip()
    if number >= 100:
        hundreds = f"{french(number // 100)} " if number >= 200 else ""
        return f"{hundreds}cent {french(number % 100) if number % 100 else ''}".strip()
    if number < 20:
        return _ONES["fr"].split()[number]
    if number >= 80:
        return f"quatre-vingt-{french(number - 80)}" if number > 80 else "quatre-vingts"
    base = 60 if number >= 60 else number // 10 * 10
    ten = _TENS["fr"].split()[base // 10 - 2]
    rest = number - base
    if not rest:
        return ten
    return f"{ten} et {french(rest)}" if rest in {1, 11} else f"{ten}-{french(rest)}"


def spanish(number: int) -> str:
    """Write a number below a million as Spanish news does."""
    if number >= 1_000:
        thousands = f"{spanish(number // 1_000)} " if number >= 2_000 else ""
        return f"{thousands}mil {spanish(number % 1_000) if number % 1_000 else ''}".strip()
    if number > 100:
        hundred = "ciento" if number < 200 else _HUNDREDS.split()[number // 100 - 1]
        return f"{hundred} {spanish(number % 100) if number % 100 else ''}".strip()
    if number == 100:
        return "cien"
    if number < 30:
        return _ONES["es"].split()[number]
    ten = _TENS["es"].split()[number // 10 - 2]
    return f"{ten} y {_ONES['es'].split()[number % 10]}" if number % 10 else ten


def the(facts: list[Fact]) -> tuple[float, str]:
    (fact,) = facts
    assert fact.low == fact.high
    return fact.high, fact.unit


_WRITERS = {"German": german, "French": french, "Spanish": spanish}
_PERCENT = {"German": "Prozent", "French": "pour cent", "Spanish": "por ciento"}
_EUROS = {"German": "Euro", "French": "euros", "Spanish": "euros"}
_MILLIONS = {
    "German": ("Millionen Euro", "Milliarden Euro"),
    "French": ("millions d'euros", "milliards d'euros"),
    "Spanish": ("millones de euros", "mil millones de euros"),
}


@given(st.sampled_from(sorted(_WRITERS)), st.integers(2, 99))
def test_a_share_in_words(name: str, number: int) -> None:
    figure = f"{_WRITERS[name](number)} {_PERCENT[name]}"
    assert the(read(figure, STYLES[name], FactKind.PERCENT)) == (number, "%")


@given(st.sampled_from(sorted(_WRITERS)), st.integers(2, 999_999))
def test_a_sum_in_words(name: str, number: int) -> None:
    figure = f"{_WRITERS[name](number)} {_EUROS[name]}"
    assert the(read(figure, STYLES[name], FactKind.MONEY)) == (number, "EUR")


@given(st.sampled_from(sorted(_WRITERS)), st.integers(2, 999), st.sampled_from([1e6, 1e9]))
def test_millions_in_words(name: str, number: int, scale: float) -> None:
    figure = f"{_WRITERS[name](number)} {_MILLIONS[name][scale == 1e9]}"
    assert the(read(figure, STYLES[name], FactKind.MONEY)) == (number * scale, "EUR")


@given(st.integers(1, 9), st.lists(st.integers(0, 9), min_size=1, max_size=4), st.booleans())
def test_a_chinese_number_with_a_point(whole: int, decimals: list[int], is_share: bool) -> None:
    digits = _ONES["zh"]
    written = f"{digits[whole]}点{''.join(digits[d] for d in decimals)}"
    value = float(f"{whole}.{''.join(map(str, decimals))}")
    figure = f"百分之{written}" if is_share else f"{written}万亿元"
    kind = FactKind.PERCENT if is_share else FactKind.MONEY
    found, _ = the(read(figure, STYLES["Chinese"], kind))
    assert found == pytest.approx(value if is_share else value * 1e12)


@given(st.integers(1, 9), st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_an_english_number_with_a_point(whole: int, decimals: list[int]) -> None:
    words = "zero one two three four five six seven eight nine".split()
    figure = f"{words[whole]} point {' '.join(words[d] for d in decimals)} percent"
    found, _ = the(read(figure, STYLES["English"], FactKind.PERCENT))
    assert found == pytest.approx(float(f"{whole}.{''.join(map(str, decimals))}"))


@pytest.mark.parametrize(
    ("style", "figure", "value"),
    [
        ("German", "hundert Euro", 100), ("German", "tausend Euro", 1_000),
        ("German", "eineinhalb Millionen Euro", 1.5e6),
        ("German", "dreiundzwanzigtausend Euro", 23_000), ("German", "hundertundfünf Euro", 105),
        ("French", "cent euros", 100), ("French", "mille euros", 1_000),
        ("French", "un million et demi d'euros", 1.5e6),
        ("French", "trois milliards et demi d'euros", 3.5e9), ("French", "nonante-cinq euros", 95),
        ("Spanish", "cien euros", 100), ("Spanish", "mil euros", 1_000),
        ("Spanish", "un millón y medio de euros", 1.5e6),
        ("Spanish", "cien mil euros", 100_000), ("Spanish", "doscientas euros", 200),
    ],
)  # fmt: skip
def test_round_numbers_and_halves(style: str, figure: str, value: float) -> None:
    assert the(read(figure, STYLES[style], FactKind.MONEY)) == (value, "EUR")


@pytest.mark.parametrize(
    ("style", "figure"),
    [("German", "ein Tausendstel"), ("French", "un autre"), ("Spanish", "una de ellas"), ("French", "neuf")],
)  # fmt: skip
def test_words_that_are_no_sum(style: str, figure: str) -> None:
    assert read(figure, STYLES[style], FactKind.MONEY) == []


@pytest.mark.parametrize(
    ("style", "figure"), [("Spanish", "2,5 por ciento"), ("French", "2,5 pour cent")]
)
def test_the_hundred_of_a_share_is_no_number_of_its_own(style: str, figure: str) -> None:
    assert read(figure, STYLES[style], FactKind.COUNT) == []
