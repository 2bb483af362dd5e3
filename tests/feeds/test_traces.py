"""From which entries of its document each item was made, to know when it is gone."""

from __future__ import annotations

import pytest

from monitor.feeds import parse as module
from monitor.feeds.entries import HASH_LENGTH, find_entries, hashes_in
from monitor.feeds.parse import Parsed, parse
from tests.examples import FEED, NOW


def entry(number: int, guid: int | None = None, words: str = "Words") -> str:
    return (
        f"<item><guid>g{number if guid is None else guid}</guid><title>Title {number}</title>"
        f"<link>https://news.example/{number if guid is None else guid}</link>"
        f"<description>{words}</description></item>"
    )


def document(*entries: str, head: str = "") -> bytes:
    return f"{head}<rss version='2.0'><channel>{''.join(entries)}</channel></rss>".encode()


def read(body: bytes, known: frozenset[bytes] = frozenset()) -> Parsed:
    return parse(body, "text/xml", FEED, NOW, known=known)


def traced(parsed: Parsed) -> list[tuple[str, bytes]]:
    return [(item.identity, made_from) for item, made_from in parsed.traces()]


def hashes(body: bytes) -> list[bytes]:
    return [each.hash for each in find_entries(body)]


def test_each_item_is_traced_to_its_entry() -> None:
    body = document(*(entry(number) for number in range(3)))
    a, b, c = hashes(body)
    parsed = read(body)
    assert traced(parsed) == [("g0", a), ("g1", b), ("g2", c)]
    assert parsed.entry_hashes == {a, b, c}


def test_of_entries_that_were_read_before_only_the_hashes_come() -> None:
    body = document(*(entry(number) for number in range(3)))
    a, b, c = hashes(body)
    parsed = read(body, frozenset({a, c}))
    assert traced(parsed) == [("g1", b)]
    assert parsed.entry_hashes == {a, b, c}


def test_an_entry_that_becomes_no_item_does_not_shift_the_others() -> None:
    body = document(entry(0), "<item><category>empty</category></item>", entry(1))
    a, _, c = hashes(body)
    assert traced(read(body)) == [("g0", a), ("g1", c)]


def test_an_item_of_two_entries_is_traced_to_both() -> None:
    body = document(entry(0), entry(1), entry(0, words="Other words"))
    a, b, c = hashes(body)
    assert traced(read(body)) == [("g0", a), ("g0", c), ("g1", b)]


def test_an_item_in_two_slices_of_a_long_document_is_traced_to_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_SLICE", 2)
    body = document(*(entry(number) for number in range(5)))
    assert traced(read(body)) == [(f"g{n}", each) for n, each in enumerate(hashes(body))]


@pytest.mark.parametrize(
    "body",
    [
        document(entry(0), entry(1), head="<?xml version='1.0' encoding='iso-8859-1'?>"),
        document(entry(0), entry(1), entry(2))[:-100],
        b'{"version": "https://jsonfeed.org/version/1.1", "items":'
        b' [{"id": "g0", "title": "Title"}, {"id": "g1", "title": "Title"}]}',
    ],
    ids=["encoding", "breaks off", "JSON"],
)
def test_a_document_that_is_read_whole_traces_its_items_to_nothing(body: bytes) -> None:
    parsed = read(body)
    assert traced(parsed) == [("g0", b""), ("g1", b"")]
    assert parsed.entry_hashes == frozenset()


def test_where_entries_and_items_do_not_go_together_nothing_is_known_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = document(*(entry(number) for number in range(3)))
    monkeypatch.setattr(module, "find_entries", lambda *_: find_entries(body)[:2])
    parsed = read(body)
    assert parsed.hashes == b""
    assert traced(parsed) == [("g0", b""), ("g1", b""), ("g2", b"")]


def test_hashes_are_taken_apart_as_they_were_joined() -> None:
    joined = [bytes([number]) * HASH_LENGTH for number in range(3)]
    assert hashes_in(b"".join(joined)) == joined
    assert hashes_in(b"") == []
