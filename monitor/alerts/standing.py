"""Where a story stands: the latest figures and decisions of what its reader was told, with their age. Pure.

Extractive: each line is what an outlet said, as the mail of its day told it. A figure that a later one
replaced is left out, and so is what another line, or the mail itself, says already.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alerts.news import News
from monitor.alerts.section import link_of
from monitor.alerts.subject import first_moved, line
from monitor.alerts.wording import states
from monitor.model import Change, ChangeKind, FactKind

MOST_LINES = 3
REACHES_BACK = timedelta(days=30)
_LONGEST_LINE = 110  # characters
_SAME = 0.6  # share of the words of the shorter of two lines: above, they say one thing
_ROOT = 5  # letters by which words are compared
_SHORTEST = 4  # letters of a word that says something
_HALF_LIFE = timedelta(hours=18)  # in which what is important loses half of its weight
_LEAST_IMPORTANCE = 0.5  # of an event that is neither a figure nor a decision
_FIGURE = 100.0  # more than all that is no figure weighs
_DECISION = 1.25  # times as much as another event
_FEW = 5  # texts, too few to tell what is common to them
_COMMON = 0.25  # share of the texts from which on a word tells nothing apart
_DEAD = frozenset("dead death deaths died killed killing fatalities toll lives bodies".split())
_VAGUE = frozenset("people persons others the a an in of on at by for from to and now".split())
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A development as a mail told it, and when that was written."""

    news: News
    at: datetime
    outlets: int = 1  # that tell it by now


@dataclass(frozen=True, slots=True)
class State:
    """One line: what is so, since when it is known, who said it and where."""

    text: str
    at: datetime
    age: str
    outlet: str
    link: str | None


def standing(
    delivered: Sequence[Delivered], telling: Sequence[News], now: datetime
) -> tuple[State, ...]:
    """Return how a story stands, beside what a mail is `telling`: at most three lines, newest first.

    Figures that moved come before all else; then what is important, told by many and fresh, a
    decision sooner than another event. Colour never comes.
    """
    in_mail = {news.development for news in telling}
    in_time = sorted(delivered, key=lambda each: each.at)
    later = [change for news in telling for change in news.changes]
    found: list[tuple[float, Delivered]] = []
    for each in reversed(in_time):
        weight = _weight(each, now)
        is_old = now - each.at > REACHES_BACK
        if weight and not is_old and not _is_replaced(each.news, later):
            found.append((weight, each))
        later += each.news.changes
    texts = [text for news in telling for text in (news.headline, news.summary)]
    common = _common([*texts, *(each.news.headline for each in delivered)])
    said = [words for text in texts if (words := _words(text) - common)]
    chosen: list[Delivered] = []
    for _, each in sorted(found, key=lambda pair: pair[0], reverse=True):
        words = _words(each.news.headline) - common
        is_in = each.news.development in in_mail or len(chosen) == MOST_LINES
        if words and not is_in and not any(_is_same(words, other) for other in said):
            chosen.append(each)
            said.append(words)
            in_mail.add(each.news.development)  # one line for each
    chosen.sort(key=lambda each: each.at, reverse=True)
    return tuple(_state(each, now) for each in chosen)


def replaced(delivered: Iterable[Delivered], news: News) -> Iterator[Change]:
    """Yield the changes that replace what the thread of `news` told: they name one of its items."""
    items = {report.item for report in news.reports}
    for each in delivered:
        if each.news.development != news.development:
            yield from (c for c in each.news.changes if c.source and c.source.id in items)


def age(span: timedelta) -> str:
    """Say how old something is: `12 minutes ago`, `3 hours ago`, `5 days ago`."""
    minutes = max(0, int(span.total_seconds() // 60))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"


def _weight(each: Delivered, now: datetime) -> float:
    """Return how much a development says of how the story stands; 0 where it says nothing."""
    news = each.news
    is_decision = any(change.fact is FactKind.STATUS for change in news.changes)
    if first_moved(news):
        return _FIGURE - (now - each.at) / REACHES_BACK
    if news.is_colour or (news.importance < _LEAST_IMPORTANCE and not is_decision):
        return 0.0
    fresh = math.exp2(-((now - each.at) / _HALF_LIFE))
    return news.importance * fresh * (_DECISION if is_decision else 1.0) * math.log1p(each.outlets)


def _is_replaced(news: News, later: Iterable[Change]) -> bool:
    """Whether a later change is of the figure that this one told: it names it, or is about the same."""
    change = first_moved(news)
    told = change.after if change else news.headline
    items = {report.item for report in news.reports}
    for each in later:
        if each.kind is not ChangeKind.CHANGED or not each.before:
            continue
        if change and each.fact is change.fact and not _things(each).isdisjoint(_things(change)):
            return True
        if each.source and each.source.id in items and states(told, each.before):
            return True
    return False


def _things(change: Change) -> frozenset[str]:
    """Return what a figure counts or measures: all words for the dead are one."""
    words = (word.casefold() for word in _WORD.findall(change.about))
    return frozenset(
        "dead" if word in _DEAD else word[:_ROOT] for word in words if word not in _VAGUE
    )


def _common(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that a good part of the texts say: of the story, and of none of its events."""
    if len(texts) < _FEW:
        return frozenset()
    counts = Counter(word for text in texts for word in _words(text))
    return frozenset(word for word, count in counts.items() if count > _COMMON * len(texts))


def _words(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:_ROOT] for word in words if len(word) >= _SHORTEST or word.isdecimal())


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) / min(len(one), len(other)) >= _SAME


def _state(each: Delivered, now: datetime) -> State:
    by = next((r for r in each.news.reports if r.item == each.news.item), None)
    outlet = (by.origin or by.outlet) if by else ""
    text = line(each.news, _LONGEST_LINE)
    return State(text, each.at, age(now - each.at), outlet, link_of(each.news))
