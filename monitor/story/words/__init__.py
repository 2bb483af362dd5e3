"""What do words say by themselves? Pure.

A text comes in; out go its tokens with their stems and concepts, its language, and how much a
word says in the news at large. Nothing here knows a story or a fact.
"""

from __future__ import annotations

from monitor.story.words.languages import FUNCTION_WORDS, Language, language_of
from monitor.story.words.languages.glossary import glossary
from monitor.story.words.lexicon import (
    ABBREVIATIONS,
    CONCEPTS,
    COUNTRIES,
    IRREGULAR_FORMS,
    SECTION_OF,
    STOP_STEMS,
    concept_of,
    stem_of,
    stems_of,
)
from monitor.story.words.text import (
    FOREIGN_MARK,
    LONGEST_SENTENCE,
    Phrases,
    Token,
    concepts,
    fold,
    is_cjk,
    known_phrases,
    phrase_of,
    phrases_with,
    sentences,
    stem,
    tokens,
)
from monitor.story.words.weights import is_in_table, weight

__all__ = [
    "ABBREVIATIONS",
    "CONCEPTS",
    "COUNTRIES",
    "FOREIGN_MARK",
    "FUNCTION_WORDS",
    "IRREGULAR_FORMS",
    "LONGEST_SENTENCE",
    "SECTION_OF",
    "STOP_STEMS",
    "Language",
    "Phrases",
    "Token",
    "concept_of",
    "concepts",
    "fold",
    "glossary",
    "is_cjk",
    "is_in_table",
    "known_phrases",
    "language_of",
    "phrase_of",
    "phrases_with",
    "sentences",
    "stem",
    "stem_of",
    "stems_of",
    "tokens",
    "weight",
]
