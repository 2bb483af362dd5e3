"""Nouns of what has a value that can move, in news of any kind. Pure.

Nothing in the table belongs to one story; a word earns its place by being measured in many.
"""

from __future__ import annotations

from monitor.story.lexicon import stem_of
from monitor.tables import read_words

MEASURES = frozenset(
    stem_of(word) for row in read_words(__package__, "measures.tsv") for word in row
)
