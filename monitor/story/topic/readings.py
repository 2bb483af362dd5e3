"""The items that were read last, so that each is read once though many stories ask for it. Pure."""

from __future__ import annotations

from typing import TypeVar

from monitor.model import Item
from monitor.story.reading import Digest, digest, territory_of
from monitor.story.topic.glance import Glance, glance
from monitor.story.topic.readable import Readable
from monitor.story.words import Phrases, known_phrases

_MOST = 4  # an item and what it was before its outlet edited it, with the known phrases and others

_Found = TypeVar("_Found")
_Read = list[tuple[Item, Phrases, _Found]]  # latest last


class Readings:
    """Reads items and what they tell; those who share one must decide on one item after the other.

    An item of which a story's own phrases change nothing is the same object for all stories.
    """

    def __init__(self) -> None:
        self._glanced: _Read[Glance] = []
        self._readable: _Read[Readable] = []
        self._digested: _Read[Digest] = []

    def glance(self, item: Item, phrases: Phrases) -> Glance:
        """Return an item at first sight, as it is read by `phrases`."""
        if phrases.own:
            common = self.glance(item, known_phrases())
            if phrases.own.isdisjoint(common.stems):
                return common
        found = _among(self._glanced, item, phrases)
        if found is None:
            found = _keep(self._glanced, item, phrases, glance(item.title, item.text, phrases))
        return found

    def readable(self, item: Item, phrases: Phrases) -> Readable:
        """Return an item as it is read for queries."""
        if phrases.own:
            common = self.readable(item, known_phrases())
            if phrases.own.isdisjoint(common.stems):
                return common
        found = _among(self._readable, item, phrases)
        if found is None:
            read = Readable.of(item.title, item.text, phrases)
            found = _keep(self._readable, item, phrases, read)
        return found

    def of(self, item: Item, phrases: Phrases) -> Digest:
        """Return an item as it is read by `phrases`."""
        found = _among(self._digested, item, phrases)
        if found is None:
            territory = territory_of(item.link or item.feed)
            read = digest(
                item.title, item.text, published=item.published, phrases=phrases,
                territory=territory,
            )  # fmt: skip
            found = _keep(self._digested, item, phrases, read)
        return found


def _among(kept: _Read[_Found], item: Item, phrases: Phrases) -> _Found | None:
    """Return what is kept of an item, or None; it is the latest then."""
    if kept and kept[-1][0] is item and kept[-1][1] is phrases:
        return kept[-1][2]
    for place, (known, by, found) in enumerate(kept):
        if by is phrases and (known is item or known == item):
            kept.append(kept.pop(place))
            return found
    return None


def _keep(kept: _Read[_Found], item: Item, phrases: Phrases, found: _Found) -> _Found:
    kept[:] = kept[1 - _MOST :]
    kept.append((item, phrases, found))
    return found
