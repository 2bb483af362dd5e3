"""Identities that are the same in every process and release, and what of two things is one. Pure."""

from __future__ import annotations

import hashlib
import re

CONTENT_HASH_VERSION = "1"  # a new recipe must never look like an edit of every item
_ALIKE = 0.5  # share of the words of two headlines that both have
_UNIQUE = 16  # characters
_LAND = 2  # letters
#: What stands before the letters of a land where nobody holds a name beside them: `bbc.co.uk`.
_OF_LANDS = frozenset("co com org or net ne gov gob gouv go ac edu mil nom".split())
#: A word; of what is written without spaces, each character.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)


def stable_id(*parts: str, length: int = 16) -> str:
    """Hash `parts` to `length` hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def place_of(link: str | None) -> str:
    """Return what of a normal link says where it leads: all but `http` or `https`."""
    return (link or "").partition("://")[2]


def are_alike(first: str, second: str) -> bool:
    """Whether two headlines may be one that was edited: half of the words of both are in each."""
    ours, theirs = (frozenset(_WORD.findall(text.casefold())) for text in (first, second))
    if not ours or not theirs:
        return first == second
    return len(ours & theirs) >= _ALIKE * len(ours | theirs)


def article_names(link: str | None, identity: str, title: str) -> frozenset[str]:
    """Return what an article is called in every feed of its outlet: an item with one of it is that one.

    That is where it leads; its guid, which section feeds share; and its headline on its site, however
    that writes capitals and signs there.
    """
    place = place_of(link).removeprefix("www.").rstrip("/")
    host = place.partition("/")[0]
    names = {place, identity if link is None or host in identity or _is_unique(identity) else ""}
    headline, site = words_of(title), site_of(link)
    return frozenset(names | ({f"{site}\n{headline}"} if site and headline else set())) - {""}


def words_of(text: str) -> str:
    """Return the words of a text, without its capitals and signs, a space between each two."""
    return " ".join(_WORD.findall(text.casefold()))


def site_of(link: str | None) -> str:
    """Return whose pages a normal link leads to, `news.example` of `https://m.news.example/1`; or none.

    That is the end of its host that somebody can hold, by the names of second level that lands have.
    """
    host = place_of(link).partition("/")[0].partition(":")[0]
    labels = host.split(".")
    if labels[-1].isdecimal():
        return host  # an address of the network
    is_of_land = len(labels) > 2 and len(labels[-1]) == _LAND and labels[-2] in _OF_LANDS
    return ".".join(labels[-3 if is_of_land else -2 :])


def _is_unique(identity: str) -> bool:
    """Whether an identity is too long to be given by another outlet as well: a UUID, a tag URI."""
    return len(identity) >= _UNIQUE
