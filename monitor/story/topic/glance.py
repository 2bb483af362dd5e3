"""A title and a text → what stands in them at first sight: the concepts of headline and opening. Pure.

Most items of a stream belong to no story; a glance, a tenth of the cost of a digest, is enough to
see that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from monitor.story.words import FOREIGN_MARK, Phrases, concepts, language_of, tokens

_OPENING = 700  # characters of a text that tell what it is about
_OPENING_WORDS = 60  # concepts of them


@dataclass(frozen=True)
class Glance:
    """The concepts of a headline, and of the opening of the text below it, in their order."""

    headline: tuple[str, ...]
    opening: tuple[str, ...]
    stems: frozenset[str] = field(default=frozenset(), compare=False)  # of all words that were read

    @cached_property
    def headed(self) -> frozenset[str]:
        """The concepts of the headline."""
        return frozenset(self.headline)

    @cached_property
    def all(self) -> frozenset[str]:
        """The concepts of headline and opening."""
        return self.headed.union(self.opening)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Those that only texts of their own language share."""
        return frozenset([concept for concept in self.all if concept.startswith(FOREIGN_MARK)])

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of concepts that stand side by side in the headline."""
        return frozenset(f"{one} {other}" for one, other in pairwise(self.headline))

    @cached_property
    def said(self) -> frozenset[str]:
        """All that a story learns of an item: its concepts and the pairs of its headline."""
        return self.all | self.pairs


def glance(title: str, text: str, phrases: Phrases | None = None) -> Glance:
    """Read a title and the opening of a text."""
    opening = text[:_OPENING]
    language = language_of(f"{title}\n{opening}")
    words = [tokens(part, language) for part in (title, opening)]
    headline, said = (tuple([c for c, _ in concepts(part, phrases)]) for part in words)
    stems = frozenset([token.stem for part in words for token in part])
    return Glance(headline, said[:_OPENING_WORDS], stems)
