"""What an article is understood to be about."""

from __future__ import annotations

from hypothesis import given
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
