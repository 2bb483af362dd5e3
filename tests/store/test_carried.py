"""Which items the latest document of a feed holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store.store import Store
from tests.examples import FEED, NOW, an_item

A, B, C = (an_item(number).id for number in (1, 2, 3))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def filled(store: Store) -> Store:
    with store.transaction():
        for number in (1, 2, 3):
            store.add_item(an_item(number), NOW)
    return store


def note(store: Store, *read: tuple[str, bytes], entries: bytes = b"") -> None:
    with store.transaction():
        store.carried.note(
            FEED.url, read, frozenset(entries[i : i + 1] for i in range(len(entries))), LATER
        )


def carried(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {item for (item,) in db.execute("SELECT item FROM carried")}


def left(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT id, left_feed FROM items WHERE left_feed IS NOT NULL").fetchall()
    assert {moment for _, moment in found} <= {"2026-11-24T09:00:00Z"}
    return {item for item, _ in found}


def test_what_is_read_is_carried_and_so_is_what_was_read_before(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), (B, b"b"), entries=b"ab")
    note(filled, (C, b"c"), entries=b"abc")
    assert (carried(path), left(path)) == ({A, B, C}, set())


def test_an_item_whose_entry_is_gone_has_left(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), (B, b"b"), entries=b"ab")
    note(filled, (C, b"c"), entries=b"bc")
    assert (carried(path), left(path)) == ({B, C}, {A})


def test_an_item_whose_entry_was_written_anew_has_not_left(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), entries=b"a")
    note(filled, (A, b"x"), entries=b"x")
    assert (carried(path), left(path)) == ({A}, set())


def test_an_item_of_two_entries_leaves_with_the_second(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), (A, b"x"), (B, b"b"), entries=b"axb")
    note(filled, entries=b"xb")
    assert left(path) == set()
    note(filled, entries=b"b")
    assert (carried(path), left(path)) == ({B}, {A})


def test_a_document_that_was_read_whole_holds_what_was_read(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), (B, b"b"), entries=b"ab")
    note(filled, (B, b""), (C, b""))
    assert (carried(path), left(path)) == ({B, C}, {A})
    note(filled, (B, b"b"), (C, b"c"), entries=b"bc")
    assert (carried(path), left(path)) == ({B, C}, {A})


def test_an_item_that_came_back_leaves_anew(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), entries=b"a")
    note(filled, (B, b"b"), entries=b"b")
    note(filled, (A, b"a"), entries=b"ab")
    assert carried(path) == {A, B}
    note(filled, entries=b"b")
    assert left(path) == {A}


def test_what_is_carried_cannot_be_removed(filled: Store, path: Path) -> None:
    note(filled, (A, b"a"), entries=b"a")
    with pytest.raises(StoreError, match="FOREIGN KEY"), filled.transaction():
        filled._db.run("DELETE FROM items WHERE id = ?", (A,))
