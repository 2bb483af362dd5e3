"""One sentence, read: its words by what they mean, and its facts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import WITHOUT_VALUE, Fact, FactKind
from monitor.story.facts import Movement, Passed


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what was read in it."""

    text: str
    concepts: frozenset[str]  # words and figures, by what they mean
    facts: tuple[Fact, ...]
    movements: tuple[Movement, ...]
    passed: tuple[Passed, ...] = ()  # numbers that are no figures, and why

    @property
    def figures(self) -> tuple[Fact, ...]:
        """The facts with a value: everything but names and statuses."""
        return tuple(fact for fact in self.facts if fact.kind not in WITHOUT_VALUE)

    @property
    def words(self) -> frozenset[str]:
        """The concepts that are no figures."""
        return frozenset(concept for concept in self.concepts if ":" not in concept)

    @property
    def names(self) -> frozenset[str]:
        """The words of its names, by what they mean."""
        named = (f.unit for f in self.facts if f.kind is FactKind.NAME)
        return frozenset(word for name in named for word in name.split())
