"""An age is no figure, whoever has it; what is counted beside it is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.facts.passed import Why
from tests.story.facts.test_passed import figures, reasons

_PERSONS = (
    "schoolgirl father mother daughter driver pensioner student nurse actor footballer teenager girl boy man woman"
    " grandmother husband suspect migrant son teacher"
).split()
_FRAMES = (
    "A {}, {}, was seen there.",
    "The local '{}', {}, was seen there.",
    "Police look for “{}”, {}, in town.",
    "Jane {}, {}, was seen there.",
)
_WHO = ("John Smith", "Grateful Band Member", "Anne Frank's stepsister of Bern", "the mayor")
_DEATHS = (
    "dies at",
    "died at",
    "Dead at",
    "dies suddenly at",
    "passes away at",
    "mourned after death at",
)
_ENDS = (
    "",
    ".",
    ", family says",
    " after long illness",
    " in hospital",
    ": report",
    " - Example News",
)
_AGES = st.integers(2, 110)


@given(st.sampled_from(_PERSONS), _AGES, st.sampled_from(_FRAMES))
def test_between_commas_behind_who_has_it(person: str, age: int, frame: str) -> None:
    text = frame.format(person, age)
    assert figures(text) == []
    assert Why.AGE.value in reasons(text)


@given(st.sampled_from(_WHO), st.sampled_from(_DEATHS), _AGES, st.sampled_from(_ENDS))
def test_at_which_somebody_died(who: str, death: str, age: int, end: str) -> None:
    text = f"Singer and {who} {death} {age}{end}"
    assert figures(text) == []
    assert Why.AGE.value in reasons(text)


@given(
    _AGES, st.sampled_from(["{}-year-olds may vote", "{}-Year-Olds May Vote", "For {} year olds"])
)
def test_of_a_group(age: int, frame: str) -> None:
    assert Why.AGE.value in reasons(frame.format(age))
    assert figures(frame.format(age)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There were 23 deaths at 5 sites", ["23", "5"]),
        ("They found 23 dead at 30 homes", ["23", "30"]),
        ("The toll of the dead at 300 sites rose", ["300"]),
        ("They counted Germany, 45, and Spain, 30, in all", ["45", "30"]),
        ("They counted the drivers, 45, and the nurses, 30, in all", ["45", "30"]),
        ("The driver, 450, was there", ["450"]),
        ("They put deaths at 69", ["69"]),
        ("Prices died at 169, they say", ["169"]),
    ],
)
def test_what_is_no_age_stays_a_figure(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


_COUNTS = (
    "officials put the number of dead at {}, among them children",
    "officials left the dead at {}, they say",
    "they put deaths and dead at {} in all",
    "the toll stood with the dead at {}.",
    "the count of known dead at {} by evening",
)


@given(_AGES, st.sampled_from(_COUNTS))
def test_how_many_died_is_no_age(dead: int, frame: str) -> None:
    assert figures(frame.format(dead)) == [str(dead)]
