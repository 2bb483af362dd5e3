"""What entries are called: nothing that stands for two, nothing that says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.names import homes_of, identities, link_of, names
from monitor.feeds.parse import parse
from monitor.model import Feed, Item

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
FEED = Feed("https://news.example/rss", "News")
HOMES = homes_of(("https://news.example/world/", FEED.url))
BRIDGE, MAYOR = "Bridge to close in March", "Mayor resigns over a loan"


def items(*entries: str) -> tuple[Item, ...]:
    body = "".join(f"<item>{entry}</item>" for entry in entries)
    head = "<title>t</title><link>https://news.example/world/</link>"
    namespace = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    feed = f"<rss version='2.0' {namespace}><channel>{head}{body}</channel></rss>"
    return parse(feed.encode(), "text/xml", FEED, NOW, url=FEED.url).items


def entry(title: str, guid: str | None = None, link: str | None = None) -> str:
    named = "" if guid is None else f"<guid isPermaLink='false'>{guid}</guid>"
    return f"<title>{title}</title>{named}" + ("" if link is None else f"<link>{link}</link>")


placeholders = st.sampled_from(
    "N/A n/a NA none None NULL nil undefined unknown # - -- — _ . ? 0 000 * TBD null/ guid link nan"
    " http:// https:// http://N/A about:blank javascript:void(0) not-available [object&#32;Object]"
    " 00000000-0000-0000-0000-000000000000".split()
)
homes = st.sampled_from(
    "https://news.example https://news.example/ http://NEWS.example/ https://news.example/index.html"
    " https://news.example/?utm_source=rss https://news.example/world https://news.example/world/"
    " https://news.example/rss /".split()
)
nothing = placeholders | homes | st.just("") | st.none()


@given(nothing, nothing, st.booleans())
def test_what_says_nothing_names_nothing(guid: str | None, link: str | None, alone: bool) -> None:
    both = (entry(BRIDGE, guid, link), entry(MAYOR, guid, link))
    found = items(*both)
    assert [item.title for item in found] == [BRIDGE, MAYOR]
    assert len({item.id for item in found}) == 2
    later = items(both[1]) if alone else items(both[1], both[0])
    assert later[0].id == found[1].id  # whatever else the document holds


@given(placeholders | st.just("https://news.example/"))
def test_a_link_to_nothing_is_no_link(link: str) -> None:
    (item,) = items(entry(BRIDGE, "g1", link))
    assert item.link is None
    assert item.identity == "g1"


@given(st.sampled_from(["g", "tag:x", None]), st.booleans())
def test_things_on_one_page_are_told_apart(guid: str | None, has_fragments: bool) -> None:
    page = "https://news.example/live/1"
    found = items(
        *(
            entry(title, guid, f"{page}#{n}" if has_fragments else page)
            for n, title in enumerate((BRIDGE, MAYOR, "Ferry sinks"))
        )
    )
    assert [item.title for item in found] == [BRIDGE, MAYOR, "Ferry sinks"]
    assert {item.link for item in found} == {page}


def test_posts_of_a_live_page_under_one_headline_differ_by_their_places() -> None:
    page = "https://news.example/live/1"
    first = items(entry("Live", None, f"{page}#1"))
    both = items(entry("Live", None, f"{page}#2"), entry("Live", None, f"{page}#1"))
    assert len(both) == 2
    assert first[0].id == both[1].id  # it is called so from the beginning


def test_two_links_under_one_guid_and_headline_are_two_things() -> None:
    links = ("https://news.example/live/1", "https://news.example/live/2")
    found = items(*(entry("Live", "g", link) for link in links))
    assert [item.link for item in found] == [*links]


@pytest.mark.parametrize("fragment", ["#0", "#xtor=RSS-3208", "#utm_source=rss&utm_medium=x"])
def test_an_article_that_is_listed_twice_is_one(fragment: str) -> None:
    page = "https://news.example/articles/1"
    twice = (entry(BRIDGE, f"{page}#3", page), entry(BRIDGE, f"{page}{fragment}", page))
    assert len(items(*twice)) == 1 or "=" in fragment
    tracked = (entry(BRIDGE, None, page), entry(BRIDGE, None, f"{page}#utm_source=rss"))
    assert len(items(*tracked)) == 1


def test_a_headline_that_was_edited_is_listed_twice_and_is_one() -> None:
    page = "https://news.example/articles/1"
    assert len(items(entry(f"{BRIDGE}, mayor says", None, page), entry(BRIDGE, None, page))) == 1


def test_a_place_of_an_application_is_no_home() -> None:
    found = items(
        entry(BRIDGE, None, "https://news.example/#/post/1"),
        entry(BRIDGE, None, "https://news.example/#/post/2"),
    )
    assert len(found) == 2
    assert found[0].link == "https://news.example/"


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("<itunes:title>Bridge</itunes:title>", "Bridge"),
        ("<title></title><itunes:title>Bridge</itunes:title>", "Bridge"),
        ("<title> </title><itunes:title>Bridge</itunes:title>", "Bridge"),
        ("<title>_</title><itunes:title>Bridge</itunes:title>", "Bridge"),
        ("<title>Episode</title><itunes:title>Bridge</itunes:title>", "Episode"),
    ],
)
def test_a_title_for_podcasts_alone_is_a_title(tag: str, title: str) -> None:
    (item,) = items(f"{tag}<guid>x</guid><description>Text</description>")
    assert item.title == title


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_is_a_name_or_none(texts: list[str]) -> None:
    called = [names(text, text, text, text, FEED.url, HOMES) for text in texts]
    assert len(identities(called)) == len(texts)
    assert all(link_of(text, FEED.url) == link_of(text, FEED.url) for text in texts)
