"""Names of people, organisations and places: capitals that are not a habit of case. Pure."""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache
from itertools import chain

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.numerals import NUMERALS
from monitor.story.words import (
    CONCEPTS,
    COUNTRIES,
    FOREIGN_MARK,
    STOP_STEMS,
    Language,
    Phrases,
    Token,
    glossary,
    phrase_of,
    stem,
    weight,
)

_TITLES = frozenset(
    (
        "president minister chairman chief executive secretary senator mr mrs ms dr sir king"
        " queen prince general judge professor"
    ).split()
)
_AGENCIES = frozenset({"Reuters", "AFP", "AP", "dpa", "Xinhua"})  # of the report, not of the news
_COMMON_WEIGHT = 6.0  # a word that opens a sentence is a name only if it is rarer than this


class _Case(Enum):
    """What a capital says of a word."""

    NAME = "a name wherever it stands"
    RARE = "a name wherever it stands, as hardly any text has it"
    COMMON = "a name, but not where a capital is a habit"
    BEGINS = "the beginning of a name: `New`"
    NONE = "no name"


def find(
    sentence: str,
    words: list[Token],
    language: Language,
    phrases: Phrases,
    *,
    headline: bool = False,
) -> list[Fact]:
    """Return the names of a sentence.

    In a headline most words may be capitalised by habit; then only rare words count as names.
    """
    capitals = [place for place, word in enumerate(words) if word.text[0].isupper()]
    by_habit = headline and len(capitals) > 0.6 * len(words)
    found: list[Fact] = []
    run: list[Token] = []
    behind = -1  # the word after the run
    for place in capitals:
        if language is Language.GERMAN:
            if not _may_be_german_name(words, place):
                continue
        elif not _may_be_name(words, place, by_habit=by_habit):
            continue
        word = words[place]
        is_apart = bool(run) and (place != behind or run[-1].text.endswith(("'s", "’s")))
        if run and (is_apart or sentence[run[-1].end : word.start] not in _JOINTS):
            found += _name(sentence, run, phrases)
            run = []
        run.append(word)
        behind = place + 1
    return found + _name(sentence, run, phrases)


_JOINTS = frozenset({" ", "-", " & ", "."})  # what stands between the words of one name


def _name(sentence: str, run: list[Token], phrases: Phrases) -> list[Fact]:
    """Return the name that a run of words makes; titles are in no run."""
    if not run:
        return []
    start, end = run[0].start, run[-1].end
    text = sentence[start:end]
    if "'" in text or "’" in text:
        text = text.removesuffix("'s").removesuffix("’s").rstrip("'’")
    meant = phrase_of(run, phrases)
    key = " ".join(meant or [CONCEPTS.get(word.stem, word.stem) for word in run])
    return [Fact(FactKind.NAME, 0.0, 0.0, key, text, Span(start, end))]


def _may_be_name(words: list[Token], place: int, *, by_habit: bool) -> bool:
    case = _case(words[place].text)
    if case is _Case.BEGINS:
        return not by_habit and place + 1 < len(words) and words[place + 1].text[0].isupper()
    if case is _Case.COMMON:
        return place > 0 and not by_habit
    return case is not _Case.NONE


def _may_be_german_name(words: list[Token], place: int) -> bool:
    """Whether a German word with a capital is a name: every noun has one.

    It is where the glossary or English news know the name, or where two unknown ones stand together.
    """
    word = words[place]
    if word.concept in _names_of_the_world() or word.concept in COUNTRIES:
        return True
    if not word.concept.startswith(FOREIGN_MARK):
        return False
    beside = (words[i] for i in (place - 1, place + 1) if 0 <= i < len(words))
    return any(w.text[0].isupper() and w.concept.startswith(FOREIGN_MARK) for w in beside)


#: Words of the names of bodies and places: no person has one.
_OF_NO_PERSON = frozenset(
    stem(word)
    for word in (
        "council house guard committee department ministry agency press party university college school avenue"
        " street road court bureau association times post news city county state states union bank party"
        " service office commission board institute center centre hospital airport church park island bay"
        " force army navy police group company league cup club embassy congress senate parliament democrats"
        " republicans affairs security industry media network radio television north south east west new"
        " international national federal royal united american european day year war law act"
    ).split()
)
_RARE_NAME = 7.0  # nats of the rarest word of a person's name at least
_LONGEST_PERSON = 4  # words


def is_person(fact: Fact) -> bool:
    """Whether a name is most likely a person's: of some words, one of them rare, none of a body's."""
    words = fact.unit.split()
    if not 1 < len(words) <= _LONGEST_PERSON or not fact.display[0].isupper():
        return False
    if not _OF_NO_PERSON.isdisjoint(words) or not COUNTRIES.isdisjoint(words):
        return False
    is_written_so = all(part[:1].isupper() and not part.isupper() for part in fact.display.split())
    return is_written_so and max(map(weight, words)) >= _RARE_NAME


@cache
def _names_of_the_world() -> frozenset[str]:
    known = glossary()
    meanings = chain(
        *(words.values() for words in known.words.values()),
        *(phrases.values() for phrases in known.phrases.values()),
    )
    return frozenset(c for meaning in meanings if meaning.is_name for c in meaning.concepts)


def in_chinese(concepts: list[tuple[str, Token]]) -> list[Fact]:
    """Return the names of the glossary that a Chinese sentence holds."""
    by_span: dict[Span, list[str]] = {}
    for concept, token in concepts:
        if concept in _names_of_the_world():
            by_span.setdefault(Span(token.start, token.end), []).append(concept)
    return [
        Fact(FactKind.NAME, 0.0, 0.0, " ".join(parts), " ".join(parts).title(), span)
        for span, parts in by_span.items()
    ]


@lru_cache(maxsize=100_000)
def _case(word: str) -> _Case:
    """Say what a word with a capital is, wherever it stands."""
    stemmed = stem(word)
    if CONCEPTS.get(stemmed, stemmed) in COUNTRIES:
        return _Case.NAME
    if word == "New":  # York, Delhi, Zealand; not the first word of a sentence
        return _Case.BEGINS
    if stemmed in STOP_STEMS or word.lower() in _TITLES or word in _AGENCIES or stemmed in NUMERALS:
        return _Case.NONE
    return _Case.RARE if weight(stem(word.lower())) > _COMMON_WEIGHT else _Case.COMMON
