"""Nouns of what has a value that can move, in news of any kind. Pure.

Nothing in the table belongs to one story; a word earns its place by being measured in many.
"""

from __future__ import annotations

from monitor.model.tables import read_words
from monitor.story.words import stem_of

MEASURES = frozenset(
    stem_of(word) for row in read_words(__package__, "measures.tsv") for word in row
)
