"""Dates as feeds write them → moments; what cannot be read for certain is no date. Pure.

Read are the forms of RFC 5322 and RFC 3339/ISO 8601, and what is written in their stead: names of
months in fifteen languages, hours with AM and PM, the `Date` of Java and JavaScript, names of zones.
The order of day and month is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from monitor.feeds.zones import ZONES, offsets_of
from monitor.model.tables import read_groups

LONGEST = 80  # characters
_MONTHS = {
    name: int(number)
    for number, names in read_groups(__package__, "months.tsv", map(str, range(1, 13))).items()
    for name in names
}
#: What two languages call two months by, the one with more readers first: `listopada`.
_TWICE = {
    name: tuple(map(int, months))
    for name, months in read_groups(__package__, "months_twice.tsv").items()
}
#: The days of the week, from Monday, in the languages of those.
_WEEKDAYS = {
    name: int(number)
    for number, names in read_groups(__package__, "weekdays.tsv", map(str, range(7))).items()
    for name in names
}
_WEEKDAY = r"(?:(?P<weekday>(?:[^\W\d_]|['’]){1,14})(?:-feira)?(?:\.?\s?,\s?|\.?\s))?"
_YEAR = r"(?P<year>[1-9]\d{3}|\d{2})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>[1-9]\d{3})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>[1-9]\d{3})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>[1-9]\d{3})",
        r"(?P<first>\d{1,2})[-/](?P<second>\d{1,2})[-/](?P<year>[1-9]\d{3})",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]?(?:de\s)?"
        r"(?P<name>[^\W\d_]{3,12})\.?\s?[,-]?\s?(?:del?\s)?" + _YEAR,
        _WEEKDAY
        + r"(?P<name>[^\W\d_]{3,12})\.?\s?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s?,?\s?"
        + _YEAR,
    )
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{1,2})"
    r"(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"(?!\d)\s?(?P<half>[ap]\.?m\b\.?)?(?:\s?uhr\b)?"
)
_DOTTED = re.compile(r"(?<=\s)(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=\s|$)")
_ZONE_OF_DAY = re.compile(r"(?<=\d\d)\s?(?:z|[a-z]{2,5}|[+-]\d{2}:\d{2})$")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)")
_BETWEEN = (
    " at",
    " um",
    " a las",
    " a",
    " alle",
    " ore",
    " as",
    " om",
    " klo",
    " o",
    " в",
    " kl",
    " -",
)  # day and time
_OF_YEAR = (" г.", " г", " р.", " р", " r.", " r")  # behind a year
_YEAR_AT_END = re.compile(r"(?:^|\s)([1-9]\d{3})$")
_OFFSET = re.compile(
    r"(?:utc|gmt|ut|z)?\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?(?::?00)?(?:\s[a-z]{1,5})?"
)
_COMMENT = re.compile(r"\s?(?:\(([^()]*)\)|\[[^\[\]]*\])$")
_NAME = re.compile(r"[a-z]{1,5}|[a-z]{2,12}/[a-z_/]{2,30}")
_FARTHEST = timedelta(hours=14)  # from UTC
_UNIVERSAL = frozenset(("UTC", "UT", "Z", "GMT"))
_NONE = timedelta()
_Day = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it is written.

    `moment` is what it says with the likeliest meaning of its zone, in UTC; so is a date without a
    zone or with the name of one that nobody knows (RFC 5322 4.3). `zone` is the name that it gives;
    empty for UTC and for an offset in figures, "-" for none. `shifts` are what has to be added to
    `moment` for each meaning of the name, the likeliest first, which is nothing. `other` is what it
    says where the name of its month is that of another one in another language.
    """

    moment: datetime
    zone: str = ""
    shifts: tuple[timedelta, ...] = (_NONE,)
    has_time: bool = True
    other: datetime | None = None

    def by(self, latest: datetime) -> datetime:
        """Return its moment, or where that is after `latest` the one that it has by its other month."""
        return self.other if self.other and self.moment > latest else self.moment


def read_date(text: str) -> WrittenDate | None:
    """Read a date in one of the forms that the world uses; None for anything else."""
    text = _normal(text)
    if len(text) > LONGEST:
        return None
    text = _COMPACT.sub(r"\1-\2-\3t\4:\5:\6", text, count=1)
    before, time, after = _parts(text)
    days, zone = _days(before), _zone(after)
    if zone is None:
        return None
    found = [each for day in days if (each := _written_date(day, time, zone))]
    if not found:
        return None
    return replace(found[0], other=found[1].moment) if len(found) > 1 else found[0]


def _written_date(
    day: _Day, time: re.Match[str] | None, zone: tuple[str, timedelta | None]
) -> WrittenDate | None:
    """Return a day, a time and a zone as a date; None for what no calendar has."""
    name, offset = zone
    try:
        local = datetime(*day, *_clock_time(time), tzinfo=UTC) + _past_midnight(time)
        offsets = offsets_of(name, local) if offset is None else (offset,)
        moment = local - offsets[0]
        shifts = tuple(offsets[0] - each for each in offsets)
        return WrittenDate(moment, name, shifts, has_time=time is not None)
    except (ValueError, OverflowError):
        return None


