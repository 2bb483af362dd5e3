"""A headline as its outlet feeds it → what it says, and who is named at its end. Pure.

Agencies put a word of their desk in front of a headline (`UPDATE 4-`, `RPT-`, `ROUNDUP 2:`), aggregators
and outlets their name behind it (`… - CNN`, `… | The Example Times`). Neither tells anything of what
happened; the number of a version is no figure.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

#: What says which version of a report a headline has, or how urgent its desk finds it; in capitals.
_DESK_WORD = (
    r"(?:UPDATED?|RPT|REPEAT|REFILE|CORRECTED|CORRECTION|WRAP-?UP|BRIEF|EXCLUSIVE|BREAKING(?: NEWS)?|URGENT|ALERT"
    r"|NEWSFLASH|DEVELOPING|JUST IN|ROUNDUP|WDH|KORREKTUR|BERICHTIGUNG|EILMELDUNG|EIL)(?: ?\d{1,2})?"
)
_IN_FRONT = re.compile(
    rf"{_DESK_WORD}(?:[-–—/](?=[^\W\d_]|[(\[“”‘’\"'«„])| [-–—] |[-–—] |: ?)"
    r"|(?:Updated?|Breaking(?: News)?|Exclusive|Urgent|Just In|Eilmeldung)(?: \d{1,2})?: "
    r"|[(\[](?:(?:\d{1,2}(?:st|nd|rd|th) )?(?:LEAD|LD)|" + _DESK_WORD + r")[)\]] ?"
)
_MOST_IN_FRONT = 3  # `RPT-UPDATE 2-EXCLUSIVE-`
_AT_END = re.compile(r"\s[-–—|·•]\s(?P<name>[^|·•]{2,60})$")
_LONGEST_NAME = 6  # words of an outlet
#: Hosts that lead only to pages of others, the outlet behind each headline.
_AGGREGATORS = frozenset({"news.google.com"})
_WORD = re.compile(r"[^\W_]+")
_SAID_OR_NOT = frozenset("the der die das le la les el il news online com".split())


class Headline(NamedTuple):
    """What a headline says, and whose it is where an aggregator names that at its end; else empty."""

    text: str
    outlet: str


def without_desk_word(title: str) -> str:
    """Return a headline without the words of an agency's desk in front of it: `UPDATE 4-Oil falls`.

    One in capitals all over says them as any other word, and one of nothing else is left as it is.
    """
    if title.isupper():
        return title
    text = title
    for _ in range(_MOST_IN_FRONT):
        found = _IN_FRONT.match(text)
        if not found:
            break
        text = text[found.end() :].lstrip()
    return text if _WORD.search(text) else title


def read_headline(title: str, outlet: str, link: str | None) -> Headline:
    """Return a headline of `outlet` that leads to `link` as `Headline` has it."""
    text = without_desk_word(title)
    found = _AT_END.search(text)
    if not found or not found.start() or len(found["name"].split()) > _LONGEST_NAME:
        return Headline(text, "")
    name, host = found["name"].strip(), _host(link)
    is_own = _is_called(name, outlet, host)
    if is_own or host in _AGGREGATORS:
        return Headline(text[: found.start()].rstrip(), "" if is_own else name)
    return Headline(text, "")


def _host(link: str | None) -> str:
    try:
        return (urlsplit(link or "").hostname or "").removeprefix("www.")
    except ValueError:  # no address
        return ""


def _is_called(name: str, outlet: str, host: str) -> bool:
    """Whether a name is that of an outlet, or of the host of its pages."""
    words = _words(name)
    if words and words == _words(outlet):
        return True
    if _squashed(name) == _squashed(host):
        return True
    return any(_spells(part, words) for part in host.split(".")[:-1])


def _words(name: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(name)]
    return [word for word in words if word not in _SAID_OR_NOT] or words


def _squashed(name: str) -> str:
    return "".join(_WORD.findall(name)).casefold()


def _spells(label: str, words: list[str]) -> bool:
    """Whether a part of a host is made of words, in their order, whole or by their first letters.

    `nytimes` is of `New York Times`.
    """
    ends = {0, *(len(each) for each in _SAID_OR_NOT if label.startswith(each))}
    for word in words:
        ends = {
            end + len(part)
            for end in ends
            for part in (word, word[0])
            if label.startswith(part, end)
        }
    rest = {label[end:] for end in ends}
    return bool(words) and len(label) > 1 and not rest.isdisjoint(_SAID_OR_NOT | {""})
