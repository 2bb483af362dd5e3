"""Which words of a headline are things? Told by what stands around them in the article below. Pure.

A thing stands behind an article or a preposition, and no further noun behind it. What is told of by a
verb is named by its noun (`shot` → shooting).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from monitor.model import SourceArticle
from monitor.model.tables import read_groups
from monitor.story.reading import Sentence, concept_weight, digest
from monitor.story.words import FUNCTION_WORDS, Language, Token, language_of, stem, tokens

#: Words by what they do in a headline.
KINDS = {
    kind: frozenset(words) for kind, words in read_groups(__package__, "naming_words.tsv").items()
}
_DETERMINERS = KINDS["article"] | KINDS["determiner"]
_OPENING = _DETERMINERS | KINDS["preposition"]
_REACH = 3  # words from what begins a group of nouns to its last
_BEFORE = 2  # words that tell which thing, at most
_SHORTEST = 3  # letters of a thing
_POSSESSIVE = ("'s", "’s")
_DETAIL = re.compile(r"[:;]\s")
_SUPERLATIVE = re.compile(r"(?<![rtvuwfnhi])est$")  # `weakest`, not `arrest` nor `harvest`
_NO_NOUN = re.compile(r"\w{4}(?:ly|ed)$")
_ADJECTIVE = re.compile(r"(?:ed|ing|ly|al|ic|ous|ive|ful|ish|an|ern|ble|less|er|est)$")

_HABIT = 0.6  # share of the words of a headline with a capital, from which on it means nothing

# What a thing counts for.
_OF_EVENT = 2.0  # what happened, beside what it happened with
_OF_ROLE = 0.3
_OF_WHOLE = 0.5  # of what a thing is a part: `a list of vaccines`
_OF_DETAIL = 0.6  # behind a colon or semicolon
_OF_LATER = 0.96  # for each word before it


@dataclass(frozen=True, slots=True)
class Part:
    """Words that may be part of a name: their place in the headline, and how much they say.

    `is_thing` says of a name that it tells what the story is about, too: `storm goretti`.
    """

    words: tuple[str, ...]
    place: int
    score: float
    is_thing: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """An article, read: its sentences with their words, the headline first, and what they tell of each."""

    language: Language
    sentences: tuple[Sentence, ...]
    rows: tuple[tuple[Token, ...], ...]
    said: Counter[str]  # sentences by the stems that they say
    small: frozenset[str]  # stems that are written small anywhere
    nouns: Counter[str]  # how often a form stands as the last of a group of nouns
    kinds: Counter[str]  # how often one stands within such a group: `arson attack`

    @classmethod
    def of(cls, source: SourceArticle) -> Read:
        """Read an article; one without sentences has an empty headline."""
        language = language_of(f"{source.title}\n{source.text}")
        read = tuple(digest(source.title, source.text).sentences) or (_NOTHING,)
        rows = tuple(tuple(tokens(sentence.text, language)) for sentence in read)
        groups = [_Row(each.text, row, language) for each, row in zip(read, rows, strict=True)]
        return cls(
            language,
            read,
            rows,
            Counter(chain.from_iterable({word.stem for word in row} for row in rows)),
            frozenset(word.stem for row in rows for word in row if word.text.islower()),
            Counter(form for each in groups for form in each.forms(each.is_thing)),
            Counter(form for each in groups for form in each.forms(each.is_kind)),
        )

    @property
    def headline(self) -> Sentence:
        """The headline, or the first sentence of an article that has none."""
        return self.sentences[0]

    def weight(self, word: Token) -> float:
        """Return how much a word says of this article."""
        return concept_weight(word.concept or word.stem) * math.sqrt(self.said[word.stem])


_NOTHING = Sentence("", frozenset(), (), ())


def plain(word: Token) -> str:
    """Return a word without the ending of a possessive."""
    return word.text.removesuffix("'s").removesuffix("’s").strip("'’")


def is_noun(text: Read, word: Token) -> bool:
    """Whether an article has a word as the last of a group of nouns."""
    return bool(text.nouns[_form(word)])


def _form(word: Token) -> str:
    return plain(word).lower().removesuffix("s")


# --- groups of nouns ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of a sentence, as they stand in it."""

    text: str
    words: Sequence[Token]
    language: Language

    def forms(self, holds: Callable[[int], bool]) -> Iterator[str]:
        """Yield the form of each word of whose place something holds."""
        yield from (_form(word) for at, word in enumerate(self.words) if holds(at))

    def adjoin(self, at: int) -> bool:
        """Whether nothing but a space or hyphen stands before the next word, nor a possessive."""
        if not 0 <= at < len(self.words) - 1:
            return False
        one, other = self.words[at], self.words[at + 1]
        is_owned = one.text.endswith((*_POSSESSIVE, "'", "’"))
        return self.text[one.end : other.start] in {" ", "-"} and not is_owned

    def is_thing(self, at: int) -> bool:
        """Whether a word is the last of a group of nouns."""
        word = self.words[at]
        is_german = self.language is Language.GERMAN
        if not word.concept or word.text[0].isupper() != is_german:
            return False
        if self.language is Language.ENGLISH and _NO_NOUN.search(word.text):
            return False
        if is_german:
            return True
        if self.adjoin(at):
            behind = self.words[at + 1]
            is_done_to = behind.text.lower() in _DETERMINERS  # by a verb
            if is_done_to or (behind.concept and not behind.text[0].isupper()):
                return False
        return self._is_opened(at)

    def is_kind(self, at: int) -> bool:
        """Whether a word stands right behind an article and before another, and is no adjective."""
        word = self.words[at]
        if not at or not word.concept or not word.text.islower() or not self.adjoin(at):
            return False
        is_first = self.words[at - 1].text.lower() in _OPENING
        return is_first and bool(self.words[at + 1].concept) and not _ADJECTIVE.search(word.text)

    def _is_opened(self, at: int) -> bool:
        """Whether an article, a preposition, a number or a possessive begins the group of a word."""
        is_english = self.language is Language.ENGLISH
        opening = _OPENING if is_english else FUNCTION_WORDS.get(self.language, _OPENING)
        for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
            before = self.words[place].text
            if before.lower() in opening or before[0].isdigit() or before.endswith(_POSSESSIVE):
                return True
            if not self.words[place].concept or not self.adjoin(place):
                return False
        return False


