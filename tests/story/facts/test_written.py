"""Every figure that the grammar can write is read back: sign, style, scale and unit."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Fact, FactKind
from tests.every import of_every
from tests.story.facts.writers import (
    CURRENCIES,
    NAMES,
    SIGNS,
    STYLES,
    Style,
    read,
    small,
    styles,
    value_of,
    values,
    written,
)

PERCENT = {
    "en": ["%", " %", " percent", " per cent", " pct"], "de": ["%", "\u00a0%", " Prozent"],
    "fr": ["\u00a0%", "\u202f%", " pour cent", "%"], "es": [" %", "%", " por ciento"], "zh": ["%", "％"],
}  # fmt: skip
POINTS = {
    "en": [" percentage points", "pp"], "de": [" Prozentpunkte"], "fr": [" points de pourcentage"],
    "es": [" puntos porcentuales"], "zh": ["个百分点"],
}  # fmt: skip
BASIS = {
    "en": ["bp", "bps", " bps", " basis points"], "de": [" Basispunkte"], "fr": [" points de base"],
    "es": [" puntos básicos"], "zh": ["个基点", "基点"],
}  # fmt: skip
MINUS = {
    "en": ["-", "−", "–", "minus ", "negative "], "de": ["-", "−", "minus "], "fr": ["-", "moins "],
    "es": ["-", "menos "], "zh": ["-", "负"],
}  # fmt: skip
EURO_BEHIND = {
    "en": [" euros", " EUR", "€"], "de": [" Euro", " €", "\u00a0€", " EUR"], "fr": [" d'euros", " €", "€"],
    "es": [" de euros", " €", " euros"], "zh": ["欧元"],
}  # fmt: skip


def the(facts: list[Fact]) -> tuple[float, float, str]:
    (fact,) = facts
    return fact.low, fact.high, fact.unit


def same(facts: list[Fact], value: float, unit: str) -> None:
    low, high, found = the(facts)
    assert (low, high, found) == (
        pytest.approx(value, abs=1e-6),
        pytest.approx(value, abs=1e-6),
        unit,
    )


@given(st.data(), styles, st.one_of(values, small))
def test_a_share_in_every_style_and_sign(
    data: st.DataObject, style: Style, value: tuple[int, str]
) -> None:
    sign = data.draw(st.sampled_from(["", *MINUS[style.language]]))
    unit = data.draw(st.sampled_from(PERCENT[style.language]))
    figure = f"{sign}{written(value, style)}{unit}"
    same(read(figure, style, FactKind.PERCENT), (-1 if sign else 1) * value_of(value), "%")


@given(st.data(), styles, values)
def test_points_and_basis_points(data: st.DataObject, style: Style, value: tuple[int, str]) -> None:
    is_basis = data.draw(st.booleans())
    unit = data.draw(st.sampled_from((BASIS if is_basis else POINTS)[style.language]))
    figure = f"{written(value, style)}{unit}"
    same(read(figure, style, FactKind.PERCENT), value_of(value) / (100 if is_basis else 1), "pp")


@given(st.data(), styles, values)
def test_a_sum_with_its_unit_behind(
    data: st.DataObject, style: Style, value: tuple[int, str]
) -> None:
    sign = data.draw(st.sampled_from(["", *MINUS[style.language]]))
    scale, factor = data.draw(st.sampled_from([("", 1.0), *style.scales.items()]))
    if value_of(value) * factor >= 1e18:
        return
    unit = data.draw(st.sampled_from(EURO_BEHIND[style.language]))
    figure = f"{sign}{written(value, style)}{scale}{unit}"
    same(read(figure, style, FactKind.MONEY), (-1 if sign else 1) * value_of(value) * factor, "EUR")


@given(
    st.data(),
    st.sampled_from(CURRENCIES),
    st.sampled_from(["English", "Indian", "Swiss", "Mexican"]),
    values,
)
def test_a_sum_with_the_code_of_any_currency_in_front(
    data: st.DataObject, code: str, name: str, value: tuple[int, str]
) -> None:
    style = STYLES[name]
    scale, factor = data.draw(st.sampled_from(sorted(style.scales.items())))
    if value_of(value) * factor >= 1e18:
        return
    gap, sign = (
        data.draw(st.sampled_from(["", " ", "\u00a0"])),
        data.draw(st.sampled_from(["", "-"])),
    )
    figure = f"{sign}{code}{gap}{written(value, style)}{scale}"
    same(read(figure, style, FactKind.MONEY), (-1 if sign else 1) * value_of(value) * factor, code)


@of_every(sorted(SIGNS - {("P", "BWP")} | {("P", "P")}))  # also the peso of the Philippines
def test_every_sign_of_the_table_is_read_in_front_of_a_sum(sign: str, unit: str) -> None:
    same(read(f"{sign}3.5bn", STYLES["English"], FactKind.MONEY), 3.5e9, unit)


@of_every(sorted(NAMES))
def test_every_name_of_the_table_is_read_behind_a_sum(name: str, unit: str) -> None:
    is_chinese = name >= "\u3040"
    figure = f"35亿{name}" if is_chinese else f"3.5 billion {name}"
    style = STYLES["Chinese" if is_chinese else "English"]
    same(read(figure, style, FactKind.MONEY), 3.5e9, unit)


@of_every([*product(CURRENCIES, ("{}300m", "{} 2bn", "300 million {}", "2bn {}"))])
def test_every_currency_by_its_code(code: str, text: str) -> None:
    (fact,) = read(text.format(code), STYLES["English"], FactKind.MONEY)
    assert (fact.high, fact.unit) == (3e8 if "300" in text else 2e9, code)


@given(
    st.sampled_from(CURRENCIES), st.integers(1, 9_999), st.sampled_from([1.0, 1e3, 1e6, 1e9, -1e6])
)
def test_a_sum_as_the_program_writes_it_is_read_back(code: str, number: int, scale: float) -> None:
    (fact,) = read(
        f"{'-' if scale < 0 else ''}{code} {number * abs(scale):,.2f}",
        STYLES["English"],
        FactKind.MONEY,
    )
    (again,) = read(fact.display, STYLES["English"], FactKind.MONEY)
    assert (again.high, again.unit) == (pytest.approx(fact.high), fact.unit)


@of_every([*product(CURRENCIES, ("300 {} million", "300{} million", "300 {} mn"))])
def test_every_currency_by_its_code_in_front_of_the_scale(code: str, text: str) -> None:
    (fact,) = read(text.format(code), STYLES["English"], FactKind.MONEY)
    assert (fact.high, fact.unit) == (3e8, code)


@given(
    st.sampled_from(["$", "US$", "€", "£", "SEK ", "CHF"]),
    st.sampled_from(["English", "Indian"]),
    values,
    st.booleans(),
)
def test_a_sum_in_brackets_behind_its_sign_is_a_loss(
    sign: str, name: str, value: tuple[int, str], is_inside: bool
) -> None:
    style = STYLES[name]
    for scale, factor in [("", 1.0), *style.scales.items()]:
        if value_of(value) * factor >= 1e18:
            continue
        number = written(value, style)
        figure = f"{sign}({number}{scale})" if is_inside else f"{sign}({number}){scale}"
        unit = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}.get(sign, sign.strip())
        same(read(figure, style, FactKind.MONEY), -value_of(value) * factor, unit)
        (plain,) = read(f"({sign}{number}{scale})", style, FactKind.MONEY)
        assert plain.high > 0


@given(
    st.integers(1, 999),
    st.sampled_from(["{} EUR", "EUR {}", "€{}", "{} euros", "$({})"]),
    st.sampled_from(["English", "German", "French", "Mexican"]),
)
def test_three_noughts_behind_a_mark_are_thousands_of_money(
    number: int, sum_of: str, name: str
) -> None:
    for mark in ".,":
        (fact,) = read(sum_of.format(f"{number}{mark}000"), STYLES[name], FactKind.MONEY)
        assert abs(fact.high) == number * 1_000


@given(st.integers(1, 999), st.sampled_from(["million", "billion", "bn"]))
def test_a_loss_with_its_sign_inside_the_brackets(number: int, scale: str) -> None:
    factor = 1e6 if scale == "million" else 1e9
    same(read(f"(US${number}) {scale}", STYLES["English"], FactKind.MONEY), -number * factor, "USD")
    (plain,) = read(f"(US${number}) sold", STYLES["English"], FactKind.MONEY)
    assert plain.high == number


@given(st.one_of(values, small).filter(lambda value: 0 < value_of(value) < 1_000))
def test_cents_and_multiples(value: tuple[int, str]) -> None:
    style, number = STYLES["English"], written(value, STYLES["English"])
    for unit in ("c", "¢", " ¢", " cents"):
        same(read(f"{number}{unit}", style, FactKind.MONEY), value_of(value), "cents")
    for unit in ("x", "-fold"):
        same(read(f"{number}{unit}", style, FactKind.COUNT), value_of(value), "x")


@pytest.mark.parametrize(
    "text",
    [
        "the Example 15c",
        "the 950X",
        "a 2x4",
        "a heat of 40c",
        "40c weather",
        "the 4x100m",
        "50c-style",
        "50c's",
    ],
)
def test_letters_behind_digits_that_are_no_cents_and_no_multiple(text: str) -> None:
    assert not read(text, STYLES["English"], FactKind.MONEY)
    assert {f.unit for f in read(text, STYLES["English"], FactKind.COUNT)}.isdisjoint({"x", "c"})


@given(
    st.integers(1, 99),
    st.sampled_from(["½", " ½", " 1/2", "-1/2", "¼", " 1/4", "-3/4", "¾", "⅛", " 7/8"]),
    st.sampled_from(["%", " percent", " per cent"]),
)
def test_a_number_and_a_fraction_are_one_share(whole: int, part: str, unit: str) -> None:
    value = {
        "½": 0.5,
        "1/2": 0.5,
        "¼": 0.25,
        "1/4": 0.25,
        "¾": 0.75,
        "3/4": 0.75,
        "⅛": 0.125,
        "7/8": 0.875,
    }
    expected = whole + value[part.strip(" -")]
    same(read(f"{whole}{part}{unit}", STYLES["English"], FactKind.PERCENT), expected, "%")


@given(st.data(), styles)
def test_a_range_in_every_style(data: st.DataObject, style: Style) -> None:
    low = data.draw(st.integers(2, 900))
    high = data.draw(st.integers(low + 1, 999))
    dash = data.draw(st.sampled_from(["-", "–"]))
    unit = data.draw(st.sampled_from(PERCENT[style.language]))
    assert the(read(f"{low}{dash}{high}{unit}", style, FactKind.PERCENT)) == (low, high, "%")


@given(
    st.integers(2, 400),
    st.integers(1, 500),
    st.sampled_from(["-", "–", " to "]),
    st.sampled_from(["$", "€", "SEK ", "R"]),
)
def test_both_ends_of_a_range_have_the_scale(low: int, more: int, dash: str, sign: str) -> None:
    (fact,) = read(f"{sign}{low}{dash}{low + more} million", STYLES["English"], FactKind.MONEY)
    assert (fact.low, fact.high) == (low * 1e6, (low + more) * 1e6)


@given(st.data(), styles, values)
def test_a_large_number_of_what_nobody_knows_is_a_figure_still(
    data: st.DataObject, style: Style, value: tuple[int, str]
) -> None:
    scale, factor = data.draw(st.sampled_from(sorted(style.scales.items())))
    if value_of(value) * factor >= 1e18:
        return
    unit = data.draw(st.sampled_from([" zorkmid", " Zorkmid", " ZQJ", ""]))
    figure = f"{written(value, style)}{scale}{unit if style.language != 'zh' else ''}"
    found = read(figure, style, FactKind.COUNT) + read(figure, style, FactKind.MONEY)
    assert [fact.high for fact in found] == [pytest.approx(value_of(value) * factor)]


@given(
    st.from_regex(r"\A[QWXZ]{2,4}\Z"),
    st.integers(2, 999),
    st.sampled_from(["m", "bn", " million", " billion"]),
)
def test_a_sum_in_an_unknown_currency_is_a_figure_still(code: str, number: int, scale: str) -> None:
    (fact,) = read(f"{code}{number}{scale}", STYLES["English"], FactKind.COUNT)
    assert fact.high == number * (1e6 if "m" in scale else 1e9)


@given(st.from_regex(r"\A[B-Z]{1,2}\Z"), st.sampled_from("$£¥"), st.integers(2, 999))
def test_the_capitals_of_an_unknown_dollar_are_kept(capitals: str, sign: str, number: int) -> None:
    (fact,) = read(f"{capitals}{sign}{number}m", STYLES["English"], FactKind.MONEY)
    assert fact.high == number * 1e6
    assert fact.unit != "USD" or capitals == "US"
