"""What Chinese, Spanish, German and French words of the news mean, and the names of the world. Pure.

`words.txt` and `names.txt` are data of the program: an English word or name a line, then its forms
in the other languages; the words of one form are joined by underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from monitor.story.languages import Language
from monitor.story.lexicon import ABBREVIATIONS, CONCEPTS, STOP_STEMS, concept_of, stem_of
from monitor.tables import read_lines


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form means: one concept or more, as `普京` is `putin`, and whether it is a name."""

    concepts: tuple[str, ...]
    is_name: bool


@dataclass(frozen=True, slots=True)
class Glossary:
    """Forms of one word by language, and those of several words (or Chinese characters)."""

    words: dict[Language, dict[str, Meaning]]
    phrases: dict[Language, dict[tuple[str, ...], Meaning]]


_CODES = frozenset(language.value for language in Language)
_PART = re.compile(r"[_-]")  # parts the words of a form


@cache
def glossary() -> Glossary:
    """Return the glossary; read once."""
    words: dict[Language, dict[str, Meaning]] = {language: {} for language in Language}
    phrases: dict[Language, dict[tuple[str, ...], Meaning]] = {lang: {} for lang in Language}
    for english, forms, is_name in _lines():
        meaning = Meaning(_concepts(english, forms.get(Language.ENGLISH, [])), is_name)
        for language, row in forms.items():
            for form in row:
                parts = tuple(form) if language is Language.CHINESE else tuple(_PART.split(form))
                if len(parts) > 1:
                    phrases[language].setdefault(parts, meaning)
                elif language is not Language.ENGLISH:
                    words[language].setdefault(form, meaning)
        if is_name and " " in english and len(meaning.concepts) == 1:
            phrases[Language.ENGLISH].setdefault(tuple(english.split()), meaning)
    return Glossary(words, phrases)


def _lines() -> Iterator[tuple[str, dict[Language, list[str]], bool]]:
    for name in ("names.txt", "words.txt"):
        for line in read_lines(__package__, name):
            english, *columns = (column.strip() for column in line.text.split("|"))
            forms: dict[Language, list[str]] = {}
            for column in columns:
                code, _, row = (part.strip() for part in column.partition(":"))
                if not english or code not in _CODES or not row:
                    raise line.fault("a line is an English word, then columns as `| es: forms`")
                forms[Language(code)] = row.split()
            yield english, forms, name == "names.txt"


def _concepts(english: str, others: list[str]) -> tuple[str, ...]:
    """Return the concepts of an English word or name.

    A name of several words goes by its initials where it has some (`federal reserve`: `fed`), a
    country by its usual concept, any other by its words.
    """
    for name in (english.replace(" ", ""), *others):
        if name in CONCEPTS:  # a country or a synonym
            return (CONCEPTS[name],)
    if " " in english:
        initials = next((o for o in others if "_" not in o and len(o) <= len(english) / 2), None)
        if initials:
            abbreviation = ABBREVIATIONS.get(initials.upper())
            return (abbreviation or stem_of(initials),)
    found = (concept_of(word) for word in english.split())
    return tuple(concept for concept in found if concept not in STOP_STEMS)
