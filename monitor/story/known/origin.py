"""How many outlets found a thing out for themselves? Reports → the origin of each. Pure.

An agency's report is one origin however many outlets print it: it is known by the agency that its
dateline, byline or last line names, or by its words, which are nearly those of another report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from monitor.model import Report, outlets_of
from monitor.story.words import fold

_AGENCIES = {
    "reuters": "Reuters", "associated press": "AP", "ap": "AP", "agence france-presse": "AFP", "afp": "AFP",
    "dpa": "dpa", "xinhua": "Xinhua", "press association": "PA", "pa media": "PA", "bloomberg": "Bloomberg",
    "upi": "UPI", "ansa": "ANSA", "efe": "EFE", "tass": "TASS", "interfax": "Interfax", "kyodo": "Kyodo",
    "yonhap": "Yonhap", "press trust of india": "PTI", "pti": "PTI", "canadian press": "CP", "aap": "AAP",
    "dow jones newswires": "Dow Jones", "新华社": "Xinhua", "路透社": "Reuters", "法新社": "AFP", "美联社": "AP",
}  # fmt: skip
_AGENCY = "|".join(re.escape(name) for name in sorted(_AGENCIES, key=len, reverse=True))
_NAMED_AT_THE_TOP = re.compile(
    rf"[(/（]\s*(?P<dateline>{_AGENCY})\s*[)/）]|\bby [^.\n]{{0,60}}?\b(?P<byline>{_AGENCY})\b"
    rf"|^(?P<chinese>新华社|路透社|法新社|美联社)",
    re.IGNORECASE,
)
_NAMED_AT_THE_END = re.compile(
    rf"(?:[-–—(©]|source:|via)\s*(?:\d{{4}}\s*)?(?:the\s+)?(?P<agency>{_AGENCY})\W*$", re.IGNORECASE
)
_REUTERS_DESK = re.compile(r"\((?:additional )?reporting by [^)]{3,200}editing by ", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_TOP = 160  # characters of a report in which its dateline and byline stand
_SHINGLE = 3  # words
_NEARLY_THE_SAME = 0.5  # resemblance of two reports of one origin
_LEAST_SHINGLES = 10  # a shorter report resembles another by chance


def with_origins(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports of one development, in their order, each with its origin.

    That is the agency that it names or is, else the origin of an earlier report with nearly the same
    words, else its own outlet, which several of its feeds may be. Resemblance of shingles: Broder 1997.
    """
    found: list[Report] = []
    shingles: list[frozenset[tuple[str, ...]]] = []
    reports = list(reports)
    for outlet, report in zip(outlets_of(reports), reports, strict=True):
        own = _shingles(report.text)
        twin = next((r for r, s in zip(found, shingles, strict=True) if _alike(own, s)), None)
        named = agency(report.text) or _agency_called(outlet)
        origin = named or (twin.origin if twin else outlet)
        found.append(replace(report, origin=origin))
        shingles.append(own)
    return tuple(found)


def _agency_called(outlet: str) -> str | None:
    """Return the agency that an outlet is itself, by its name or host: `bloomberg.com`, `apnews.com`."""
    words = _WORD.findall(fold(outlet))
    found = (_AGENCIES.get(word.removesuffix("news")) or _AGENCIES.get(word) for word in words)
    return next(filter(None, found), None)


def agency(text: str) -> str | None:
    """Return the news agency that a report names as its origin, or None."""
    if top := _NAMED_AT_THE_TOP.search(text[:_TOP]):
        name = top["dateline"] or top["byline"] or top["chinese"]
        return _AGENCIES[name.lower()]
    if end := _NAMED_AT_THE_END.search(text[-_TOP:]):
        return _AGENCIES[end["agency"].lower()]
    return "Reuters" if _REUTERS_DESK.search(text) else None


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return frozenset(tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    if min(len(one), len(other)) < _LEAST_SHINGLES:
        return False
    return len(one & other) / len(one | other) >= _NEARLY_THE_SAME
