"""What a series is called: the thing that is measured, in the words of who tells it. Pure.

A noun that has a value (a duty, a toll, a price) names a figure best, with what it is of: `duty on
steel from Turkey`. It is looked for near the figure, in what the change is said to be about, in its
sentence, and in the headline where that states the figure. Without one the headline stands in, cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.desk.timeline.measures import MEASURES
from monitor.desk.timeline.thing import clauses, stating
from monitor.model import Change, Fact, FactKind
from monitor.story.facts import MONTHS
from monitor.story.known import toll_of
from monitor.story.words import stem_of, stems_of

_MOST_WORDS = 9
_LONGEST = 60  # characters of a title
_WORD = re.compile(r"[^\s]+")
_LETTERS = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[,;:.!?)\]\"”—–]$")
_OPENS = re.compile(r"^[(\[\"“—–]")
#: Of these, what a count is of; other nouns beside a count are of another figure.
_COUNTED = frozenset(
    stems_of(
        "toll number death case output exports capacity attendance population"
        " casualty injury victim survivor rate dividend quota target limit estimate forecast total"
    )
)
#: A title of one of these alone says nothing.
_VAGUE = frozenset(stems_of("number count figure total level value share rate range case"))
_OBJECT_BEGINS = frozenset("of on in for from against over at among with to".split())
_ENDS = frozenset(
    (
        "to until till by at than as after before since while when that which who whose will now"
        " would shall should may might can could must has have had is are was were be been being"
        " and or but not it they he she we you rises rose falls fell come comes came grew"
        " drops hits reached reaches passes pass tops top exceeds exceed stands stood moves moved"
        " goes went climbs jumped doubles also still due down up further again"
    ).split()
)
_ARTICLES = frozenset("a an the its their his her our this that these those any some".split())
_LEADS_OUT = frozenset("of on in for from against over at with to worth a an its and or".split())
_UNITS = frozenset("per cent percent pence million billion trillion bn m".split())
_PARTS = frozenset("and as while after but before amid when".split())  # one statement from the next
_NUMERALS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve about nearly almost zero".split()
)
_ADJOINING = 2  # words in front of a noun that are told with it
_FARTHEST = 12  # words between a noun and its figure
_MOST_OF_NOUN = 3  # words of a thing that a headline follows
_SAYS_MORE = 5  # words that a noun may stand farther away where it says what it is of
#: Verbs in front of a noun, which do something with it.
_MOVES = frozenset(
    stems_of(
        "raise rise fall cut halve double triple quadruple delay cancel suspend spend sell buy put reach"
        " hit lower impose announce plan begin make add bring take warn threaten correct extend"
        " increase reduce lift trim slash drop say see expect give set keep want improve widen"
        " leave face move change report reveal agree propose admit"
    )
)
_STANDS_FOR = {
    FactKind.PERCENT: "Percentage",
    FactKind.MONEY: "Sum",
    FactKind.COUNT: "Number",
    FactKind.DURATION: "Time",
    FactKind.NAME: "State",
    FactKind.STATUS: "State",
}
_TOLLS = {"dead": "Number of dead", "ill": "Number of cases", "injured": "Number of injured"}


@dataclass(frozen=True, slots=True)
class Saying:
    """A change and the headline of the development that tells it."""

    change: Change
    headline: str


def title_of(sayings: Sequence[Saying]) -> str:
    """Return what the figures of a series are called, in at most `_LONGEST` characters.

    The best of all that its developments say: a noun that has a value and what it is of; where none
    says of what, the headline follows it.
    """
    kind, last = sayings[-1].change.fact, sayings[-1]
    ranked = [
        (distance - _SAYS_MORE * is_whole, number, is_whole, words)
        for number, saying in enumerate(sayings)
        for words, is_whole, distance in _candidates(saying)
    ]
    *_, is_whole, words = min(ranked, default=(0, 0, False, ""))
    if is_whole:
        return _cut(words)
    fact = stating(last.change.sentence, kind, last.change.after)
    if fact and (toll := toll_of(fact)):
        words = _TOLLS[toll]
    elif not words and (noun := _noun(last.change.about)):
        words = f"Number of {noun}" if kind is FactKind.COUNT else noun
    return _cut(f"{words or _STANDS_FOR.get(kind, kind.value.capitalize())}: {last.headline}")


def _noun(about: str) -> str:
    """Return what a change is said to be about, where that is a thing and no name or half a sentence."""
    words = about.split()
    is_thing = bool(words) and words[0].islower()
    is_thing &= not any(_is_move(word) or word in _ENDS for word in words)
    return about if is_thing and len(words) <= _MOST_OF_NOUN else ""


def _cut(text: str) -> str:
    """Return a title of whole words that is not too long."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _candidates(saying: Saying) -> Iterator[tuple[str, bool, int]]:
    """Yield phrases about a noun that has a value, whether each says of what, and how far it stands."""
    change = saying.change
    texts = clauses(change.sentence)
    texts += [saying.headline] if saying.headline != change.sentence else []
    measures = _COUNTED if change.fact is FactKind.COUNT else MEASURES
    for number, text in enumerate(texts):
        if fact := stating(text, change.fact, change.after):
            for words, distance in _phrases(text, fact, measures):
                yield " ".join(words), _says_of_what(words), distance + 2 * number


