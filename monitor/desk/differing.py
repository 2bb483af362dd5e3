"""Two texts: where the words of one stand that the other does not say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[$€£¥]?\w+(?:[.,]\d+)*%?")

Stretch = tuple[int, int]


def differing(text: str, other: str) -> list[Stretch]:
    """Return where the words of a text stand that the other does not say."""
    said = {word.casefold() for word in _WORD.findall(other)}
    return [found.span() for found in _WORD.finditer(text) if found[0].casefold() not in said]


def runs(text: str, stretches: Iterable[Stretch]) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether it lies in a stretch; stretches may overlap."""
    at = 0
    for start, end in sorted(stretches):
        begin = max(at, start)
        if begin < end <= len(text):
            if at < begin:
                yield text[at:begin], False
            yield text[begin:end], True
            at = end
    if at < len(text):
        yield text[at:], False