# --- the things of a headline ---------------------------------------------------------------------


@cache
def _events() -> tuple[dict[str, str], frozenset[str]]:
    """Return the noun for each form of a verb, and the stems of both."""
    groups = read_groups(__package__, "event_nouns.tsv")
    nouns = {form: noun for noun, forms in groups.items() for form in forms}
    return nouns, frozenset(map(stem, (*nouns, *groups)))


def things(text: Read) -> Iterator[Part]:
    """Yield the things and events of a headline, with the words before them that tell which."""
    row = _Row(text.headline.text, text.rows[0], text.language)
    nouns, stems = _events()
    capitals = sum(word.text[0].isupper() for word in row.words)
    is_habit = capitals > _HABIT * len(row.words)
    for at, word in enumerate(row.words):
        is_name = at > 0 and word.text[0].isupper() and not is_habit
        if is_name or not _may_be_thing(text, word):
            continue
        lower = plain(word).lower()
        happened = nouns.get(lower) if not row.is_thing(at) or lower.endswith("s") else None
        is_known = is_noun(text, word) or bool(text.kinds[_form(word)])
        if happened is None and (not is_known or _tells_which(text, row, at)):
            continue
        is_of_many = happened is not None and row.words[at - 1].text.endswith("s")
        start = at if is_of_many else _start(text, row, at)
        before = tuple(plain(each).lower() for each in row.words[start:at])
        score = text.weight(word) * _share(row, at) * (_OF_EVENT if word.stem in stems else 1.0)
        yield Part((*before, happened or lower), start, score)


def _may_be_thing(text: Read, word: Token) -> bool:
    lower = plain(word).lower()
    is_name = word.text[0].isupper() and word.stem not in text.small
    is_word = lower.isalpha() and len(lower) >= _SHORTEST
    is_dull = lower in KINDS["dull"] or bool(_SUPERLATIVE.search(lower))
    return bool(word.concept) and is_word and not is_name and not is_dull


def _share(row: _Row, at: int) -> float:
    """Return what a thing counts for by its place."""
    share: float = _OF_LATER**at
    if row.words[at].text.lower() in KINDS["role"]:
        share *= _OF_ROLE
    if at + 1 < len(row.words) and row.words[at + 1].text.lower() == "of":
        share *= _OF_WHOLE
    return share * (_OF_DETAIL if _DETAIL.search(row.text[: row.words[at].start]) else 1.0)


def _tells_which(text: Read, row: _Row, at: int) -> bool:
    """Whether a further thing follows, so that this one only tells which: `tap water`."""
    following = row.words[at + 1] if row.adjoin(at) else None
    if following is None or not _may_be_thing(text, following):
        return False
    return is_noun(text, following) or following.text.lower() in KINDS["role"]


def _start(text: Read, row: _Row, at: int) -> int:
    """Return where the words begin that tell which thing, wherever the article names it."""
    start = at
    while start and at - start < _BEFORE and row.adjoin(start - 1):
        one, other = row.words[start - 1], row.words[start]
        tells = _is_pair(text, _form(one), _form(other)) or is_noun(text, one)
        if not tells or not _may_be_thing(text, one) or one.text.lower() in KINDS["role"]:
            break
        start -= 1
    return start


def _is_pair(text: Read, one: str, other: str) -> bool:
    return any(
        (_form(row[at]), _form(row[at + 1])) == (one, other)
        for row in text.rows[1:]
        for at in range(len(row) - 1)
    )
