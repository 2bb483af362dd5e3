"""Quarters and halves of a year: `third quarter of 2027`, `Q3 2027`, `first half of next year`. Pure.

A quarter without a year is the nearest one, or the next where the sentence says that it is to come;
a half without one is as often that of a match, and no date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from monitor.model import Fact, FactKind, Span
from monitor.story.words import stem_of

_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINALS = ("first", "second", "third", "fourth")
_PART = re.compile(
    rf"\b(?:(?P<nth>{'|'.join(_NTH)})[\s-](?P<part>quarter|half)|(?-i:(?P<short>[QH][1-4]|[1-4][QH])))\b(?!-[a-z])"
    r"(?:(?:\sof|\sin|,)?[\s-](?P<year>(?:19|20)\d\d)\b|\sof\s(?P<which>the|this|next|last)\syear\b)?"
    r"|(?:(?P<cjk_year>(?:19|20)\d\d)年)?(?:第?(?P<cjk_quarter>[一二三四1-4])季度|(?P<cjk_half>[上下])半年)",
    re.IGNORECASE,
)
_CJK = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_YEARS_ON = {"the": 0, "this": 0, "next": 1, "last": -1}
_STEMS = frozenset({stem_of("quarter"), stem_of("half")})
_SHORT = re.compile(r"\b(?:[QH][1-4]|[1-4][QH])\b|季度|半年")
#: Words in front of a quarter that say that it is to come.
_TO_COME = re.compile(
    r"\b(?:will|would|due|expect\w*|scheduled|slip\w*|delay\w*|postpon\w*|defer\w*|put off|push\w* back|until)\b",
    re.IGNORECASE,
)
_REACH = 60  # characters in front of a quarter


def quarters(text: str, stems: frozenset[str], published: date | None) -> Iterator[Fact]:
    """Yield the quarters and halves of a year that a sentence names; `stems` are of its words."""
    if stems.isdisjoint(_STEMS) and not _SHORT.search(text):
        return
    for match in _PART.finditer(text):
        place, months = _place(match)
        if place * months > 12:
            continue
        year = _year(match, place, months, published)
        if year is None:
            continue
        last = place * months
        first_day = date(year, last - months + 1, 1)
        last_day = date(year, last, calendar.monthrange(year, last)[1])
        shown = f"{_ORDINALS[place - 1]} {'quarter' if months == 3 else 'half'}"
        if _states_year(match):
            shown = f"{shown} of {year}"
        ordinals = float(first_day.toordinal()), float(last_day.toordinal())
        yield Fact(FactKind.DATE, *ordinals, "day", shown, Span(*match.span()))


def _place(match: re.Match[str]) -> tuple[int, int]:
    """Return which part of the year is meant, from 1, and how many months such a part has."""
    if match["nth"]:
        return _NTH[match["nth"].lower()], 3 if match["part"].lower() == "quarter" else 6
    if short := match["short"]:
        return int(short.strip("QH")), 3 if "Q" in short else 6
    sign = match["cjk_quarter"] or match["cjk_half"]
    return _CJK.get(sign) or int(sign), 3 if match["cjk_quarter"] else 6


def _states_year(match: re.Match[str]) -> bool:
    return bool(match["year"] or match["cjk_year"] or match["which"])


def _year(match: re.Match[str], place: int, months: int, published: date | None) -> int | None:
    """Return the year of a part of one; None where the text leaves it open."""
    if written := match["year"] or match["cjk_year"]:
        return int(written)
    if published is None:
        return None
    if match["which"]:
        return published.year + _YEARS_ON[match["which"].lower()]
    if months != 3:
        return None
    middle = 3 * place - 1
    apart = 12 * published.year + published.month - middle  # months, since the year 0
    lead = match.string[max(0, match.start() - _REACH) : match.start()]
    if _TO_COME.search(lead):
        return -(-(apart - 1) // 12)  # the first that has not ended
    return (apart + 6) // 12
