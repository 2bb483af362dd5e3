"""Content codings (gzip, deflate, br) → the bytes that were meant, piece by piece. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

ACCEPTED = "gzip, deflate, br"
_PIECE = 65_536  # bytes that a stage hands on at once, whatever it was given
_SLICE = 8_192  # bytes that a stage is given at once: what it leaves is copied, again and again
_MOST_CODINGS = 2  # applied to one document; more is an attack
_MOST_MEMBERS = 10_000  # of one gzip file; each costs time, also where it is empty
_GZIP = 31  # zlib's window bits for a gzip member
_GZIP_MAGIC = b"\x1f\x8b\x08"
#: What servers write though it is no content coding: a transfer encoding (RFC 2045 6.1), a charset.
_NO_CODING = re.compile(
    r"identity|none|null|binary|[78]-?bit|(us-)?ascii|utf-?(8|(16|32)([bl]e)?)"
    r"|iso[-_]?8859[-_]\d{1,2}|(windows|cp)-?125\d"
)


class TooLongError(ValueError):
    """A document, or a stage on the way to it, is longer than is allowed."""


class Stage(Protocol):
    """Undoes one coding."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to, a piece of bounded size for each step, also an empty one.

        Raise ValueError where the data is broken.
        """
        ...

    @property
    def is_whole(self) -> bool:
        """Whether the stream has come to its proper end."""
        ...


class Decoder:
    """Undoes the codings of a Content-Encoding header (RFC 9110 8.4), the last one first.

    Pieces come lazily: who stops asking has nothing more decoded, so that a small document that
    swells costs no more memory than a piece. `check` is called at every step, and may raise to end
    the work. Raises ValueError for a coding that is not known and for broken data, and TooLongError
    for more than `most` bytes; what a stage gives is counted also where the next one has ended and
    looks at it no more.
    """

    def __init__(
        self, content_encoding: str, most: int, check: Callable[[], None] = lambda: None
    ) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
        names = [name for name in names if not _NO_CODING.fullmatch(name)]
        if len(names) > _MOST_CODINGS:
            raise ValueError("the document is compressed more than twice over")
        for name in names:
            if name not in _STAGES:
                raise ValueError(f"the document's compression {name[:40]!r} is not known")
        self._stages: list[Stage] = [_STAGES[name]() for name in reversed(names)]
        self._check = check
        self._is_empty = True
        # What is still compressed may be longer than what it holds, though not by much.
        self._room = [2 * most + _PIECE] * len(names) + [most]

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data`, the next bytes of the body, decodes to."""
        self._is_empty &= not data
        return self._through(0, data)

    @property
    def has_codings(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self._stages)

    @property
    def is_whole(self) -> bool:
        """Whether every compressed stream has come to its proper end."""
        return self._is_empty or all(stage.is_whole for stage in self._stages)

    def _through(self, number: int, data: bytes) -> Iterator[bytes]:
        """Yield what `data`, given to the stage of that number, is at the end of all."""
        self._check()
        self._room[number] -= len(data)
        if self._room[number] < 0:
            raise TooLongError("the document is too long")
        if number == len(self._stages):
            if data:
                yield data
            return
        for start in range(0, len(data), _SLICE):
            for piece in self._stages[number].decode(data[start : start + _SLICE]):
                yield from self._through(number + 1, piece)


def is_gzip(body: bytes | bytearray) -> bool:
    """Whether a document is a gzip file, whatever its server says."""
    return body.startswith(_GZIP_MAGIC)


def _inflated(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what zlib makes of `data`, until all is taken in and all of it has come out."""
    piece = b""
    # A full piece may have more behind it: what was taken in last can stand for many bytes.
    while not stream.eof and (data or len(piece) == _PIECE):
        try:
            piece = stream.decompress(data, _PIECE)
        except zlib.error as error:
            raise ValueError("the document's compression is broken") from error
        data = stream.unconsumed_tail
        yield piece


class _Gzip:
    """One or more members (RFC 1952 2.2); what follows them and is none is ignored."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1
        self._head = b""  # kept until three bytes have shown whether another member begins
        self._has_begun = False
        self._has_ended = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        while data and not self._has_ended:
            if self._member.eof:
                self._head += data
                if len(self._head) < len(_GZIP_MAGIC):
                    return
                data, self._head = self._head, b""
                if not is_gzip(data):
                    self._has_ended = True
                    return
                if self._members == _MOST_MEMBERS:
                    raise ValueError(f"the document's compression has over {_MOST_MEMBERS:,} parts")
                self._member = zlib.decompressobj(_GZIP)
                self._members += 1
            self._has_begun = True
            yield from _inflated(self._member, data)
            data = self._member.unused_data

    @property
    def is_whole(self) -> bool:
        is_cut = self._head and _GZIP_MAGIC.startswith(self._head)
        return not self._has_begun or (self._member.eof and not is_cut)


class _Deflate:
    """A zlib stream (RFC 1950), or the bare deflate stream that some servers send for it."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._head = b""  # kept until the first bytes have shown which of the two it is

    def decode(self, data: bytes) -> Iterator[bytes]:
        if len(self._head) < 2:
            self._head += data
            if len(self._head) < 2:
                return
            data = self._head
            first, second = data[0], data[1]
            if first & 0x0F != 8 or (first << 8 | second) % 31:
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        yield from _inflated(self._stream, data)

    @property
    def is_whole(self) -> bool:
        return self._stream.eof or not self._head


class _Brotli:
    """A brotli stream (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decode(self, data: bytes) -> Iterator[bytes]:
        while not self._stream.is_finished():
            try:
                piece = self._stream.process(data, output_buffer_limit=_PIECE)
            except brotli.error as error:
                raise ValueError("the document's compression is broken") from error
            data = b""
            yield piece
            # All that was given is taken in long before all that it stands for has come out.
            if not piece and self._stream.can_accept_more_data():
                return

    @property
    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())


_STAGES: dict[str, type[_Gzip] | type[_Deflate] | type[_Brotli]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}
