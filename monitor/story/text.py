"""Plain text → sentences → tokens, each with its place. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from sentencex import segment

from monitor.story.lexicon import ABBREVIATIONS, CONCEPTS, IRREGULAR_FORMS, PHRASES, STOP_STEMS

# A word may hold apostrophes and points inside (`U.S.`, `Singles'`), a number its separators.
_ROW = r"{letter}{{2,}}(?:['’]{letter}+)*|\d+(?:[.,]\d+)*|(?:[A-Za-z]\.){{2,}}|{letter}(?:['’]{letter}+)*"
_ASCII_WORD = re.compile(_ROW.format(letter="[A-Za-z]"))  # three times as fast as the other
_WORD = re.compile(_ROW.format(letter=r"[^\W\d_]") + r"|[^\W_]")
_STEMMER = Stemmer.Stemmer("english", 0)
LONGEST_SENTENCE = 1_000  # characters; the longest of real news are about 500
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_cjk(text: str) -> bool:
    """Whether a text holds Chinese, Japanese or Korean characters."""
    return bool(_CJK.search(text))


class Token(NamedTuple):
    """A word of a text: as written, its stem, what it means, and where it stands.

    `concept` is empty for function words and bare numbers; `end` is exclusive.
    """

    text: str
    stem: str
    concept: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower the case and drop the diacritics: `Société` → `societe`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of one word; inflected forms of it give the same (`withdrew`, `withdraw`)."""
    if word in ABBREVIATIONS:  # told apart by case: `US` the country, `us` the pronoun
        return ABBREVIATIONS[word]
    folded = fold(word).replace("’", "'").rstrip("'")
    folded = folded.removesuffix("'s").replace(".", "")
    folded = IRREGULAR_FORMS.get(folded, folded)
    stemmed: str = _STEMMER.stemWord(folded)
    return stemmed


@lru_cache(maxsize=100_000)
def _meaning(word: str) -> tuple[str, str]:
    """Return the stem and the concept of a word as written."""
    stemmed = stem(word)
    concept = CONCEPTS.get(stemmed, stemmed)
    is_empty = concept in STOP_STEMS or word[0].isdigit() or (len(concept) < 2 and concept < "\x7f")
    return stemmed, "" if is_empty else concept


def tokens(text: str) -> list[Token]:
    """Split a text into words and numbers; CJK text into its characters."""
    found: list[Token] = []
    # The constructor of a named tuple costs as much as all the rest of this loop.
    make = tuple.__new__
    is_ascii = text.isascii()
    for match in (_ASCII_WORD if is_ascii else _WORD).finditer(text):
        start, end = match.span()
        word = text[start:end]
        if not is_ascii and is_cjk(word):
            found += [Token(c, c, c, start + i, start + i + 1) for i, c in enumerate(word)]
        else:
            found.append(make(Token, (word, *_meaning(word), start, end)))
    return found


def sentences(text: str) -> list[str]:
    """Split a text into sentences; a line break ends one too."""
    found: list[str] = []
    for line in text.splitlines():
        if cleaned := line.strip():
            for part in segment("en", cleaned):
                found += _bounded(part.strip())
    return found


def _bounded(sentence: str) -> list[str]:
    """Cut what is too long for a sentence, so that no pattern meets an endless one."""
    if len(sentence) <= LONGEST_SENTENCE:
        return [sentence] if sentence else []
    cut = sentence.rfind(" ", 0, LONGEST_SENTENCE)
    cut = cut if cut > 0 else LONGEST_SENTENCE
    return [sentence[:cut], *sentences(sentence[cut:])]


def concepts(words: list[Token]) -> list[tuple[str, Token]]:
    """Return what the words mean, one entry a meaningful token: synonyms share a concept.

    Function words and bare numbers carry none; phrases such as `put off` count as one concept.
    """
    found: list[tuple[str, Token]] = []
    skip = 0  # words that belong to a phrase already read
    for position, token in enumerate(words):
        if skip:
            skip -= 1
        elif token.stem in PHRASES and (phrase := _phrase_at(words, position)):
            length, stemmed = phrase
            skip = length - 1
            if stemmed:
                concept = CONCEPTS.get(stemmed, stemmed)
                end = words[position + skip].end
                found.append((concept, Token(token.text, stemmed, concept, token.start, end)))
        elif token.concept:
            found.append((token.concept, token))
    return found


def _phrase_at(words: list[Token], position: int) -> tuple[int, str] | None:
    """Return the length and the stem of the phrase that begins here, or None."""
    for length, endings in PHRASES.get(words[position].stem, ()):
        rest = tuple(word.stem for word in words[position + 1 : position + length])
        if rest in endings:
            return length, endings[rest]
    return None
