"""Which words name a country or its people: no story is about a country alone. Pure."""

from __future__ import annotations

from monitor.tables import read_rows, read_words

#: Countries that are followed by others and their people, in small letters, and names of several words.
_COUNTRIES = frozenset(
    word for row in read_words(__package__, "country_words.tsv") for word in row
) | {name for (name,) in read_rows(__package__, "country_names.tsv", 1)}


def is_country(name: str) -> bool:
    """Whether a name in small letters is that of a country, its people, or a part of the world."""
    return name in _COUNTRIES or (name.endswith("s") and name[:-1] in _COUNTRIES)
