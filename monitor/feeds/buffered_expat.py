"""The expat driver of the standard library with whole pieces of text, for feedparser. Pure.

Without `buffer_text`, expat hands over text line by line and entity by entity, and feedparser spends
a tenth of its time on putting it together again.
"""

from __future__ import annotations

from xml.sax.expatreader import ExpatParser
from xml.sax.xmlreader import XMLReader


class BufferedExpatParser(ExpatParser):
    """Expat that hands over the text between two tags at once."""

    def reset(self) -> None:
        """Begin a document."""
        super().reset()
        vars(self)["_parser"].buffer_text = True  # which the types of the library do not know


def create_parser() -> XMLReader:
    """Return a parser, as `xml.sax.make_parser` asks of its modules."""
    return BufferedExpatParser()
