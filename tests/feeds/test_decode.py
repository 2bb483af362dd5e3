"""Content codings: whole or not at all, in pieces of bounded size."""

from __future__ import annotations

import gzip
import itertools
import random
import time
import zlib
from collections.abc import Callable
from functools import partial

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.decode import ACCEPTED, Decoder, TooLongError

Encode = Callable[[bytes], bytes]
MOST = 30_000_000
PIECE = 65_536


def bare_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


CODINGS: list[tuple[str, Encode]] = [
    ("gzip", gzip.compress),
    ("x-gzip", lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:])),
    ("deflate", zlib.compress),
    ("deflate", bare_deflate),
    ("br", brotli.compress),
    ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ("deflate, gzip", lambda data: gzip.compress(bare_deflate(data))),
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
    decoder = Decoder(name, MOST)
    assert decoded(decoder, encode(data), step) == data
    assert decoder.is_whole


@pytest.mark.parametrize(("name", "encode"), CODINGS[:7])
@given(data=st.binary(min_size=1), keep=st.floats(0.1, 0.99))
def test_what_breaks_off_is_not_whole(name: str, encode: Encode, data: bytes, keep: float) -> None:
    packed = encode(data)
    decoder = Decoder(name, MOST)
    decoded(decoder, packed[: max(1, int(len(packed) * keep))], 1_000)
    # Where the cut falls between two members, nothing shows it.
    assert not decoder.is_whole or name == "x-gzip"


@pytest.mark.parametrize(("name", "encode"), CODINGS[:7])
def test_a_bomb_comes_in_small_pieces(name: str, encode: Encode) -> None:
    bomb = encode(b"\0" * 20_000_000)
    pieces = list(itertools.islice(Decoder(name, MOST).decode(bomb), 5))
    assert max(map(len, pieces)) <= 65_536 * 4  # brotli rounds its limit up


@given(st.binary(min_size=1), st.sampled_from(["gzip", "deflate", "br", "gzip, deflate"]))
def test_broken_data_is_an_error_in_words_or_not_whole(data: bytes, name: str) -> None:
    decoder = Decoder(name, MOST)
    try:
        decoded(decoder, data, 7)
    except ValueError as error:
        assert str(error) == "the document's compression is broken"  # noqa: PT017 - or no error


def test_what_follows_a_gzip_member_and_is_none_is_ignored() -> None:
    assert (
        decoded(Decoder("gzip", MOST), gzip.compress(b"news", mtime=0) + b"\0\0padding", 10)
        == b"news"
    )


@pytest.mark.parametrize("name", ["zap", "zstd", "compress", "gzip, gzip, gzip"])
def test_a_coding_that_is_not_known_or_piled_up_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="compress"):
        Decoder(name, MOST)


def test_what_follows_the_end_of_a_brotli_stream_is_not_read() -> None:
    decoder = Decoder("br", MOST)
    assert b"".join(decoder.decode(brotli.compress(b"whole"))) == b"whole"
    assert b"".join(decoder.decode(b"and more")) == b""
    assert decoder.is_whole


