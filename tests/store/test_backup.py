"""A backup is of one moment, verified, whole or not there."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store.backup import Backup, back_up, verify
from monitor.store.store import Store
from tests.examples import FEED, NOW, STORY, Action, a_decision, an_item  # noqa: F401


def add(store: Store, number: int) -> None:
    """Store an item and a decision on it: of one moment there is one for each."""
    with store.transaction():
        store.add_item(an_item(number), NOW)
        decision = a_decision(Action.UNRELATED, development=None)
        store.record_decision(an_item(number), 1, STORY, decision, NOW)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy" / "backup.db"


@pytest.fixture
def filled(path: Path, store: Store, target: Path) -> Path:
    target.parent.mkdir()
    for number in range(20):
        add(store, number)
    return path


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_backup_holds_every_row_in_one_file_for_its_owner(filled: Path, target: Path) -> None:
    made = back_up(filled, target)
    assert made == Backup(target, target.stat().st_size, made.rows)
    assert (made.rows["items"], made.rows["decisions"], made.rows["feeds"]) == (20, 20, 1)
    assert names(target.parent) == ["backup.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(sqlite3.connect(target)) as copy, closing(sqlite3.connect(filled)) as original:
        assert list(copy.iterdump()) == list(original.iterdump())


def test_a_backup_is_of_one_moment_while_others_write(
    filled: Path, store: Store, target: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            add(store, number := number + 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            rows = back_up(filled, target, replace=True).rows
            assert rows["items"] == rows["decisions"] >= 20
            assert verify(target) == rows
    finally:
        stop.set()
        writer.join()
    assert back_up(filled, target, replace=True).rows["items"] > rows["items"] - 1 >= 20


def test_what_is_there_is_only_replaced_when_asked(filled: Path, target: Path) -> None:
    target.write_text("dear to somebody")
    with pytest.raises(StoreError, match=r"is there already; --force replaces it\.$"):
        back_up(filled, target)
    assert target.read_text() == "dear to somebody"
    assert back_up(filled, target, replace=True).rows["items"] == 20


@pytest.mark.parametrize("replace", [True, False])
def test_a_database_is_no_backup_of_itself(filled: Path, target: Path, replace: bool) -> None:
    target.symlink_to(filled)
    for itself in (filled, target):
        with pytest.raises(StoreError, match="is the database itself"):
            back_up(filled, itself, replace=replace)


def test_a_place_that_cannot_be_written_is_named(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*/nowhere to write"):
        back_up(filled, tmp_path / "nowhere" / "backup.db")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StoreError, match="is no file, and is not replaced by one"):
        back_up(filled, pipe, replace=True)
    assert pipe.is_fifo()
    with pytest.raises(StoreError, match="is a folder"):
        back_up(filled, tmp_path)
    with pytest.raises(StoreError, match="nothing to back up"):
        back_up(tmp_path / "none.db", tmp_path / "backup.db")


BACK_UP = """
import sys
from pathlib import Path
from monitor.errors import MonitorError
from monitor.store.backup import back_up
try:
    back_up(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)
except MonitorError as error:
    sys.exit(str(error))
"""


def test_a_disk_that_fills_up_leaves_what_was_there(filled: Path, target: Path) -> None:
    target.write_text("the backup of yesterday")
    done = subprocess.run(
        [sys.executable, "-c", BACK_UP, str(filled), str(target)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert f"the backup {target} cannot be written" in done.stderr
    assert names(target.parent) == ["backup.db"]
    assert target.read_text() == "the backup of yesterday"


def test_a_damaged_database_is_no_backup(filled: Path, store: Store, target: Path) -> None:
    store.close()
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DELETE FROM items WHERE id = 'item00000001'")  # which a decision leads to
        db.commit()
    with pytest.raises(StoreError, match=r"is damaged: 1 rows lead nowhere, .* decisions\.$"):
        back_up(filled, target)
    assert names(target.parent) == []


def test_pages_that_were_overwritten_are_noticed(filled: Path, store: Store, target: Path) -> None:
    back_up(filled, target)
    with closing(sqlite3.connect(target)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'items'").fetchone()
    with target.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StoreError, match=r"is damaged|cannot be read"):
        verify(target)


def test_a_copy_that_lacks_rows_is_noticed(filled: Path, target: Path) -> None:
    rows = back_up(filled, target).rows
    with pytest.raises(StoreError, match="does not hold all rows"):
        verify(target, {**rows, "items": rows["items"] + 1})


def test_a_backup_tells_at_once_what_a_file_is_not(target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(b"a letter, not a database\n" * 100)
    with pytest.raises(StoreError, match="cannot be read as a database"):
        verify(target)
