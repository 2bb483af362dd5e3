"""The index of words and the views with friendly names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.store.database import Database
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import FEED, NOW, an_item
from tests.store import first_version

AGREES = "INSERT INTO items_text (items_text, rank) VALUES ('integrity-check', 1)"


def found(path: Path, word: str) -> list[str]:
    return [row["id"] for row in Views(path).items(words=f'"{word}"')]


@pytest.fixture
def filled(store: Store, path: Path) -> Path:
    with store.transaction():
        for number, title in enumerate(("Apples", "Pears", "Plums"), 1):
            store.add_item(an_item(number, title=title, summary="Fresh from the orchard"), NOW)
    return path


def test_an_item_is_found_by_its_words_as_they_are_now(filled: Path, store: Store) -> None:
    assert found(filled, "pear") == [an_item(2).id]
    with store.transaction():
        before = store.known_items(FEED.url, [an_item(2)])[an_item(2).id]
        store.revise_item(before, replace(before.item, title="Quinces"), NOW)
    assert found(filled, "pear") == []
    assert found(filled, "quince") == [an_item(2).id]


def test_a_removed_item_is_not_found(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DELETE FROM items WHERE title = 'Plums'")
        db.execute(AGREES)
        db.commit()
    assert found(filled, "plum") == []


def test_the_index_agrees_after_the_file_was_rebuilt(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DELETE FROM items WHERE title = 'Apples'")
        db.commit()
        db.execute("VACUUM")
        db.execute(AGREES)
    assert found(filled, "plum") == [an_item(3).id]


def test_an_upgrade_indexes_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    first_version.build(path)
    Database(path).close()
    assert len(found(path, "summary")) == 4
    with closing(sqlite3.connect(path)) as db:
        db.execute(AGREES)


@pytest.mark.parametrize("view", ["news", "told", "mails", "feeds_now"])
def test_every_view_can_be_read(views: Views, view: str) -> None:
    rows = views.query(f"SELECT * FROM {view}")  # noqa: S608
    assert rows
    with closing(sqlite3.connect(views.path)) as db:
        assert db.execute(f"SELECT count(*) FROM {view}").fetchone()[0] == len(rows)  # noqa: S608


def test_the_views_say_what_the_lists_say(views: Views) -> None:
    (first,) = views.query("SELECT * FROM told WHERE development = 1")
    assert (first["changed"], first["outlets"]) == ("10% → 25%", 2)
    verdicts = {
        row["item"]: row["verdict"]
        for row in views.query("SELECT * FROM news")
        if row["story"] != "cats"
    }
    assert verdicts[an_item(3).id] == "known"  # the latest of two decisions
