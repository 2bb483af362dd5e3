"""Does a text report an event, or does it explain, foretell or retell? By its words. Pure."""

from __future__ import annotations

import re

_EXPLAINING = re.compile(
    r"\?\s*$"
    r"|^\W*(?:how|why|what|where|when|explained|analysis|opinion|comment|factbox|timeline|live|q&a|five"
    r"|key|inside|review|profile|editorial|column|podcast|video|in pictures|the case)\b"
    r"|^Who (?-i:is|are|was|were|will|pays|wins)\b"
    r"|\b(?:explained|explainer|what we know|what to know|timeline|at a glance|so far|how we got here|in numbers"
    r"|week in|in review|look back|looks back|years? on|a year|things to|to watch|guide|questions|anniversary)\b",
    re.IGNORECASE,
)
_LOOKING_BACK = re.compile(
    r"\b(?:ago|last year|last month|earlier this|back in|since|so far|how it|looks? back|remember|recap"
    r"|until now|(?:years?|months?|weeks?) (?:on|after))\b",
    re.IGNORECASE,
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DATED = re.compile(
    rf"\b(?:on (?:{'|'.join(_DAYS)})|today|yesterday|tonight|overnight|late on|announced)\b",
    re.IGNORECASE,
)


def explains(headline: str) -> bool:
    """Whether a headline asks, explains, sums up or comments, rather than report an event."""
    return bool(_EXPLAINING.search(headline))


def looks_back(text: str) -> bool:
    """Whether a text speaks of the time before: `so far`, `a year on`, `last month`."""
    return bool(_LOOKING_BACK.search(text))


def says_when(text: str) -> bool:
    """Whether a text dates an event to its own days: `on Friday`, `today`, `overnight`."""
    return bool(_DATED.search(text))
