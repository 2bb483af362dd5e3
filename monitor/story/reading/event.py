"""Do two texts tell the same event? By their words, names and figures, and by their days. Pure.

Two events of one kind share most of their words. What tells them apart is who, where, how many and
when: names and figures weigh more than other words, and the years, days and weekdays that the
texts name agree or conflict. The four weights were fitted to ECB+ (Cybulska & Vossen 2014), topics
with odd numbers, by `scripts/train-similarity`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import FactKind
from monitor.story.facts import MONTHS, WEEKDAYS
from monitor.story.reading.digest import LEAD_SENTENCES, Digest, concept_weight

Vector = dict[str, float]

#: What a cosine of 1, full agreement in time and a shared weekday add to the logarithm of the odds.
INTERCEPT, CONTENT, TIME, WEEKDAY = -6.57, 21.69, 1.56, 0.34
UNRELATED = -700.0  # below all others, and still an odds that a float can hold


@dataclass(frozen=True, slots=True)
class Event:
    """What a text tells, ready to be compared: its content, and the days that it names."""

    content: Vector
    year: int | None  # the newest one named
    days: frozenset[int]  # of the year, from 0
    months: frozenset[int]
    weekdays: frozenset[int]


def similarity(first: Digest, second: Digest) -> float:
    """Return how likely two texts tell the same event, 0 to 1; from 0.5 on they do."""
    return 1.0 / (1.0 + math.exp(-log_odds(event(first), event(second))))


def log_odds(one: Event, other: Event) -> float:
    """Return the logarithm of the odds that two texts tell the same event; above 0 they do.

    Days alone make no event: without a shared word it is not one.
    """
    content = cosine(one.content, other.content)
    if not content:
        return UNRELATED
    return (
        INTERCEPT
        + CONTENT * content
        + TIME * agreement_in_time(one, other)
        + WEEKDAY * agreement_in_weekday(one, other)
    )


def event(text: Digest) -> Event:
    """Read what two texts are compared by."""
    written = [sentence.text for sentence in text.sentences]
    days = {day for line in written for day in _days(line)}
    years = [int(year) for line in written for year in _YEAR.findall(line)]
    words = {word.lower() for line in written for word in _WORD.findall(line)}
    months = {MONTHS[word] for word in words & MONTHS.keys() - _COMMON_WORDS}
    return Event(
        content=event_vector(text),
        year=max(years, default=None),
        days=frozenset(_BEFORE_MONTH[month - 1] + day - 1 for month, day in days),
        months=frozenset(months | {month for month, _ in days}),
        weekdays=frozenset(WEEKDAYS[word] for word in words & WEEKDAYS.keys()),
    )


# --- content -------------------------------------------------------------------------------------

_NAME = 3.0  # how much more a word of a name weighs
_FIGURE = 5.0  # and a figure
_SHARPNESS = 1.3  # exponent of the weight: above 1 the rare words count still more
_ALSO_SMALL = 0.34  # a name that is a common word this often of its times is a capital by habit
_YEAR_COUNT = re.compile(r"count:(?:19|20)\d\d:")


def cosine(left: Vector, right: Vector) -> float:
    """Return the cosine of two vectors of length 1."""
    if len(left) > len(right):
        left, right = right, left
    return min(1.0, math.fsum(value * right[c] for c, value in left.items() if c in right))


def event_vector(text: Digest) -> Vector:
    """Return the content of a text as a vector of length 1, by concept; empty for an empty text.

    The weights are tf·idf (Salton & Buckley 1988) with the square root of the frequency, in which
    the lead counts twice. Days and years are compared apart.
    """
    frequencies: Counter[str] = Counter()
    as_name: Counter[str] = Counter()
    as_word: Counter[str] = Counter()
    for place, sentence in enumerate(text.sentences):
        names = sentence.names
        for concept in sorted(sentence.concepts):  # the same order in every process
            frequencies[concept] += 2 if place < LEAD_SENTENCES else 1
            (as_name if concept in names else as_word)[concept] += 1
    vector: Vector = {}
    for concept, frequency in frequencies.items():
        kind = 1.0
        if ":" in concept:
            if concept.startswith(f"{FactKind.DATE}:") or _YEAR_COUNT.match(concept):
                continue
            kind = _FIGURE
        elif as_name[concept] and as_word[concept] <= _ALSO_SMALL * as_name[concept]:
            kind = _NAME
        vector[concept] = math.sqrt(frequency) * kind * concept_weight(concept) ** _SHARPNESS
    length = math.hypot(*vector.values())
    return {c: v / length for c, v in vector.items() if v} if length else {}


# --- time ----------------------------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-z]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COMMON_WORDS = frozenset({"may", "mar", "march"})
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\.?\s(?P<day>\d\d?)(?:st|nd|rd|th)?\b(?!\s?:)"
    rf"|(?P<day_first>\d\d?)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month_second>{_MONTH})\b"
    r"|(?P<one>\d\d?)\s?/\s?(?P<two>\d\d?)\s?/\s?(?:20)?\d\d"
    r"|(?:19|20)\d\d\s?-\s?(?P<iso_month>\d\d)\s?-\s?(?P<iso_day>\d\d))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_BEFORE_MONTH = (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335)  # days, in a leap year
_DAYS_OF_YEAR = 366
_SAME_MONTH, _OTHER_MONTH = 0.4, -0.6
_YEARS_APART = (1.0, -0.5, -1.0)  # by no, one and more years


def _days(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (month, day) that a sentence writes: `May 3`, `3 May`, `5/3/2013`, `2013-05-03`."""
    if not _DIGIT.search(text):
        return
    for match in _DAY.finditer(text):
        if name := match["month"] or match["month_second"]:
            month, day = MONTHS[name.lower()], int(match["day"] or match["day_first"])
        elif match["one"]:
            month, day = int(match["one"]), int(match["two"])
            if month > len(_BEFORE_MONTH):  # 27/9/2013
                month, day = day, month
        else:
            month, day = int(match["iso_month"]), int(match["iso_day"])
        if 1 <= month <= len(_BEFORE_MONTH) and 1 <= day <= 31:
            yield month, day


def agreement_in_time(one: Event, other: Event) -> float:
    """Return how far the years and days that two texts name agree, -2 to 2; 0 where one has none.

    The nearness of the nearest days falls with the logarithm of the time between them, to -1 at
    half a year.
    """
    agreed = 0.0
    if one.year and other.year:
        agreed += _YEARS_APART[min(2, abs(one.year - other.year))]
    if one.days and other.days:
        apart = min(
            min(abs(a - b), _DAYS_OF_YEAR - abs(a - b)) for a in one.days for b in other.days
        )
        return agreed + 1 - 2 * math.log1p(apart) / math.log1p(_DAYS_OF_YEAR / 2)
    if one.months and other.months:
        return agreed + (_SAME_MONTH if one.months & other.months else _OTHER_MONTH)
    return agreed


def agreement_in_weekday(one: Event, other: Event) -> float:
    """Return 1 where two texts share a weekday, -1 where they name other ones, 0 else."""
    if not one.weekdays or not other.weekdays:
        return 0.0
    return 1.0 if one.weekdays & other.weekdays else -1.0
