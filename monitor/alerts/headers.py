"""Values → the header fields of a mail, folded and encoded as RFC 5322 and RFC 2047 have it. Pure.

The standard library's folding loses spaces between words, encodes what must not be encoded and
differs from version to version. Here a field of text is folded where it has a space, and a word of
it is encoded where it has to be; a field with a structure is folded only, whatever its length.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Sequence
from email.policy import SMTP, EmailPolicy
from typing import Any

_LONGEST_LINE = 78  # where it can be had (RFC 5322 2.1.1)
_LONGEST_ENCODED_LINE = 76  # of a field with encoded words (RFC 2047 2)
_LONGEST_WORD = 75  # an encoded one (RFC 2047 2)
_LEAST_ROOM = 24  # on a line for an encoded word: its frame, and one letter of four bytes
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]+", re.ASCII)  # words of a phrase that need no quotes
_QUOTED = re.compile(r"([\"\\])")  # what a quoted string marks with a backslash
_MIME = frozenset(("mime-version", "content-type", "content-transfer-encoding"))
_UNSEEN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cs": "\ufffd"}  # no header may hold these


class WrittenHeaders(EmailPolicy):
    """Takes the fields of this module as they are; those of MIME are the library's own."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Return what a message keeps of a field."""
        return super().header_store_parse(name, value) if name.lower() in _MIME else (name, value)

    def fold(self, name: str, value: Any) -> str:
        """Return a field with its line breaks."""
        return super().fold(name, value) if name.lower() in _MIME else f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a field as it goes over the wire."""
        return self.fold(name, value).encode("utf-8")


POLICY = WrittenHeaders(linesep=SMTP.linesep)


def text_field(name: str, text: str) -> str:
    """Return the value of the unstructured field `name` (RFC 5322 2.2.1) that reads `text`.

    Control characters and line breaks are spaces, and several spaces are one.
    """
    lines = _Lines(name)
    words = _seen(text).split(" ")
    longest = _LONGEST_ENCODED_LINE - len(name) - 2
    run: list[str] = []  # words to be encoded together: a space between two such words is not read
    for word in words:
        if word.isascii() and "=?" not in word and len(word) <= longest:
            lines.add_encoded(" ".join(run))
            run.clear()
            lines.add(word)
        else:
            run.append(word)
    lines.add_encoded(" ".join(run))
    return lines.value


def structured_field(name: str, parts: Sequence[str]) -> str:
    """Return the value of a field of `parts` that programs read: ids, addresses in brackets, dates.

    It is folded between the parts and never within one or encoded, which would make another of it
    (RFC 2047 5). A part holds no space; what is beyond ASCII in it is spelt in letters and digits.
    """
    lines = _Lines(name, _LONGEST_LINE)
    for part in parts:
        lines.add("".join(char if "!" <= char <= "~" else f"u{ord(char):x}" for char in part))
    return lines.value


def mailbox_field(name: str, display: str, address: str) -> str:
    """Return the value of a field with one mailbox (RFC 5322 3.4): `display` may be empty.

    The address stays as it is, also beyond ASCII (RFC 6532).
    """
    lines = _Lines(name)
    phrase = _seen(display)
    if not phrase:
        lines.add(address)
        return lines.value
    quoted = '"' + _QUOTED.sub(r"\\\1", phrase) + '"'
    words = (phrase if _ATOMS.fullmatch(phrase) else quoted).split(" ")
    longest = _LONGEST_ENCODED_LINE - len(name) - 2
    if not phrase.isascii() or "=?" in phrase or max(map(len, words)) > longest:
        lines.add_encoded(phrase)
    else:
        for word in words:
            lines.add(word)
    lines.add(f"<{address}>")
    return lines.value


class _Lines:
    """The lines of a field as they are filled, a space before each part that joins."""

    def __init__(self, name: str, longest: int = _LONGEST_ENCODED_LINE) -> None:
        self._longest = longest
        self._begin = f"{name}:"
        self._lines = [self._begin]

    @property
    def value(self) -> str:
        """What stands after the name."""
        return "\r\n".join(self._lines).removeprefix(self._begin).removeprefix(" ")

    @property
    def _room(self) -> int:
        return self._longest - len(self._lines[-1]) - 1

    def add(self, part: str) -> None:
        """Add a part, on the next line where there is no room, unless there is none either."""
        is_first = self._lines == [self._begin]
        if len(part) > self._room and not (is_first and len(part) >= self._longest):
            self._lines.append("")
        self._lines[-1] += f" {part}"

    def add_encoded(self, text: str) -> None:
        """Add a text in as many encoded words as it needs, each of whole letters."""
        encode = min((_in_quotes, _in_base64), key=lambda way: len(way(text)))
        while text:
            if self._room < _LEAST_ROOM:
                self._lines.append("")
            room = min(self._room, _LONGEST_WORD)
            taken = 1
            while taken < len(text) and len(encode(text[: taken + 1])) <= room:
                taken += 1
            self._lines[-1] += f" {encode(text[:taken])}"
            text = text[taken:]


def _seen(text: str) -> str:
    """Return a text without what no field may hold, single spaces between its words."""
    allowed = (_UNSEEN.get(unicodedata.category(char), char) for char in text)
    return " ".join(word for word in "".join(allowed).split(" ") if word)


def _in_quotes(text: str) -> str:
    """Return an encoded word in the encoding Q, with the letters that a phrase allows (RFC 2047 5)."""
    spelt = "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else "_" if byte == 32 else f"={byte:02X}"
        for byte in text.encode("utf-8")
    )
    return f"=?utf-8?q?{spelt}?="


def _in_base64(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode('utf-8')).decode('ascii')}?="
