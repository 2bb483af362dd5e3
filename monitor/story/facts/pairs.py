"""Two numbers with a dash between: scores, votes, types of aircraft; or a range: `2-1`, `5-6%`. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.story.facts.currencies import Sign
from monitor.story.facts.passed import Passed, Why
from monitor.story.facts.scales import Number

UNIT_BEHIND = re.compile(
    r"\s?(?:[%‰$€£°]|per[ -]?cent|pct\b|bps?\b|pp\b|points?\b|prozent|por ciento|pour cent|million|billion"
    r"|trillion|bn\b|tn\b|mn?\b|mio\b|mrd\b|thousand|lakh|crore|[万亿])",
    re.IGNORECASE,
)
#: The other half of a range that has a size: the `-3 million` of `R2-3 million`.
SIZE_BEHIND = re.compile(
    r"(?:[-–]| to )\d[\d.,]*+\s?(?:[mb]n?\b|million|billion|trillion|thousand|tn\b|lakh|crore)",
    re.IGNORECASE,
)
_DASHES = frozenset("-–")
_HIGHEST_SCORE = 199
_PAIR = re.compile(r"(?P<first>\d{1,3})[-–](?P<second>\d{1,3})(?![\d/]|[.,]\d|[-–]\d)")
#: `737-800`, `777-300ER`, `747-8`: what its maker calls an aircraft.
_TYPE = re.compile(r"7\d7[-–]\d{1,3}(?:ER|LR|F|C|M)?\b")
_COUNTED = re.compile(
    r"[ -](?!(?:(?:win|loss|draw|vote|victory|defeat|lead)s?"
    r"|at|in|on|to|and|for|against|over|by|after|with|as|but|or|from)\b)[a-zäöüéèà]{2,}",
    re.IGNORECASE,
)
_VOTED = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|pass(?:es|ed)|approv(?:es?|ed)|reject(?:s|ed)?|back(?:s|ed)|defeat(?:s|ed)?|adopt(?:s|ed)"
    r"|confirm(?:s|ed)|overturn(?:s|ed)|ruled|beat|won|lost)\b[^.;:!?\d]{0,40}$",
    re.IGNORECASE,
)
_VOTE = re.compile(r" (?:votes?|ballot|tally|margin|in favou?r|against)\b", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?P<first>\d{1,3})(?: votes)? to (?P<second>\d{1,3})(?![\d/]|[.,:]\d)")
_GROUPED = re.compile(r"\d{1,3}[,.'’\u00a0\u202f]\d{3}")
_WIDEST = 10.0  # times its low end is the high one of a range that is written short
_REACH = 60  # characters in front of a pair in which the verb of a vote stands


class Pair(NamedTuple):
    """Two whole numbers with a dash between, as scores and ranges have: `2-1`, `5–6`."""

    first: int
    second: int
    end: int


def pair_at(text: str, start: int) -> Pair | None:
    """Return the two whole numbers that a dash joins at `start`, or None."""
    found = _PAIR.match(text, start)
    return Pair(int(found["first"]), int(found["second"]), found.end()) if found else None


def passed_pair(read: Number, text: str, sign: Sign | None) -> Passed | None:
    """Return two numbers that are a score, a vote or a type: `2-1`, `219-213`, `737-800`; else None.

    What falls is no range; what rises is one where something is counted or it is large, and no vote.
    """
    if sign or read.scale > 1:
        return None
    if text[read.end : read.end + 1] not in _DASHES:
        return _vote_in_words(read, text)
    if type_of := _TYPE.match(text, read.start):
        return Passed(read.start, type_of.end(), Why.NAME)
    pair = pair_at(text, read.start)
    if pair is None or UNIT_BEHIND.match(text, pair.end):
        return None
    is_range = pair.first < pair.second and not _is_vote(text, read.start, pair.end)
    if is_range and (pair.second > _HIGHEST_SCORE or _COUNTED.match(text, pair.end)):
        return None
    return Passed(read.start, pair.end, Why.SCORE)


def _is_vote(text: str, start: int, end: int) -> bool:
    if _VOTE.match(text, end):
        return True
    is_voted = _VOTED.search(text, max(0, start - _REACH), start)
    return bool(is_voted) and not _COUNTED.match(text, end)


def _vote_in_words(read: Number, text: str) -> Passed | None:
    """Return a vote as some write it: `voted 219 to 213`."""
    found = _IN_WORDS.match(text, read.start)
    if found is None or UNIT_BEHIND.match(text, found.end()):
        return None
    is_falling = int(found["first"]) >= int(found["second"])
    if is_falling and _is_vote(text, read.start, found.end()):
        return Passed(read.start, found.end(), Why.SCORE)
    return None


def leaves_out_thousands(first: Number, second: Number, text: str) -> bool:
    """Whether the low end of a range leaves out the thousands of the high one: `$5-8,000`.

    Read so it must still be the lower end (`900-1,200` is not), and the range at most tenfold:
    `5-100,000` is taken as it is written.
    """
    low, high = text[first.start : first.end], text[second.start : second.end]
    if first.scale > 1 or second.scale > 1 or not low.isdecimal() or not _GROUPED.fullmatch(high):
        return False
    meant = first.value * 1_000
    return meant < second.value <= meant * _WIDEST
