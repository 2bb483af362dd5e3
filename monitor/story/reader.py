"""Reads an item once, however many stories ask for it: at first sight, and whole. Pure."""

from __future__ import annotations

from monitor.model import Item
from monitor.story.digest import Digest, digest
from monitor.story.event import Vector, event_vector
from monitor.story.glance import Glance, glance
from monitor.story.text import Phrases, known_phrases


class Reader:
    """Keeps the item that was read last; stories with the same spellings of names share one."""

    def __init__(self, phrases: Phrases | None = None) -> None:
        self.phrases = known_phrases() if phrases is None else phrases
        self._glanced: tuple[Item, Glance] | None = None
        self._read: tuple[Item, Digest, Vector] | None = None

    def glance(self, item: Item) -> Glance:
        """Return an item at first sight."""
        if self._glanced is None or self._glanced[0] is not item:
            self._glanced = (item, glance(item.title, item.text, self.phrases))
        return self._glanced[1]

    def read(self, item: Item) -> tuple[Digest, Vector]:
        """Return an item read whole, and what it tells."""
        if self._read is None or self._read[0] != item:
            found = digest(item.title, item.text, published=item.published, phrases=self.phrases)
            self._read = (item, found, event_vector(found))
        return self._read[1:]
