"""How neighbouring figures belong together: ranges, shared units, movements. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.amounts import Amount
from monitor.story.facts.denial import is_denied
from monitor.story.facts.moments import MONTHS
from monitor.story.facts.numerals import DEGREES, MEASURES
from monitor.story.facts.scales import Number, share_scale
from monitor.story.facts.signs import signed


@dataclass(frozen=True, slots=True)
class Movement:
    """A change that a text states itself: `25%, up from 10%`."""

    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class Reading:
    """A number of a sentence and the figure that it was read as; None where it names no unit."""

    number: Number
    amount: Amount | None

    @property
    def start(self) -> int:
        """Where the number or its sign begins."""
        return self.amount.span.start if self.amount else self.number.start

    @property
    def end(self) -> int:
        """Where the number or its unit ends."""
        return self.amount.span.end if self.amount else self.number.end


_JOINED = re.compile(
    r"\s*(?:to|and|or|-|–|—|bis|auf|und|oder|al?|à|et|ou|y|e|o|u|至|到|升至|提高到|上调至)"
    r"\s*(?:about |around |nearly |as much as )?",
    re.IGNORECASE,
)
_ANDS = frozenset({"and", "und", "et", "y", "e"})
_ORS = frozenset({"or", "oder", "ou", "o", "u"})
_DASHES = frozenset("-–—")
_HEADS_RANGE = re.compile(r"\b(?:between|from|zwischen|entre|von|de|del|从|由)\s*$", re.IGNORECASE)


def with_shared_units(text: str, readings: Sequence[Reading]) -> list[Reading]:
    """Let neighbours share what one of them names: `from 10 to 25 percent`, `$40-50 billion`."""
    if len(readings) < 2:
        return list(readings)
    shared = list(readings)
    for place in range(len(shared) - 1):
        first, second = shared[place], shared[place + 1]
        gap = text[first.end : second.start]
        is_joined = len(gap) <= _LONGEST_JOINT and _JOINED.fullmatch(gap)
        comes_from = len(gap) <= _LONGEST_GAP and _comes_from(gap, text[second.end :])
        if not is_joined and not comes_from:
            continue
        if first.amount is None and second.amount is not None and not first.number.is_year:
            shared[place] = replace(first, amount=_borrowed(first.number, second, text, gap))
        elif _may_lend(first, second) and (comes_from or _is_sum(first)):
            shared[place + 1] = replace(second, amount=_borrowed(second.number, first, text, gap))
            shared[place] = _scaled_like(first, second)
    for place in range(len(shared) - 1):
        gap = text[shared[place].end : shared[place + 1].start]
        if len(gap) <= _LONGEST_JOINT and _JOINED.fullmatch(gap):
            shared[place] = _scaled_like(shared[place], shared[place + 1])
    return shared


def _may_lend(first: Reading, second: Reading) -> bool:
    """Whether a number can have the unit of the figure before it; a year has that of one near it only.

    `1,800 jobs, down from 2000`, but `9 games from 2025`.
    """
    if first.amount is None or second.amount is not None:
        return False
    is_near = _NEAR_YEARS[0] <= first.amount.high <= _NEAR_YEARS[1]
    return is_near or first.amount.kind is not FactKind.COUNT or not second.number.is_year


_NEAR_YEARS = (500, 10_000)  # of such a size are counts that move from or to `2000`


def _is_sum(reading: Reading) -> bool:
    """Whether a sign in front of a figure speaks for the next number too: `$40-50 billion`."""
    return reading.amount is not None and reading.amount.kind is FactKind.MONEY


def _borrowed(number: Number, lender: Reading, text: str, gap: str) -> Amount | None:
    """Return a number with the unit of its neighbour, and its scale where it has none."""
    amount = lender.amount
    assert amount is not None  # noqa: S101 - who has none lends none
    lead = text[: number.start]
    is_former = lender.start < number.start  # `five leaks, up from four`
    is_range = gap in _DASHES or bool(_HEADS_RANGE.search(lead))
    is_range |= number.scale == lender.number.scale > 1  # `send 30 to 50 million barrels`
    is_range |= amount.unit in DEGREES or amount.unit in MEASURES  # `-78 to 0 °C`
    if amount.kind is FactKind.COUNT and not is_former and not is_range:
        return None  # `in 2 of 31 cases`
    scale = amount.high / lender.number.value if lender.number.value else 1.0  # of basis points
    is_near = share_scale(number.value * lender.number.scale, lender.number.value)
    if number.scale == 1.0 and lender.number.scale > 1.0 and number.value < 1_000 and is_near:
        scale *= lender.number.scale
    borrowed = Amount.of(
        amount.kind, round(number.value * abs(scale), 6), amount.unit, number.start, number.end
    )
    return signed(borrowed, text, number.start)


def _scaled_like(first: Reading, second: Reading) -> Reading:
    """Return the `$40` of `$40 to $50 billion` as the billions that it is."""
    if first.amount is None or second.amount is None or first.amount.unit != second.amount.unit:
        return first
    scale = second.number.scale
    if first.amount.kind is not FactKind.MONEY or first.number.scale > 1 or scale == 1:
        return first
    value = first.number.value * scale
    if first.amount.high != first.number.value or first.number.value >= 1_000:
        return first
    return replace(first, amount=replace(first.amount, low=value, high=value))


_LONGEST_JOINT, _LONGEST_GAP = 20, 90  # characters between two figures that belong together


class Link(Enum):
    """How two neighbouring figures of one kind belong together."""

    RANGE = "range"
    RISES_TO = "first → second"
    COMES_FROM = "second → first"


_TO_FROM = re.compile(
    r"(?:\s++(?:an?|per|each|je|par|por)\s+\w+)?,?\s*+(?:\([^)]*\)\s*+)?(?:,\s*+)?"
    r"(?:(?:up|down|half|a rise|a cut|an increase)\s*+)?"
    r"(?:from|instead of|rather than|compared with|compared to|against|versus|the previous"
    r"|half (?:of )?the|half its|double the|twice the|statt|en lugar de|au lieu de)\s+"
    r"(?:the |a |an )?(?:previous |current |earlier |existing |original |initial )*",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\b(?:from|von|de|del|desde)\s+|[从由]\s?)(?:about |around |nearly |just |the )?$",
    re.IGNORECASE,
)
_LONG_TO = re.compile(
    r"(?!.*\b(?:and|while|but|or)\b)[^.;:!?\d]{1,60}\b(?:to|auf|al?)\s+(?:a |about |just |nearly )?"
)
_LONG_FROM = re.compile(
    r"(?!.*\b(?:and|while|but|or)\b)[^.;:!?\d]{1,50}\b(?:instead of|rather than|up from|down from"
    r"|compared with|compared to|against)\s+(?:the |a |an )?(?:previous |current |earlier |original )*",
    re.IGNORECASE,
)
#: `1,900 jobs, not the 1,200 announced`: what had been said is no longer so.
_NOT = re.compile(r"[^.;:!?\d]{0,50}[ ,]not (?:the |about |around |some )*", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"(?:[\s-]\w+){0,3}?\s(?:as |that was |that were |it |they |he |she |had |it had |they had )?"
    r"(?:first |originally |initially |previously |earlier )*"
    r"(?:announced|reported|planned|promised|expected|given|said|feared|estimated|forecast|agreed|thought)\b",
    re.IGNORECASE,
)
#: `54%, compared to 7% of others` sets two groups side by side, `compared with 7% a year ago` two times.
_COMPARES = re.compile(r"\b(?:compared (?:with|to)|against|versus)\b", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\s(?:(?:of|for|among|by)\s|in\s(?!(?:\d|[a-z]+\s(?:quarter|half|week|month|year)s?\b"
    rf"|(?:early |late |mid-)?(?:{'|'.join(MONTHS)})\b))"
    r"|(?:at|on|from)\s(?!(?:\d|the (?:beginning|start|end|time|same)\b)))"
    r"(?!(?:an?|the|this|that|last|its?|their)\s(?:(?:previous|same|last|prior|first|second|third|fourth)\s)?"
    r"(?:year|quarter|half|week|month|day|period|time|moment)s?\b|last\b|\d)",
    re.IGNORECASE,
)
_LEAP = 3.0  # times that the second figure of a range is the first at most, where something moved
#: `rose $1.20 to $71.35`: by how much, and to what.
_MOVED_BY = re.compile(
    r"\b(?:by|rose|rises?|fell|falls?|up|down|gain(?:s|ed)?|lost|loses?|add(?:s|ed)|jump(?:s|ed)|climb(?:s|ed)"
    r"|drop(?:s|ped)|slip(?:s|ped)|cut|cuts)\s+(?:about |around |nearly )?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s+$", re.IGNORECASE)
_LEAD = 25  # characters in front of a figure that say how it begins


def link_between(text: str, first: Amount, second: Amount) -> Link | None:
    """Say how two neighbouring figures of one kind and unit are joined in `text`, if they are."""
    gap = text[first.span.end : second.span.start]
    if len(gap) > _LONGEST_GAP:
        return None
    lead = text[max(0, first.span.start - _LEAD) : first.span.start]
    if _JOINED.fullmatch(gap):
        leaps = first.high * _LEAP <= second.low
        moved_by = leaps and bool(_MOVED_BY.search(lead))
        is_ascending = first.high < second.low and not moved_by
        return _joined(gap.strip().lower(), lead, is_ascending=is_ascending)
    if _comes_from(gap, text[second.span.end :]):
        return Link.COMES_FROM
    if _LONG_TO.fullmatch(gap) and _FROM.search(lead):
        return Link.RISES_TO
    return None


def _comes_from(gap: str, behind: str) -> bool:
    """Whether two figures with `gap` between them are what is and what was."""
    if _TO_FROM.fullmatch(gap) or _LONG_FROM.fullmatch(gap):
        return not is_of_others(gap, behind)
    return bool(_NOT.fullmatch(gap) and _SAID_BEFORE.match(behind))


def is_of_others(compared: str, behind: str) -> bool:
    """Whether a figure is what another group has and not what was before, by the words around it.

    `compared` is what stands between both figures or in front of it, `behind` the text behind it.
    """
    return bool(_COMPARES.search(compared) and _OF_OTHERS.match(behind))


def _joined(conjunction: str, lead: str, *, is_ascending: bool) -> Link | None:
    """Say what `to`, `and`, `or` or a dash between two figures makes of them."""
    word = conjunction.split(" ", 1)[0]
    if word in _ANDS or word in _ORS:
        is_range = word in _ANDS and _BETWEEN.search(lead)
        return Link.RANGE if is_range and is_ascending else None
    if _FROM.search(lead):
        return Link.RISES_TO
    return Link.RANGE if is_ascending else None


def joined(text: str, amounts: Sequence[Amount]) -> tuple[list[Amount], list[tuple[Span, Span]]]:
    """Join neighbouring figures into ranges; return the figures and the (before, after) links."""
    kept: list[Amount] = []
    links: list[tuple[Span, Span]] = []
    for amount in amounts:
        first = kept[-1] if kept else None
        alike = first and (first.kind, first.unit) == (amount.kind, amount.unit)
        link = link_between(text, first, amount) if first and alike else None
        if first and link is Link.RANGE:
            whole = Span(first.span.start, amount.span.end)
            kept[-1] = replace(first, high=amount.high, span=whole)
            continue
        if first and link:
            is_onward = link is Link.RISES_TO
            before, after = (first, amount) if is_onward else (amount, first)
            if not is_denied(text, after.span):
                links.append((before.span, after.span))
        kept.append(amount)
    return kept, links


class Tendency(Enum):
    """Where a text says that a figure went: `rises to`, `lowered to`, `now stands at`."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


