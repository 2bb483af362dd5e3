"""How much a word says: its inverse document frequency in a table of news items. Pure.

The table is data of the program, read once like a module. Weights follow the probabilistic idf
without its negative values: log((N + 1) / (df + 0.5)); Robertson & Spärck Jones 1976.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.resources import files

from monitor.story.lexicon import CONCEPTS

_REMEMBERED = 200_000  # words of feeds are without end


@cache
def _document_frequencies() -> tuple[int, dict[str, int]]:
    """Return the number of documents and the documents that hold each concept."""
    text = files("monitor.story").joinpath("document_frequencies.tsv").read_text("utf-8")
    header, *rows = text.splitlines()
    frequencies: dict[str, int] = {}
    for row in rows:
        concept, count = row.split("\t")
        frequencies[concept] = int(count)
    return int(header.split("\t")[1]), frequencies


@lru_cache(maxsize=_REMEMBERED)
def weight(concept: str) -> float:
    """Return how much a concept says, in nats: about 1 for `people`, 10 for a word never seen."""
    total, frequencies = _document_frequencies()
    count = frequencies.get(concept, 0) or frequencies.get(CONCEPTS.get(concept, concept), 0)
    return math.log((total + 1) / (count + 0.5))


def is_in_table(concept: str) -> bool:
    """Whether English news has the concept often enough to be counted."""
    return concept in _document_frequencies()[1]
