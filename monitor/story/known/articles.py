"""Which items are one article, carried by several feeds of one outlet. Pure.

An outlet puts an article into the feed of each section that it belongs to, and its versions there
need not be of one time. It is one article where address or guid is the same and the headline alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Item, are_alike, article_names

_NAMES = 100_000  # the latest, of a month or so: what is older comes no more
_MOST = 12  # versions and feeds of one article, beside the first, that are remembered


@dataclass(frozen=True, slots=True)
class _Carried:
    item: str
    feed: tuple[str, str]  # its address and the outlet
    title: str


class Articles:
    """The items of a stream by the article that they carry, first to come first; for all stories."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[_Carried]] = {}
        self._noted: Item | None = None  # last
        self._asked: tuple[Item, list[_Carried]] | None = None  # of which item last, and the answer

    def note(self, item: Item) -> None:
        """Note that an item came; again is as once."""
        if item is self._noted:
            return
        self._noted, self._asked = item, None
        carried = _Carried(item.id, (item.feed, item.outlet), item.title)
        for name in article_names(item.link, item.identity, item.title):
            others = self._by_name.setdefault(name, [])
            if carried not in others:
                others.append(carried)
            del others[1:-_MOST]
        while len(self._by_name) > _NAMES:
            del self._by_name[next(iter(self._by_name))]

    def of(self, item: Item) -> list[str]:
        """Return the other items that carry the same article, first to come first."""
        return list(dict.fromkeys(other.item for other in self._others(item)))

    def outlet(self, item: Item) -> str:
        """Return who reports an item: the outlet under which its article came first."""
        return next((other.feed[1] for other in self._others(item)), item.outlet)

    def _others(self, item: Item) -> list[_Carried]:
        if self._asked and self._asked[0] is item:
            return self._asked[1]
        found = [
            other
            for name in sorted(article_names(item.link, item.identity, item.title))
            for other in self._by_name.get(name, ())
            if other.feed != (item.feed, item.outlet)
            and other.item != item.id
            and are_alike(other.title, item.title)
        ]
        self._asked = (item, found)
        return found
