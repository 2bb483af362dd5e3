"""Items whose ids changed are still what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.identity import is_same, resolve
from monitor.feeds.links import absolute
from monitor.feeds.parse import parse
from monitor.model import Feed, Item

STORED = Item("1", "f", "guid-1", "News", "Tariff rises to 25%", "Text", "http://n.example/a")
FRESH = replace(STORED, id="2", identity="guid-2")


def ids(*items: Item, known: tuple[str, ...] = (), stored: tuple[Item, ...] = (STORED,)) -> str:
    return "".join(
        item.id for item in resolve(items, {key: replace(STORED, id=key) for key in known}, stored)
    )


def test_an_item_under_a_new_id_at_the_same_place_is_the_stored_one() -> None:
    (item,) = resolve([FRESH], {}, [STORED])
    assert (item.id, item.identity, item.title) == ("1", "guid-1", STORED.title)


def test_http_and_https_are_the_same_place() -> None:
    assert ids(replace(FRESH, link="https://n.example/a")) == "1"


def test_an_edited_title_is_the_same_item_and_another_title_is_not() -> None:
    assert ids(replace(FRESH, title="Tariff rises to 30%")) == "1"
    assert ids(replace(FRESH, title="Weather: rain at night")) == "2"


def test_a_known_id_stays_whatever_it_looks_like() -> None:
    assert ids(FRESH, known=("2",)) == "2"


def test_a_stored_item_that_the_document_still_lists_is_not_another_one() -> None:
    assert ids(STORED, FRESH, known=("1",)) == "12"
    elsewhere = replace(STORED, link="http://n.example/b")
    assert ids(elsewhere, FRESH, known=("1",)) == "12"


def test_a_place_that_several_items_share_says_nothing() -> None:
    assert ids(FRESH, replace(FRESH, id="3")) == "23"


def test_a_stored_item_is_only_one_item() -> None:
    other = replace(FRESH, id="3", link="https://n.example/a?x")
    twin = replace(STORED, link="https://n.example/a?x")
    assert ids(FRESH, other, stored=(STORED, twin)) == "13"


def test_without_a_link_title_and_text_must_be_the_same() -> None:
    stored = replace(STORED, link=None)
    fresh = replace(FRESH, link=None)
    assert ids(fresh, stored=(stored,)) == "1"
    assert ids(replace(fresh, summary="Other"), stored=(stored,)) == "2"
    assert ids(replace(fresh, title="Tariff rises to 30%"), stored=(stored,)) == "2"


def test_without_a_link_another_title_is_another_item() -> None:
    item = Item("a", "f", "a", "o", "One thing", "Text", link=None)
    assert not is_same(item, replace(item, id="b", title="Another thing"))
    assert is_same(item, replace(item, id="b"))
    assert not is_same(item, replace(item, id="b", summary="Other text"))


def test_an_address_that_cannot_be_joined_stays_as_it_is() -> None:
    assert absolute("//[broken", "https://news.example/") == "//[broken"
    assert absolute("/a b", "https://news.example/x") == "https://news.example/a b"


# --- over time -----------------------------------------------------------------------------------

OTHER = Item(
    "9", "f", "guid-1", "News", "Mayor resigns over a loan", "She paid.", "http://n.example/b"
)


def test_a_guid_that_was_given_to_another_article_makes_another_item() -> None:
    """feedbin#604: the guid of a told item comes again, with another link and headline."""
    again = replace(OTHER, id="1")
    (item,) = resolve([again], {"1": STORED}, [])
    assert item.id not in ("1", "9")
    assert item.identity == OTHER.link
    (same,) = resolve([again], {"1": STORED}, [item])  # at the next poll
    assert same.id == item.id
    edited = replace(again, title="Treasurer quits as well")
    assert resolve([edited], {"1": STORED}, [item])[0].id == item.id


def test_an_article_that_moves_keeps_its_guid_and_id() -> None:
    moved = replace(STORED, link="http://n.example/moved")
    assert resolve([moved], {"1": STORED}, [])[0].id == "1"
    retitled = replace(moved, title="Mayor resigns over a loan")
    assert resolve([retitled], {"1": STORED}, [])[0].id == "1"  # its text is the same


def test_a_page_that_is_written_on_is_one_item() -> None:
    live = replace(STORED, title="Mayor resigns over a loan", summary="Another text.")
    assert resolve([live], {"1": STORED}, [STORED])[0].id == "1"


def test_on_a_page_that_several_items_share_another_headline_is_another_item() -> None:
    page = "https://n.example/page"
    bridge = replace(STORED, id="1", identity=page, link=page)
    mayor = replace(bridge, id="2", identity="its title", title="Mayor resigns over a loan")
    ferry = replace(bridge, title="Ferry sinks off the old town")
    (found,) = resolve([ferry], {"1": bridge}, [mayor, bridge])
    assert found.id not in ("1", "2")
    (again,) = resolve([ferry], {"1": bridge}, [found, mayor, bridge])
    assert again.id == found.id
    assert resolve([replace(bridge, title=mayor.title)], {"1": bridge}, [mayor])[0].id == "2"
    by_guid = replace(ferry, identity="guid-1")
    assert resolve([by_guid], {"1": bridge}, [mayor, bridge])[0].id == "1"


def test_what_bears_the_guid_of_another_leaves_that_one_to_its_own_entry() -> None:
    bearing = replace(OTHER, id="1")
    renamed = replace(STORED, id="7", identity="guid-7")
    found = resolve([bearing, renamed], {"1": STORED}, [STORED])
    assert [item.id == "1" for item in found] == [False, True]


