"""Names of people, organisations and places: capitals that are not a habit of case. Pure."""

from __future__ import annotations

import re

from monitor.model import Fact, FactKind, Span
from monitor.story.lexicon import CONCEPTS, COUNTRIES, STOP_STEMS
from monitor.story.text import Token, stem
from monitor.story.weights import weight

_JOINERS = frozenset({"of", "and", "&", "de", "la", "van", "von", "al", "bin", "the"})
_TITLES = frozenset(
    (
        "president minister chairman chief executive secretary senator mr mrs ms dr sir king"
        " queen prince general judge professor"
    ).split()
)
_COMMON_WEIGHT = 6.0  # a word that opens a sentence is a name only if it is rarer than this


def find(sentence: str, words: list[Token], *, headline: bool = False) -> list[Fact]:
    """Return the names of a sentence.

    In a headline most words may be capitalised by habit; then only rare words count as names.
    """
    capitalised = [word.text[0].isupper() for word in words]
    by_habit = headline and sum(capitalised) > 0.6 * max(1, len(words))
    found: list[Fact] = []
    position = 0
    while position < len(words):
        if not _may_be_name(words, position, by_habit=by_habit):
            position += 1
            continue
        last = position
        while last + 1 < len(words) and _continues(sentence, words, last, by_habit=by_habit):
            last += 1
        run = words[position : last + 1]
        while run and run[0].text.lower() in _TITLES:
            run = run[1:]
        if run:
            start, end = run[0].start, run[-1].end
            text = re.sub(r"['’]s?$", "", sentence[start:end])
            key = " ".join(CONCEPTS.get(word.stem, word.stem) for word in run)
            found.append(Fact(FactKind.NAME, 0.0, 0.0, key, text, Span(start, end)))
        position = last + 1
    return found


def _may_be_name(words: list[Token], position: int, *, by_habit: bool) -> bool:
    word = words[position]
    if not word.text[0].isupper() or word.text[0].isdigit():
        return False
    concept = CONCEPTS.get(word.stem, word.stem)
    if concept in COUNTRIES:
        return True
    if word.text == "New":  # York, Delhi, Zealand; not the first word of a sentence
        return not by_habit and position + 1 < len(words) and words[position + 1].text[0].isupper()
    if word.stem in STOP_STEMS or word.text.lower() in _TITLES:
        return False
    return not (position == 0 or by_habit) or weight(stem(word.text.lower())) > _COMMON_WEIGHT


def _continues(sentence: str, words: list[Token], last: int, *, by_habit: bool) -> bool:
    following = words[last + 1]
    gap = sentence[words[last].end : following.start]
    if gap not in {" ", "-", " & ", "."} or not following.text[0].isupper():
        return False
    return _may_be_name(words, last + 1, by_habit=by_habit)
