"""Is a figure of an item one of its story, or does it stand beside it? Pure.

What an outlet corrects is of the story; what a page counts, what a share costs and what has a label of
its own changes by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.model import MOVING, Fact, FactKind
from monitor.story.known.ledger import counts_people
from monitor.story.reading import COUNTED, PARTED
from monitor.story.words import concepts, is_in_table, tokens

_SHARES_BEFORE = re.compile(
    r"\b(?:shares?|stocks?|share price|ADRs?|ADSs?|Aktien?|Kurs|actions?|titre|acciones|futures)\b"
    r"(?:[^.;]|\.(?=\d)){0,48}?\b(?:at|to|by|from|of|is|was|up|down|now|fell|falls?|falling|rose|rises?|rising"
    r"|gain\w*|lost|loses?|slid\w*|drop\w*|clos\w+|open\w+|trad\w+|climb\w*|jump\w*|surg\w+|plung\w+|tumbl\w+|add\w*|shed"
    r"|sank|dipp?\w*|advanc\w+|declin\w+|worth|hit|steht|stieg\w*|fiel\w*|um|bei|auf)\b(?:[^.;]|\.(?=\d)){0,24}$",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\s?(?:a|per|each|apiece|pro|par|por)\b|\s?(?:of|stake|interest)\b", re.IGNORECASE
)
_LABEL = re.compile(r"\W*+(?:[^\W\d_][\w.&'’-]*+ ?){1,3}:\s?\W{0,2}")
_SHORT = 4  # words of a stretch that is no sentence
_NEAR = 32  # characters after a figure in which it is said what it counts
#: Words of counters that running sentences have as well.
_WHEN = frozenset(
    "ago updated reading watching like likes liked click clicks reply replies view".split()
)
_WORD = re.compile(r"[^\W\d_]+")


def is_beside_the_story(text: str, fact: Fact, is_told_of: Callable[[str], bool]) -> bool:
    """Whether a figure counts something about a page, is a price of shares, or stands beside the story.

    `is_told_of` says whether the story speaks of a word: then it is a figure of the story. Beside it
    stands what has a label of its own (`Weather: 21°`), and a few words that no news is written in.
    """
    before, after = text[: fact.span.start], text[fact.span.end :]
    near = [*_WORD.findall(before.lower())[-1:], *_WORD.findall(after[:_NEAR].lower())[:3]]
    counted = (COUNTED & {fact.unit, *near}) - _WHEN
    if (
        fact.kind is FactKind.COUNT
        and counted
        and not any(map(is_told_of, _said(" ".join(counted))))
    ):
        return True
    if fact.kind in MOVING and not _EACH.match(after) and _SHARES_BEFORE.search(before):
        return True
    label = PARTED.split(before)[-1]
    stretch = f"{label} {PARTED.split(after)[0]}"
    said = _said(stretch)
    if counts_people(fact) or any(map(is_told_of, said)):
        return False
    if _LABEL.fullmatch(label):
        return True
    is_short = len(_WORD.findall(stretch)) <= _SHORT
    return fact.kind is FactKind.COUNT and is_short and not any(map(is_in_table, said))


def _said(text: str) -> list[str]:
    return [concept for concept, _ in concepts(tokens(text))]
