"""What an article is understood to be about, in a reader's words: its names, words and figures. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from monitor.model import MOVING, Fact, FactKind
from monitor.story.facts import dateline
from monitor.story.reading.about import about
from monitor.story.reading.digest import Digest, concept_weight, digest
from monitor.story.reading.sentence import Sentence
from monitor.story.words import (
    CONCEPTS,
    COUNTRIES,
    Language,
    concepts,
    is_cjk,
    language_of,
    stem,
    tokens,
)

_MOST_NAMES = 8
_MOST_WORDS = 10
_MOST_FIGURES = 8
_WATCHED_NAMES = 3
_LEAST_COUNT = 10  # `two countries` is hardly a figure to follow
_LONGEST_ABOUT = 60  # characters
#: A day without its year is a date on any day, and no figure; which year it gets is shown nowhere.
_SOME_DAY = date(2000, 1, 1)  # of a year that has every day


@dataclass(frozen=True, slots=True)
class Profile:
    """An article as it was understood, the weightiest first."""

    title: str
    language: Language
    sentences: int
    names: tuple[str, ...]
    words: tuple[str, ...]
    figures: tuple[str, ...]  # with what each is about, in the order of the text

    @property
    def watch(self) -> str | None:
        """A watch query to start from: any of the main names; None where it names nobody."""
        names = [name for name in self.names if not is_cjk(name) and not _is_country(name)]
        names = names[:_WATCHED_NAMES]
        return " OR ".join(map(_phrase, names)) or None


def profile(title: str, text: str) -> Profile:
    """Read an article and say what it is understood to be about."""
    read = digest(title, text, published=dateline(text) or _SOME_DAY)
    language = language_of(f"{title}\n{text}")
    names = _names(read)
    return Profile(
        title,
        language,
        len(read.sentences),
        tuple(names[:_MOST_NAMES]),
        tuple(_words(read, language)[:_MOST_WORDS]),
        tuple(_figures(read.sentences))[:_MOST_FIGURES],
    )


def _is_country(name: str) -> bool:
    """Whether a name is that of a country or its people: no news is about a country alone."""
    return CONCEPTS.get(stem(name), stem(name)) in COUNTRIES


def _phrase(name: str) -> str:
    words = " ".join(token.text for token in tokens(name)).lower()
    return f'"{words}"' if " " in words or not words.isalnum() else words


def _names(read: Digest) -> list[str]:
    """Return the names of a text; a surname is left out where the whole name is there."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in read.sentences:
        for fact in sentence.facts:
            if fact.kind is FactKind.NAME:
                spellings[fact.unit][fact.display] += 1
    parts = {word for unit in spellings if " " in unit for word in unit.split()}

    def weigh(unit: str) -> tuple[float, str]:
        said = sum(spellings[unit].values()) + (
            sum(spellings[word].total() for word in unit.split() if word in spellings)
            if " " in unit
            else 0
        )
        return -said * sum(map(concept_weight, unit.split())), unit

    whole = sorted((unit for unit in spellings if unit not in parts), key=weigh)
    return [spellings[unit].most_common(1)[0][0] for unit in whole]


def _words(read: Digest, language: Language) -> list[str]:
    """Return the words that are typical of a text and no part of its names."""
    named = frozenset().union(*(sentence.names for sentence in read.sentences))
    headed = read.sentences[0].words if read.sentences else frozenset()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in read.sentences:
        for concept, token in concepts(tokens(sentence.text, language)):
            if concept not in named:
                forms[concept][sentence.text[token.start : token.end].lower()] += 1
    repeated = [each for each in forms if forms[each].total() > 1 or each in headed]
    best = sorted(
        repeated, key=lambda each: (-concept_weight(each) * forms[each].total() ** 0.5, each)
    )
    return [forms[concept].most_common(1)[0][0] for concept in best]


def _figures(sentences: Iterable[Sentence]) -> Iterator[str]:
    """Yield each figure once, with what it is about."""
    seen = set()
    for sentence in sentences:
        for fact in sentence.figures:
            is_small = fact.kind is FactKind.COUNT and fact.high < _LEAST_COUNT
            if fact.kind in MOVING and not is_small and fact.key not in seen:
                seen.add(fact.key)
                yield _shown(sentence, fact)


def _shown(sentence: Sentence, fact: Fact) -> str:
    said = about(sentence.text, fact)
    is_said = fact.kind is FactKind.COUNT and fact.display.endswith(said)
    if not said or is_said or len(said) > _LONGEST_ABOUT:
        return fact.display
    return f"{fact.display} ({said})"
