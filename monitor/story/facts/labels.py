"""Numbers that are no figure by the words around them: years, ages, labels, numbers to call. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.story.facts.passed import Why
from monitor.story.facts.scales import Number
from monitor.story.words import COUNTRIES, FOREIGN_MARK, STOP_STEMS, Token, stem

_AGE = re.compile(r"\b(?:woman|man|boy|girl|aged?)(?: of)? $", re.IGNORECASE)
_AGE_REACH = 12  # characters in front of a number
_OF_AGE = re.compile(r"[ -](?:years?|months?|weeks?|days?)[ -]olds?\b", re.IGNORECASE)
_OLDEST = 115  # years
_NEVER_BEFORE = frozenset("-/.#")
_NOT_COUNTED = re.compile(r"\s*(?:am|pm|a\.m|p\.m|o'clock|uhr)\b", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:[Cc]alls?|[Dd]ial(?:l?ing)?|[Rr]ing|[Pp]hone|[Hh]otline|[Tt]ext(?:ing)?(?: [A-Z]+ to)?)\s$"
)
_CALL_REACH = 40  # characters in front of a number in which the word for a call stands
_SHORTEST_CALLED, _LONGEST_CALLED = 3, 6  # digits of a number that one can call
_MANY = 100  # from here on a number behind a dash is the other half of a range
#: What is numbered, wherever the number stands: `on Flight 370`, `No. 10`.
_NUMBERED = frozenset(
    (
        "no nos nr number flight route highway interstate section article chapter room gate pier terminal bus"
        " train platform apollo iphone ipad windows android bundesstraße artikel paragraf vol fig psalm rule"
    ).split()
)
#: How much there is of it is news: `Category 5`.
_GRADED = frozenset({"magnitude", "category", "stärke", "magnitud", "toll", "deaths", "cases"})


def is_of_age(number: Number, text: str) -> bool:
    """Whether the words around a number say that it is an age: `a man of 45`, `killed 37-year-old …`."""
    lead = max(0, number.start - _AGE_REACH)
    is_behind = text[number.start - 1 : number.start] == " "
    return bool(
        (is_behind and _AGE.search(text, lead, number.start)) or _OF_AGE.match(text, number.end)
    )


def is_label(number: Number, text: str, words: Sequence[Token]) -> bool:
    """Whether a number belongs to a name before it: `S&P 500`, the `737` of `Boeing 737 MAX jets`.

    Where every noun has a capital, as in German, one behind the number is what it counts.
    """
    is_lettered = number.scale > 1 and text[number.end - 1].isupper()  # `Pad 39B`
    if not number.first or number.is_spelled or (number.scale > 1 and not is_lettered):
        return False
    before = words[number.first - 1]
    lower = before.text.lower()
    if lower in _GRADED or _is_grouped(number, text):
        return False
    gap = text[before.end : number.start]
    if lower in _NUMBERED and gap in {" ", ". "}:
        return not before.text.islower() or lower == "number"
    following = words[number.behind] if number.behind < len(words) else None
    is_inside = is_lettered or (following is not None and not is_german_noun(following))
    return before.text[0].isupper() and gap == " " and before.stem not in STOP_STEMS and is_inside


def _is_grouped(number: Number, text: str) -> bool:
    """Whether a number has parted thousands or a comma, as no name has: `In Bern 12,500`."""
    is_whole = number.value >= 1_000 and number.value == int(number.value)  # not `Linux 2026.4`
    return number.is_marked and (is_whole or "," in _written(number, text))


def no_figure(number: Number, text: str, words: Sequence[Token]) -> Why | None:
    """Say what a number that counts nothing is where it is no figure: a year, an age, a label."""
    why = _by_neighbours(number, text)
    if why is None and _written(number, text).isdecimal():
        why = _aged_or_called(number, text, words)
    if why is None and is_label(number, text, words):
        return Why.LABEL
    return why


def _by_neighbours(number: Number, text: str) -> Why | None:
    if number.is_year:
        return Why.YEAR
    if _NOT_COUNTED.match(text, number.end):
        return Why.TIME
    lead = max(0, number.start - _AGE_REACH)
    if _AGE.search(text, lead, number.start) or _OF_AGE.match(text, number.end):
        return Why.AGE
    before = text[number.start - 1 : number.start]
    has_size = number.scale > 1 or number.value >= _MANY
    is_ranged = before == "-" and has_size and text[number.start - 2].isdecimal()
    if before in _NEVER_BEFORE and before and not is_ranged:
        return Why.BEHIND_DASH
    return None


def _aged_or_called(number: Number, text: str, words: Sequence[Token]) -> Why | None:
    """Say whether a row of digits is an age or a number to call: `Jane Smith, 45, said`, `call 988`."""
    before = words[number.first - 1] if number.first else None
    is_apposed = before is not None and text[before.end : number.start] == ", "
    if is_apposed and before and text[number.end : number.end + 1] == ",":
        is_name = before.text[0].isupper() and before.stem not in COUNTRIES
        if is_name and number.value <= _OLDEST:
            return Why.AGE
    is_short = _SHORTEST_CALLED <= number.end - number.start <= _LONGEST_CALLED
    lead = max(0, number.start - _CALL_REACH)
    return Why.PHONE if is_short and _CALLED.search(text, lead, number.start) else None


def _written(number: Number, text: str) -> str:
    return text[number.start : number.end]


def is_german_noun(word: Token) -> bool:
    """Whether a word with a capital is no name: in German texts alone such a one is marked as unknown."""
    is_noun = word.text[0].isupper() and word.text[1:].islower()
    return is_noun and (
        word.concept.startswith(FOREIGN_MARK)
        or is_translated(word)
        or word.text in {"Menschen", "Personen"}
    )


def is_translated(word: Token) -> bool:
    """Whether a word of another language was read as an English one by the glossary."""
    return bool(word.concept) and word.stem == word.concept and word.stem != stem(word.text)


#: What is counted by thousands without a comma: `cuts 2000 jobs`.
_BY_THOUSANDS = frozenset(
    stem(word)
    for word in (
        "jobs positions posts roles workers employees staff homes houses households families soldiers troops officers"
        " students pupils children women men passengers migrants refugees protesters residents patients victims"
        " flights acres hectares tonnes tons barrels beds tickets vehicles cars trees birds animals cattle sheep"
        " people civilians prisoners guests visitors members firefighters nurses doctors teachers"
    ).split()
)
_DATED = frozenset(
    (
        "in since from until till by before after during through throughout early late mid the and to year season"
        " election summer spring autumn winter fall at least"
    ).split()
)
_DATED_OF = frozenset(
    (
        "class end start beginning half quarter summer spring autumn winter event events election elections season"
        " year census crash crisis war"
    ).split()
)


def is_many(number: Number, text: str, words: Sequence[Token]) -> bool:
    """Whether digits that may be a year count what follows: `cuts 2000 jobs`, not `in 2020 people`."""
    if number.behind >= len(words) or words[number.behind].stem not in _BY_THOUSANDS:
        return False
    if not number.first or text[number.end : words[number.behind].start] != " ":
        return False
    before = words[number.first - 1].text
    is_dated = before in _DATED or not before.islower()
    if before == "of" and number.first > 1:
        is_dated = words[number.first - 2].text.lower() in _DATED_OF
    return not is_dated
