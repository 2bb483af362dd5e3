"""Numbers that are no figure by the words around them: years, ages, labels, numbers to call. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.story.facts.ages import is_apposed_age, is_of_age
from monitor.story.facts.headlines import is_title_case, leads_figure
from monitor.story.facts.passed import Why
from monitor.story.facts.scales import Number
from monitor.story.words import FOREIGN_MARK, STOP_STEMS, Token, stem

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
#: What is numbered where it has a capital: `Week 18 games`, but `last week 18 people`.
_NUMBERED_AS_NAME = frozenset(
    (
        "season week episode ep eps part gen generation pro edition playstation xbox series volume phase tier"
        " round chapter unit zone district ward matchday game version type class grade level"
        " switch galaxy pixel snapdragon dimensity ryzen rtx gtx geforce radeon linux ubuntu fedora"
        " debian macos ios gta falcon starship artemis buds airpods fold flip ultra wifi bluetooth"
        " formula division"
    ).split()
)
_VERBS_TOO = frozenset({"train", "rule", "number"})  # `Train 20 soldiers`
_FIRM = (_NUMBERED | _NUMBERED_AS_NAME) - _VERBS_TOO
#: The rounds of a knock-out by how many are left in them: `the last 16`.
_KNOCK_OUT = re.compile(r"\b(?:last|round of|final) $", re.IGNORECASE)
_RESOLUTIONS = frozenset({"2K", "4K", "5K", "6K", "8K"})  # of screens, which no count has
_ROUND_REACH = 12  # characters in front of a number
_LEFT_IN_ROUND = frozenset({4.0, 8.0, 16.0, 32.0, 64.0, 128.0})
#: How much there is of it is news: `Category 5`.
_GRADED = frozenset({"magnitude", "category", "stärke", "magnitud", "toll", "deaths", "cases"})


def is_label(number: Number, text: str, words: Sequence[Token]) -> bool:
    """Whether a number belongs to a name before it: `S&P 500`, the `737` of `Boeing 737 MAX jets`.

    Where every noun has a capital, as in German, one behind the number is what it counts; behind a
    verb of a headline stands no label: `Army to Buy 110 New Jets`.
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
    if lower in _NUMBERED_AS_NAME and gap in {" ", ". "} and not before.text.islower():
        return True
    is_resolution = _written(number, text) in _RESOLUTIONS
    if leads_figure(before) and is_title_case(words) and not is_resolution:
        return False
    following = words[number.behind] if number.behind < len(words) else None
    is_inside = is_lettered or (following is not None and not is_german_noun(following))
    return before.text[0].isupper() and gap == " " and before.stem not in STOP_STEMS and is_inside


def is_firm_label(number: Number, text: str, words: Sequence[Token]) -> bool:
    """Whether a number is a label whatever stands behind it: `Windows 11 fails`, `Week 18 games`."""
    if not is_label(number, text, words):
        return False
    before = words[number.first - 1].text
    return before.lower() in _FIRM and not before.islower()


def _is_of_round(number: Number, text: str) -> bool:
    """Whether a number names a round of a knock-out: `the last 16`, not `the last 16 of them`."""
    if number.value not in _LEFT_IN_ROUND or text.startswith(" of ", number.end):
        return False
    lead = max(0, number.start - _ROUND_REACH)
    return bool(_KNOCK_OUT.search(text, lead, number.start))


def _is_grouped(number: Number, text: str) -> bool:
    """Whether a number has parted thousands or a comma, as no name has: `In Bern 12,500`."""
    is_whole = number.value >= 1_000 and number.value == int(number.value)  # not `Linux 2026.4`
    return number.is_marked and (is_whole or "," in _written(number, text))


#: `a two-time champion`, `a five-star hotel`: nothing that happened is counted.
_MANNER = re.compile(
    r"[-‑](?:time|star|way|step|part|figure|letter|word)s?\b(?! (?:more|fewer|less|[a-z]+er)\b)",
    re.IGNORECASE,
)


def is_manner(number: Number, text: str) -> bool:
    """Whether a number says what kind of thing something is: `a two-time champion`."""
    return bool(_MANNER.match(text, number.end))


def no_figure(number: Number, text: str, words: Sequence[Token]) -> Why | None:
    """Say what a number that counts nothing is where it is no figure: a year, an age, a label."""
    why = Why.MANNER if is_manner(number, text) else _by_neighbours(number, text)
    if why is None and _written(number, text).isdecimal():
        why = _aged_or_called(number, text, words)
    if why is None and (is_label(number, text, words) or _is_of_round(number, text)):
        return Why.LABEL
    return why


def _by_neighbours(number: Number, text: str) -> Why | None:
    if number.is_year:
        return Why.YEAR
    if _NOT_COUNTED.match(text, number.end):
        return Why.TIME
    if is_of_age(number, text):
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
    if is_apposed_age(number, text, before):
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
