"""Items of a document → the stored items that they are, and those that only bear such a one's id. Pure.

Some outlets give their items other ids at each fetch, or when they edit them, or move from http to
https. Where an item leads to the same place as a stored one that its document no longer lists, and
says nearly the same, it is that item. Some give a link another query each time: what leads to the same
page under the same headline and date is the same. Others give an id that they used before to something
else: what leads elsewhere under another headline is an item of its own, and so is what stands on a page
that several items share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from monitor.model import Item, are_alike, place_of, stable_id


def resolve(
    items: Iterable[Item], known: Mapping[str, Item], namesakes: Iterable[Item]
) -> list[Item]:
    """Return the items of a document, each with the id under which it is or will be stored.

    `known` are the stored items with the ids of some of `items`. `namesakes` are stored items of the
    same feed that lead where one of `doubtful` leads, or, without a link, have its title; the latest
    come first.
    """
    items = list(items)
    uses = Counter(_place(item) for item in items)
    headed = Counter((_place(item), item.title) for item in items)
    stored: dict[str, dict[str, Item]] = {}
    for namesake in namesakes:
        stored.setdefault(_place(namesake), {})[namesake.id] = namesake
    leaving = {
        item.id
        for item in items
        if item.id in known
        and _is_another(item, known[item.id], stored.get(_place(item), {}).keys())
    }
    turned = _by_page(stored)
    pages = Counter((_page(item), item.title) for item in items)
    taken = {item.id for item in items} - leaving
    resolved = []
    for item in items:
        place = _place(item)
        if item.id not in known or item.id in leaving:
            beside = [other for other in stored.get(place, {}).values() if other.id not in taken]
            if headed[place, item.title] > 1:
                beside = []
            if not beside and item.id not in leaving and pages[_page(item), item.title] == 1:
                beside = [o for o in turned.get(_page(item), ()) if o.id not in taken]
                item = _turned(item, beside)  # noqa: PLW2901
            else:
                item = _named(item, beside, leaving, alone=uses[place] == 1)  # noqa: PLW2901
            taken.add(item.id)
        resolved.append(item)
    return resolved


def _page(item: Item) -> str:
    """Return where an item leads without the query of its link; empty where it has none."""
    page, has_query, _ = place_of(item.link).partition("?")
    return page if has_query else ""


def _by_page(stored: Mapping[str, Mapping[str, Item]]) -> dict[str, list[Item]]:
    """Return the stored items by the page of a link with a query, the latest first."""
    found: dict[str, list[Item]] = {}
    for each in stored.values():
        for item in each.values():
            if page := _page(item):
                found.setdefault(page, []).append(item)
    return found


def _turned(item: Item, stored: Iterable[Item]) -> Item:
    """Return an item as the one of the stored that it is, but for the query of its link."""
    for other in stored:
        if other.title != item.title:
            continue
        is_dated = item.published is not None and item.published == other.published
        if is_dated or (item.text and item.text == other.text):
            return replace(item, id=other.id, identity=other.identity)
    return item


def doubtful(items: Iterable[Item], known: Mapping[str, Item]) -> list[Item]:
    """Return the items that may be stored under another id, or be others than those stored."""
    return [
        item
        for item in items
        if item.id not in known or not are_alike(item.title, known[item.id].title)
    ]


def is_same(item: Item, other: Item) -> bool:
    """Whether two items that lead to the same place are the same one, perhaps edited."""
    if item.title == other.title:
        return bool(item.link) or item.text == other.text
    return bool(item.link) and are_alike(item.title, other.title)


def _place(item: Item) -> str:
    return place_of(item.link) or f"\0{item.title}"


def _is_another(item: Item, stored: Item, beside: Set[str]) -> bool:
    """Whether an item is not the stored one with its id; `beside` are those that lead where it does."""
    if are_alike(item.title, stored.title) or not item.link:
        return False
    if place_of(item.link) != place_of(stored.link):
        return bool(stored.link) and (not item.text or item.text != stored.text)
    is_named_by_link = item.identity.partition("#")[0] == item.link
    return is_named_by_link and len(beside | {stored.id}) > 1


def _named(item: Item, beside: Iterable[Item], leaving: Set[str], *, alone: bool) -> Item:
    """Return an item as the stored one that it is; else, where it may not keep its id, as a new one.

    `alone` says that nothing else of its document leads where it does. On a page that it shares only
    a headline that is the same tells which one it is.
    """
    beside = [other for other in beside if item.id not in leaving or other.id != item.id]
    same = [other for other in beside if other.title == item.title and is_same(item, other)]
    if alone and not same:
        same = [other for other in beside if is_same(item, other)]
    if alone and not same and item.id in leaving:
        same = [other for other in beside if other.identity == item.link]
    if same:
        return replace(item, id=same[0].id, identity=same[0].identity)
    if item.id not in leaving:
        return item
    ids = {other.id for other in beside}
    by_link = _called(item, item.link or item.title)
    if by_link.id in ids | leaving or not alone:
        return _called(item, stable_id(item.link or "", item.title))
    return by_link


def _called(item: Item, identity: str) -> Item:
    return replace(item, id=stable_id(item.feed, identity, length=12), identity=identity)
