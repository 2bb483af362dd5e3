"""One sentence, read: its words by what they mean, and its facts. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.model import Fact, FactKind
from monitor.story.facts.movements import Movement

_COINED = re.compile(r"[a-z][A-Z]|\w\.[a-z]{2,}$")
WITHOUT_VALUE = frozenset({FactKind.NAME, FactKind.STATUS})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what was read in it."""

    text: str
    concepts: frozenset[str]  # words and figures, by what they mean
    facts: tuple[Fact, ...]
    movements: tuple[Movement, ...]

    @property
    def figures(self) -> tuple[Fact, ...]:
        """The facts with a value: everything but names and statuses."""
        return tuple(fact for fact in self.facts if fact.kind not in WITHOUT_VALUE)

    @property
    def words(self) -> frozenset[str]:
        """The concepts that are no figures."""
        return frozenset(concept for concept in self.concepts if ":" not in concept)

    @property
    def full_names(self) -> list[str]:
        """Its names of several words, by what they mean."""
        return [f.unit for f in self.facts if f.kind is FactKind.NAME and " " in f.unit]

    @property
    def initials(self) -> list[str]:
        """What its names of several words may be shortened to: `Federal Trade Commission`, `ftc`."""
        written = (f.display.split() for f in self.facts if f.kind is FactKind.NAME)
        return ["".join(word[0] for word in words).lower() for words in written if len(words) > 1]

    @property
    def coined_names(self) -> frozenset[str]:
        """Its names that are written as no word of the language is: `MoneyGram`, `Jet.com`."""
        named = (f for f in self.facts if f.kind is FactKind.NAME and " " not in f.unit)
        return frozenset(f.unit for f in named if _COINED.search(f.display))

    @property
    def names(self) -> frozenset[str]:
        """The words of its names, by what they mean."""
        named = (f.unit for f in self.facts if f.kind is FactKind.NAME)
        return frozenset(word for name in named for word in name.split())