THINGS = (
    "Bridge to close in March", "Mayor resigns over a loan", "Ferry sinks off the old town",
    "Court halts the tunnel", "Engineers strike for pay", "Harbour freezes over",
)  # fmt: skip
documents = st.lists(
    st.lists(st.sampled_from(range(len(THINGS))), min_size=1, max_size=4, unique=True),
    min_size=2,
    max_size=8,
)
#: How an outlet calls its things: guid and link by number, each of which may tell nothing apart.
OUTLETS = {
    "guids and links": ("g{n}", "https://n.example/{n}"),
    "links alone": ("", "https://n.example/{n}"),
    "one link": ("", "https://n.example/page"),
    "one link with places": ("", "https://n.example/page#{n}"),
    "one guid": ("g", "https://n.example/{n}"),
    "one guid and link": ("g", "https://n.example/page"),
    "placeholders": ("N/A", "N/A"),
    "home": ("", "https://n.example/"),
    "two guids": ("g{even}", "https://n.example/{n}"),
    "guids that come again elsewhere": ("g{half}", "https://n.example/{n}"),
}


@pytest.mark.parametrize("outlet", OUTLETS)
@given(series=documents)
def test_each_thing_is_one_item_for_ever(outlet: str, series: list[list[int]]) -> None:
    """Whatever a document holds beside it, and whatever was there before."""
    stored: dict[str, Item] = {}
    ids: dict[int, str] = {}
    for numbers in series:
        found = read(outlet, numbers)
        known = {item.id: stored[item.id] for item in found if item.id in stored}
        latest = list(stored.values())[::-1]
        items = resolve(found, known, latest) if stored else list(found)
        for item in items:
            number = THINGS.index(item.title)
            if outlet in ALWAYS_TOLD_APART or len(numbers) > 1:
                assert ids.setdefault(number, item.id) == item.id
            stored[item.id] = item
    if outlet in ALWAYS_TOLD_APART:
        assert len(set(ids.values())) == len(ids) == len(stored)


#: All but a guid or a link that is used again by itself: then nobody knows a live page from two things.
ALWAYS_TOLD_APART = set(OUTLETS) - {"one link", "one guid and link"}


def read(outlet: str, numbers: list[int]) -> tuple[Item, ...]:
    def entry(number: int) -> str:
        guid, link = (
            each.format(n=number, even=number % 2, half=number // 2) for each in OUTLETS[outlet]
        )
        named = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
        return f"<item><title>{THINGS[number]}</title>{named}<link>{link}</link></item>"

    body = "".join(map(entry, numbers))
    feed = f"<rss version='2.0'><channel><title>t</title>{body}</channel></rss>"
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return parse(feed.encode(), "text/xml", Feed("https://n.example/rss", "N"), now).items


def test_a_page_that_was_shared_is_shared_though_it_lists_one_thing_at_a_time() -> None:
    stored: dict[str, Item] = {}
    for numbers in ([0, 1], [2], [3], [3], [2], [0]):
        found = read("one link", numbers)
        known = {item.id: stored[item.id] for item in found if item.id in stored}
        items = resolve(found, known, list(stored.values())[::-1])
        stored |= {item.id: item for item in items}
    assert sorted(item.title for item in stored.values()) == sorted(THINGS[:4])


def test_two_entries_of_one_headline_and_place_are_no_stored_item() -> None:
    one, other = replace(FRESH, id="3"), replace(FRESH, id="4")
    assert ids(one, other) == "34"


DATED = replace(
    STORED, link="http://n.example/jobs?id=7&tk=aa", published=datetime(2026, 11, 24, 8, tzinfo=UTC)
)


TURNED = replace(FRESH, link="http://n.example/jobs?id=7&tk=bb", published=DATED.published)


def turned(**changes: object) -> Item:
    return replace(TURNED, **changes)  # type: ignore[arg-type]


def test_a_link_whose_query_changes_at_each_fetch_is_the_same_place() -> None:
    assert ids(turned(), stored=(DATED,)) == "1"
    assert ids(turned(summary="Other words"), stored=(DATED,)) == "1"
    assert ids(turned(), stored=(replace(DATED, published=None),)) == "1"  # the same text


@pytest.mark.parametrize(
    "other",
    [
        turned(title="Tariff rises to 30%"),
        turned(summary="Other words", link="http://n.example/jobs?id=8&tk=bb"),
        turned(link="http://n.example/other?id=7"),
        turned(link="http://n.example/jobs"),
    ],
)
def test_what_differs_in_more_than_the_query_is_another_item(other: Item) -> None:
    stored = replace(DATED, published=None)
    assert ids(replace(other, published=None), stored=(stored,)) == "2"


def test_two_of_one_headline_on_a_page_with_queries_stay_two() -> None:
    twin = replace(turned(), id="3", link="http://n.example/jobs?id=9&tk=cc")
    assert ids(turned(), twin, stored=(DATED,)) == "23"
    assert ids(DATED, turned(), known=("1",), stored=(DATED,)) == "12"


def test_undated_empty_entries_of_one_headline_stay_apart() -> None:
    stored = replace(DATED, published=None, summary="")
    assert ids(replace(turned(summary=""), published=None), stored=(stored,)) == "2"


@given(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=12))
def test_however_often_a_query_changes_there_is_one_item(tokens: list[str]) -> None:
    stored: dict[str, Item] = {}
    for poll, token in enumerate(tokens):
        link = f"http://n.example/jobs?tk={token}{poll}"
        fresh = replace(FRESH, id=f"new{poll}", link=link, published=DATED.published)
        (item,) = resolve([fresh], {}, list(stored.values()))
        stored[item.id] = item
    assert list(stored) == ["new0"]
