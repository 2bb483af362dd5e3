"""Counted things with their noun: `1 million US jobs`, `346 people`, `12 killed`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import FactKind
from monitor.story.facts.ages import is_of_age
from monitor.story.facts.amounts import Amount
from monitor.story.facts.headlines import is_title_case, is_verb
from monitor.story.facts.labels import (
    is_firm_label,
    is_german_noun,
    is_label,
    is_manner,
    is_many,
    is_translated,
    no_figure,
)
from monitor.story.facts.passed import Why
from monitor.story.facts.scales import Number
from monitor.story.words import CONCEPTS, COUNTRIES, STOP_STEMS, Token, is_cjk, stem

_PLURALS_WITHOUT_S = frozenset(
    {"people", "menschen", "personen", "men", "women", "children", "staff", "police", "cattle"}
)
_HARMED = frozenset(
    {"kill", "die", "dead", "injur", "hurt", "wound", "ill", "infect", "miss", "arrest"}
)
_HARMS = frozenset({"kill", "injur", "infect", "ill", "patient", "miss"})
_PEOPLE_STEMS = frozenset(
    stem(word) for word in "people menschen personen persons others men women children more".split()
)
#: People by what they are or do: of them a harm is told as of people.
_WHO_STEMS = _PEOPLE_STEMS | frozenset(
    stem(word)
    for word in (
        "residents civilians passengers soldiers troops workers employees migrants refugees tourists guests"
        " patients students pupils protesters demonstrators officers firefighters villagers victims"
        " worshippers pilgrims shoppers commuters drivers cyclists pedestrians miners fishermen prisoners"
        " inmates settlers teenagers girls boys infants babies citizens nationals locals holidaymakers"
        " partygoers revellers mourners rescuers journalists doctors nurses teachers farmers fighters"
        " militants gunmen hostages survivors"
    ).split()
)
_GERMAN_PEOPLE = frozenset({stem("menschen"), stem("personen")})
_LOOKAHEAD = 6  # words behind a number among which its noun is: `1 million well paid new US jobs`
_JOINTS = frozenset("-‑")
#: What is joined to a number and leaves the noun behind it counted: `100-plus people`.
_MORE_OR_LESS = frozenset("plus odd ish something strong".split())
_CLAUSE_ENDS = frozenset('.,;:!?()"“”—–、，。；')
_MOVED_TO = re.compile(
    r"\b(?:rises?|rose|risen|climbs?|climbed|jumps?|jumped|falls?|fell|drops?|dropped|up|down|now|stands?"
    r"|stood|grows?|grew|reach(?:es|ed)?|hits?|passe[sd]|tops?|topped|total)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_REACH = 60  # characters in front of a number in which its subject is looked for
#: `rose to five from three`: both are figures though nothing is counted.
_FIRST_HALF = re.compile(r"\b(?:to|from) $", re.IGNORECASE)
_SECOND_HALF = re.compile(r" (?:from|to) ", re.IGNORECASE)
_LATTER = re.compile(r"\b(?:to|from) \S+ (?:from|to) $", re.IGNORECASE)
_CLAUSE_EDGE = re.compile(r"[.,;:!?()\"“”]")
#: Chinese measure words and what they count.
_MEASURE_WORDS = {"名": "person", "人": "person", "位": "person", "架": "plane", "艘": "ship"}
_MANY_IN_WORDS = 100  # from here on a number in words is a figure, though nothing is counted


def read(number: Number, text: str, words: Sequence[Token]) -> Amount | None:
    """Return the count that a number states with its noun, or None where no noun is counted.

    The unit is the concept of the noun; the place reaches to its end.
    """
    after = text[number.end : number.end + 1]
    if after >= "\u3040":
        return _measured(number, text)
    is_year = number.is_year and not is_many(number, text, words)
    if is_year or after.isalpha():
        return None  # `the 2020 charges`, `since at least 2009`; `1.5GW of wind farms`
    return _counted(number, text, words)


def _counted(number: Number, text: str, words: Sequence[Token]) -> Amount | None:
    if is_of_age(number, text) or text[number.start - 1 : number.start] == "#":
        return None
    following = words[number.behind].text if number.behind < len(words) else ""
    is_named = is_label(number, text, words) and not following.islower()
    is_named &= not _is_owned(number, words)
    if is_named or is_firm_label(number, text, words) or is_manner(number, text):
        return None
    joined = joined_noun(number, text, words)
    if joined and number.is_spelled:
        return None  # `a two-horse team`, `a four-party pact`: what kind of thing it is
    noun = joined or counted_noun(text, words, number.behind)
    if harm := _harm_before(number, words):
        end = noun.end if noun and noun.stem in _WHO_STEMS else number.end
        if noun is None or noun.stem in _WHO_STEMS:
            return Amount.of(FactKind.COUNT, number.value, harm, number.start, end)
    if noun is None or (number.is_spelled and number.value < 2 and number.scale == 1):
        return None  # `one of`, `one man`: an article, not a figure
    unit = CONCEPTS.get(noun.stem, noun.stem)
    is_people = noun.stem in _PEOPLE_STEMS or unit in COUNTRIES  # `32 Cubans`
    if is_people:
        unit = "person" if unit in COUNTRIES or noun.stem in _GERMAN_PEOPLE else unit
    is_harmed = is_people or noun.stem in _WHO_STEMS
    if is_harmed:
        unit = _harm_after(text, noun.end) or unit
    if noun.text.lower() == "lives":  # cost, claimed, lost
        unit = _DEAD
    return Amount.of(FactKind.COUNT, number.value, unit, number.start, noun.end)


def joined_noun(number: Number, text: str, words: Sequence[Token]) -> Token | None:
    """Return the noun that a dash joins to a number, so that it counts no other: `a 12-member panel`."""
    if number.behind >= len(words):
        return None
    word = words[number.behind]
    is_joined = text[number.end : word.start] in _JOINTS and word.text.isalpha()
    is_left_out = word.stem in STOP_STEMS or word.text.lower() in _MORE_OR_LESS
    return word if is_joined and not is_left_out else None


def _is_owned(number: Number, words: Sequence[Token]) -> bool:
    """Whether what a number counts is somebody's, in a headline in Title Case: `State's 40 Losses`."""
    before = words[number.first - 1].text if number.first else ""
    return before.endswith(("'s", "’s")) and is_title_case(words)


#: What may stand between a word of harm and its number: `the death toll has risen to 1,008`.
_BETWEEN_HARM = frozenset(
    stem(word)
    for word in (
        "to at of about some nearly almost least more than over above the has have had now rise rose"
        " risen exceed surpass climb reach hit pass top stand put toll number count be is are was were"
        " another a further jump"
    ).split()
)
_TOLL = re.compile(r"\b(?:toll|deaths|dead)\b[^.;:!?\d]{0,60}$", re.IGNORECASE)
_DEAD = CONCEPTS.get(stem("dead"), stem("dead"))
_HARM_REACH = 6  # words


#: Behind those who were counted before: `and 20 others were injured`.
_OTHERS = re.compile(r"\s(?:others?|more|of them|of whom)\b", re.IGNORECASE)
#: `12 people were killed`.
_HARM_AFTER = re.compile(
    r"(?:\s(?:were|was|have|had|has|been|are|is|confirmed|reported|also|now|feared|left)){0,3}"
    r"\s(?P<harm>killed|died|dead|injured|hurt|wounded|infected|missing)\b",
    re.IGNORECASE,
)


def _harm_before(number: Number, words: Sequence[Token]) -> str:
    """Return what happened to those counted, where that stands in front: `killed 629 people`."""
    for word in reversed(words[max(0, number.first - _HARM_REACH) : number.first]):
        concept = CONCEPTS.get(word.stem, word.stem)
        if concept in _HARMS:
            return concept
        if word.stem not in _BETWEEN_HARM:
            return ""
    return ""


def _harm_after(text: str, end: int) -> str:
    """Return what happened to those counted, where that stands behind: `12 people were killed`."""
    found = _HARM_AFTER.match(text, end)
    return CONCEPTS.get(stem(found["harm"]), stem(found["harm"])) if found else ""


def read_bare(number: Number, text: str, words: Sequence[Token]) -> Amount | Why:
    """Return the count of a number without noun: of the subject of `cases rise to 31`, or of none.

    What is no figure at all is returned as what it is instead.
    """
    if why := no_figure(number, text, words):
        return why
    lead = text[max(0, number.start - _REACH) : number.start]
    end = _end_of_unit(number, text, words)
    is_glued = end > number.end
    subject = None if is_glued else _subject(number, lead, words)
    is_half = _FIRST_HALF.search(lead) and _SECOND_HALF.match(text, number.end)
    others = _OTHERS.match(text, number.end)
    harm = _harm_after(text, others.end() if others else number.end)
    is_rising = subject is not None or bool(is_half or harm or _LATTER.search(lead))
    is_saying = number.is_spelled and number.value == number.scale  # `a thousand times`
    is_small = number.value < (_MANY_IN_WORDS if number.is_spelled else 2)
    if not is_rising and (is_saying or is_small) and not (number.is_marked and is_glued):
        return Why.ARTICLE if number.is_spelled else Why.ALONE
    unit = harm or (CONCEPTS.get(subject.stem, subject.stem) if subject else "")
    if not harm and _TOLL.search(lead):
        unit = _DEAD
    return Amount.of(FactKind.COUNT, number.value, unit, number.start, end)


def _end_of_unit(number: Number, text: str, words: Sequence[Token]) -> int:
    """Return where the letters right behind digits end: the `GW` of `1.5GW`."""
    after = text[number.end : number.end + 1]
    is_glued = after.isalpha() and not is_cjk(after) and number.behind < len(words)
    return words[number.behind].end if is_glued else number.end


def _measured(number: Number, text: str) -> Amount | None:
    for word, unit in _MEASURE_WORDS.items():
        place = text.find(word, number.end, number.end + 2)
        if place >= 0:
            return Amount.of(FactKind.COUNT, number.value, unit, number.start, place + len(word))
    return None


def _subject(number: Number, lead: str, words: Sequence[Token]) -> Token | None:
    """Return the noun that a number without one counts: the `cases` of `cases rise to 31`."""
    if not _MOVED_TO.search(lead):
        return None
    clause = _CLAUSE_EDGE.split(lead)[-1]
    if not _MOVED_TO.search(clause):
        return None
    begin = number.start - len(clause)
    inside = (w for w in words[: number.first] if w.start >= begin)
    return next((word for word in inside if _is_plural(word)), None)


def counted_noun(text: str, words: Sequence[Token], first: int) -> Token | None:
    """Return the noun that a number in front of word `first` counts, or None.

    In a headline in Title Case it may have a capital: `110 Boeing Planes`.
    """
    by_habit = is_title_case(words)
    for place in range(first, min(first + _LOOKAHEAD, len(words))):
        word = words[place]
        gap = text[words[place - 1].end : word.start] if place else ""
        if not _CLAUSE_ENDS.isdisjoint(gap) or " - " in gap:
            return None
        lower = word.text.lower()
        concept = CONCEPTS.get(word.stem, word.stem)
        if lower in _PLURALS_WITHOUT_S or (concept in _HARMED and place == first):
            return word
        if word.text[0].isdecimal():
            return None  # that noun belongs to the next number
        if word.stem in STOP_STEMS and lower not in {"of", "new", "more", "other", "euro"}:
            return None
        is_common = word.text.islower() or (by_habit and not is_verb(word))
        is_noun = _is_plural(word) and (is_common or concept in COUNTRIES)
        if is_noun or is_translated(word) or (place == first and is_german_noun(word)):
            return word
    return None


def _is_plural(word: Token) -> bool:
    lower = word.text.lower()
    if lower in _PLURALS_WITHOUT_S:
        return True
    return lower.endswith("s") and not lower.endswith(("ss", "'s", "us", "is")) and len(lower) > 3
