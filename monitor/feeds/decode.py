"""Content codings (gzip, deflate, br) → the bytes that were meant, piece by piece. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

ACCEPTED = "gzip, deflate, br"
_PIECE = 65_536  # bytes that a stage hands on at once, whatever it was given
_MOST_CODINGS = 3  # applied to one document; more is an attack
_GZIP = 31  # zlib's window bits for a gzip member
_GZIP_MAGIC = b"\x1f\x8b\x08"


class Stage(Protocol):
    """Undoes one coding."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to in pieces of bounded size; raise ValueError when broken."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether the stream has come to its proper end."""
        ...


class Decoder:
    """Undoes the codings of a Content-Encoding header (RFC 9110 8.4), the last one first.

    Pieces come lazily: who stops asking has nothing more decoded, so that a small document that
    swells costs no more memory than a piece. Raises ValueError for a coding that is not known and
    for broken data.
    """

    def __init__(self, content_encoding: str) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
        names = [name for name in names if name != "identity"]
        if len(names) > _MOST_CODINGS:
            raise ValueError("the document is compressed more than three times over")
        for name in names:
            if name not in _STAGES:
                raise ValueError(f"the document's compression {name[:40]!r} is not known")
        self._stages: list[Stage] = [_STAGES[name]() for name in reversed(names)]
        self._is_empty = True

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data`, the next bytes of the body, decodes to."""
        self._is_empty &= not data
        return _through(self._stages, data)

    @property
    def is_whole(self) -> bool:
        """Whether every compressed stream has come to its proper end."""
        return self._is_empty or all(stage.is_whole for stage in self._stages)


def is_gzip(body: bytes | bytearray) -> bool:
    """Whether a document is a gzip file, whatever its server says."""
    return body.startswith(_GZIP_MAGIC)


def _through(stages: list[Stage], data: bytes) -> Iterator[bytes]:
    if not stages:
        yield data
        return
    for piece in stages[0].decode(data):
        yield from _through(stages[1:], piece)


class _Gzip:
    """One or more members (RFC 1952 2.2); what follows them and is none is ignored."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._has_begun = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                if not data.startswith(_GZIP_MAGIC[: len(data)]):
                    return
                self._member = zlib.decompressobj(_GZIP)
            self._has_begun = True
            try:
                piece = self._member.decompress(data, _PIECE)
            except zlib.error as error:
                raise ValueError("the document's compression is broken") from error
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if piece:
                yield piece

    @property
    def is_whole(self) -> bool:
        return self._member.eof or not self._has_begun


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
        while data and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, _PIECE)
            except zlib.error as error:
                raise ValueError("the document's compression is broken") from error
            data = self._stream.unconsumed_tail
            if piece:
                yield piece

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
            if piece:
                yield piece
            if self._stream.can_accept_more_data():
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
