"""Shares that are written as fractions, in every language; and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.story.facts.digits import VULGAR
from tests.story.facts.test_passed import figures
from tests.story.facts.writers import STYLES, read

_WORDS = "zero one two three four five six seven eight nine ten".split()


@given(
    st.integers(1, 9), st.sampled_from([3, 4, 5, 10]), st.sampled_from(["in", "out of"]), st.data()
)
def test_so_many_of_so_many_are_a_share(
    part: int, whole: int, by: str, data: st.DataObject
) -> None:
    if part >= whole:
        return
    first, second = (data.draw(st.sampled_from([str(n), _WORDS[n]])) for n in (part, whole))
    assert figures(f"About {first} {by} {second} voters agree.") == [
        f"{100 * part / whole:.4g}%"
        if (100 * part / whole) % 1 == 0
        else f"{round(100 * part / whole, 1)}%"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One in 12 homes is empty", ["8.3%"]),
        ("1 in 200 homes is empty", ["0.5%"]),
        ("Two in ten days", []),
        ("one in 2019 and one in 2021", []),
        ("It won 2 in 7 games", ["2", "7"]),
        ("They flew 5 in 7 planes", ["5", "7"]),
        ("He scored 10 in 10", ["10", "10"]),
        ("3/4 of the voters agree", ["75%"]),
        ("2/3 of seats are lost", ["66.7%"]),
        ("1/3rd of voters agree", ["33.3%"]),
        ("on 3/4 of May", []),
        ("9/11 of the", []),
        ("4/3 of the sum", []),
        ("cut by half a percentage point", ["0.5 percentage points"]),
        ("cut by half a million", ["500,000"]),
        ("cut by half", ["50%"]),
        ("2½ of the", ["2.5"]),
    ],
)  # fmt: skip
def test_fractions_in_english(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


_PARTS = {
    "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twentieth": 20,
}  # fmt: skip


@pytest.mark.parametrize("joint", [" ", "-"])
@pytest.mark.parametrize(
    ("many", "part"), [(n, p) for p, whole in _PARTS.items() for n in range(2, min(10, whole))]
)
def test_so_many_parts_are_a_share_in_the_plural_and_an_ordinal_without(
    many: int, part: str, joint: str
) -> None:
    written = f"{round(100 * many / _PARTS[part], 1):.4g}%"
    assert figures(f"About {_WORDS[many]}{joint}{part}s of voters agree.") == [written]
    assert written not in figures(f"The {_WORDS[many]} {part} graders of Calder agree.")


@pytest.mark.parametrize("percent", ["percent", "per cent"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a half-{}", 0.5), ("half a {}", 0.5), ("half of a {}", 0.5), ("a quarter of one {}", 0.25),
        ("three quarters of a {}", 0.75), ("a tenth of a {}", 0.1), ("three tenths of a {}", 0.3),
        ("one and a half {}", 1.5), ("two and a half {}", 2.5),
    ],
)  # fmt: skip
def test_a_part_of_a_percent_is_none_of_a_whole(text: str, value: float, percent: str) -> None:
    assert figures(f"The rate rises by {text.format(percent)} in Calder.") == [f"{value:g}%"]


@pytest.mark.parametrize("sign", sorted(VULGAR))
def test_every_sign_of_a_fraction_is_a_share_of_things(sign: str) -> None:
    (shown,) = figures(f"It is {sign} of the voters.")
    assert float(shown.removesuffix("%")) == pytest.approx(100 * VULGAR[sign], abs=0.06)


@pytest.mark.parametrize(
    ("style", "written", "percent"),
    [
        ("German", "ein Drittel der Wähler", 33.3), ("German", "zwei Drittel aller Wähler", 66.7),
        ("German", "drei Viertel der Wähler", 75), ("German", "die Hälfte der Wähler", 50),
        ("German", "vier Fünftel der Wähler", 80), ("German", "ein Zehntel des Geldes", 10),
        ("French", "un quart des électeurs", 25), ("French", "deux tiers des électeurs", 66.7),
        ("French", "trois quarts de la ville", 75), ("French", "la moitié des électeurs", 50),
        ("French", "un dixième du budget", 10),
        ("Spanish", "un cuarto de los votantes", 25), ("Spanish", "dos tercios de los votantes", 66.7),
        ("Spanish", "la mitad de la ciudad", 50), ("Spanish", "una cuarta parte del total", 25),
        ("Chinese", "三分之二", 66.7), ("Chinese", "四成", 40),
        ("Chinese", "十分之一", 10), ("Chinese", "千分之5", 0.5),
    ],
)  # fmt: skip
def test_fractions_of_other_languages(style: str, written: str, percent: float) -> None:
    (fact,) = read(written, STYLES[style], FactKind.PERCENT)
    assert (fact.low, fact.high, fact.unit) == (percent, percent, "%")


@pytest.mark.parametrize(
    ("style", "written"),
    [("German", "ein Viertel"), ("French", "un quart d'heure"), ("Spanish", "tres cuartos de hora"),
     ("Chinese", "三成立")],
)  # fmt: skip
def test_what_is_no_share(style: str, written: str) -> None:
    assert read(written, STYLES[style], FactKind.PERCENT) == []
