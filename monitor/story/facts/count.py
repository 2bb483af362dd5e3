"""Counted things with their noun: `1 million US jobs`, `346 people`, `12 killed`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.model import FactKind, Span
from monitor.story.facts.amounts import Amount, scan
from monitor.story.facts.numbers import NUMBER, has_scale, value_of
from monitor.story.lexicon import CONCEPTS, STOP_STEMS
from monitor.story.text import Token, tokens

_PATTERN = re.compile(NUMBER, re.IGNORECASE)
_PAIR = re.compile(
    rf"\bfrom (?P<first>{NUMBER}) to (?P<second>{NUMBER})|\bto (?P<latter>{NUMBER}) from (?P<former>{NUMBER})",
    re.IGNORECASE,
)
_MOVED_TO = re.compile(
    r"\b(?:rises?|rose|risen|climbs?|climbed|jumps?|jumped|falls?|fell|drops?|dropped|up|down|now|stands?"
    r"|stood|grows?|grew|reach(?:es|ed)?|hits?|total)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_REACH = 60  # characters behind a number in which its noun is looked for
_NOT_COUNTED = re.compile(r"\s*(?:st|nd|rd|th|am|pm|a\.m|p\.m|o'clock|:\d)\b", re.IGNORECASE)
_PLURALS_WITHOUT_S = frozenset({"people", "men", "women", "children", "staff", "police", "cattle"})
_HARMED = frozenset(
    {"kill", "die", "dead", "injur", "hurt", "wound", "ill", "infect", "miss", "arrest"}
)
_LOOKAHEAD = 5  # words between a number and its noun: `1 million well paid new US jobs`


def find(text: str, starts: Sequence[int]) -> Iterator[Amount]:
    """Yield every count of `text`, its unit the concept of the counted noun (empty for none)."""
    paired: list[Span] = []
    for match in _PAIR.finditer(text) if "from" in text.lower() else ():
        noun = counted_noun(text[match.end() : match.end() + _REACH]) or _subject(match)
        unit = CONCEPTS.get(noun.stem, noun.stem) if noun else ""
        for group in match.re.groupindex:
            if match[group] and not text[match.end() :].lstrip().startswith(("%", "per", "pct")):
                span = Span(*match.span(group))
                value = value_of(match[group])
                paired.append(span)
                yield Amount(FactKind.COUNT, value, value, unit, span)
    for amount in scan(_PATTERN, text, starts, _read):
        if not any(span.start == amount.span.start for span in paired):
            yield amount


def _read(match: re.Match[str]) -> Amount | None:
    text, number = match.string, match[0]
    value = value_of(number)
    behind = text[match.end() : match.end() + _REACH]
    spelled = not number[0].isdigit()
    if _NOT_COUNTED.match(behind) or (behind[:1] in "/:" and behind[1:2].isdigit()):
        return None
    noun = counted_noun(behind)
    is_year = number.isdigit() and 1900 <= value <= 2100 and noun is None
    if is_year or (
        noun is None and (spelled or value < 2 or text[max(0, match.start() - 1)] in "$€£¥-/:.")
    ):
        return None
    if noun is None and not is_year:
        subject = _subject(match)
        unit = CONCEPTS.get(subject.stem, subject.stem) if subject else ""
        return Amount(FactKind.COUNT, value, value, unit, Span(*match.span()))
    if noun is not None and spelled and value < 2 and not has_scale(number):
        return None  # `one of`, `one day`: an article, not a figure
    unit = CONCEPTS.get(noun.stem, noun.stem) if noun else ""
    end = match.end() + (noun.end if noun else 0)
    return Amount(FactKind.COUNT, value, value, unit, Span(match.start(), end))


def _subject(match: re.Match[str]) -> Token | None:
    """Return the noun that a number without one counts: the `cases` of `cases rise to 31`."""
    lead = match.string[max(0, match.start() - _REACH) : match.start()]
    clause = re.split(r"[.,;:!?()\"“”]", lead)[-1]
    if not _MOVED_TO.search(clause):
        return None
    return next((word for word in tokens(clause) if _is_plural(word)), None)


def counted_noun(behind: str) -> Token | None:
    """Return the noun that the text behind a number counts, or None."""
    clause = re.split(r"[.,;:!?()\"“”]|\s[-–—]\s", behind, maxsplit=1)[0]
    words = tokens(clause)[: _LOOKAHEAD + 1]
    for position, word in enumerate(words):
        lower = word.text.lower()
        concept = CONCEPTS.get(word.stem, word.stem)
        if lower in _PLURALS_WITHOUT_S or (concept in _HARMED and position == 0):
            return word
        if _PATTERN.fullmatch(lower):
            return None  # that noun belongs to the next number
        if word.stem in STOP_STEMS and lower not in {"of", "new", "more", "other"}:
            return None
        if _is_plural(word) and word.text.islower():
            return word
    return None


def _is_plural(word: Token) -> bool:
    lower = word.text.lower()
    if lower in _PLURALS_WITHOUT_S:
        return True
    return lower.endswith("s") and not lower.endswith(("ss", "'s", "us", "is")) and len(lower) > 3
