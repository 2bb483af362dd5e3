"""Content codings: whole or not at all, in pieces of bounded size."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.decode import Decoder

Encode = Callable[[bytes], bytes]


def bare_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


CODINGS: list[tuple[str, Encode]] = [
    ("gzip", gzip.compress),
    ("x-gzip", lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:])),
    ("deflate", zlib.compress),
    ("deflate", bare_deflate),
    ("br", brotli.compress),
    ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ("identity", bytes),
    ("", bytes),
]
each_coding = pytest.mark.parametrize(("name", "encode"), CODINGS)


def decoded(decoder: Decoder, data: bytes, step: int) -> bytes:
    parts = [data[i : i + step] for i in range(0, len(data), step)]
    return b"".join(piece for part in parts for piece in decoder.decode(part))


@each_coding
@given(data=st.binary(max_size=3_000), step=st.integers(1, 4_000))
def test_what_was_encoded_is_decoded_however_it_is_cut(
    name: str, encode: Encode, data: bytes, step: int
) -> None:
    decoder = Decoder(name)
    assert decoded(decoder, encode(data), step) == data
    assert decoder.is_whole


@pytest.mark.parametrize(("name", "encode"), CODINGS[:6])
@given(data=st.binary(min_size=1), keep=st.floats(0.1, 0.99))
def test_what_breaks_off_is_not_whole(name: str, encode: Encode, data: bytes, keep: float) -> None:
    packed = encode(data)
    decoder = Decoder(name)
    decoded(decoder, packed[: max(1, int(len(packed) * keep))], 1_000)
    # Where the cut falls between two members, nothing shows it.
    assert not decoder.is_whole or name == "x-gzip"


@pytest.mark.parametrize(("name", "encode"), CODINGS[:6])
def test_a_bomb_comes_in_small_pieces(name: str, encode: Encode) -> None:
    bomb = encode(b"\0" * 20_000_000)
    pieces = list(itertools.islice(Decoder(name).decode(bomb), 5))
    assert max(map(len, pieces)) <= 65_536 * 4  # brotli rounds its limit up


@given(st.binary(min_size=1), st.sampled_from(["gzip", "deflate", "br", "gzip, deflate"]))
def test_broken_data_is_an_error_in_words_or_not_whole(data: bytes, name: str) -> None:
    decoder = Decoder(name)
    try:
        decoded(decoder, data, 7)
    except ValueError as error:
        assert str(error) == "the document's compression is broken"  # noqa: PT017 - or no error


def test_what_follows_a_gzip_member_and_is_none_is_ignored() -> None:
    assert decoded(Decoder("gzip"), gzip.compress(b"news") + b"\0\0padding", 10) == b"news"


@pytest.mark.parametrize("name", ["zap", "gzip, gzip, gzip, gzip"])
def test_a_coding_that_is_not_known_or_piled_up_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="compress"):
        Decoder(name)


def test_what_follows_the_end_of_a_brotli_stream_is_not_read() -> None:
    decoder = Decoder("br")
    assert b"".join(decoder.decode(brotli.compress(b"whole"))) == b"whole"
    assert b"".join(decoder.decode(b"and more")) == b""
    assert decoder.is_whole
