"""Dates and spans of time: `March 1`, `from January`, `Friday`, `90 days`, `three months`. Pure.

A date is held as the proleptic ordinals of its first and last day, so `March 1` lies in `March`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.amounts import Amount, scan
from monitor.story.facts.numbers import NUMBER, value_of
from monitor.story.text import stem

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s(?P<{0}>(?:19|20)\d\d))?"
_TO = r"\s?(?:and|to|or|-|–)\s?"
_DATE = re.compile(
    rf"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    rf"|\b(?P<month>{_MONTH})\.?\s{_DAY.format('day')}\b(?!\d|[,.]\d)(?:{_TO}{_DAY.format('last')}\b(?!\d))?{_YEAR.format('year')}"
    rf"|\b(?:{_DAY.format('first2')}{_TO})?{_DAY.format('day2')}\s(?:of\s)?(?P<month2>{_MONTH})\b\.?{_YEAR.format('year2')}"
    rf"|\b(?P<lone>{'|'.join(m for m in _MONTHS if m not in {'may', 'mar', 'march'})})\b{_YEAR.format('year3')}"
    rf"|\b(?:in|from|by|until|since|of|last|next)\s(?-i:(?P<lone2>May|March))\b{_YEAR.format('year4')}"
    rf"|\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"(?P<number>{NUMBER})[ -](?P<unit>hour|day|week|month|year)s?\b(?!-?old)(?!\s(?:ago|earlier))",
    re.IGNORECASE,
)


_DURATION_STEMS = frozenset({"hour", "day", "week", "month", "year"})
_DATE_STEMS = frozenset(stem(name) for name in {**_MONTHS, **_WEEKDAYS})


def may_hold_duration(stems: frozenset[str]) -> bool:
    """Whether a text with these stems can hold a span of time."""
    return not _DURATION_STEMS.isdisjoint(stems)


def may_hold_date(text: str, stems: frozenset[str]) -> bool:
    """Whether a text with these stems can hold a date."""
    return not _DATE_STEMS.isdisjoint(stems) or bool(_ISO_DATE.search(text))


_ISO_DATE = re.compile(r"\d\d\d\d-\d")


def durations(text: str, starts: Sequence[int]) -> Iterator[Amount]:
    """Yield every span of time of `text`, its unit `hour`, `day`, `week`, `month` or `year`."""
    return scan(_DURATION, text, starts, _read_duration)


def _read_duration(match: re.Match[str]) -> Amount | None:
    value = value_of(match["number"])
    if value <= 1 and not match["number"][0].isdigit():
        return None  # `one day` is a manner of speaking
    return Amount(FactKind.DURATION, value, value, match["unit"].lower(), Span(*match.span()))


def dates(text: str, published: date | None) -> Iterator[Fact]:
    """Yield the dates of `text`, those without a year resolved to the year nearest `published`.

    Without `published` only dates that state their year are found.
    """
    for match in _DATE.finditer(text):
        days = _days(match, published)
        if days:
            first, last = days
            yield Fact(
                FactKind.DATE,
                float(first.toordinal()),
                float(last.toordinal()),
                "weekday" if match["weekday"] else "day",
                _display(first, last, match),
                Span(*match.span()),
            )


def _days(match: re.Match[str], published: date | None) -> tuple[date, date] | None:
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
            return day, day
        if match["weekday"]:
            return _nearest_weekday(_WEEKDAYS[match["weekday"].lower()], published)
        month_name = match["month"] or match["month2"] or match["lone"] or match["lone2"]
        month = _MONTHS[month_name.lower()]
        day_number = match["day"] or match["day2"]
        year_text = match["year"] or match["year2"] or match["year3"] or match["year4"]
        if not year_text and not published:
            return None
        year = (
            int(year_text) if year_text else _nearest_year(month, int(day_number or 15), published)
        )
        if day_number:
            days = sorted(int(d) for d in (match["first2"], day_number, match["last"]) if d)
            return date(year, month, days[0]), date(year, month, days[-1])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:  # February 30, year 0
        return None


def _nearest_year(month: int, day: int, published: date | None) -> int:
    assert published is not None  # noqa: S101 - the caller has checked
    day = min(day, 28)
    years = (published.year - 1, published.year, published.year + 1)
    return min(years, key=lambda year: abs((date(year, month, day) - published).days))


def _nearest_weekday(weekday: int, published: date | None) -> tuple[date, date] | None:
    if not published:
        return None
    back = (published.weekday() - weekday) % 7
    day = published - timedelta(days=back)
    return day, day


def _display(first: date, last: date, match: re.Match[str]) -> str:
    if match["weekday"]:
        return match["weekday"].capitalize()
    has_year = match["iso"] or match["year"] or match["year2"] or match["year3"] or match["year4"]
    month = calendar.month_name[first.month]
    if first == last:
        text = f"{month} {first.day}"
    else:
        text = f"{month} {first.day} to {last.day}" if match["first2"] or match["last"] else month
    separator = " " if text == month else ", "
    return f"{text}{separator}{first.year}" if has_year else text


def dateline(text: str) -> date | None:
    """Return the day that an article gives itself near its beginning, or None."""
    for fact in dates(text[:_DATELINE], None):
        if fact.low == fact.high:
            return date.fromordinal(int(fact.low))
    return None


_DATELINE = 400  # characters at the beginning of an article in which its own date stands
