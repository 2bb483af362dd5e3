"""How much a headline reads like one of news, by the words that any story may have. Pure.

Words and pairs of words that stand in the headlines of several stories are weighed: how much each
speaks for an item that tells something rather than retell, comment or explain.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from monitor.story.text import tokens

_MARKS = "?:"


def parts(headline: str) -> list[str]:
    """Return the stems of a headline, its marks, and the pairs of them that stand side by side."""
    row = [word.stem for word in tokens(headline)]
    return [
        *row,
        *(f"{one} {other}" for one, other in pairwise(row)),
        *(m for m in _MARKS if m in headline),
    ]


def reads_like_news(headline: str, weights: Mapping[str, float]) -> float:
    """Return how much the words of a headline speak for news, in nats by `weights`."""
    return sum(weights.get(part, 0.0) for part in sorted(set(parts(headline))))
