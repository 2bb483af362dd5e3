"""What a figure is about, in the words of its sentence: `tariff on American cars`. Pure."""

from __future__ import annotations

import re

from monitor.model import Fact, FactKind
from monitor.story.facts.moments import MONTHS
from monitor.story.facts.numbers import read_numbers
from monitor.story.lexicon import CONCEPTS, STOP_STEMS
from monitor.story.text import stem, tokens

_MOST_WORDS = 9
_DETERMINERS = frozenset(("a an the its their his her our this that these those any some").split())
_BREAKS = frozenset(
    (
        "will would shall should may might can could must has have had is are was were be been"
        " being who which that what when where why how said says say and but or as after before"
        " if because while although he she it they we i you not no longer instead rather to"
    ).split()
)
#: Behind these stands a verb: `will charge 25%`.
_MODALS = frozenset("will would shall should may might can could must not".split())
_SAYS_NOTHING = frozenset("figure number amount sum first second third fourth quarter half".split())
_TRIMMED = frozenset(
    (
        "of in on at to for from by with without about around nearly almost just than then into"
        " over under between up down per only more less a an the and or worth as another further"
        " this last next as much many today now goes go going went gone comes came up own face"
        " faces charged stands already still"
    ).split()
)
_MOVES = frozenset(
    (
        "rais rise fall cut halv doubl delay cancel suspend pay spend sell buy put reach hit"
        " lower impos announc plan begin make add bring take warn threaten"
    ).split()
)
_BEGINS_BEHIND = frozenset(("of", "worth", "a", "an", "the"))
#: Behind a figure these begin something else: `25% one minute after midnight`.
_COUNTING_WORDS = frozenset("one two three four five six seven eight nine ten".split())
_EDGE = re.compile(r"[.,;:!?()\[\]\"“”—–]|\s-\s")
_WORD = re.compile(r"[^\s]+")


def about(sentence: str, fact: Fact, others: tuple[Fact, ...] = ()) -> str:
    """Return the words that say what `fact` is the value of; empty where the sentence does not.

    The words behind the figure are taken where it stands before its noun (`10% tariffs on …`), else
    the words in front of it; words that hold another figure say nothing. Figures among `others` that
    `fact` moved from or to are stepped over.
    """
    if fact.kind is FactKind.COUNT and (
        noun := _counted(sentence[fact.span.start : fact.span.end])
    ):
        return noun
    start = min([fact.span.start, *(o.span.start for o in others)])
    end = max([fact.span.end, *(o.span.end for o in others)])
    behind = _forwards(sentence[fact.span.end :])
    if not behind and fact.span.end != end:
        behind = _forwards(sentence[end:])
    return behind or _backwards(sentence[:start])


def _counted(said: str) -> str:
    """Return what stands behind the number of a count: `jets` of `34 jets`."""
    numbers = read_numbers(said, tokens(said))
    return said[numbers[-1].end :].strip(" -") if numbers else ""


def _forwards(text: str) -> str:
    edge = _EDGE.search(text)
    words = _WORD.findall(text[: edge.start()] if edge else text)
    if not words or words[0].lower() in _COUNTING_WORDS | _TRIMMED - _BEGINS_BEHIND:
        return ""
    taken: list[str] = []
    for word in words[:_MOST_WORDS]:
        if _is_break(word) or (taken and _is_move(word)):
            break
        if taken and word[0].isdecimal() and not taken[-1][:1].isupper():
            break  # `$1.5 trillion defence outlay for 2027`
        taken.append(word)
    return _trimmed(taken)


def _backwards(text: str) -> str:
    words = _WORD.findall(_EDGE.split(text)[-1])
    taken: list[str] = []
    for word in reversed(words[-_MOST_WORDS:]):
        lower = word.lower()
        content = [w for w in taken if w.lower() not in _TRIMMED]
        if content and (lower in _DETERMINERS or _is_break(word) or _is_move(word)):
            if (lower in _MODALS | {"to"} or _is_denial(word)) and len(content) == 1:
                return ""  # a verb alone: `to charge as much as`
            break
        if (_is_break(word) and lower != "to") or (_is_move(word) and not content):
            taken.clear()
            continue
        taken.insert(0, word)
    return _trimmed(taken)


def _is_break(word: str) -> bool:
    return word.lower() in _BREAKS or _is_denial(word)


def _is_denial(word: str) -> bool:
    return word.lower().endswith(("n't", "n’t"))


def _states_figure(words: list[str]) -> bool:
    """Whether a row of words holds a figure; the `7` of `Note 7` belongs to a name."""
    before = ["", *words]
    return any(
        not word[0].isalpha()
        and any(char.isdecimal() for char in word)
        and not (first[:1].isupper() and first.lower().rstrip(".") not in MONTHS)
        for first, word in zip(before, words, strict=False)
    )


def _is_move(word: str) -> bool:
    stemmed = stem(word)
    return CONCEPTS.get(stemmed, stemmed) in _MOVES


def _trimmed(words: list[str]) -> str:
    while words and words[0].lower() in _TRIMMED:
        words = words[1:]
    while words and words[-1].lower() in _TRIMMED | _DETERMINERS:
        words = words[:-1]
    says_something = any(
        word[0].isalpha() and stem(word) not in STOP_STEMS and word.lower() not in _SAYS_NOTHING
        for word in words
    ) and not _states_figure(words)
    is_a_deed = bool(words) and words[0].endswith("ed")  # `announced a day earlier`
    return " ".join(words) if says_something and not is_a_deed else ""
