"""What is known of the language of news: synonyms, demonyms, irregular forms, stop words. Pure.

Its words are tables beside it. Nothing in them belongs to one story; a row earns its place by being
true of any.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import Stemmer

from monitor.tables import read_groups, read_map, read_words

_NOTHING = "-"  # the concept of a phrase that says nothing
_STEMMER = Stemmer.Stemmer("english", 0)

#: Past forms that the Snowball stemmer keeps apart from their verb → the verb.
IRREGULAR_FORMS = {
    form: base
    for base, forms in read_groups(__package__, "irregular_forms.tsv").items()
    for form in forms
}

#: Abbreviations told apart from words by their case.
ABBREVIATIONS = read_map(__package__, "abbreviations.tsv")


def stem_of(word: str) -> str:
    """Return the stem of one word, its diacritics dropped."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    word = "".join(char for char in decomposed if not unicodedata.combining(char))
    stemmed: str = _STEMMER.stemWord(IRREGULAR_FORMS.get(word, word))
    return stemmed


def concept_of(word: str) -> str:
    """Return the concept of one word: its stem, or that of the synonym that stands for it."""
    stem = stem_of(word)
    return CONCEPTS.get(stem, stem)


def stems_of(words: str) -> list[str]:
    """Return the stem of each word of a row."""
    return [stem_of(word) for word in words.split()]


def _classes(rows: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Map the stem of every word of a row to the stem of the row's first word."""
    mapping: dict[str, str] = {}
    for row in rows:
        stems = [stem_of(word) for word in row]
        for each in stems:
            mapping.setdefault(each, stems[0])
    return mapping


_COUNTRIES = read_words(__package__, "countries.tsv")
#: The concepts of countries.
COUNTRIES = frozenset(stem_of(row[0]) for row in _COUNTRIES)

#: Stem → concept, for stems that share one.
CONCEPTS = {**_classes(read_words(__package__, "concepts.tsv")), **_classes(_COUNTRIES)}

#: Stems of a phrase → the stem of what it means, or nothing where it says nothing.
PHRASES = {
    tuple(stems_of(phrase)): stem_of(concept) if concept != _NOTHING else ""
    for phrase, concept in read_map(__package__, "phrases.tsv").items()
}

_STOP_WORDS = [word for row in read_words(__package__, "stop_words.tsv") for word in row]
#: The stems of words that say nothing of a story by themselves.
STOP_STEMS = frozenset({*map(stem_of, _STOP_WORDS), *_STOP_WORDS, concept_of("say")}) - {"usa"}

#: Concept → the section of a newspaper that it is typical of.
SECTION_OF = {
    concept_of(word): section
    for section, words in read_groups(__package__, "sections.tsv").items()
    for word in words
}
