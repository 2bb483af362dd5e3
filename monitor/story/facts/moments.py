"""Dates and spans of time: `March 1`, `from January`, `next month`, `Friday`, `90 days`. Pure.

A date is held as the proleptic ordinals of its first and last day, so `March 1` lies in `March`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.amounts import Amount
from monitor.story.facts.numerals import MEASURES
from monitor.story.facts.scales import Number
from monitor.story.words import Token, fold, is_cjk, stem, tokens

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
_FOREIGN_MONTHS = {
    name: number
    for row in (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(row.split(), 1)
}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_FOREIGN_MONTH = "|".join(sorted(_FOREIGN_MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s(?P<{0}>(?:19|20)\d\d))?"
_TO = r"\s?(?:and|to|or|-|–)\s?"
_DATE = re.compile(
    rf"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    rf"|\b(?P<month>{_MONTH})\.?\s{_DAY.format('day')}\b(?!\d|[,.]\d)(?:{_TO}{_DAY.format('last')}\b(?!\d))?{_YEAR.format('year')}"
    rf"|\b(?:{_DAY.format('first2')}{_TO})?{_DAY.format('day2')}\s(?:of\s)?(?P<month2>{_MONTH})\b\.?{_YEAR.format('year2')}"
    rf"|\b(?P<lone>{'|'.join(m for m in MONTHS if m not in {'may', 'mar', 'march'})})\b{_YEAR.format('year3')}"
    rf"|\b(?:in|from|by|until|since|of|last|next)\s(?-i:(?P<lone2>May|March))\b(?!\.?\s\d\d?\b){_YEAR.format('year4')}"
    r"|\b(?:in|by|from|until|since|of|late|early|end of|before|after|through)\s"
    r"(?P<lone_year>(?:19|20)\d\d)\b(?![-–/,.]?\d)"
    rf"|\b(?P<which>next|this|last)\s(?P<period>month|year)\b"
    rf"|\b(?P<relative>{'|'.join(_RELATIVE_DAYS)})\b"
    rf"|\b(?P<weekday>{'|'.join(WEEKDAYS)})\b",
    re.IGNORECASE,
)
_FOREIGN_DATE = re.compile(
    rf"\b{_DAY.format('day')}(?:\.|er|º)?\s(?:de\s)?(?P<month>{_FOREIGN_MONTH})\b(?:\s(?:de\s)?(?P<year>(?:19|20)\d\d))?"
    r"|(?:(?P<cjk_year>(?:19|20)\d\d)年)?(?P<cjk_month>1[0-2]|0?[1-9])月(?:(?P<cjk_day>[12]\d|3[01]|0?[1-9])[日号])?",
    re.IGNORECASE,
)
_DATE_STEMS = frozenset(
    stem(name) for name in {**MONTHS, **WEEKDAYS, **_RELATIVE_DAYS, "month": 0, "year": 0}
)
_FOREIGN_STEMS = frozenset({stem(name) for name in _FOREIGN_MONTHS} | {"月"})
_NUMERIC_DATE = re.compile(r"(?:19|20)\d\d\b")


def dates(
    text: str, words: Sequence[Token], stems: frozenset[str], published: date | None
) -> Iterator[Fact]:
    """Yield the dates of a sentence, those without a year resolved to the one nearest `published`.

    `stems` are those of its words. Without `published` only dates that state their year are found.
    """
    if not stems.isdisjoint(_DATE_STEMS) or _NUMERIC_DATE.search(text):
        for match in _matches(text, words):
            if days := _days(match, published):
                yield _date(match, *days, unit=_unit(match), shown=_display(*days, match))
    if not stems.isdisjoint(_FOREIGN_STEMS):
        yield from _foreign_dates(text, published)


def _matches(text: str, words: Sequence[Token]) -> Iterator[re.Match[str]]:
    """Yield the dates as written; they are looked for only around words that a date has."""
    end = 0
    for place, word in enumerate(words):
        if word.end <= end or not (word.stem in _DATE_STEMS or word.text[0] in "12"):
            continue
        match = _match_around(text, words[max(0, place - _WORDS_BEFORE) : place + 1], end)
        if match:
            end = match.end()
            yield match


def _match_around(text: str, words: Sequence[Token], begin: int) -> re.Match[str] | None:
    """Return the date that holds the last of some words and begins at one of them, or None."""
    for first in words:
        if first.start >= begin:
            match = _DATE.match(text, first.start)
            if match and match.end() >= words[-1].end:
                return match
    return None


_WORDS_BEFORE = 3  # of a date may stand in front of its first name: `12 and 13 January`


def _date(match: re.Match[str], first: date, last: date, *, unit: str, shown: str) -> Fact:
    ordinals = float(first.toordinal()), float(last.toordinal())
    return Fact(FactKind.DATE, *ordinals, unit, shown, Span(*match.span()))


def _unit(match: re.Match[str]) -> str:
    """Say how a date is given: `day`, or so that it says when it was written: `weekday`."""
    if match["weekday"] or match["relative"]:
        return "weekday"
    return "year" if match["lone_year"] or match["period"] else "day"


def _days(match: re.Match[str], published: date | None) -> tuple[date, date] | None:
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
            return day, day
        if match["lone_year"]:
            year = int(match["lone_year"])
            return date(year, 1, 1), date(year, 12, 31)
        if match["weekday"] or match["relative"] or match["period"]:
            return _relative(match, published) if published else None
        return _named(match, published)
    except (ValueError, OverflowError):  # February 30, year 0, next year of 9999
        return None


def _named(match: re.Match[str], published: date | None) -> tuple[date, date] | None:
    """Return the first and last day of `March 1 to 4`, `1 March` or `March`."""
    name = match["month"] or match["month2"] or match["lone"] or match["lone2"]
    month = MONTHS[name.lower()]
    numbers = (match["first2"], match["day"] or match["day2"], match["last"])
    days = sorted(int(number) for number in numbers if number)
    year = match["year"] or match["year2"] or match["year3"] or match["year4"]
    return _in_month(month, days, year, published)


def _in_month(
    month: int, days: list[int], year_text: str | None, published: date | None
) -> tuple[date, date] | None:
    if year_text:
        year = int(year_text)
    elif published:
        year = _nearest_year(month, days[0] if days else 15, published)
    else:
        return None
    if days:
        return date(year, month, days[0]), date(year, month, days[-1])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _nearest_year(month: int, day: int, published: date) -> int:
    day = min(day, 28)
    years = (published.year - 1, published.year, published.year + 1)
    return min(years, key=lambda year: abs((date(year, month, day) - published).days))


_AHEAD = re.compile(
    r"\b(?:will|would|shall|must|due|deadline|set|expected|scheduled|plans?|until|till|next|by|from|starting)\b",
    re.IGNORECASE,
)
_AHEAD_REACH = 60  # characters in front of a weekday in which the sentence says that it is to come


def _relative(match: re.Match[str], published: date) -> tuple[date, date]:
    """Return the days of `Friday`, `tomorrow` or `next month`, seen from the day of publication."""
    if match["relative"]:
        day = published + timedelta(days=_RELATIVE_DAYS[match["relative"].lower()])
        return day, day
    if match["weekday"]:
        past = (published.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
        lead = match.string[max(0, match.start() - _AHEAD_REACH) : match.start()]
        is_ahead = bool(_AHEAD.search(lead)) and past > 0
        day = published + timedelta(days=7 - past if is_ahead else -past)
        return day, day
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    if match["period"].lower() == "year":
        return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
    month = published.year * 12 + published.month - 1 + step
    year, month = month // 12, month % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _display(first: date, last: date, match: re.Match[str]) -> str:
    if match["weekday"] or match["relative"]:
        return match[0].capitalize()
    if match["lone_year"]:
        return match["lone_year"]
    if match["period"] and match["period"].lower() == "year":
        return str(first.year)
    has_year = match["iso"] or match["year"] or match["year2"] or match["year3"] or match["year4"]
    month = calendar.month_name[first.month]
    if first == last:
        text = f"{month} {first.day}"
    else:
        text = f"{month} {first.day} to {last.day}" if match["first2"] or match["last"] else month
    separator = " " if text == month else ", "
    return f"{text}{separator}{first.year}" if has_year else text


def _foreign_dates(text: str, published: date | None) -> Iterator[Fact]:
    for match in _FOREIGN_DATE.finditer(text):
        if match["day"]:
            month, day = _FOREIGN_MONTHS[match["month"].lower()], match["day"]
        else:
            month, day = int(match["cjk_month"]), match["cjk_day"]
        try:
            days = _in_month(
                month, [int(day)] if day else [], match["year"] or match["cjk_year"], published
            )
        except ValueError:
            continue
        if days:
            name = calendar.month_name[month]
            shown = f"{name} {day}" if day else name
            yield _date(match, *days, unit="day", shown=shown)


# --- spans of time -------------------------------------------------------------------------------

_UNITS = {
    fold(form): unit
    for unit, forms in {
        "minute": "minute minutes minuten minutos min mins",
        "hour": "hour hours hora horas stunde stunden heure heures hr hrs",
        "day": "day days día días tag tage tagen jour jours",
        "week": "week weeks wk wks semana semanas woche wochen semaine semaines",
        "month": "month months mes meses monat monate monaten mois",
        "year": "year years yr yrs año años jahr jahre jahren ans",
    }.items()
    for form in forms.split()
}
_CHINESE_UNITS = {"小时": "hour", "天": "day", "周": "week", "个月": "month", "年": "year"}
_GAPS = frozenset({" ", "-", "\u00a0"})
_NO_SPAN = re.compile(r"-?\s?(?:olds?|ago|earlier)\b", re.IGNORECASE)


def read_duration(number: Number, text: str, words: Sequence[Token]) -> Amount | None:
    """Return the span of time that a number begins, or None: `90 days`, `two-year`, `3个月`."""
    if number.behind >= len(words):
        return None
    word = words[number.behind]
    unit = _UNITS.get(fold(word.text))
    is_short = word.text in MEASURES  # `45mins`
    if unit and text[number.end : word.start] in ({" ", "-", "\u00a0", ""} if is_short else _GAPS):
        is_manner = number.value <= 1 and number.is_spelled  # `one day`
        is_date = number.is_year and text[number.end] == " " and not word.text.endswith("s")
        if is_manner or is_date or _NO_SPAN.match(text, word.end):
            return None
        return Amount.of(FactKind.DURATION, number.value, unit, number.start, word.end)
    if not is_cjk(word.text):
        return None
    for name, unit in _CHINESE_UNITS.items():
        if text.startswith(name, number.end) and not (unit == "year" and number.is_year):
            end = number.end + len(name)
            return Amount.of(FactKind.DURATION, number.value, unit, number.start, end)
    return None


def dateline(text: str) -> date | None:
    """Return the day that an article gives itself near its beginning, or None."""
    head = text[:_DATELINE]
    words = tokens(head)
    for fact in dates(head, words, frozenset(word.stem for word in words), None):
        if fact.low == fact.high:
            return date.fromordinal(int(fact.low))
    return None


_DATELINE = 400  # characters at the beginning of an article in which its own date stands
