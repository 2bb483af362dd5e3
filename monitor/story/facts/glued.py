"""Letters right behind digits that are a unit where they can be no name: `10x`, `25-fold`, `50c`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.story.words import STOP_STEMS, Token

_MULTIPLE = re.compile(r"x(?![\w-])|-?fold\b")
_MOST_TIMES = 1_000
_CENTS = re.compile(r"c(?![\w'’-])")
_MOST_CENTS = 999.0
#: `40c` of a sentence with one of these is a temperature.
_OF_WEATHER = re.compile(
    r"\b(?:temperatures?|heat\w*|degrees?|celsius|warm\w*|cold\w*|cool\w*|hot\w*|chill\w*|freez\w+|frosts?|weather"
    r"|forecasts?|thermometers?|mercury|snow\w*|fevers?|oven|bake|boil\w*|highs?|lows?)\b",
    re.IGNORECASE,
)


def is_multiple(value: float, text: str, end: int) -> bool:
    """Whether a number that ends at `end` says how many times as much: `10x`, `1.5x`, `25-fold`.

    What is larger, or has a capital, is the name of a thing: `950X`.
    """
    return value <= _MOST_TIMES and bool(_MULTIPLE.match(text, end))


def is_cents(value: float, text: str, end: int, before: Token | None) -> bool:
    """Whether a number that ends at `end` is of cents, `50c`; `before` is the word in front of it.

    Behind a name it is part of that (`Reno 15c`), and beside a word of the weather a temperature.
    """
    if value > _MOST_CENTS or not _CENTS.match(text, end) or _OF_WEATHER.search(text):
        return False
    is_named = (
        before is not None
        and before.text[0].isupper()
        and before.stem not in STOP_STEMS
        and text[before.end : end].startswith(" ")
    )
    return not is_named


def word_before(words: Sequence[Token], first: int) -> Token | None:
    """Return the word in front of the one at `first`, if there is one."""
    return words[first - 1] if first else None