def _phrases(text: str, fact: Fact, measures: frozenset[str]) -> Iterator[tuple[list[str], int]]:
    """Yield the phrases of a text about nouns that have a value, and how many words lie between.

    What a comma parts from the figure is of something else.
    """
    found = list(_WORD.finditer(text))
    words = [each[0] for each in found]
    figure = next((n for n, each in enumerate(found) if each.end() > fact.span.start), 0)
    for place, word in enumerate(words):
        between = words[min(place, figure) : max(place, figure)]
        is_parted = any(_BREAK.search(each) or each.lower() in _PARTS for each in between)
        if not _is_measure(word, measures) or is_parted or len(between) > _FARTHEST:
            continue
        phrase = _trimmed([*_in_front(words, place), *_behind(words, place, figure)])
        if phrase:
            yield phrase, abs(place - figure)


def _in_front(words: list[str], place: int) -> list[str]:
    """Return the words that belong to a noun: `pay` of `pay offer`."""
    taken: list[str] = []
    for word in reversed(words[max(0, place - _ADJOINING) : place]):
        lower = word.lower()
        if _BREAK.search(word) or lower in _ARTICLES | _ENDS | _OBJECT_BEGINS:
            break
        if _is_move(word) or _holds_figure(word) or lower in _UNITS:
            break
        taken.insert(0, word)
    return taken


def _behind(words: list[str], place: int, figure: int) -> list[str]:
    """Return a noun and what it is of: `duty on steel from Turkey`."""
    taken = [words[place]]
    for number in range(place + 1, min(len(words), place + _MOST_WORDS)):
        word, lower = words[number], words[number].lower()
        is_first = len(taken) == 1
        if _BREAK.search(taken[-1]) or _OPENS.search(word) or number == figure:
            break
        if (is_first and lower not in _OBJECT_BEGINS) or (not is_first and lower in _ENDS):
            break
        if lower in {"from", "to", "at"} and _leads_to_figure(words, number):
            break
        if word[:1].isdecimal() or _is_month(word):
            break
        taken.append(word)
    return taken


def _leads_to_figure(words: list[str], place: int) -> bool:
    """Whether a figure stands right behind a word: `from 25%`, `from about 90 billion`."""
    return any(
        _holds_figure(word) or _is_month(word) or word.lower() in _NUMERALS
        for word in words[place + 1 : place + 3]
    )


def _trimmed(words: list[str]) -> list[str]:
    """Return words without what leads in or out, and without marks at their ends."""
    kept = [word for word in words if _LETTERS.search(word)]
    while kept and (kept[0].lower() in _ARTICLES | _LEADS_OUT or _is_move(kept[0])):
        kept = kept[1:]
    while kept and (kept[-1].lower() in _ARTICLES | _LEADS_OUT | _ENDS):
        kept = kept[:-1]
    if kept:
        kept[-1] = kept[-1].rstrip(",;:.!?)\"”'’")
    return kept


def _says_of_what(words: list[str]) -> bool:
    """Whether a phrase says more than that something is measured: `number of cases`, `pay offer`."""
    if len(words) != 2:
        return len(words) > 2
    return any(not _is_vague(word) and word.lower() not in _LEADS_OUT for word in words)


def _is_measure(word: str, measures: frozenset[str]) -> bool:
    found = _LETTERS.findall(word)
    if not found or word.lower().endswith(("ed", "ing", "dead")) or _is_move(word):
        return word.lower() in _NOUNS_IN_ING
    return stem_of(found[-1]) in measures


_NOUNS_IN_ING = frozenset({"spending", "holding", "hearing", "meeting", "opening", "ceiling"})


def _is_vague(word: str) -> bool:
    return stem_of(word.strip(",;:.!?)")) in _VAGUE


def _is_move(word: str) -> bool:
    return stem_of(word.rstrip(",;:.")) in _MOVES and word.lower() != "proposal"


def _holds_figure(word: str) -> bool:
    return any(char.isdecimal() for char in word)


def _is_month(word: str) -> bool:
    return word[:1].isupper() and word.lower().rstrip(".,;") in MONTHS
