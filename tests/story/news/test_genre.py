"""Reports are told from what explains, asks or looks back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.story.news import genre


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


NUMBERS = st.sampled_from("three five six seven ten 3 4 25 1,200".split())
OF_PEOPLE = st.sampled_from(
    "dead killed injured hurt wounded missing arrested charged rescued".split()
)
WHO = st.sampled_from(["", "people ", "bus drivers ", "young Aldry miners ", "Israel's "])
OF_THINGS = st.sampled_from("things lessons questions books dishes habits charts ways".split())


@given(NUMBERS, WHO, OF_PEOPLE)
def test_a_number_of_people_to_whom_something_happened_begins_a_report(
    number: str, who: str, happened: str
) -> None:
    headline = f"{number.capitalize()} {who}{happened} in valley below the dam"
    values = genre.genre_values(headline, "", "")
    assert not values["headline_explains"], headline
    assert not values["headline_begins_asking"], headline


@given(NUMBERS.filter(lambda number: "," not in number), OF_THINGS)
def test_a_number_of_things_begins_a_list(number: str, things: str) -> None:
    headline = f"{number.capitalize()} {things} that dams teach us"
    assert genre.genre_values(headline, "", "")["headline_begins_asking"], headline


def test_the_time_of_which_a_text_speaks() -> None:
    assert genre.looks_back("It has been closed since May.")
    assert not genre.looks_back("It closes.")
    assert genre.says_when("She resigned on Friday.")
    assert not genre.says_when("She has doubts.")


@pytest.mark.parametrize(
    ("headline", "address", "kind"),
    [
        ("Why the ferry burnt", "", "headline_begins_asking"),
        ("Was the ferry safe?", "", "headline_asks"),
        ("Ferry fire: live updates", "", "is_live"),
        ("Ferry fire", "https://news.example/live/ferry", "is_live"),
        ("Ferry fire", "https://news.example/opinion/ferry", "is_opinion_page"),
        ("Ferry fire", "https://news.example/video/ferry", "is_shown"),
        ("Watch: smoke over the sea", "", "is_shown"),
        ("Morning briefing: the ferry", "", "sums_up"),
        ("What our ferries need", "", "comments"),
        ("Fears for the future of ferries", "", "headline_muses"),
    ],
)
def test_the_kind_of_an_item_is_told_by_its_words_and_its_address(
    headline: str, address: str, kind: str
) -> None:
    plain = genre.genre_values(
        "Two sailors found dead", "Police said so.", "https://news.example/1"
    )
    assert genre.genre_values(headline, "", address)[kind] == 1.0 > plain[kind]


@pytest.mark.parametrize("word", ["dead", "arrests", "approves", "suspended"])
def test_what_is_done_and_said_is_seen(word: str) -> None:
    assert genre.genre_values(f"Ferry {word}", "The owner said so.", "")["headline_does"] == 1.0
    assert genre.genre_values("Ferry", "The owner warned of more.", "")["text_speaks"] == 1.0
