"""Does an item report an event, or does it comment, explain, foretell, retell or sum up? Pure.

By the words of its headline and opening, and by its address: outlets say there what a page is
(`/opinion/`, `/live/`, `/video/`). What speaks for a report is evidence like all else.
"""

from __future__ import annotations

import re

from monitor.model import Item

#: Behind the number that begins a headline, what befell people: `Five dead in valley`, not `Five lessons`.
_BEFELL = (
    r"\s(?:[\w'’-]+\s){0,3}?(?:dead|killed|dies?|died|drown(?:ed)?|injured|hurt|wounded|missing|ill|infected|feared"
    r"|trapped|rescued|evacuated|freed|arrested|detained|held|charged|jailed|sentenced|convicted)\b"
)
_EXPLAINING = re.compile(
    r"\?\s*$"
    r"|^\W*(?:how|why|what|where|when|explained|analysis|opinion|comment|factbox|timeline|live|q&a"
    rf"|five(?!{_BEFELL})|key|inside|review|profile|editorial|column|podcast|video|in pictures|the case)\b"
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
_ASKING = re.compile(r"\?\s*$|\?[\"’'”]?\s")
_BEGINNING = re.compile(
    r"^\W*(?:how|why|what|who|where|when|which|is|are|can|could|will|does|do|should|inside|meet"
    r"|the (?:story|case|truth|real|rise|man|woman)|from|timeline|explain|everything|here['’]?s|fact"
    rf"|(?:three|five|six|seven|ten|\d+)(?=\s)(?!{_BEFELL}))\b",
    re.IGNORECASE,
)
_RUNNING = re.compile(r"\blive\b|\bupdates?\b|\bas it happened\b|\bliveblog\b", re.IGNORECASE)
_SHOWING = re.compile(
    r"^\W*(?:watch|video|photos?|pictures?|listen|see)\b|\bin (?:photos|pictures)\b|\bpodcast\b|\(video\)",
    re.IGNORECASE,
)
_SUMMING_UP = re.compile(
    r"^(?:morning|evening|first thing|the papers|eye opener|daybreak|newsletter|firstft|friday|monday|week)\b"
    r"|\bnews brief|\bbriefing\b|\bnewsletter\b|\bplus\b[,:]|\balso in this\b|\bin today\b|\bthe papers\b"
    r"|\bpodcast\b|\bepisode\b|\bheadlines\b|\bround-?up\b|\btoday in\b|\bweek in\b|\btakeaways\b"
    r"|\bthings to know\b|\bwhat to know\b|\bwhat we know\b",
    re.IGNORECASE,
)
_COMMENTING = re.compile(
    r"^(?:opinion|analysis|comment|editorial|letters?|commentary|exclusive|review|perspective)\b"
    r"|\b(?:our|my|your|we|you)\b",
    re.IGNORECASE,
)
_BYLINED = re.compile(r"^[A-Z][A-Z' .]{5,25}:|\bI\b")  # `ANDREW NEIL: …`
_MUSING = re.compile(
    r"\b(?:could|may|might|would|should|fears?|worr(?:y|ies|ied)|hopes?|looms?|risks?|challenges?|future|history"
    r"|lessons?|legacy|remember(?:s|ed)?|reflects?|behind)\b",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    r"\b(?:sa(?:y|ys|id)|warn(?:s|ed)?|claim(?:s|ed)?|call(?:s|ed)?|vow(?:s|ed)?|urge[sd]?|slam(?:s|med)?|tells?|told"
    r"|insist(?:s|ed)?|den(?:y|ies|ied)|accuse[sd]?|condemn(?:s|ed)?|demand(?:s|ed)?|defend(?:s|ed)?|blame[sd]?"
    r"|admit(?:s|ted)?|reject(?:s|ed)?|hits back|respond(?:s|ed)?|react(?:s|ed)?|praise[sd]?|critici[sz]e[sd]?"
    r"|threaten(?:s|ed)?|pledge[sd]?|promise[sd]?|signal(?:s|led)?|suggest(?:s|ed)?|hint(?:s|ed)?)\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\b(?:arrest(?:s|ed)?|charge[sd]?|kill(?:s|ed)?|dies|died|dead|death toll|resign(?:s|ed)?|fire[sd]|sack(?:s|ed)"
    r"|appoint(?:s|ed)?|name[sd]|approve[sd]?|sign(?:s|ed)|agree[sd]?|cancel(?:s|led|ed)?|close[sd]?|reopen(?:s|ed)?"
    r"|resume[sd]?|suspend(?:s|ed)?|halt(?:s|ed)?|delay(?:s|ed)?|postpone[sd]?|launch(?:es|ed)?|seize[sd]?"
    r"|capture[sd]?|release[sd]?|withdr(?:aws?|ew)|recall(?:s|ed)?|ban(?:s|ned)|vote[sd]?|order(?:s|ed)|sue[sd]"
    r"|file[sd]|announce[sd]?|confirm(?:s|ed)?|reveal(?:s|ed)?|identif(?:y|ies|ied)|evacuate[sd]?|deploy(?:s|ed)?"
    r"|attack(?:s|ed)?|strike[s]?|hits?|wins?|los(?:es|t)|raise[sd]?|cuts?|rises?|rose|falls?|fell|jump(?:s|ed)?"
    r"|surge[sd]?|plead(?:s|ed)?|sentence[sd]?|convict(?:s|ed)?|rule[sd]|block(?:s|ed)?|lift(?:s|ed)?|end(?:s|ed)"
    r"|begins?|start(?:s|ed)?|arrive[sd]?|leaves?|left|restore[sd]?|drop(?:s|ped)?|quits?|return(?:s|ed)?"
    r"|declare[sd]?|set to|to (?:be|meet|visit|hold|send|face|appear))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^:]{3,40}: ")
_QUOTING = re.compile(r"[‘“'\"][^'\"‘“]{4,200}['\"’”]")
_DIGIT = re.compile(r"\d")
_SHOUTING = re.compile(r"^[A-Z]{3,} [A-Z]{3,}")
_OPINION_PAGE = re.compile(
    r"/(?:opinions?|commentisfree|comment|columnists?|letters|editorials?|analysis|ideas|perspectives?|voices|debate"
    r"|features?|lifestyle|culture|tv|entertainment|blogs?)/",
    re.IGNORECASE,
)
_LIVE_PAGE = re.compile(r"/live[/-]|liveblog|-live-|live-updates", re.IGNORECASE)
_SHOWN_PAGE = re.compile(
    r"/(?:videos?|av|gallery|galleries|pictures|podcasts?|audio|in-pictures|program|newsfeed)/",
    re.IGNORECASE,
)
_OPENING = 120  # characters of a text that say what kind it is
_LONG_SUMMARY = 500.0  # characters


def address_of(item: Item) -> str:
    """Return the address of an item's page; its id where that is one."""
    return item.link or (item.id if "://" in item.id else "")


def explains(headline: str) -> bool:
    """Whether a headline asks, explains, sums up or comments, rather than report an event."""
    return bool(_EXPLAINING.search(headline))


def looks_back(text: str) -> bool:
    """Whether a text speaks of the time before: `so far`, `a year on`, `last month`."""
    return bool(_LOOKING_BACK.search(text))


def says_when(text: str) -> bool:
    """Whether a text dates an event to its own days: `on Friday`, `today`, `overnight`."""
    return bool(_DATED.search(text))


def sums_up(headline: str, text: str) -> bool:
    """Whether an item holds many stories: a briefing, a press review, a newsletter."""
    return bool(_SUMMING_UP.search(f"{headline} {text[:_OPENING]}"))


def is_running(headline: str, address: str) -> bool:
    """Whether an item is a page that is written on and on."""
    return bool(_RUNNING.search(headline) or _LIVE_PAGE.search(address))


def is_colour(headline: str, text: str, address: str) -> bool:
    """Whether an item comments, explains, sums up, shows or muses, rather than report an event."""
    return bool(
        explains(headline)
        or sums_up(headline, text)
        or _COMMENTING.search(headline)
        or _BYLINED.search(headline)
        or _SHOWING.search(headline)
        or _OPINION_PAGE.search(address)
        or _SHOWN_PAGE.search(address)
    )


def genre_values(headline: str, text: str, address: str) -> dict[str, float]:
    """Return what kind of item one is, by name, each 0 to 1; `address` is that of its page."""
    opening = text[: int(_LONG_SUMMARY)]
    found = {
        "headline_explains": explains(headline),
        "headline_asks": bool(_ASKING.search(headline)),
        "headline_begins_asking": bool(_BEGINNING.search(headline)),
        "is_live": is_running(headline, address),
        "is_shown": bool(_SHOWING.search(headline) or _SHOWN_PAGE.search(address)),
        "is_opinion_page": bool(_OPINION_PAGE.search(address)),
        "comments": bool(_COMMENTING.search(headline) or _BYLINED.search(headline)),
        "sums_up": sums_up(headline, text),
        "headline_speaks": bool(_SPEAKING.search(headline)),
        "headline_does": bool(_DOING.search(headline)),
        "text_speaks": bool(_SPEAKING.search(opening)),
        "text_does": bool(_DOING.search(opening)),
        "headline_muses": bool(_MUSING.search(headline)),
        "looks_back": looks_back(f"{headline} {opening}"),
        "says_when": says_when(f"{headline} {opening}"),
        "headline_labelled": bool(_LABELLED.search(headline)),
        "headline_quotes": bool(_QUOTING.search(headline)),
        "headline_counts": bool(_DIGIT.search(headline)),
        "headline_shouts": bool(_SHOUTING.search(headline)),
        "has_no_text": not text,
    }
    return {
        **{name: float(value) for name, value in found.items()},
        "headline_characters": min(len(headline), 200) / 100,
        "text_characters": min(len(text), _LONG_SUMMARY) / _LONG_SUMMARY,
    }
