"""What a page counts about itself and prices on an exchange, which tell nothing of a story. Pure.

`# Comments: 12`, `1.2k views`, `updated 5 minutes ago`, `NYSE: ABC $12.30` change at each look and tell
nothing. They stand apart from what is told: in brackets, behind a bar or a dash, in a sentence of
their own. A stretch that says nothing but such things is left out of what is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from monitor.tables import read_groups

_LONGEST = 120  # characters of such a stretch

_KINDS = ("counted", "often", "beside", "reading")
_TABLE = {
    kind: frozenset(words)
    for kind, words in read_groups(__package__, "counters.tsv", _KINDS).items()
}
#: What a page counts: said with a number and nothing else, it says what the page counts.
COUNTED = _TABLE["counted"]
#: The same, where the rest of the text does not speak of it: shares are also held, votes also cast.
_OFTEN_COUNTED = _TABLE["often"]
#: What stands beside them.
_BESIDE = _TABLE["beside"]
_READING_TIME = _TABLE["reading"]
_KNOWN = COUNTED.union(_OFTEN_COUNTED, _BESIDE, _READING_TIME, "abcdefghijklmnopqrstuvwxyz")

_DIGIT = re.compile(r"\d")
_PICTURE = re.compile("[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]")
_BARE_NUMBER = re.compile(r"[\s+\-−–$€£¥]*+\d[\d\s.,%kKmM+]*+")
_BY_SOMEBODY = re.compile(r"(?<=\d) (points?) by [\w.-]{1,40}\s*+$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: What parts a stretch from another: brackets, bars, dashes between spaces, the end of a sentence.
PARTED = re.compile(
    r"([()\[\]{}（）【】|·•‧∙;\n]|(?<=\s)[-–—/]+(?=\s)|(?<=[.!?。！？…])\s|(?<=[。！？])|\+{3})"
)
_OPENING, _CLOSING = "([{（【", ")]}）】"
_NUMBER = r"[+\-−–]?[$€£¥]?\d[\d.,]{0,14}\d?%?"
_TICKER = re.compile(
    r"""[(\[（]?\b(?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|LON|TSX|TSXV|ASX|HKEX|SEHK|HKG|SSE|SHA|SHE|SZSE|FRA|ETR|XETRA
        |EPA|BIT|BME|SIX|SWX|NSE|BSE|TYO|KRX|OTC[A-Z]{0,4})\s?:\s?[A-Z0-9]{1,8}\b[)\]）]?[\s,;:]{0,3}
        (?:(?:USD|EUR|GBP|HKD|CHF|C|HK|A)?[\s(]?"""
    + _NUMBER
    + r"[)\s,;]{0,3}){1,4}",
    re.VERBOSE,
)
_QUOTED = re.compile(
    r"(?<!\w)(?:\$[A-Z]{1,5}|[A-Z]{2,5}(?:\.[A-Z]{1,2})?)\s?:?\s?[$€£¥]?\d{1,6}(?:,\d{3})?\.\d{1,3}"
    r"\s?\(?[+\-−–]\d{1,3}(?:\.\d{1,3})?%\)?"
)
_SHARE_PRICE = re.compile(
    r"^\W*(?:[A-Z][\w.&'’]*+ ){0,3}(?:(?:[Ss]hare|[Ss]tock|Aktien?)[ -]?(?:[Pp]rice|[Qq]uote|[Kk]urs)\s?[:=]?"
    r"|(?:[Ss]hares?|[Ss]tock|Aktien?)\s?[:=])\s?"
    rf"(?:[A-Z]{{3}}\s?)?{_NUMBER}[\s\d.,%+\-−–()$€£¥A-Z]*+$"
)
_RANKED = re.compile(
    r"^\s*(?:[\[(（【]\s?\d[\d.,]{0,9}k?\s?[\])）】]|[#★☆▲△↑❤👍]\ufe0f?\s?\d[\d.,]{0,9}k?)\s*+(?=\w)"
)
#: At the end of a headline: `Mayor resigns 💬 12`.
_ENDS_IN_PICTURE = re.compile(
    r"(?<=\w)\s?[\u23e9-\u23fa\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s?\d[\d.,]{0,9}[kKmM]?(?:\s?min)?\s*$"
)


def without_counters(title: str, text: str) -> tuple[str, str]:
    """Return headline and text without the stretches that only count something about the page."""
    if not _DIGIT.search(title) and not _DIGIT.search(text):
        return title, text
    running = cache(lambda: _running_words(f"{title}\n{text}"))
    kept = _kept_of_line(_ENDS_IN_PICTURE.sub("", _RANKED.sub("", title)), running)
    return (
        kept if _WORD.search(kept) else title,
        "\n".join(_kept_of_line(line, running) for line in text.split("\n")),
    )


def _unquoted(text: str) -> str:
    """Return a text without prices that stand behind the sign of a share."""
    if ":" in text or "$" in text or "%" in text:
        return _QUOTED.sub("", _TICKER.sub("", text))
    return text


def _running_words(text: str) -> frozenset[str]:
    """Return the words of the stretches that tell something."""
    parts = [part for part in PARTED.split(text) if not _only_counts(part, frozenset)]
    return frozenset(_WORD.findall(" ".join(parts).lower()))


def _kept_of_line(line: str, running: Callable[[], frozenset[str]]) -> str:
    if not _DIGIT.search(line):
        return line
    line = _unquoted(line)
    parts = PARTED.split(line)  # a stretch, what parts it from the next, a stretch, …
    dropped = {place for place in range(0, len(parts), 2) if _only_counts(parts[place], running)}
    for place in range(2, len(parts), 2):
        if parts[place - 1] not in tuple(_OPENING) or not _BARE_NUMBER.fullmatch(parts[place]):
            continue
        if place - 2 in dropped or _only_counts(f"{parts[place - 2]} 1", running):
            dropped |= {place - 2, place}  # `Comments (12)`
    if not dropped:
        return line
    for place in dropped:
        parts[place] = ""
        opening = parts[place - 1] if place else ""
        closing = parts[place + 1] if place + 1 < len(parts) else ""
        if opening in tuple(_OPENING) and closing in tuple(_CLOSING):
            parts[place + 1] = ""
        if opening.strip():
            parts[place - 1] = ""
    return " ".join("".join(parts).split()).strip(" |·•-–—/,")


def _only_counts(part: str, running: Callable[[], frozenset[str]]) -> bool:
    """Whether a stretch says numbers and what a page counts, and nothing else.

    `running` are the words of what tells something: what is spoken of there is not merely counted.
    """
    if len(part) > _LONGEST or not _DIGIT.search(part):
        return False
    first = _WORD.search(part)
    if first is None:
        return bool(_PICTURE.search(part))  # `❤ 12`
    if first[0].lower() not in _KNOWN:
        return bool(_SHARE_PRICE.match(part))
    words = frozenset(_WORD.findall(_BY_SOMEBODY.sub(r" \1", part.lower())))
    if not words <= _KNOWN:
        return bool(_SHARE_PRICE.match(part))
    if words & COUNTED or words <= _READING_TIME:
        return True
    often = words & _OFTEN_COUNTED
    return bool(often) and often.isdisjoint(running())
