"""How much of many developments one mail tells, so that no mail program cuts it. Pure.

Gmail shows about 102 kB of a mail's HTML and hides the rest behind a link. What is told last would be
lost there, so the weightiest are told in full, more are named by a line, and the rest is counted.
"""

from __future__ import annotations

import quopri
from collections.abc import Callable
from dataclasses import dataclass

#: Bytes of the HTML part as it is sent (quoted-printable): some below the 102 kB of Gmail.
MOST_BYTES = 98_000
_OF_LINES = 0.5  # share of them that lines may take
_MOST_WHOLE = 60  # more are not even tried: a development takes two kB at least
_MOST_LINES = 150


@dataclass(frozen=True, slots=True)
class Portion:
    """How many developments are told in full, and how many are named in the table of contents."""

    whole: int
    lines: int


def portion(count: int, render: Callable[[Portion], str]) -> Portion:
    """Return the largest portion of `count` developments whose rendered HTML is not cut.

    One is told in full in any case. `render` is asked some times, never for much more than fits.
    """
    if count <= _MOST_WHOLE and _fits(render(Portion(count, count))):
        return Portion(count, count)
    lines = _largest(0, min(count, _MOST_LINES), lambda n: _fits(render(Portion(1, n)), _OF_LINES))
    whole = _largest(1, min(count, _MOST_WHOLE), lambda n: _fits(render(Portion(n, lines))))
    return Portion(whole, lines)


def encoded_size(html: str) -> int:
    """Return how many bytes a page takes as quoted-printable (RFC 2045 6.7)."""
    return len(quopri.encodestring(html.encode("utf-8", "replace")))


def _fits(html: str, share: float = 1.0) -> bool:
    return encoded_size(html) <= share * MOST_BYTES


def _largest(least: int, most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number that fits, `least` where none does; larger ones fit less."""
    while least < most:
        middle = (least + most + 1) // 2
        if fits(middle):
            least = middle
        else:
            most = middle - 1
    return least
