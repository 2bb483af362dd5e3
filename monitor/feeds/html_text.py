"""Markup from a feed → the plain text a person would read. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

_SILENT = {  # elements whose content nobody reads, and what ends it
    tag: re.compile(rf"</{tag}\b[^>]*>?", re.IGNORECASE)
    for tag in ("script", "style", "template", "noscript", "svg", "head")
}
_TO_THE_END = frozenset(("script", "style"))  # of those: what is not closed reaches to the end
BLOCKS = frozenset(
    (
        "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4"
        " h5 h6 header hr li main ol p pre section table td th tr ul"
    ).split()
)
# Tab and line feed stay; the other control characters, the bidirectional overrides, the soft hyphen
# and the zero-width characters are not seen and keep a word from being found.
_DECEIVERS = re.compile(
    r"[\xad\u061c\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)


# No script piles more marks on a letter; towers of them cover the lines above and below.
_TOWERS = re.compile(r"([\u0300-\u036f]{4})[\u0300-\u036f]+")

# A comment, a declaration, a tag; what is not closed reaches to the end. Nothing is read twice, so
# that the time grows with the length only: the standard library's parser takes minutes for a page
# of hostile markup.
MARKUP = re.compile(
    r"""<(?:
        !--.*?(?:-->|\Z)
      | [!?][^>]*+(?:>|\Z)
      | (?P<end>/?)(?P<tag>[a-zA-Z][^\s>/]*+)
        (?:=\s{0,9}"[^"]*+" | =\s{0,9}'[^']*+' | [^>])*+(?:>|\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ADDRESS = re.compile(r"[^@:]+@[^@]|[a-z]+:$|[a-z]+://")  # in pointed brackets: it is no tag
_OVERLONG_REFERENCE = re.compile(r"&#[0-9]{20,};?")  # no character; Python refuses longer numbers


def _pieces(markup: str) -> Iterator[str]:
    """Yield the text between the tags, and a line feed for each tag of a block."""
    after = 0
    unclosed: set[str] = set()  # what nothing ends from here on, so that it is looked for once only
    while found := MARKUP.search(markup, after):
        tag = (found["tag"] or "").lower()
        if tag and not found[0].endswith(">"):
            break  # a mere "less than" before a word, or a tag cut off
        if _ADDRESS.match(tag):
            yield resolved(markup[after : found.end()])
            after = found.end()
            continue
        yield resolved(markup[after : found.start()])
        after = found.end()
        if tag in BLOCKS:
            yield "\n"
        elif (
            tag in _SILENT
            and tag not in unclosed
            and not found["end"]
            and not found[0].endswith("/>")
        ):
            closing = _SILENT[tag].search(markup, after)
            if closing is None and tag in _TO_THE_END:
                return
            after = closing.end() if closing else after
            if closing is None:
                unclosed.add(tag)
    yield resolved(markup[after:])


def resolved(text: str) -> str:
    """Return text between tags with its references resolved, on one line."""
    if "&" in text:
        text = html.unescape(_OVERLONG_REFERENCE.sub("\ufffd", text))
    return text.replace("\r", " ").replace("\n", " ")  # in markup, only tags end a line


def unwrapped(markup: str) -> str:
    """Return what stands in a CDATA section that was escaped, as some feeds wrap what is wrapped."""
    if "<![CDATA[" not in markup:
        return markup
    return markup.replace("<![CDATA[", "").replace("]]>", "")


def clean(text: str) -> str:
    """Drop what only deceives (controls, bidi overrides, towers of marks), compose accents (NFC)."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", _DECEIVERS.sub("", text.replace("\r", "\n")))
    return _TOWERS.sub(r"\1", composed)


def one_line(text: str) -> str:
    """Return `text` cleaned, on one line, with single spaces."""
    return " ".join(clean(text).split())


def html_to_text(markup: str) -> str:
    """Return the text of a piece of HTML, a line a block; text without markup stays as it is."""
    markup = unwrapped(markup)
    if "<" not in markup and "&" not in markup:
        lines = clean(markup).splitlines()
    else:
        lines = clean("".join(_pieces(markup))).splitlines()
    return "\n".join(line for raw in lines if (line := " ".join(raw.split())))
