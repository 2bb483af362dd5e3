"""Which language is a text in? By its commonest words; what is none of these is English. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from monitor.tables import read_groups


class Language(StrEnum):
    """A language that the engine can compare with the others; the value is its ISO 639-1 code."""

    ENGLISH = "en"
    SPANISH = "es"
    GERMAN = "de"
    FRENCH = "fr"
    CHINESE = "zh"


_WITH_WORDS = [each for each in Language if each is not Language.CHINESE]
#: Function words by language: they tell it, and they say nothing by themselves.
FUNCTION_WORDS = {
    Language(code): frozenset(words)
    for code, words in read_groups(__package__, "function_words.tsv", _WITH_WORDS).items()
}
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHINESE_SHARE = 0.15  # of the characters of a text that is in Chinese
_LOOKED_AT = 600  # characters of a text that tell its language
_ENOUGH = 3  # different function words of a language that a text must hold


def language_of(text: str) -> Language:
    """Return the language of a text; English where it is not clearly another one."""
    head = text[:_LOOKED_AT]
    if len(_CJK.findall(head)) >= _CHINESE_SHARE * len(head) > 0:
        return Language.CHINESE
    words = frozenset(head.lower().split())
    counts = {language: len(words & row) for language, row in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    if counts[best] < _ENOUGH or counts[best] <= counts[Language.ENGLISH]:
        return Language.ENGLISH
    return best