_UP = re.compile(
    r"\b(?:ris(?:e|es|ing|en)|rose|rais\w+|increas\w+|climb\w*|jump\w*|soar\w*|surg\w+|gr[eo]w\w*|lift\w*|hik\w+"
    r"|higher|up|widen\w*|swell\w*|doubl\w+|tripl\w+|top(?:s|ped|ping)?|pass(?:es|ed)?|exceed\w*|above|more)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fall\w*|fell|drop\w*|cut(?:s|ting)?|lower\w*|reduc\w+|slow\w*|eas(?:e|es|ed|ing)|slump\w*|down|declin\w+"
    r"|shr[aiu]nk\w*|trim\w*|halv\w+|below|less|slash\w*|plung\w+|only|just)\b",
    re.IGNORECASE,
)
#: What stands right in front of a figure that something came to, not of one that it moved by.
_INTO = re.compile(
    r"\b(?:to|at|now|into|reach(?:es|ed)?|hit|hits|pass(?:es|ed)?|tops?|topped|exceed(?:s|ed)?|above|below|beyond"
    r"|total(?:s|led|ed)?|toll of|total of|number of|(?:leav(?:es|ing)(?: \w+){1,2}|left) with)"
    r"(?: (?:about|around|nearly|almost|just|some|a|an|the|record|more than|less than|over|as much as"
    r"|at least|only|under))*\s$",
    re.IGNORECASE,
)
_STANDS_NOW = re.compile(r"\s(?:\w+\s)?(?:are|is|have|has) now\b", re.IGNORECASE)
_MORE = re.compile(r"\s?(?:more|further|new|additional|extra|others?)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:another|a further|an additional|an extra|by)(?: about| some| nearly)?\s$", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[.;:!?()]")
_FIGURE = re.compile(r"[\W_]*[\w.,]+(?:\s(?:hundred|thousand|million|billion))?")
_TENDENCY_REACH = 70  # characters in front of a figure in which its verb stands


def tendency_of(text: str, fact: Fact) -> Tendency | None:
    """Return where the words in front of a figure say that it went, or None."""
    lead = text[max(0, fact.span.start - _TENDENCY_REACH) : fact.span.start]
    clause = _CLAUSE_END.split(lead)[-1]
    if not _INTO.search(clause) and not _STANDS_NOW.match(text, fact.span.end):
        return None
    is_up, is_down = bool(_UP.search(clause)), bool(_DOWN.search(clause))
    if is_up != is_down:
        return Tendency.UP if is_up else Tendency.DOWN
    return Tendency.LEVEL


def adds(text: str, fact: Fact) -> bool:
    """Whether a figure is what is added to another one: `14 more people`, `another $5 billion`."""
    number = _FIGURE.match(text, fact.span.start)
    behind = number.end() if number else fact.span.start
    lead = text[max(0, fact.span.start - _TENDENCY_REACH) : fact.span.start]
    return bool(_MORE.match(text, behind) or _ANOTHER.search(lead))
