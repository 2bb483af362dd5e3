"""An article → a short name for its story, as a reader would say it: who or where, and the thing. Pure.

The headline has the words; the text below tells which of them it is about, by how often it says them.
Two to four words come of it: `berlin arson`, `gaza ban`, `storm goretti`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.model import FactKind, SourceArticle
from monitor.stories.proposing.countries import is_country
from monitor.stories.proposing.nouns import (
    KINDS,
    Part,
    Read,
    is_noun,
    plain,
    things,
)
from monitor.story.facts import is_person
from monitor.story.topic import Background
from monitor.story.words import Language, Token, fold, is_cjk, tokens

_MOST_WORDS = 4
_LONGEST = 30  # characters: mails cut a longer one
_LONGEST_SCRIPT = 12  # characters of a headline in a script without spaces
_LONGEST_NAME = 3  # words of a name: a longer one is called otherwise for short
_SHORTEST_NAME = 2  # letters
_LEAD = 3  # sentences, the headline among them
_MEANT = 3  # words of a headline that names neither
_NEAR = 0.9  # for each word between a name and a thing
_LEAST = 2.0  # what a thing says at least, where two names could stand instead

# What a name counts for beside one that is just named.
_OF_COUNTRY = 0.4  # it names a story only where nothing else does
_OF_PLACE = 1.3  # where it was says more than who said it
_OF_SPEAKER = 0.3  # who only says it, where it was said, or what it is compared with
_OF_KIND = 0.6  # it tells only which: `Kurdish fighters`
_OF_WORDS = 1.15  # several words are the story's own more often than one
_OF_THING = 1.5  # it says what the story is about, too: `Storm Goretti`


def name_for(source: SourceArticle, background: Background) -> str:
    """Return two to four words that name the story of an article, in small letters, spaces between.

    One word where its headline has no more; none where it has no letters. `background` tells how
    usual names are.
    """
    text = Read.of(source)
    if text.language is Language.CHINESE or is_cjk(text.headline.text):
        return _of_script(text)
    who = sorted(_who(text, background), key=_rank)
    what = sorted(things(text), key=_rank)
    if what and len(what[0].words) > 1 and not _stand_in(text.rows[0], who):
        return " ".join(_fitting(what[:1]))
    return " ".join(_joined(who, what) or _meant_most(text))


def _stand_in(row: Sequence[Token], who: Sequence[Part]) -> bool:
    """Whether names stand in the headline, not below it only."""
    said = {plain(word).lower().replace(".", "") for word in row}
    return any(said.issuperset(each.words) for each in who)


def _rank(part: Part) -> tuple[float, int]:
    return -part.score, part.place


# --- who or where ---------------------------------------------------------------------------------


def _who(text: Read, background: Background) -> list[Part]:
    """Return the names of the headline, else of the first sentence that has some."""
    persons = {
        tuple(map(plain, tokens(fact.display))): is_person(fact)
        for sentence in text.sentences
        for fact in sentence.facts
        if fact.kind is FactKind.NAME and not is_cjk(fact.display)
    }
    persons |= {land: False for row in text.rows[:_LEAD] for land in _lands(row)}
    names = sorted(
        (name for name in persons if _may_name(name, text)), key=lambda name: (-len(name), name)
    )
    for row in text.rows[:_LEAD]:
        found = [
            _called(name, at, row, text, background, person=persons[name])
            for name, at in _places(names, row)
        ]
        if found:
            is_headline = row is text.rows[0]
            return found if is_headline else [replace(each, is_thing=False) for each in found]
    return []


def _words(name: Sequence[str], text: Read) -> list[Token]:
    return tokens(" ".join(name), text.language)


def _lands(row: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """Yield the countries of two words, of which names may have one only: `North Korea`."""
    for pair in pairwise(map(plain, row)):
        if all(word[:1].isupper() for word in pair) and is_country(fold(" ".join(pair))):
            yield pair


def _may_name(name: Sequence[str], text: Read) -> bool:
    """Whether a name is one, and short enough: what the text writes small is none."""
    is_small = all(word.stem in text.small for word in _words(name, text))
    is_long = len("".join(name)) >= _SHORTEST_NAME
    return 0 < len(name) <= _LONGEST_NAME and is_long and not is_small


def _places(
    names: Sequence[tuple[str, ...]], row: Sequence[Token]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield where the names stand in a sentence; no word is part of two, the longest comes first."""
    spoken = list(map(plain, row))
    taken: set[int] = set()
    for name in names:
        for at in range(len(spoken) - len(name) + 1):
            mine = set(range(at, at + len(name)))
            if tuple(spoken[at : at + len(name)]) == name and not mine & taken:
                taken |= mine
                yield name, at


