"""Items whose ids changed are still what they were."""

from __future__ import annotations

from dataclasses import replace

from monitor.feeds.identity import is_same, resolve
from monitor.feeds.links import absolute
from monitor.model import Item

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
