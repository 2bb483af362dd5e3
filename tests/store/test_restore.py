"""A backup takes the place of the database, which stays beside it."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store import restore as module
from monitor.store import versions
from monitor.store.backup import applied, back_up
from monitor.store.restore import restore
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import FEED, NOW, an_item
from tests.store.first_version import build

REPLACED = "news-monitor.db.replaced-2026-11-24T080000Z"


def fill(path: Path, *numbers: int) -> None:
    with Store(path) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            for number in numbers:
                store.add_item(an_item(number), NOW)


def titles(path: Path) -> list[str]:
    return [row["title"][-1] for row in Views(path).items()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "news-monitor.db"


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup with two items of a database that has another one since."""
    fill(path, 1, 2)
    made = back_up(path, tmp_path / "backup.db").path
    fill(path, 3)
    return made


def test_a_backup_takes_the_place_and_what_was_there_is_kept(backup: Path, path: Path) -> None:
    done = restore(backup, path, NOW)
    assert (done.path, done.replaced) == (path, path.with_name(REPLACED))
    assert done.rows["items"] == 2
    assert titles(path) == ["2", "1"]
    assert titles(path.with_name(REPLACED)) == ["3", "2", "1"]
    assert backup.exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_stands_in_the_log_of_a_killed_daemon_is_kept_and_does_not_spoil_the_backup(
    backup: Path, path: Path, tmp_path: Path
) -> None:
    store = Store(path)
    with store.transaction():
        store.add_item(an_item(4), NOW)
    state = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    store.close()
    for name, content in state.items():  # as a kill would leave it
        path.with_name(name).write_bytes(content)
    assert len(state) == 3
    restore(backup, path, NOW)
    assert titles(path) == ["2", "1"]
    assert titles(path.with_name(REPLACED)) == ["4", "3", "2", "1"]


def test_a_database_that_cannot_be_read_is_replaced_with_all_its_files(
    backup: Path, path: Path
) -> None:
    path.write_bytes(b"spoilt" * 1000)
    path.with_name(f"{path.name}-wal").write_bytes(b"spoilt too")
    restore(backup, path, NOW)
    assert titles(path) == ["2", "1"]
    assert path.with_name(REPLACED).read_bytes() == b"spoilt" * 1000
    assert path.with_name(f"{REPLACED}-wal").read_bytes() == b"spoilt too"


def test_where_nothing_is_nothing_is_kept(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "news-monitor.db"
    assert restore(backup, path, NOW).replaced is None
    assert titles(path) == ["2", "1"]


def test_a_backup_of_an_older_version_is_upgraded_and_left_as_it_is(
    path: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    build(old)
    before = old.read_bytes()
    assert restore(old, path, NOW).rows["items"] == 4
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert applied(path) == list(versions.KNOWN)
    assert old.read_bytes() == before


def test_a_backup_that_is_not_good_changes_nothing(
    backup: Path, path: Path, tmp_path: Path
) -> None:
    letter, empty, newer, orphaned = (tmp_path / name for name in "lmno")
    letter.write_bytes(b"a letter " * 1000)
    empty.touch()
    for made, statement in (
        (
            newer,
            f"UPDATE {versions.TABLE} SET name = 'm099_of_tomorrow' WHERE name = 'm003_notices'",  # noqa: S608
        ),
        (orphaned, "UPDATE items SET feed = 'nowhere'"),
    ):
        made.write_bytes(backup.read_bytes())
        with closing(sqlite3.connect(made)) as db:
            db.execute(statement)
            db.commit()
    state = sorted(path.parent.iterdir())
    for bad, sentence in (
        (letter, "is no database of News Monitor"),
        (empty, "is no database of News Monitor"),
        (newer, "was written by a newer News Monitor: it is at m099_of_tomorrow"),
        (orphaned, "is damaged: 2 rows lead nowhere"),
        (tmp_path / "none", "there is no backup"),
        (path, "is the database itself"),
    ):
        with pytest.raises(StoreError, match=sentence):
            restore(bad, path, NOW)
        assert sorted(path.parent.iterdir()) == state
    assert titles(path) == ["3", "2", "1"]


def test_there_is_a_database_at_any_moment(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_remove_log", die)  # the last step before the copy takes over
    with pytest.raises(KeyboardInterrupt):
        restore(backup, path, NOW)
    assert titles(path) == ["3", "2", "1"]
