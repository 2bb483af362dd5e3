"""Names of people, organisations and places: capitals that are not a habit of case. Pure."""

from __future__ import annotations

from monitor.model import Fact, FactKind, Span
from monitor.story.lexicon import CONCEPTS, COUNTRIES, STOP_STEMS
from monitor.story.text import Token, stem
from monitor.story.weights import weight

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
    capitals = [place for place, word in enumerate(words) if word.text[0].isupper()]
    by_habit = headline and len(capitals) > 0.6 * max(1, len(words))
    found: list[Fact] = []
    behind = 0  # the first word that no name has taken yet
    for first in capitals:
        if first < behind or not _may_be_name(words, first, by_habit=by_habit):
            continue
        last = first
        while last + 1 < len(words) and _continues(sentence, words, last, by_habit=by_habit):
            last += 1
        behind = last + 1
        run = words[first:behind]
        while run and run[0].text.lower() in _TITLES:
            run = run[1:]
        if run:
            found.append(_name(sentence, run))
    return found


def _name(sentence: str, run: list[Token]) -> Fact:
    start, end = run[0].start, run[-1].end
    text = sentence[start:end].removesuffix("'s").removesuffix("’s").rstrip("'’")
    key = " ".join(CONCEPTS.get(word.stem, word.stem) for word in run)
    return Fact(FactKind.NAME, 0.0, 0.0, key, text, Span(start, end))


def _may_be_name(words: list[Token], position: int, *, by_habit: bool) -> bool:
    word = words[position]
    if word.concept in COUNTRIES:
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
