"""The head of an answer and its connection → the body, decoded, in bounded time and memory. I/O."""

from __future__ import annotations

import requests

from monitor.feeds.decode import Decoder, TooLongError, is_gzip
from monitor.net.deadline import Deadline

_CHUNK = 32_768


class BrokenOffError(ValueError):
    """A compressed body ends before its streams do."""


def read_body(response: requests.Response, most: int, deadline: Deadline) -> bytes:
    """Read and decode a body, in memory for `most` bytes and a little more.

    A gzip file that its server does not call one is unpacked. Raise TooLongError, BrokenOffError,
    ValueError where it cannot be decoded, TimeoutError, or what urllib3 raises.
    """
    decoder = Decoder(response.headers.get("Content-Encoding", ""), most, deadline.check)
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > most:
        raise TooLongError("the document is announced as too long")
    body = bytearray()
    # read1 hands over what one read of the socket brought, so that a drip is seen drop by drop.
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        for piece in decoder.decode(chunk):
            body += piece
    if is_gzip(body) and not decoder.has_codings:
        decoder = Decoder("gzip", most, deadline.check)
        body = bytearray().join(decoder.decode(bytes(body)))
    if not decoder.is_whole:
        raise BrokenOffError("the compressed document breaks off in the middle")
    return bytes(body)
