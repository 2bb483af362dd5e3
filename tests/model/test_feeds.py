"""What a feed is called: as its user says, else as its document does, else by its host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Feed

URL = "https://www.news.example:8443/alerts/1"
HOST = "news.example"
TITLES = st.text(st.characters(categories=("L", "N", "Zs")), min_size=1).map(str.strip).filter(bool)


@given(TITLES, TITLES)
def test_the_name_of_its_user_is_kept_whatever_its_document_says(name: str, title: str) -> None:
    assert Feed.at(URL, name).titled(title).name == name
    assert Feed(URL, name).titled(title).name == name


@given(TITLES, TITLES)
def test_without_a_name_it_has_its_latest_title(title: str, later: str) -> None:
    found = Feed.at(URL).titled(title)
    assert (found.name, found.titled(later).name, found.titled("").name) == (title, later, title)


@pytest.mark.parametrize("title", ["", URL, "http://news.example", "HTTPS://NEWS.EXAMPLE/x"])
def test_an_address_is_no_name(title: str) -> None:
    found = Feed.at(URL, title, ("tag",))
    assert (found.name, found.is_named, found.tags) == (HOST, False, ("tag",))


def test_a_title_that_only_begins_as_an_address_is_a_name() -> None:
    assert Feed.at(URL, "https://news.example in short").is_named
