"""Reports are told from what explains, asks or looks back."""

from __future__ import annotations

import pytest

from monitor.story import genre


@pytest.mark.parametrize(
    "headline",
    [
        "What are tariffs and how do they work?",
        "Live: Markets tumble",
        "Analysis: where the talks stand",
        "One year on: how two crashes humbled a planemaker",
        "The scandal in numbers",
        "Five things to watch",
        "Who pays for the bridge",
    ],
)
def test_headlines_that_explain(headline: str) -> None:
    assert genre.explains(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "China lifts duties on US goods to 125%",
        "WHO declares a global emergency",
        "Regulator clears takeover",
        "Alive after six days: man freed",
    ],
)
def test_headlines_that_report(headline: str) -> None:
    assert not genre.explains(headline)


def test_the_time_of_which_a_text_speaks() -> None:
    assert genre.looks_back("It has been closed since May.")
    assert not genre.looks_back("It closes.")
    assert genre.says_when("She resigned on Friday.")
    assert not genre.says_when("She has doubts.")
