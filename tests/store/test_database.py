"""A process has one file of a name open at a time: SQLite mixes what two of them say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import StoreUnavailable
from monitor.store.database import Database

ROWS = 3_000


def removed(file: Path) -> None:
    file.unlink()


def replaced(file: Path) -> None:
    shutil.copy(file, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "of.db"


@pytest.fixture
def filled(file: Path) -> Database:
    database = Database(file)
    with database.transaction():
        database.run("CREATE TABLE rows (text)")
        database.run_many("INSERT INTO rows VALUES (:text)", [{"text": "x" * 500}] * ROWS)
    return database


@pytest.mark.parametrize("take_away", [removed, replaced])
def test_another_file_of_the_name_is_not_opened_and_the_open_one_keeps_its_rows(
    file: Path, filled: Database, take_away: Callable[[Path], None]
) -> None:
    take_away(file)
    there = file.exists()
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="was removed or replaced while it is open"):
            Database(file)
        assert file.exists() is there  # and none was made
        assert len(filled.all("SELECT * FROM rows")) == ROWS
    filled.close()


@pytest.mark.parametrize("take_away", [removed, replaced])
def test_once_it_is_closed_the_name_is_free(
    file: Path, filled: Database, take_away: Callable[[Path], None]
) -> None:
    take_away(file)
    filled.close()
    with Database(file) as database:
        assert database.pragma("integrity_check") == [("ok",)]


def test_what_was_forgotten_without_being_closed_holds_no_name(file: Path) -> None:
    Database(file)
    file.unlink()
    with Database(file) as database:
        assert database.pragma("integrity_check") == [("ok",)]


def test_the_same_file_is_open_as_often_as_it_is_asked_for(file: Path, filled: Database) -> None:
    with Database(file) as first, Database(file) as second:
        assert len(first.all("SELECT * FROM rows")) == len(second.all("SELECT * FROM rows")) == ROWS
    filled.close()
