"""A sentence of an item, with all that its figures are judged by beside the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.model import Fact
from monitor.story.facts import Movement
from monitor.story.known.recent import Recent
from monitor.story.reading import Sentence


class Movements:
    """The movements that an item states, by the figures that moved."""

    def __init__(self, stated: Iterable[Movement]) -> None:
        self._into: dict[object, Movement] = {}
        self._before: set[object] = set()
        for movement in stated:
            self._into.setdefault(movement.after.key, movement)
            self._before.add(movement.before.key)

    def into(self, fact: Fact) -> Movement | None:
        """Return the movement that ends at a figure, or None."""
        return self._into.get(fact.key)

    def come_from(self, fact: Fact) -> bool:
        """Whether a movement begins at a figure."""
        return fact.key in self._before


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an item, with the movements that any sentence of the item states."""

    sentence: Sentence
    movements: Movements
    fresh: Mapping[str, Recent] = field(default_factory=dict)  # told in the hours before, by id
    outlet: str = ""
