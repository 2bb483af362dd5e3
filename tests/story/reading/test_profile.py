"""What an article is understood to be about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.story.reading.profile import profile
from monitor.story.topic.match import Query

TEXT = (
    "Alibaba founder Jack Ma said the promise of 1 million jobs in the United States is off. Ma blamed"
    " tariffs of 10% on $200 billion of Chinese goods. Alibaba had made the promise to Donald Trump."
)


def test_names_words_and_figures_are_told_the_weightiest_first() -> None:
    found = profile("Jack Ma takes back promise of a million US jobs", TEXT)
    assert set(found.names[:2]) == {"Jack Ma", "Alibaba"}
    assert "Ma" not in found.names
    assert "promise" in found.words
    assert any(each.startswith("$200 billion") for each in found.figures)
    assert found.watch is not None
    assert '"jack ma"' in found.watch


def test_a_country_and_its_people_are_in_no_watch() -> None:
    text = "Chinese officials met Chinese makers in Berlin. China and the Chinese said nothing of Lenovo."
    assert "chin" not in (profile("Chinese officials meet Lenovo", text).watch or "")


def test_a_text_that_names_nobody_has_no_watch() -> None:
    assert profile("It rains", "It rains again and again.").watch is None


@given(st.text(max_size=60), st.text(max_size=300))
def test_every_watch_that_is_proposed_is_one(title: str, text: str) -> None:
    proposed = profile(title, text).watch
    if proposed:
        Query.of(proposed)


_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31))
_WRITTEN = (
    "{0:%B} {0.day}", "{0:%b}. {0.day}", "{0.day} {0:%B}", "{0.day} {0:%b}", "{0.day} of {0:%B}",
    "{0:%B} {0.day} and 28", "12 to {0.day} {0:%B}",
)  # fmt: skip


@given(_DAYS, st.sampled_from(_WRITTEN))
@example(date(2000, 2, 29), "{0:%B} {0.day}")
@example(date(2000, 12, 26), "{0:%B} {0.day}")
def test_a_day_is_no_figure_whatever_its_year(day: date, written: str) -> None:
    when = written.format(day)
    text = (
        f"The council took the step on {when} in an emergency session. The bridge cost $30 million."
    )
    assert profile("Bridge", text).figures == ("$30 million (bridge cost)",)


@pytest.mark.parametrize(
    "text",
    ["El 26 de diciembre cerró el puerto.", "Le 26 décembre le port a fermé.", "12月26日关闭。"],
)
def test_a_day_in_another_language_is_no_figure(text: str) -> None:
    assert profile("", text).figures == ()
