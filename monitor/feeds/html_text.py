"""Markup from a feed → the plain text a person would read. Pure."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
# Tab and line feed stay; the other control characters, the bidirectional overrides and the
# zero-width characters only serve to deceive.
_DECEIVERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)


class _TextExtractor(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))


def clean(text: str) -> str:
    """Drop what only deceives (controls, bidi overrides, zero width) and compose accents (NFC)."""
    return unicodedata.normalize("NFC", _DECEIVERS.sub("", text.replace("\r", "\n")))


def one_line(text: str) -> str:
    """Return `text` cleaned, on one line, with single spaces."""
    return " ".join(clean(text).split())


def html_to_text(markup: str) -> str:
    """Return the text of a piece of HTML, a line a block; text without markup stays as it is."""
    if "<" not in markup and "&" not in markup:
        lines = clean(markup).splitlines()
    else:
        extractor = _TextExtractor()
        extractor.feed(markup)
        extractor.close()
        lines = clean("".join(extractor.parts)).splitlines()
    return "\n".join(line for raw in lines if (line := " ".join(raw.split())))
