"""An article → the names and words that a watch for it may be made of. Pure.

How likely an item of the story says a term follows from where its article does; the shares are those
of the labelled stories of `../shared/field` and `tests/field`, rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from monitor.model import Fact, FactKind, SourceArticle
from monitor.stories.proposing.countries import is_country
from monitor.story.facts import is_person
from monitor.story.reading import Sentence, digest
from monitor.story.topic import Background, Phrase, Readable, parse
from monitor.story.words import (
    CONCEPTS,
    STOP_STEMS,
    concepts,
    fold,
    is_cjk,
    language_of,
    stem,
    tokens,
)

_LEAD = 3  # sentences, the headline among them
_MOST = 48  # terms of an article that are looked at
_SHORTEST_WORD, _SHORTEST_NAME = 4, 2  # letters
_LONGEST_NAME = 4  # words; what is longer is said otherwise by others
_RARE_PART = 6.5  # nats; a surname, not a word that many names have
_RARE_WORD = 7.4  # nats; a word that is no name and may stand alone: in 60 of 100,000 items
_ONLY_ONCE, _OFTEN = 1, 3  # sentences that say a term
_OFTENER = 1.3
_ROW_SHARE = 0.5  # of the items with the rarest word of a row that have the row


class Kind(StrEnum):
    """What a term is."""

    NAME = "name"
    PAIR = "two words of the headline that stand together below it, too"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Term:
    """A name or word of an article.

    `said` is how likely an item of the story says it, 0..1; `usual` in which share of all items it
    is on a usual day; `may_stand_alone` whether it can be a watch by itself.
    """

    text: str  # as the article writes it
    kind: Kind
    said: float
    usual: float
    may_stand_alone: bool
    is_country: bool
    phrase: Phrase

    @property
    def query(self) -> str:
        """The term as a watch has it."""
        return quoted(self.text)

    @property
    def words(self) -> frozenset[str]:
        """The roots of its words: two terms that share one say nothing more together."""
        return frozenset(map(stem, self.phrase.forms))


def quoted(text: str) -> str:
    """Return words as a watch has them: in quotes where they are several, or would mean something."""
    is_plain = text.isalnum() and text.upper() not in {"AND", "OR", "NOT", "NEAR"}
    return text if is_plain else f'"{text}"'


_MOST_LIKELY = 0.8
_SAID = {  # by kind: in the headline, in the lead, below
    Kind.NAME: (0.7, 0.4, 0.12),
    Kind.PAIR: (0.4, 0.2, 0.08),
    Kind.WORD: (0.45, 0.2, 0.05),
}
IN_HEADLINE = _SAID[Kind.NAME][0]  # what an item of the story says at least of a name in a headline


def terms_of(sources: Iterable[SourceArticle], background: Background) -> tuple[Term, ...]:
    """Return the terms of a story's source articles, those that its items most likely say first."""
    found: dict[tuple[str, ...], Term] = {}
    for source in sources:
        for term in _of_one(source, background):
            known = found.get(term.phrase.roots)
            if known is None or known.said < term.said:
                found[term.phrase.roots] = term
    ranked = sorted(found.values(), key=lambda each: (-each.said, each.usual, each.text))
    return tuple(ranked[:_MOST])


def _of_one(source: SourceArticle, background: Background) -> Iterator[Term]:
    read = digest(source.title, source.text).sentences
    rows = [Readable.of("", sentence.text) for sentence in read]
    names = list(_names(read, background))
    pairs = [pair for pair in _pairs(read) if pair not in names]
    in_names = {part.lower() for name in names for part in name.split()}
    small = {stem(word.text) for row in read for word in tokens(row.text) if word.text.islower()}
    kinds = dict.fromkeys(set(_words(source, read)) - in_names, Kind.WORD)
    kinds |= {name: Kind.WORD if stem(name) in small else Kind.NAME for name in names}
    kinds |= dict.fromkeys(pairs, Kind.PAIR)
    for text, kind in kinds.items():
        phrase = parse(f'"{text}"')
        assert isinstance(phrase, Phrase)  # noqa: S101 - quotes make one
        places = [place for place, row in enumerate(rows) if phrase.hits(row)]
        meant = [concept for concept, _ in concepts(tokens(text))]
        if not places or not meant:
            continue
        is_said_once = len(places) <= _ONLY_ONCE
        if is_said_once and (kind is Kind.PAIR or (kind is Kind.WORD and places[0] >= _LEAD)):
            continue
        usual = _usual(meant, background)
        country = is_country(fold(text))
        alone = not country and (kind is Kind.NAME or -math.log(usual) >= _RARE_WORD)
        yield Term(text, kind, _likely(kind, places), usual, alone, country, phrase)


def _likely(kind: Kind, places: Sequence[int]) -> float:
    """Return how likely an item of the story says what these sentences of its article say."""
    in_headline, in_lead, below = _SAID[kind]
    share = in_headline if places[0] == 0 else in_lead if places[0] < _LEAD else below
    return min(_MOST_LIKELY, share * (_OFTENER if len(places) >= _OFTEN else 1.0))


def _usual(meant: Sequence[str], background: Background) -> float:
    """Return the share of items that say a term on a usual day, as its concepts tell."""
    shares = [math.exp(-background.rarity(concept)) for concept in meant]
    return min(shares) * (_ROW_SHARE if len(shares) > 1 else 1.0)


# --- names ----------------------------------------------------------------------------------------


def _names(sentences: Sequence[Sentence], background: Background) -> Iterator[str]:
    """Yield the names of a text, and by what those of several words are called for short."""
    for sentence in sentences:
        for fact in sentence.facts:
            if fact.kind is not FactKind.NAME or is_cjk(fact.display):
                continue
            words = [_plain(token.text) for token in tokens(fact.display)]
            if 0 < len(words) <= _LONGEST_NAME and len("".join(words)) >= _SHORTEST_NAME:
                yield " ".join(words)
            yield from _parts(fact, words, background)


def _parts(fact: Fact, words: Sequence[str], background: Background) -> Iterator[str]:
    """Yield the last word of a name of several words, where it is rare: a surname, a storm's own name."""
    least = _RARE_PART if is_person(fact) else _RARE_WORD
    if len(words) > 1 and background.rarity(_concept(words[-1])) >= least:
        yield words[-1]


def _concept(word: str) -> str:
    stemmed = stem(word)
    return CONCEPTS.get(stemmed, stemmed)


def _plain(word: str) -> str:
    """Return a word without the ending of a possessive."""
    return word.removesuffix("'s").removesuffix("’s")


def _pairs(sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield the words that stand side by side in the headline and mean something: `harbour bridge`."""
    for one, other in pairwise(tokens(sentences[0].text if sentences else "")):
        if one.concept and other.concept and not {one.concept, other.concept} & STOP_STEMS:
            yield f"{_plain(one.text)} {_plain(other.text)}".lower()


# --- words ----------------------------------------------------------------------------------------


def _words(source: SourceArticle, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield the words of a text that mean something, in small letters."""
    language = language_of(f"{source.title}\n{source.text}")
    for sentence in sentences:
        for token in tokens(sentence.text, language):
            word = _plain(token.text).lower()
            is_long = len(word) >= _SHORTEST_WORD and word.isalpha() and not is_cjk(word)
            if token.concept and token.concept not in STOP_STEMS and is_long:
                yield word