def strict_date(text: str) -> datetime | None:
    """Read a date with the likeliest meaning of its zone, in UTC; None for what is none."""
    found = read_date(text)
    return found.moment if found else None


def _normal(text: str) -> str:
    """Return a date with plain spaces, signs and letters: narrow spaces stand before AM and PM."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text[: 4 * LONGEST]).replace("\u2212", "-")
        text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(text.casefold().split())


def _parts(text: str) -> tuple[str, re.Match[str] | None, str]:
    """Return the day, the time and the zone of a date, as they are written."""
    if (of_day := _ZONE_OF_DAY.search(text)) and _days(text[: of_day.start()]):
        return text[: of_day.start()], None, of_day[0].strip()
    time = _TIME.search(text)
    if time is None:
        text = _DOTTED.sub(r"\1:\2", text, count=1)
        time = _TIME.search(text)
    if time is None:
        return _without_joint(text), None, ""
    before, after = _without_joint(text[: time.start()]), text[time.end() :].strip(" ,")
    found = _YEAR_AT_END.search(after)
    if not before:  # 10:35, 28 Nov 2026
        return after.removeprefix("on "), time, ""
    if found and not _days(before):  # Sat Nov 28 10:35:06 IST 2026
        before, after = f"{before} {found[1]}", after[: found.start()].strip()
    return before, time, after


def _without_joint(text: str) -> str:
    """Return what stands before a time without what joins them: `at`, a comma, the T of ISO 8601."""
    text = text.rstrip(" ,|")
    for word in (*_BETWEEN, *_OF_YEAR):
        text = text.removesuffix(word)
    return (text[:-1] if text[-2:-1].isdigit() and text[-1] == "t" else text).rstrip(" ,|")


def _days(text: str) -> list[_Day]:
    """Return year, month and day, twice where the name of the month has two meanings, the likelier first.

    A year of two digits is one from 1969 to 2068, as in POSIX. A day of the week, where it is known,
    says which month is meant.
    """
    for form in _FORMS:
        if match := form.fullmatch(text):
            break
    else:
        return []
    found = match.groupdict()
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 69 else 1900
    if "first" in found:
        first, second = int(found["first"]), int(found["second"])
        if first <= 12 and second <= 12 and first != second:
            return []  # one of them is the month: nobody knows which
        return [(year, second, first) if second <= 12 else (year, first, second)]
    months = _months(found["name"]) if "name" in found else (int(found["month"]),)
    days = [(year, month, int(found["day"])) for month in months]
    weekday = _WEEKDAYS.get(found.get("weekday") or "")
    meant = [day for day in days if _falls_on(day, weekday)] if len(days) > 1 else []
    return meant or days


def _months(name: str) -> tuple[int, ...]:
    if name in _TWICE:
        return _TWICE[name]
    return (_MONTHS[name],) if name in _MONTHS else ()


def _falls_on(day: _Day, weekday: int | None) -> bool:
    try:
        return date(*day).weekday() == weekday
    except ValueError:  # 31 November
        return False


def _clock_time(found: re.Match[str] | None) -> tuple[int, int, int, int]:
    """Return hour, minute, second, microsecond; 24:00 is 0:00, and the leap second is the last."""
    if found is None:
        return 0, 0, 0, 0
    hour, minute = int(found["hour"]), int(found["minute"])
    second = int(found["second"] or 0)
    if half := found["half"]:  # beyond 12 the hour says itself which half it is of
        hour += {"a": -12, "p": 0}[half[0]] if hour == 12 else 12 * (half[0] == "p" and hour < 12)
    elif hour == 24 and not minute and not second:
        hour = 0
    micro = int((found["fraction"] or "0").ljust(6, "0")[:6])
    return hour, minute, 59 if second == 60 else second, micro


def _past_midnight(found: re.Match[str] | None) -> timedelta:
    """Return a day where the time is written 24:00."""
    is_end = found is not None and found["hour"] == "24" and not found["half"]
    return timedelta(days=1) if is_end else _NONE


def _zone(text: str) -> tuple[str, timedelta | None] | None:
    """Return the name of a zone, or its offset from UTC; None where there is more than a zone."""
    if comment := _COMMENT.search(text):
        inner = comment[1] or ""
        is_known = inner.upper() in ZONES or inner.endswith(" time")
        text = text[: comment.start()].strip() or (inner if is_known else "")
    if not text:
        return "-", _NONE
    if found := _OFFSET.fullmatch(text):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return ("", -offset if found[1] == "-" else offset) if offset <= _FARTHEST else None
    if text.endswith(" time"):  # India Standard Time
        text = "utc" if "universal" in text else "".join(word[0] for word in text.split())
    name = text.upper()
    if name in _UNIVERSAL:
        return "", _NONE
    return (name, None) if name in ZONES or _NAME.fullmatch(text) else None
