"""Which outlets found it out for themselves: agencies and reprints are one origin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Report
from monitor.story.known.origin import agency, with_origins

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OWN = (
    "The mayor told us on Friday that the bridge will stay closed until the end of spring at least."
)
OTHER = "Drivers must wait for a reopening of the crossing till May, a spokeswoman of the town has said."


def origins(*texts: str) -> list[str]:
    reports = [Report(f"i{n}", f"Outlet {n}", "", None, NOW, text) for n, text in enumerate(texts)]
    return [report.origin for report in with_origins(reports)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WASHINGTON (Reuters) - The rate rises.", "Reuters"),
        ("BEIJING (AP) — The rate rises.", "AP"),
        ("PARIS, May 3 /Xinhua/ -- The rate rises.", "Xinhua"),
        ("By Jane Roe, Associated Press\nThe rate rises.", "AP"),
        ("The rate rises. (Reporting by A. Roe in Paris; editing by B. Doe)", "Reuters"),
        ("Die Rate steigt. © 2024 AFP", "AFP"),
        ("新华社北京电 关税上调。", "Xinhua"),
        ("Reuters was told that the rate rises.", None),
        ("The AP exam is hard.", None),
        ("", None),
    ],
)
def test_an_agency_is_known_by_dateline_byline_and_last_line(
    text: str, expected: str | None
) -> None:
    assert agency(text) == expected


def test_outlets_with_words_of_their_own_are_origins_of_their_own() -> None:
    assert origins(OWN, OTHER) == ["Outlet 0", "Outlet 1"]


def test_ten_reprints_are_one_origin() -> None:
    assert set(origins(*[OWN] * 10)) == {"Outlet 0"}


def test_a_reprint_that_was_shortened_is_still_one() -> None:
    assert origins(f"{OWN} {OTHER}", f"{OWN} {OTHER[:-30]}") == ["Outlet 0", "Outlet 0"]


@pytest.mark.parametrize(
    ("outlet", "origin"),
    [("bloomberg.com", "Bloomberg"), ("apnews.com", "AP"), ("AP News", "AP"), ("Reuters World", "Reuters"),
     ("Apollo Times", "Apollo Times"), ("capital.example", "capital.example")],
)  # fmt: skip
def test_an_outlet_that_is_an_agency_is_one_origin_named_or_not(outlet: str, origin: str) -> None:
    texts = (OWN, f"ROME ({origin}) - {OTHER}" if origin != outlet else OTHER)
    reports = [Report(f"i{n}", outlet, "", None, NOW, text) for n, text in enumerate(texts)]
    assert {each.origin for each in with_origins(reports)} == {origin}


def test_one_agency_in_other_words_is_one_origin() -> None:
    assert set(origins(f"ROME (Reuters) - {OWN}", f"ROME (Reuters) - {OTHER}")) == {"Reuters"}


def test_short_texts_are_not_taken_for_reprints() -> None:
    assert origins("Rates rise.", "Rates rise.") == ["Outlet 0", "Outlet 1"]


@given(st.lists(st.text(max_size=200), max_size=6))
def test_every_report_has_an_origin_whatever_it_says(texts: list[str]) -> None:
    assert all(origins(*texts))
