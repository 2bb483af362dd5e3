"""The items that were read last, so that each is read once though many stories ask for it. Pure."""

from __future__ import annotations

from monitor.model import Item
from monitor.story.digest import Digest, digest
from monitor.story.event import Vector, event_vector
from monitor.story.glance import Glance, glance
from monitor.story.territory import territory_of
from monitor.story.text import Phrases

_MOST = 4  # an item and what it was before its outlet edited it, with the known phrases and others


class Readings:
    """Reads items and what they tell; those who share one must decide on one item after the other."""

    def __init__(self) -> None:
        self._read: list[tuple[Item, Phrases, tuple[Digest, Vector]]] = []  # latest last

        self._glanced: list[tuple[Item, Phrases, Glance]] = []

    def glance(self, item: Item, phrases: Phrases) -> Glance:
        """Return an item at first sight, as it is read by `phrases`."""
        for known, by, found in self._glanced:
            if known is item and by is phrases:
                return found
        found = glance(item.title, item.text, phrases)
        self._glanced = [*self._glanced[1 - _MOST :], (item, phrases, found)]
        return found

    def of(self, item: Item, phrases: Phrases) -> tuple[Digest, Vector]:
        """Return an item as it is read by `phrases`, and the vector of what it tells."""
        for place, (known, by, found) in enumerate(self._read):
            if by is phrases and (known is item or known == item):
                self._read.append(self._read.pop(place))
                return found
        territory = territory_of(item.link or item.feed)
        read = digest(
            item.title, item.text, published=item.published, phrases=phrases, territory=territory
        )
        found = (read, event_vector(read))
        self._read = [*self._read[1 - _MOST :], (item, phrases, found)]
        return found
