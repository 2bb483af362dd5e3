"""Identities that are the same in every process and release, and what of two things is one. Pure."""

from __future__ import annotations

import hashlib
import re

CONTENT_HASH_VERSION = "1"  # a new recipe must never look like an edit of every item
_ALIKE = 0.5  # share of the words of two headlines that both have
#: A word; of what is written without spaces, each character.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)


def stable_id(*parts: str, length: int = 16) -> str:
    """Hash `parts` to `length` hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def place_of(link: str | None) -> str:
    """Return what of a normal link says where it leads: all but `http` or `https`."""
    return (link or "").partition("://")[2]


def are_alike(first: str, second: str) -> bool:
    """Whether two headlines may be one that was edited: half of the words of both are in each."""
    ours, theirs = (frozenset(_WORD.findall(text.casefold())) for text in (first, second))
    if not ours or not theirs:
        return first == second
    return len(ours & theirs) >= _ALIKE * len(ours | theirs)
