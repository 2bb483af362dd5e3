"""Headlines as outlets feed them: the desk's word in front and the outlet's name behind are no news."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Headline, read_headline, without_desk_word

HEADLINES = (
    "Oil falls 3% after ruling",
    "2 killed in harbour",
    "Mayor of Calder resigns",
    "“We knew”, says owner",
    "Übernahme geplatzt",
)
TAGS = (
    "UPDATE {n}-", "UPDATE {n} - ", "UPDATE {n}- ", "RPT-", "REFILE-", "CORRECTED-", "WRAPUP {n}-", "BRIEF-",
    "EXCLUSIVE-", "EXCLUSIVE: ", "BREAKING: ", "Breaking News: ", "Update {n}: ", "ROUNDUP {n}: ", "ROUNDUP/",
    "WDH/", "KORREKTUR: ", "(LEAD) ", "({n}nd LD) ", "[UPDATE {n}] ", "URGENT: ", "JUST IN: ", "Exclusive: ",
    "UPDATE{n}: ",
)  # fmt: skip


@given(
    st.sampled_from(HEADLINES),
    st.lists(st.tuples(st.sampled_from(TAGS), st.integers(1, 12)), min_size=1, max_size=3),
)
def test_the_words_of_a_desk_are_taken_off(headline: str, tags: list[tuple[str, int]]) -> None:
    front = "".join(tag.format(n=n) for tag, n in tags)
    if headline[0].isdecimal() and front.endswith(("-", "/")) and not front.endswith(" - "):
        return  # `BRIEF-2 killed`: nothing tells that from the number of a version
    assert without_desk_word(front + headline) == headline


@pytest.mark.parametrize(
    "title",
    [
        "OPEC-member cuts output", "CES 2026: what is new", "UPDATE 4", "ALERT LEVEL RAISED - AGAIN",
        "UPDATE - ROADS CLOSED",
        "Briefing: it rained", "Exclusive 3-bed home for sale", "Lead-free pipes", "Update on the bridge", "",
        "UPDATE 3-1: a final to forget", "LEAD-free pipes", "Alert-level five",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_stays(title: str) -> None:
    assert without_desk_word(title) == title


@pytest.mark.parametrize(
    ("title", "outlet", "link", "text", "named"),
    [
        ("It rained - CNN", "Google News", "https://news.google.com/a", "It rained", "CNN"),
        ("It rained - CNN", "Google News", "https://example.org/a", "It rained - CNN", ""),
        ("It rained | Example Times", "Example Times", None, "It rained", ""),
        ("It rained | The Example Times", "Example Times", None, "It rained", ""),
        ("It rained - The New York Times", "World", "https://www.nytimes.com/a", "It rained", ""),
        ("It rained – BBC News", "World", "https://www.bbc.co.uk/a", "It rained", ""),
        ("It rained — AP News", "World", "https://apnews.com/a", "It rained", ""),
        ("It rained - abcnews.go.com", "World", "https://abcnews.go.com/a", "It rained", ""),
        ("Stars - New Scientist", "World", "https://www.newscientist.com/a", "Stars", ""),
        ("Pluie - Le Monde", "World", "https://www.lemonde.fr/a", "Pluie", ""),
        ("War: it rained – live", "Guardian", "https://www.theguardian.com/a", "War: it rained – live", ""),
        ("It rained | Opinion", "Newsweek", "https://www.newsweek.com/a", "It rained | Opinion", ""),
        ("UPDATE 2-It rained - CNN", "G", "https://news.google.com/a", "It rained", "CNN"),
        ("- CNN", "CNN", "https://cnn.com", "- CNN", ""),
        ("It rained - a b c d e f g", "G", "https://news.google.com/a", "It rained - a b c d e f g", ""),
        ("It rained - CNN", "CNN", "https://[", "It rained", ""),
    ],
)  # fmt: skip
def test_an_outlet_at_the_end_is_taken_off(
    title: str, outlet: str, link: str | None, text: str, named: str
) -> None:
    assert read_headline(title, outlet, link) == Headline(text, named)


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=40))
def test_any_headline_keeps_a_text_of_its_own(title: str, outlet: str, link: str) -> None:
    found = read_headline(title, outlet, link)
    assert found.text in title
    assert bool(found.text) == bool(title)
