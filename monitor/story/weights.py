"""How much a word says: its inverse document frequency in a table of news items. Pure.

The table is data of the program, read once like a module. Weights follow the probabilistic idf
without its negative values: log((N + 1) / (df + 0.5)); Robertson & Spärck Jones 1976.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

from monitor.story.lexicon import CONCEPTS
from monitor.tables import read_numbers

_REMEMBERED = 200_000  # words of feeds are without end


@cache
def _document_frequencies() -> tuple[int, dict[str, int]]:
    """Return the number of documents and the documents that hold each concept."""
    counts = read_numbers(__package__, "document_frequencies.tsv")
    frequencies = {concept: int(count) for concept, count in counts.items()}
    return frequencies.pop("items"), frequencies


@lru_cache(maxsize=_REMEMBERED)
def weight(concept: str) -> float:
    """Return how much a concept says, in nats: about 1 for `people`, 10 for a word never seen."""
    total, frequencies = _document_frequencies()
    count = frequencies.get(concept, 0) or frequencies.get(CONCEPTS.get(concept, concept), 0)
    return math.log((total + 1) / (count + 0.5))


def is_in_table(concept: str) -> bool:
    """Whether English news has the concept often enough to be counted."""
    return concept in _document_frequencies()[1]
