"""Answers of servers as they are meant: interim ones skipped, bytes beyond ASCII read. I/O."""

from __future__ import annotations

import re
from http.client import HTTPResponse
from urllib.parse import quote

_MOST_INTERIM = 20  # answers before the one that counts
_SWITCHING = 101  # an interim answer after which no other comes; it is never asked for
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_AUTHORITY = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*")


class FinalResponse(HTTPResponse):
    """The answer after all interim ones, such as 103 Early Hints (RFC 9110 15.2).

    The standard library skips 100 only.
    """

    def begin(self) -> None:
        """Read the head of the answer that counts, or of the last that was read."""
        super().begin()
        for _ in range(_MOST_INTERIM):
            if not 100 <= self.status < 200 or self.status == _SWITCHING:
                return
            self.headers = None  # type: ignore[assignment]  # which has it read on
            super().begin()


def in_unicode(value: str) -> str:
    """Return what a server wrote into a header or a reason phrase, UTF-8 where it is that.

    `value` is as the standard library hands it over: each byte a letter (ISO-8859-1).
    """
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def redirect_target(location: str) -> str:
    """Return the reference in a `Location` with its bytes beyond ASCII as RFC 3986 2.1 has them.

    The host stays in letters, for IDNA.
    """
    reference = in_unicode(location)
    coding = "latin-1" if reference == location else "utf-8"
    authority = _AUTHORITY.match(reference)
    host = authority[0] if authority else ""
    return host + quote(reference[len(host) :].encode(coding, "replace"), safe=_ASCII)
