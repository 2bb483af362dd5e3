"""What readers said of developments, beside how likely each was news when it was told. Pure.

Rows → values; asked by whoever writes and by whoever only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """What one reader says of a development."""

    development: int
    reader: str
    verdict: str  # right, repeat, unrelated
    item: str  # that told it first
    likely: float | None  # how likely it was news, 0..1, where that is known


def said_of(row: Mapping[str, Any]) -> Said:
    """Return a row of `ALL_SAID` as a value."""
    return Said(row["development"], row["reader"], row["verdict"], row["item"], row["likely"])


#: Of the story `:story`, in an order that does not depend on when it was said.
ALL_SAID = """
    SELECT l.development, l.reader, l.verdict, l.item,
        json_extract(d.diff, '$.novelty') AS likely
    FROM labels l LEFT JOIN decisions d ON d.rowid = (
        SELECT min(rowid) FROM decisions t WHERE t.item = l.item AND t.story = l.story
            AND t.development = l.development AND t.action = 'alert')
    WHERE l.story = :story ORDER BY l.development, l.reader
"""
