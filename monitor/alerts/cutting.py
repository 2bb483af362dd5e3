"""Where a text may be cut so that what is left is not false: in no figure, in no word. Pure.

`…tariff of 10%…` is a lie where the text goes on `→ 25%`, and so is `$7…` where `million` follows.
"""

from __future__ import annotations

import re
import unicodedata

_GOES_ON = "…"
_LONG = 24  # letters of a word, from which on it may be cut itself
_DIGIT = re.compile(r"\d")
#: Words that make a number of what stands before them, or name its unit.
_UNIT = re.compile(
    r"(?:hundred|thousand|million|billion|trillion|percent|per|pct|points?|basis|bn|mn|m|k|tn|dozen"
    r"|crores?|lakhs?|cr|mio|mrd|mill|millionen|milliarden?|tausend|prozent|mille|milliers?|millions"
    r"|milliards?|pour|millones|mil|millions?|por|ciento|md|dollars?|euros?|pounds?|yen|yuan|francs?"
    r"|rupees?|[%‰€$£¥₹])\b[.,;]?|[%‰€$£¥₹].*",
    re.IGNORECASE,
)
#: Words that say nothing at an end, and that lead up to a figure.
_LEADS = frozenset(
    (
        "a an the of to from by at than over under about around nearly almost up down is are was now in on"
        " for and or with between near plus minus negative some only more less rs us usd eur gbp inr chf"
        " auf von um bei als der die das ein eine und le la les de du des d' un une et à au par el los las"
        " del al y e en o con per più"
    ).split()
)
_NUMBER_WORDS = frozenset(
    (
        "one two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty"
        " sixty seventy eighty ninety hundred thousand half quarter third quarters thirds tens hundreds"
        " thousands zwei drei vier fünf sechs sieben acht neun zehn halbe deux trois quatre cinq sept"
        " huit neuf dix demi dos tres cuatro cinco seis siete ocho nueve diez medio"
    ).split()
)
_EDGES = " ,;:–—-→(\"'“‘«|/=+±~≈<>$€£¥₹"
# In scripts without spaces: a figure with its sign, scale and unit.
_FIGURE = re.compile(
    r"[$€£¥₹+\-−±]{0,3}\d[\d.,'’%％‰‐–-]*[万萬亿億兆千百十多余元%％‰个名人年月日]*"
)
_JOINERS = "\u200d\ufe0f"


def cut(text: str, longest: int) -> str:
    """Return `text`, or as much of it with `…` as fits into `longest` characters and is not false.

    It is cut between words, and so that its last word is neither part of a figure nor leads to one;
    a word longer than that is cut between two letters. Of a figure alone that is too long only `…`
    is left.
    """
    if len(text) <= longest:
        return text
    room = max(0, longest - len(_GOES_ON))
    begin = text[:room]
    kept, space, _ = begin.rpartition(" ")
    word = text[len(kept) + len(space) :].split(" ", 1)[0]
    if not space or (len(word) > _LONG and 2 * len(kept) < room):
        return begin[: _letter_end(text, room)].rstrip(_EDGES) + _GOES_ON
    return _without_lead(kept, text[len(kept) + 1 :]) + _GOES_ON


def _without_lead(kept: str, rest: str) -> str:
    """Return `kept` without the words at its end that belong to a figure which is cut."""
    words = kept.rstrip(_EDGES).split(" ")
    follows = next((each for each in rest.split() if each.casefold() not in _LEADS), "")
    follows = follows.removeprefix("d'").removeprefix("d’")
    before_a_figure = bool(_UNIT.match(follows) or _DIGIT.search(follows))
    while words:
        word = words[-1].rstrip(_EDGES)
        bare = word.lstrip(_EDGES).casefold()
        is_of_a_number = bare in _NUMBER_WORDS or _UNIT.fullmatch(bare)
        if _DIGIT.search(bare) or (before_a_figure and is_of_a_number):
            before_a_figure = True
        elif bare and bare not in _LEADS:
            words[-1] = word
            break
        words.pop()
    return " ".join(words)


def _letter_end(text: str, end: int) -> int:
    """Return the last place up to `end` that is between two letters and in no figure."""
    for figure in _FIGURE.finditer(text, max(0, end - 60), end + 60):
        if figure.start() < end <= figure.end():
            end = figure.start()
            break
    while 0 < end < len(text) and (
        unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS
    ):
        end -= 1
    return end