def _called(
    name: tuple[str, ...],
    at: int,
    row: Sequence[Token],
    text: Read,
    background: Background,
    *,
    person: bool,
) -> Part:
    """Return a name as the story may be called by it: a person by what the text says for short."""
    words = _words(name, text)
    most_said = max(words, key=lambda word: (bool(word.concept) * text.said[word.stem], word.start))
    rarity = max(background.rarity(word.concept) if word.concept else 0.0 for word in words)
    country = _is_country(name)
    is_thing = not country and _is_thing(name, text)
    person = person and not is_thing and not country and not _has_article(name, text)
    score = rarity * math.sqrt(text.said[most_said.stem]) * _standing(row, at, len(name), text)
    if country:
        score *= _OF_COUNTRY
    elif is_thing:
        score *= _OF_THING
    elif len(name) > 1 and not person:
        score *= _OF_WORDS
    is_short = person and _stands_alone(most_said.stem, words, text)
    shown = (most_said.text,) if is_short else name
    return Part(tuple(word.lower().replace(".", "") for word in shown), at, score, is_thing)


def _standing(row: Sequence[Token], at: int, length: int, text: Read) -> float:
    """Return what a name counts for by the words around it."""
    before = [word.text.lower() for word in row[max(0, at - 2) : at]]
    behind = row[at + length] if at + length < len(row) else None
    is_told = behind is not None and behind.text.lower() in KINDS["saying"]
    if is_told or not KINDS["saying"].isdisjoint(before) or before[-1:] in _COMPARING:
        return _OF_SPEAKER
    owns = row[at + length - 1].text.endswith(("'s", "’s"))
    if behind and not owns and behind.text.islower() and is_noun(text, behind):
        return _OF_KIND
    return _OF_PLACE if before and before[-1] in KINDS["placing"] else 1.0


_COMPARING = [[word] for word in sorted(KINDS["comparing"])]


def _is_country(name: Sequence[str]) -> bool:
    return is_country(fold(" ".join(name))) or all(is_country(fold(word)) for word in name)


def _is_thing(name: Sequence[str], text: Read) -> bool:
    """Whether one of the words of a name is a word as well, and none of a body's: `Storm Goretti`."""
    lower = [word.lower() for word in name]
    is_body = not KINDS["body"].isdisjoint(lower)
    says = any(word.stem in text.small for word in _words(name, text))
    return len(name) > 1 and says and not is_body


def _has_article(name: tuple[str, ...], text: Read) -> bool:
    """Whether an article stands before a name anywhere: a person has none."""
    return any(
        at and row[at - 1].text.lower() in KINDS["article"]
        for row in text.rows
        for _, at in _places([name], row)
    )


def _stands_alone(stem: str, words: Sequence[Token], text: Read) -> bool:
    """Whether a sentence says one word of a name without another: what it is called for short."""
    others = {word.stem for word in words} - {stem}
    rows = ({word.stem for word in row} for row in text.rows)
    return any(stem in row and not others & row for row in rows)


# --- both together --------------------------------------------------------------------------------


def _joined(who: Sequence[Part], what: Sequence[Part]) -> list[str]:
    """Return the best of both, a name before a thing; two names where there is no thing."""
    if not who:
        return _fitting(what[:2])
    if who[0].is_thing:
        return _fitting(who[:1])
    pairs = [(one, thing) for one in who for thing in what if not {*one.words} & {*thing.words}]
    others = [each for each in who if not {*each.words} & {*who[0].words}]
    if others and all(thing.score < _LEAST for _, thing in pairs):
        return _fitting([who[0], others[0]])
    if not pairs:
        return _fitting(who[:1])
    one, thing = max(pairs, key=_together)
    tells_which = thing.place == one.place + len(one.words) and what[0].score > thing.score
    return _fitting([one, thing, what[0]] if tells_which else [one, thing])  # `Swiss bar fire`


def _together(pair: tuple[Part, Part]) -> float:
    """Return how well a name and a thing go together: the nearer, the better."""
    one, thing = pair
    apart: float = _NEAR ** abs(one.place - thing.place)
    return one.score * thing.score * apart


def _fitting(parts: Sequence[Part]) -> list[str]:
    """Return the words of parts; the first of a later part are left out where all would be too long."""
    chosen: list[str] = []
    for part in parts:
        words = [word for word in dict.fromkeys(part.words) if word not in chosen]
        while words and not _fits([*chosen, *words]):
            words = words[1:] if chosen else words[:-1]
        chosen += words
    return chosen


def _fits(words: Sequence[str]) -> bool:
    return len(words) <= _MOST_WORDS and len(" ".join(words)) <= _LONGEST


# --- where there is neither -----------------------------------------------------------------------


def _meant_most(text: Read) -> list[str]:
    """Return the words of the headline that say most, in their order."""
    row = [word for word in text.rows[0] if word.text[0].isalpha()]
    meaning = [word for word in row if word.concept] or row
    best = sorted(meaning, key=lambda word: -text.weight(word))[:_MEANT]
    return _fitting(
        [Part((plain(word).lower(),), at, 0.0) for at, word in enumerate(meaning) if word in best]
    )


def _of_script(text: Read) -> str:
    """Return the names of a headline in a script without spaces, else its first words."""
    said = text.headline.text
    spans = [fact.span for fact in text.headline.facts if fact.kind is FactKind.NAME]
    named = _letters("".join(dict.fromkeys(said[span.start : span.end] for span in spans)))
    return named if 1 < len(named) <= _LONGEST_SCRIPT else _letters(said)[:_LONGEST_SCRIPT]


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