def text_of(size: int) -> bytes:
    """Return prose as a feed has it: it repeats itself, and never quite."""
    chance = random.Random(size)  # noqa: S311 - no secret
    words = [bytes(chance.choices(b"etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(4_000)]
    return b" ".join(chance.choices(words, k=size // 4))[:size]


def noise(size: int) -> bytes:
    """Return bytes that no coding makes shorter."""
    return random.Random(size).randbytes(size)  # noqa: S311 - no secret


@pytest.mark.parametrize("size", [65_536, 113_000, 300_000, 1_100_000])
@each_coding
def test_a_long_document_comes_whole_however_it_is_cut(
    name: str, encode: Encode, size: int
) -> None:
    for data in (text_of(size), noise(size), b"\0" * size):
        packed = encode(data)
        for step in (1_000, 8_192, 32_768, MOST):
            decoder = Decoder(name, MOST)
            assert decoded(decoder, packed, step) == data
            assert decoder.is_whole


@each_coding
def test_what_was_taken_in_last_may_stand_for_more_than_a_piece(name: str, encode: Encode) -> None:
    for size in range(PIECE - 300, PIECE + 600, 7):
        decoder = Decoder(name, MOST)
        assert len(decoded(decoder, encode(b"\0" * size), MOST)) == size
        assert decoder.is_whole, size


@pytest.mark.parametrize("step", [1, 2, 3, 5, 8_191, 8_192, 8_193])
@pytest.mark.parametrize(
    "padding", [b"\0", b"\x1f", b"\x1f\x8b!", b"!!!" + gzip.compress(b"no", mtime=0)]
)
def test_what_follows_a_gzip_file_is_ignored_however_it_is_cut(padding: bytes, step: int) -> None:
    decoder = Decoder("gzip", MOST)
    assert decoded(decoder, gzip.compress(b"news", mtime=0) + padding, step) == b"news"
    assert decoder.is_whole or b"\x1f\x8b\x08".startswith(padding)  # another might have begun


@pytest.mark.parametrize("kept", range(1, 20))
def test_a_member_that_breaks_off_is_seen_from_its_first_byte_on(kept: int) -> None:
    decoder = Decoder("gzip", MOST)
    assert (
        decoded(decoder, gzip.compress(b"news", mtime=0) + gzip.compress(b"", mtime=0)[:kept], 5)
        == b"news"
    )
    assert not decoder.is_whole


# --- bounds --------------------------------------------------------------------------------------


@given(
    size=st.integers(0, 200_000),
    room=st.integers(0, 200_000),
    coding=st.sampled_from(CODINGS),
    is_random=st.booleans(),
)
def test_a_document_may_be_as_long_as_is_allowed_and_no_longer(
    size: int, room: int, coding: tuple[str, Encode], is_random: bool
) -> None:
    name, encode = coding
    data = noise(size) if is_random else b"\0" * size
    decoder = Decoder(name, room)
    if size <= room:
        assert decoded(decoder, encode(data), 32_768) == data
    else:
        with pytest.raises(TooLongError):
            decoded(decoder, encode(data), 32_768)


def swallowed(outer: Encode, inner: Encode, size: int) -> bytes:
    """Return a document whose inner stream ends at once; what its outer one goes on with is lost."""
    return outer(inner(b"news") + b"\0" * size)


@pytest.mark.parametrize(
    ("name", "outer", "inner"),
    [
        ("gzip, gzip", gzip.compress, gzip.compress),
        ("deflate, gzip", gzip.compress, zlib.compress),
        ("gzip, br", partial(brotli.compress, quality=5), gzip.compress),
        ("gzip", bytes, gzip.compress),
        ("deflate", bytes, zlib.compress),
    ],
)
def test_what_a_stage_that_has_ended_swallows_counts(
    name: str, outer: Encode, inner: Encode
) -> None:
    with pytest.raises(TooLongError):
        decoded(Decoder(name, 1_000_000), swallowed(outer, inner, 4_000_000), 32_768)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("", lambda: b"news" * 100_000),
        ("gzip", lambda: gzip.compress(b"\0" * 20_000_000, mtime=0)),
        ("gzip", lambda: gzip.compress(b"", mtime=0) * 9_000),
        ("gzip, gzip", lambda: swallowed(gzip.compress, gzip.compress, 40_000_000)),
        ("deflate", lambda: zlib.compress(b"news") + b"\0" * 4_000_000),
        ("br", lambda: brotli.compress(b"\0" * 20_000_000, quality=5)),
    ],
)
def test_every_step_asks_whether_there_is_time_left(name: str, made: Callable[[], bytes]) -> None:
    data, steps = made(), 0

    def check() -> None:
        nonlocal steps
        steps += 1
        if steps == 10:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        decoded(Decoder(name, MOST, check), data, 10_000)


def test_the_members_of_a_file_are_counted() -> None:
    empty = gzip.compress(b"", mtime=0)
    assert (
        decoded(Decoder("gzip", MOST), empty * 9_999 + gzip.compress(b"news", mtime=0), MOST)
        == b"news"
    )
    with pytest.raises(ValueError, match=r"compression has over 10,000 parts"):
        decoded(Decoder("gzip", MOST), empty * 10_001, MOST)


def test_the_members_of_a_file_cost_the_same_whatever_follows_them() -> None:
    def seconds(data: bytes) -> float:
        began = time.process_time()
        decoded(Decoder("gzip", MOST), data, MOST)
        return time.process_time() - began

    members, rest = gzip.compress(b"", mtime=0) * 9_000, gzip.compress(noise(20_000_000), 1)
    # Were the rest copied for each member, these would be 180 gigabytes.
    assert seconds(members + rest) < 8 * (seconds(members) + seconds(rest))


@pytest.mark.parametrize(
    "name",
    ["identity", "none", "None", "binary", "UTF-8", "utf8", "8bit", "ISO-8859-1", "windows-1252",
     "us-ascii", "identity, utf-8", ", none"],
)  # fmt: skip
def test_what_is_no_coding_changes_nothing(name: str) -> None:
    decoder = Decoder(name, MOST)
    assert decoded(decoder, b"news", 3) == b"news"
    assert not decoder.has_codings
    assert Decoder(f"{name}, gzip", MOST).has_codings


def test_what_is_accepted_is_known() -> None:
    for name in ACCEPTED.split(", "):
        assert Decoder(name, MOST).has_codings
