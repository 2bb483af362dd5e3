"""What the entries of a document are called → one identity each, of which none stands for two. Pure.

An entry is named by its guid, else by where it leads, else by title and date. A name counts only
where it tells something (`N/A`, `#` and the home of the site do not) and where it stands for one
thing: a page on which several things are told, guids that were copied, are the names of none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from monitor.feeds.html_text import one_line
from monitor.feeds.links import LONGEST, absolute, is_tracker, normal_link
from monitor.model import are_alike, place_of, stable_id

#: What is written where a guid or a link should be and there is none.
_PLACEHOLDER = re.compile(
    r"(?:[\W_]|0)*+"
    r"|(?:n\W?a\W?|none|null|nil|nan|undefined|unknown|empty|missing|tb[acd]|todo|true|false|yes|no"
    r"|(?:not|un)[ _-]?(?:available|set|found|defined|specified)|no[ _-](?:link|guid|id|url)"
    r"|(?:perma)?link|guid|u?uid|id|url|uri)/?|(?:\[?object object\]?|about:blank|javascript:.{0,99}"
    r"|https?:/{0,2}(?:n/?a|null|undefined|none|#)?/?)",
    re.IGNORECASE | re.DOTALL,
)
_HOME = re.compile(r"[^/?#]*/?(?:(?:index|default|home)\.(?:html?|php|aspx?|jsp))?")


@dataclass(frozen=True, slots=True)
class Names:
    """What an entry is called; empty where it is called nothing that tells it from others.

    `spot` is where it leads, with the place on the page (`#post-2`) where one is named.
    """

    guid: str
    spot: str
    title: str
    date: str


def names(guid: str, link: str, title: str, date: str, url: str, homes: Collection[str]) -> Names:
    """Return what of an entry's guid and link tells it from others.

    `url` is where its document was found; `homes` are the places that the document itself leads to.
    """
    guid = one_line(guid)[:LONGEST]
    if _PLACEHOLDER.fullmatch(guid) or _is_home(guid, homes):
        guid = ""
    return Names(guid, _spot(link, url, homes), title, date)


def link_of(link: str, url: str) -> str:
    """Return where an entry leads as an address to be clicked; empty where it leads to no article."""
    if _PLACEHOLDER.fullmatch(one_line(link)):
        return ""
    # Joined here: told of a base, feedparser joins it with every element of the document.
    found = normal_link(absolute(link, url))
    return "" if _HOME.fullmatch(place_of(found)) and not _fragment(link) else found


def homes_of(addresses: Iterable[str]) -> frozenset[str]:
    """Return the places that some addresses lead to, as `names` asks for them."""
    return frozenset(place_of(normal_link(each)).rstrip("/") for each in addresses) - {""}


def identities(entries: Sequence[Names]) -> list[str]:
    """Return the identity of each entry of a document; what is listed twice has the same one."""
    guids = _of_several((entry.guid, entry) for entry in entries)
    spots = _of_several((entry.spot, entry) for entry in entries)
    listed: dict[tuple[str, str, str], str] = {}
    found = []
    for entry in entries:
        guid = "" if entry.guid in guids else entry.guid
        spot = "" if entry.spot in spots else entry.spot
        identity = guid or spot or stable_id(entry.title, entry.date)
        if "#" in guid and spot:  # some outlets list an article twice, as `…#0` and as `…#3`
            base = guid.partition("#")[0]
            identity = listed.setdefault((base, spot, entry.title), identity)
        found.append(identity)
    return found


def _of_several(named: Iterable[tuple[str, Names]]) -> frozenset[str]:
    """Return the names that stand for several things."""
    first: dict[str, Names] = {}
    return frozenset(
        name for name, entry in named if name and not _is_same(first.setdefault(name, entry), entry)
    )


def _is_same(one: Names, other: Names) -> bool:
    if one is other:
        return True
    if one.spot and other.spot and one.spot != other.spot:
        return False
    return are_alike(one.title, other.title)


def _spot(link: str, url: str, homes: Collection[str]) -> str:
    found = link_of(link, url)
    fragment = _fragment(link)
    if fragment and found:
        return f"{found}#{fragment}"
    return "" if _is_home(found, homes) else found


def _fragment(link: str) -> str:
    """Return which place on its page an address names; empty where that only tracks."""
    fragment = one_line(link).partition("#")[2]
    pairs = parse_qsl(fragment, keep_blank_values=True)
    return (
        "" if pairs and "=" in fragment and all(is_tracker(name) for name, _ in pairs) else fragment
    )


def _is_home(address: str, homes: Collection[str]) -> bool:
    """Whether an address leads to the home of a site, or to what lists all entries."""
    place = place_of(normal_link(address))
    if not place or "#" in address:
        return False
    return place.rstrip("/") in homes or bool(_HOME.fullmatch(place))
