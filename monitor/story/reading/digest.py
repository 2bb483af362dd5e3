"""A text → what the engine remembers of it: its sentences, their concepts and facts. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from monitor.model import WITHOUT_VALUE, FactKind
from monitor.story.facts import (
    OBJECT_MARK,
    Movement,
    extract,
    figure_token,
    mark_of,
    significant_digits,
)
from monitor.story.reading.across import movements_across
from monitor.story.reading.counters import without_counters
from monitor.story.reading.sentence import Sentence
from monitor.story.words import (
    FOREIGN_MARK,
    LONGEST_SENTENCE,
    Language,
    Phrases,
    concepts,
    language_of,
    sentences,
    tokens,
    weight,
)

_LONGEST_TEXT = 40_000  # characters; the longest articles have about 30,000
_FOREIGN_WORD = 1.0  # nats; of a word that only texts of its own language share
_HEAVIEST_WORD = 8.0  # nats; a rarer word is as often a typing error as a name
LEAD_SENTENCES = 3  # a headline and two sentences: what news writing puts first


@dataclass(frozen=True, slots=True)
class Digest:
    """One text, read; its first sentence is the title where there is one."""

    sentences: tuple[Sentence, ...]
    published: date | None = None

    @property
    def lead(self) -> tuple[Sentence, ...]:
        """The sentences that tell the news: the title and the first two of the text."""
        return self.sentences[:LEAD_SENTENCES]

    @property
    def lead_words(self) -> frozenset[str]:
        """The concepts of the lead that are no figures."""
        return frozenset().union(*(sentence.words for sentence in self.lead))

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The movements that it states, in one sentence or in two."""
        stated = tuple(m for sentence in self.sentences for m in sentence.movements)
        return (*stated, *movements_across(self.lead, stated))


def digest(
    title: str,
    text: str,
    *,
    published: datetime | date | None = None,
    phrases: Phrases | None = None,
    territory: str = "",
) -> Digest:
    """Read a text. `published` resolves dates that do not state their year.

    `territory` is where its outlet is (ISO 3166, `MX`), as far as that is known: some write their
    numbers otherwise than the language does elsewhere.
    `phrases` are those of `monitor.story.words.text.phrases_with`, where a story has aliases of its own.
    """
    title, text = without_counters(_readable(title), _readable(text))
    # What is longer than any headline is read as a text is: one sentence costs its length's square.
    title, beyond = title[:LONGEST_SENTENCE], title[LONGEST_SENTENCE:]
    text = f"{beyond}\n{text}" if beyond else text
    day = published.date() if isinstance(published, datetime) else published
    language = language_of(f"{title}\n{text}")
    mark = mark_of(text, language, territory)
    body = [s for s in sentences(text, language) if s != title]
    read = [_read(title, day, language, phrases, mark, headline=True)] if title.strip() else []
    read += [_read(sentence, day, language, phrases, mark) for sentence in body]
    return Digest(tuple(read), day)


def _readable(text: str) -> str:
    """Return what is read of a text: as much as a long article has, without what is no character."""
    text = text[:_LONGEST_TEXT]
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return text.encode("utf-8", "replace").decode()
    return text


def _read(
    text: str,
    published: date | None,
    language: Language,
    phrases: Phrases | None,
    mark: str,
    *,
    headline: bool = False,
) -> Sentence:
    words = tokens(text, language)
    meant = concepts(words, phrases)
    found = extract(text, words, meant, published, language, phrases, headline=headline, mark=mark)
    figures = (figure_token(f) for f in found.facts if f.kind not in WITHOUT_VALUE)
    said = frozenset([*(concept for concept, _ in meant), *figures])
    return Sentence(text, said, found.facts, found.movements, found.passed)


@lru_cache(maxsize=200_000)
def concept_weight(concept: str) -> float:
    """Return how much a concept says, in nats; a figure the more, the more digits it has."""
    if concept.startswith(OBJECT_MARK):
        return 0.0
    if concept.startswith(FOREIGN_MARK):
        return _FOREIGN_WORD
    if ":" in concept:
        kind, _, high, unit = concept.split(":", 3)
        if kind == FactKind.DATE and unit == "weekday":
            return 0.5
        return 2.0 + 2.0 * min(3, significant_digits(float(high)))
    return min(_HEAVIEST_WORD, weight(concept))


def total_weight(concepts: frozenset[str]) -> float:
    """Return how much a set of concepts says together, in nats."""
    return math.fsum(map(concept_weight, concepts))  # the same in any order
