"""Links that lead over a counter of clicks are those of the page behind."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.links import normal_link

COUNTER = "https://www.google.com/url?rct=j&sa=t&url={}&ct=ga&cd=x&usg=y"


@pytest.mark.parametrize("page", ["https://a.example/news?id=7", "http://b.example/ä"])
def test_the_page_behind_is_meant(page: str) -> None:
    assert normal_link(COUNTER.format(quote(page, safe=""))) == normal_link(page)


def test_trackers_of_the_page_behind_are_left_out() -> None:
    page = quote("https://a.example/n?utm_source=x&id=7", safe="")
    assert normal_link(COUNTER.format(page)) == "https://a.example/n?id=7"


@pytest.mark.parametrize(
    "link",
    [
        COUNTER.format("javascript:alert(1)"),
        COUNTER.format(quote(COUNTER.format("https://a.example"), safe="")),
        "https://www.google.com/url?x=1",
        "https://google.example/url?url=https://a.example",
        "https://www.google.com/search?url=https://a.example",
    ],
)
def test_what_leads_nowhere_stays_as_it_is(link: str) -> None:
    assert "google" in normal_link(link)


@given(st.text(max_size=80))
def test_nothing_behind_a_counter_is_a_fault(page: str) -> None:
    link = normal_link(COUNTER.format(quote(page, safe="")))
    assert link.startswith(("http://", "https://"))
