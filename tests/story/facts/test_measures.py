"""What is measured keeps its unit, glued, with a space or by its name, and may be below nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.story.facts.numerals import MEASURES
from tests.story.facts.test_passed import figures
from tests.story.facts.writers import STYLES, Style, read, small, styles, value_of, written

#: Symbols that are read as spans of time, as shares, or as the million of barrels.
_ELSEWHERE = {"min", "mins", "hr", "hrs", "wk", "wks", "mo", "yr", "yrs", "pc", "pct"}


@given(st.sampled_from(sorted(MEASURES - _ELSEWHERE)), small)
def test_a_measure_glued_to_its_number(symbol: str, value: tuple[int, str]) -> None:
    style = STYLES["English"]
    (fact,) = read(f"{written(value, style)}{symbol}", style, FactKind.COUNT)
    assert (fact.high, fact.unit) == (pytest.approx(value_of(value)), symbol)
    assert fact.display.endswith(f" {symbol}")


@given(
    styles.filter(lambda style: style.language != "zh"),
    small,
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from(["", "-", "−"]),
    st.sampled_from("CF"),
)
def test_a_temperature(
    style: Style, value: tuple[int, str], gap: str, sign: str, scale: str
) -> None:
    (fact,) = read(f"{sign}{written(value, style)}{gap}°{scale}", style, FactKind.COUNT)
    expected = value_of(value) * (-1 if sign else 1)
    assert (fact.low, fact.high, fact.unit) == (
        pytest.approx(expected),
        pytest.approx(expected),
        f"°{scale}",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a range of -78 to 0 degrees Celsius", ["-78 °C to 0 °C"]),
        ("between 40 and 50 km away", ["40 km to 50 km"]),
        ("a 300 MW plant", ["300 MW"]),
        ("1.5 gigawatts of wind", ["1.5 GW"]),
        ("1.5 gigawatt-hours of storage", ["1.5 GWh"]),
        ("a 40-kilometre road", ["40 km"]),
        ("It was 40C in town", ["40 °C"]),
        ("It was -15C at night", ["-15 °C"]),
        ("It was minus 15 degrees Celsius", ["-15 °C"]),
        ("104 degrees Fahrenheit", ["104 °F"]),
        ("a warming of 1.5C", ["1.5 °C"]),
        ("20 MP voted", ["20"]),
        ("3 Mt Everest climbers", ["3"]),
        ("in 5 C-grade mines", ["5"]),
        ("1.5m bpd", ["1.5 million bpd"]),
        ("It fell from 40 km to 30 km", ["40 km", "30 km"]),
        ("5-6 km of road", ["5 km to 6 km"]),
    ],
)
def test_measures(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_spans_of_time_that_are_abbreviated() -> None:
    style = STYLES["English"]
    for text, value, unit in (
        ("45mins", 45, "minute"),
        ("24 hrs", 24, "hour"),
        ("10yrs", 10, "year"),
    ):
        (fact,) = read(text, style, FactKind.DURATION)
        assert (fact.high, fact.unit) == (value, unit)
