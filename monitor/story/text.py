"""Plain text → sentences → tokens, each with its place. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple

import Stemmer
from sentencex import segment

from monitor.story.languages import FUNCTION_WORDS, Language
from monitor.story.languages.glossary import glossary
from monitor.story.lexicon import ABBREVIATIONS, CONCEPTS, IRREGULAR_FORMS, PHRASES, STOP_STEMS
from monitor.story.weights import is_in_table

# A word may hold apostrophes and points inside (`U.S.`, `Singles'`), a number its separators.
_ROW = r"{letter}{{2,}}(?:['’]{letter}+)*|\d+(?:[.,]\d+)*|(?:[A-Za-z]\.){{2,}}|{letter}(?:['’]{letter}+)*"
_ASCII_WORD = re.compile(_ROW.format(letter="[A-Za-z]"))  # three times as fast as the other
_WORD = re.compile(_ROW.format(letter=r"[^\W\d_]") + r"|[^\W_]")
_STEMMER = Stemmer.Stemmer("english", 0)
LONGEST_SENTENCE = 1_000  # characters; the longest of real news are about 500
FOREIGN_MARK = "~"  # begins a concept that only texts of its own language share
_FIRST_CJK = "\u3040"
_LONGEST_STRETCH = (
    2_000  # characters that the segmenter is given at once: quotes cost it their square
)
_LONGEST_WORD = 80  # characters; what is longer is no word of any language
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


def tokens(text: str, language: Language = Language.ENGLISH) -> list[Token]:
    """Split a text into words and numbers; Chinese text into its characters."""
    found: list[Token] = []
    # The constructor of a named tuple costs as much as all the rest of this loop.
    make = tuple.__new__
    is_ascii = text.isascii()
    meaning = _meaning if language is Language.ENGLISH else partial(_foreign_meaning, language)
    add = found.append
    for match in (_ASCII_WORD if is_ascii else _WORD).finditer(text):
        start, end = match.span()
        word = text[start:end]
        if end - start > _LONGEST_WORD and not is_cjk(word):
            continue
        if word >= _FIRST_CJK and is_cjk(word):
            found += [Token(c, c, "", start + i, start + i + 1) for i, c in enumerate(word)]
        else:
            stemmed, concept = meaning(word)
            add(make(Token, (word, stemmed, concept, start, end)))
    return found


@lru_cache(maxsize=100_000)
def _foreign_meaning(language: Language, word: str) -> tuple[str, str]:
    """Return the stem and the concept of a word of another language.

    What is neither in the glossary nor in English news, and is no name, is marked: it can be
    compared with its own language only.
    """
    lower = word.lower().replace("’", "'")
    for form in (lower, lower.split("'", 1)[-1]):  # l'inflation
        if meaning := glossary().words.get(language, {}).get(form):
            concept = meaning.concepts[0] if meaning.concepts else ""
            return concept, concept
    stemmed, concept = _meaning(word)
    if lower in FUNCTION_WORDS.get(language, ()):
        return stemmed, ""
    may_be_name = word[0].isupper() and language is not Language.GERMAN
    if not concept or may_be_name or is_in_table(concept):
        return stemmed, concept
    return stemmed, f"{FOREIGN_MARK}{concept}"


def sentences(text: str, language: Language = Language.ENGLISH) -> list[str]:
    """Split a text into sentences; a line break ends one too."""
    found: list[str] = []
    for line in text.splitlines():
        for stretch in _cut(line.strip(), _LONGEST_STRETCH):
            for part in _with_scales(segment(language.value, stretch)):
                found += _cut(part.strip(), LONGEST_SENTENCE)
    return found


_ENDS_IN_SCALE = re.compile(r"\d\s?(?:Mio|Mrd|Mill|Tsd|Bio|Mds?)\.$", re.IGNORECASE)
_ENDS_IN_SIGN = re.compile(r"(?<!\w)(?:kr|Rs|S?Fr|Rp|Tk|Ksh)\.$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def _with_scales(parts: Sequence[str]) -> list[str]:
    """Join what a segmenter parted inside a figure: behind `5 Mio.` or `kr.`."""
    found: list[str] = []
    for part in parts:
        if found and _are_one(found[-1].rstrip()[-_LONGEST_SCALE:], part):
            found[-1] += part if found[-1][-1].isspace() else f" {part}"
        else:
            found.append(part)
    return found


def _are_one(end: str, following: str) -> bool:
    """Whether a sentence that ends so goes on in the next: `5 Mio.`, unless one clearly begins."""
    if not end.endswith("."):
        return False
    if _ENDS_IN_SIGN.search(end):
        return following[:1].isdecimal()
    first = _FIRST_WORD.match(following)
    begins = (
        first
        and first[0][0].isupper()
        and any(first[0].lower() in row for row in FUNCTION_WORDS.values())
    )
    return bool(_ENDS_IN_SCALE.search(end)) and not begins


_LONGEST_SCALE = 8  # characters: a digit, a space, an abbreviation and its point


def _cut(text: str, length: int) -> list[str]:
    """Cut a text into pieces of so many characters at most, at a space where there is one."""
    pieces: list[str] = []
    while len(text) > length:
        at = text.rfind(" ", length // 2, length)
        at = at if at > 0 else length
        pieces.append(text[:at])
        text = text[at:].lstrip()
    return [*pieces, text] if text else pieces


class Phrases(dict[str, tuple[tuple[int, Mapping[tuple[str, ...], tuple[str, ...]]], ...]]):
    """Phrases by their first stem, the longest first, so that a text is read in one pass.

    A text that holds none of the stems `own` means what it means by the known phrases.
    """

    own: frozenset[str] = frozenset()


def phrase_table(
    meanings: Mapping[tuple[str, ...], tuple[str, ...]], own: Iterable[str] = ()
) -> Phrases:
    """Index phrases by their first stem; `own` are those of phrases that are not known to all."""
    by_first: dict[str, dict[int, dict[tuple[str, ...], tuple[str, ...]]]] = {}
    for (first, *rest), concepts in meanings.items():
        by_length = by_first.setdefault(first, {})
        by_length.setdefault(len(rest) + 1, {})[tuple(rest)] = concepts
    table = Phrases(
        (first, tuple(sorted(by_length.items(), reverse=True)))
        for first, by_length in by_first.items()
    )
    table.own = frozenset(own)
    return table


@cache
def known_phrases() -> Phrases:
    """Return the phrases of the lexicon and of the glossary, ready to be looked up."""
    return phrase_table(_known_meanings())


@cache
def _known_meanings() -> dict[tuple[str, ...], tuple[str, ...]]:
    meanings = {
        tuple(token.stem for token in tokens(" ".join(parts), language)): meaning.concepts
        for language, phrases in glossary().phrases.items()
        for parts, meaning in phrases.items()
    }
    meanings |= {
        stems: (CONCEPTS.get(concept, concept),) if concept else ()
        for stems, concept in PHRASES.items()
    }
    return meanings


def phrases_with(aliases: Mapping[str, Sequence[str]]) -> Phrases:
    """Return the known phrases and some more: other spellings of a name, by the name."""
    if not aliases:
        return known_phrases()
    meanings = dict(_known_meanings())
    own: set[str] = set()
    for name, spellings in aliases.items():
        meant = tuple(concept for concept, _ in concepts(tokens(name)))
        for spelling in spellings:
            if parts := tuple(word.stem for word in tokens(spelling)):
                meanings[parts] = meant
                own.add(parts[0])
    return phrase_table(meanings, own)


def concepts(words: list[Token], phrases: Phrases | None = None) -> list[tuple[str, Token]]:
    """Return what the words mean, one entry a meaningful token: synonyms share a concept.

    Function words and bare numbers carry none; phrases such as `put off` count as one concept.
    Chinese that is no known phrase is taken in pairs of characters.
    """
    phrases = known_phrases() if phrases is None else phrases
    heads = [place for place, word in enumerate(words) if word.stem in phrases]
    if not heads and not any(word.text >= _FIRST_CJK for word in words):
        return [(word.concept, word) for word in words if word.concept]
    found: list[tuple[str, Token]] = []
    skip = 0  # words that belong to a phrase already read
    for position, token in enumerate(words):
        if skip:
            skip -= 1
        elif token.stem in phrases and (phrase := _phrase_at(words, position, phrases)):
            length, meant = phrase
            skip = length - 1
            end = words[position + skip].end
            found += [(c, Token(token.text, c, c, token.start, end)) for c in meant]
        elif token.concept:
            found.append((token.concept, token))
        elif token.text >= _FIRST_CJK and (pair := _pair_at(words, position)):
            found.append((pair.concept, pair))
    return found


def _phrase_at(
    words: list[Token], position: int, phrases: Phrases
) -> tuple[int, tuple[str, ...]] | None:
    """Return the length and the concepts of the phrase that begins here, or None."""
    for length, endings in phrases[words[position].stem]:
        rest = tuple([word.stem for word in words[position + 1 : position + length]])
        if rest in endings:
            return length, endings[rest]
    return None


def phrase_of(words: list[Token], phrases: Phrases) -> tuple[str, ...]:
    """Return the concepts of the phrase that some words make together, or none."""
    if words[0].stem not in phrases:
        return ()
    phrase = _phrase_at(words, 0, phrases)
    return phrase[1] if phrase and phrase[0] == len(words) else ()


def _pair_at(words: list[Token], position: int) -> Token | None:
    """Return two Chinese characters that stand together as one token, or None."""
    first, *rest = words[position : position + 2]
    if not rest or rest[0].start != first.end or not is_cjk(first.text + rest[0].text):
        return None
    pair = f"{FOREIGN_MARK}{first.text}{rest[0].text}"
    return Token(first.text, pair, pair, first.start, rest[0].end)
