"""A title and a text, read for queries: one row of words with their forms and roots. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from monitor.model import Span
from monitor.story.words import (
    ABBREVIATIONS,
    IRREGULAR_FORMS,
    Language,
    Phrases,
    Token,
    concepts,
    fold,
    language_of,
    tokens,
)


@dataclass(frozen=True)
class Readable:
    """A title and a text, read for queries: one row of words, the title's first."""

    words: tuple[Token, ...]
    forms: tuple[str, ...]
    roots: tuple[str, ...]
    title_length: int  # in words
    concepts: tuple[str, ...] = ()  # of a text of another language: what its words mean
    stems: frozenset[str] = field(default=frozenset(), compare=False)  # of such a text: as read

    @classmethod
    def of(cls, title: str, text: str, phrases: Phrases | None = None) -> Readable:
        """Read a title and a text; spans are counted in title + newline + text."""
        language = language_of(f"{title}\n{text}")
        if language is not Language.ENGLISH:
            return cls._foreign(title, text, language, phrases)
        words = tuple(tokens(f"{title}\n{text}"))
        forms = tuple([fold(word.text) for word in words])
        roots = tuple([inflection_root(word.text) for word in words])
        return cls(words, forms, roots, sum(word.start < len(title) for word in words))

    @classmethod
    def _foreign(
        cls, title: str, text: str, language: Language, phrases: Phrases | None
    ) -> Readable:
        """Read a text of another language: its words match by what they mean, too."""
        parts = [(tokens(title, language), 0), (tokens(text, language), len(title) + 1)]
        rows = [
            (concept, token._replace(start=token.start + offset, end=token.end + offset), offset)
            for part, offset in parts
            for concept, token in concepts(part, phrases)
        ]
        whole = f"{title}\n{text}"
        written = [whole[token.start : token.end] for _, token, _ in rows]
        return cls(
            tuple(token for _, token, _ in rows),
            tuple(fold(word) for word in written),
            tuple(inflection_root(word) for word in written),
            sum(not offset for *_, offset in rows),
            tuple(concept for concept, *_ in rows),
            frozenset([token.stem for part, _ in parts for token in part]),
        )

    @cached_property
    def at_form(self) -> dict[str, list[int]]:
        """Where each form of a word stands, in the order of the text."""
        return _places(self.forms)

    @cached_property
    def at_root(self) -> dict[str, list[int]]:
        """Where each root of a word stands, in the order of the text."""
        return _places(self.roots)

    def span(self, hit: Hit) -> Span:
        """Return the characters of a hit."""
        return Span(self.words[hit.first].start, self.words[hit.last].end)


def _places(words: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        found.setdefault(word, []).append(place)
    return found


_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=100_000)
def inflection_root(word: str) -> str:
    """Return what the inflected forms of a word share: `tariffs` → `tariff`.

    Unlike a stem it keeps derived words apart: `electric` is not `electricity`.
    """
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    folded = _POSSESSIVE.sub("", fold(word)).replace(".", "")
    folded = IRREGULAR_FORMS.get(folded, folded)
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "i"
    for ending in ("ings", "ing", "edly", "ed", "es", "s", "e", "y"):
        root = folded.removesuffix(ending)
        if (
            root != folded
            and len(root) >= 3
            and not (ending == "s" and root.endswith(("s", "u", "i")))
        ):
            root = root + "i" if ending == "y" else root
            return (
                root[:-1]
                if len(root) > 3 and root[-1] == root[-2] and ending in {"ing", "ed"}
                else root
            )
    return folded


@dataclass(frozen=True, slots=True)
class Hit:
    """Where an expression matches: its first and last word."""

    first: int
    last: int
