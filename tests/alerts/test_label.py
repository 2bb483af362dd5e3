"""What a story is called: as its name says, its words as watch and article write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.label import story_label

ACRONYM = st.from_regex(r"\A[B-DF-HJ-NP-TV-Z]{2,6}\Z")


@pytest.mark.parametrize(
    ("name", "watch", "text", "called"),
    [
        ("swiss-bar-fire", [], "", "Swiss bar fire"),
        ("swiss-bar-fire", [], "Swiss Bar Fire Kills 40\nThe fire in the bar began at one.", "Swiss bar fire"),
        ("harbour_bridge.2", [], "", "Harbour bridge 2"),
        ("town-bar-fire", [], "Swiss Bar Fire Kills Ten In Town", "Town bar fire"),
        ("minneapolis-ice", ["Minneapolis AND ICE"], "There is ice.", "Minneapolis ICE"),
        ("who-report", [], "The WHO report names those who knew.", "Who report"),
        ("iphone-ban", [], "Schools ban it. An iPhone is left at home, and the iPhone stays there.", "iPhone ban"),
        ("nurses-strike", [], "Nurses strike\n“Nurses are tired”, she said. Nurses left.", "Nurses strike"),
        ("mayor-resigns", [], "MAYOR RESIGNS OVER BRIDGE\nThe mayor said so.", "Mayor resigns"),
        ("walz-fraud", [], "A governor, Tim Walz, was asked of fraud.", "Walz fraud"),
        ("fraud-walz", [], "A governor, Tim Walz, was asked of fraud.", "Fraud Walz"),
        ("NURSES", ["nurses"], "", "NURSES"),
        ("...", [], "", "..."),
    ],
)  # fmt: skip
def test_a_story_is_called(name: str, watch: list[str], text: str, called: str) -> None:
    assert story_label(name, watch, [text]) == called


@given(ACRONYM, st.sampled_from(["watch", "title", "text"]))
def test_an_acronym_is_written_as_the_story_writes_it(acronym: str, where: str) -> None:
    said = {
        "watch": ([f"{acronym} OR {acronym.lower()}x"], ""),
        "title": ([], f"{acronym} puts it off\nIt was told."),
        "text": ([], f"It is put off\nThe crew of the {acronym} is well."),
    }
    watch, text = said[where]
    assert story_label(acronym.lower(), watch, [text]) == acronym
    assert story_label(f"the-{acronym.lower()}", watch, [text]) == f"The {acronym}"
    small = story_label(acronym.lower(), watch, [f"{text}\nIt is {acronym.lower()}."])
    assert small == (acronym if watch else acronym.capitalize())


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_name_is_called_something_short(name: str, watch: str, text: str) -> None:
    called = story_label(name, [watch], [text])
    assert len(called) <= 30
    assert "\n" not in called
