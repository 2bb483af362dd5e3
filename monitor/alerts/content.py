"""What feeds say → text that shows what it is: no control characters, no false direction or host. Pure.

Terminals, mail programs and headers read what stands in a mail; a feed must not steer them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

# ECMA-48 5.4: control sequences, and the strings that run up to their terminator.
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\x9d\x90\x98\x9e\x9f]*"
    r"(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]"
)
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters that show nothing
_UNCOMMON = re.compile(r"[^\n -~]+")  # the rest shows what it is: most of most texts
_MOST_MARKS = 4  # on one letter: Vietnamese needs two, Hebrew with its points three
_LOOKS_LATIN = frozenset("аеорсухіјѕһӏԁԛԝвкмнтгьαοινρτυχκՕօսոհ")  # letters of other scripts


@dataclass(frozen=True, slots=True)
class Host:
    """Where a link leads, and whether its letters only look like those of another host."""

    name: str
    is_lookalike: bool = False


def plain(text: str) -> str:
    """Return `text` without what is not seen; every kind of space keeps words apart."""
    text = _ANSI.sub("", text.replace("\r\n", "\n"))
    return _UNCOMMON.sub(lambda stretch: _seen(stretch[0]), text)


def _seen(stretch: str) -> str:
    """Return what is seen of a stretch of text before which no marks are on a letter."""
    found: list[str] = []
    marks = 0
    for char in stretch:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if char in _BLANK_LETTERS or marks > _MOST_MARKS:
            continue
        if char == "\n" or (char.isprintable() and char != "\xa0"):
            found.append(char)
        elif char.isspace():
            found.append(" ")
    return "".join(found)


def one_line(text: str) -> str:
    """Return `text` on one line without what is not seen."""
    return " ".join(plain(text).split())


def safe_link(link: str | None) -> str | None:
    """Return a link that leads to a page, without a user name that could pass for its host."""
    if not link or link != one_line(link).replace(" ", ""):
        return None
    try:
        parts = urlsplit(link)
        has_host = bool(parts.hostname)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not has_host:
        return None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def host_of(link: str) -> Host:
    """Return the host of a safe link as it is to be shown.

    A name in letters of one script is shown in them. One that mixes Latin letters with others, or
    that is made of letters that look like Latin ones, is shown as the network knows it (`xn--…`).
    """
    name = (urlsplit(link).hostname or "").removeprefix("www.")
    try:
        shown = name.encode("ascii").decode("idna") if "xn--" in name else name
        known = shown.encode("idna").decode("ascii")
    except UnicodeError:  # not a name that the network knows
        return Host(name.encode("ascii", "backslashreplace").decode(), is_lookalike=True)
    if shown.isascii():
        return Host(shown)
    is_lookalike = any(_deceives(label) for label in shown.split("."))
    return Host(known if is_lookalike else shown, is_lookalike)


def _deceives(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    scripts = {_script(char) for char in letters}
    return (len(scripts) > 1 and "LATIN" in scripts) or (
        scripts != {"LATIN"} and bool(letters) and _LOOKS_LATIN.issuperset(letters)
    )


def _script(letter: str) -> str:
    """Return the first word of a letter's name, which is its script: `CYRILLIC SMALL LETTER A`."""
    return unicodedata.name(letter, "UNKNOWN").split()[0]
