"""A figure moves only where both are of one thing: the words in front of each tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import ChangeKind
from monitor.story import Baseline, digest

NOW = datetime(2026, 1, 8, tzinfo=UTC)
THINGS = ("school", "library", "museum", "brewery", "stadium", "factory", "airport", "bakery")


def moved(known: str, title: str, text: str = "It was told.") -> list[tuple[str | None, str]]:
    baseline = Baseline.of(["# Calder\n\nThe town of Calder counts its visitors."])
    baseline.add("t", digest(known, "It was told."))
    changes = baseline.diff(title, text, published=NOW).changes
    return [(each.before, each.after) for each in changes if each.kind is ChangeKind.CHANGED]


@given(
    st.lists(st.sampled_from(THINGS), min_size=2, max_size=2, unique=True),
    st.integers(10, 40),
    st.integers(41, 60),
    st.sampled_from(
        [
            "Calder {} loses {} percent of its visitors",
            "The {} of Calder raises its fee to {} dollars",
            "Calder {} now has {} percent more visitors",
        ]
    ),
)
def test_a_figure_of_another_thing_has_not_moved(
    things: list[str], before: int, after: int, said: str
) -> None:
    one, other = things
    assert moved(said.format(one, before), said.format(other, after)) == []


@pytest.mark.parametrize(
    ("known", "title", "change"),
    [
        ("Calder fee on cars is 10%", "Calder fee on cars rises to 25%", ("10%", "25%")),
        ("Jobless rate in Calder at 4.2%", "Jobless rate in Calder climbs to 4.6%", ("4.2%", "4.6%")),
        ("Calder fire: 12 people killed", "Calder blaze: 15 residents killed", ("12", "15")),
        ("Calder bakery loses visitors", "Calder school raises fee to 25% from 10%", ("10%", "25%")),
    ],
)  # fmt: skip
def test_a_figure_of_the_same_thing_and_a_stated_movement_are_told(
    known: str, title: str, change: tuple[str, str]
) -> None:
    assert moved(known, title) == [change]
