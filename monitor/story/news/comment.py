"""How much an item reads like comment, by the words that any story may have. Pure.

Outlets put comment on pages of its own, and so say which words and pairs of words it is made of.
`scripts/build-comment-words` weighs them by that; the subjects of comment and of news are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from monitor.story.words import tokens

_MARKS = "?:"
_OPENING = 200  # characters of a text that are looked at
OF_TEXT = (
    "text:"  # before a part of the opening of a text, which weighs less than one of the headline
)


def parts(headline: str, text: str) -> set[str]:
    """Return the stems and marks of a headline and of the opening of a text, and pairs side by side."""
    return {*_parts(headline), *(f"{OF_TEXT}{part}" for part in _parts(text[:_OPENING]))}


def _parts(text: str) -> list[str]:
    row = [word.stem for word in tokens(text)]
    pairs = [f"{one} {other}" for one, other in pairwise(row)]
    return [*row, *pairs, *(mark for mark in _MARKS if mark in text)]


def reads_like_comment(headline: str, text: str, weights: Mapping[str, float]) -> float:
    """Return how much the words of an item speak for comment, in nats by `weights`."""
    return sum(weights.get(part, 0.0) for part in sorted(parts(headline, text)))
