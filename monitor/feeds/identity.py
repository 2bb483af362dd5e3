"""Items under ids that are new → the stored items that they are, where only the id changed. Pure.

Some outlets give their items other ids at each fetch, or when they edit them, or move from http to
https. Where an item leads to the same place as a stored one that its document no longer lists, and
says nearly the same, it is that item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

from monitor.feeds.links import place_of
from monitor.model import Item

_ALIKE = 0.5  # share of the words of two titles that both have


def resolve(items: Iterable[Item], known: Collection[str], namesakes: Iterable[Item]) -> list[Item]:
    """Return the items of a document, those that are stored under another id with that id.

    `known` are the ids that are stored; `namesakes` are stored items of the same feed that lead
    where one of `items` leads, or, without a link, have its title; the latest come first.
    """
    items = list(items)
    uses = Counter(_place(item) for item in items)
    taken = {item.id for item in items}
    stored: dict[str, list[Item]] = {}
    for namesake in namesakes:
        stored.setdefault(_place(namesake), []).append(namesake)
    resolved = []
    for item in items:
        place = _place(item)
        if item.id not in known and uses[place] == 1:
            for other in stored.get(place, ()):
                if other.id not in taken and is_same(item, other):
                    taken.add(other.id)
                    item = replace(item, id=other.id, identity=other.identity)  # noqa: PLW2901
                    break
        resolved.append(item)
    return resolved


def _place(item: Item) -> str:
    return place_of(item.link) or f"\0{item.title}"


def is_same(item: Item, other: Item) -> bool:
    """Whether two items that lead to the same place are the same one, perhaps edited."""
    if item.title == other.title:
        return bool(item.link) or item.text == other.text
    if not item.link:
        return False
    ours, theirs = set(item.title.casefold().split()), set(other.title.casefold().split())
    return len(ours & theirs) >= _ALIKE * len(ours | theirs)
