"""A database of an older version becomes one of this version, and one of a newer is left alone."""

from __future__ import annotations

import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from monitor.errors import StoreError
from monitor.store import upgrade as module
from monitor.store import versions
from monitor.store.backup import applied, verify
from monitor.store.schema import migrations
from monitor.store.store import Store
from monitor.store.views import Views
from tests.store.first_version import TABLES, build, content

#: What the upgrade changes on purpose: the next document of each feed is read whole.
RENEWED = {"etag", "last_modified", "body_hash"}


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if each.name != path.name)


def run(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute(sql).fetchall()
        db.commit()
        return found


def make_newer(path: Path) -> None:
    Store(path).close()
    run(
        path,
        f"INSERT INTO {versions.TABLE} (migration_set, name, applied_at)"  # noqa: S608
        f" VALUES ('{versions.SET}', 'm099_of_tomorrow', 'x')",
    )


def test_the_names_are_those_of_the_migrations() -> None:
    pending = migrations.pending(sqlite_utils.Database(memory=True))
    assert tuple(each.name for each in pending) == versions.KNOWN
    assert migrations.migrations_table == versions.TABLE
    assert migrations.name == versions.SET


def test_a_database_of_the_first_version_keeps_every_row(path: Path) -> None:
    build(path)
    before = content(path)
    assert all(before[table] for table in TABLES)
    Store(path).close()
    after = content(path)
    for table in TABLES:
        for old, new in zip(before[table], after[table], strict=True):
            assert {k: new[k] for k in old if k not in RENEWED} == {
                k: v for k, v in old.items() if k not in RENEWED
            }
    assert applied(path) == list(versions.KNOWN)
    assert verify(path)["items"] == 4


def test_what_was_there_before_is_counted(path: Path) -> None:
    build(path)
    Store(path).close()
    assert [row["items"] for row in Views(path).feeds()] == [4]
    assert run(path, "SELECT story, verdict, day, decisions FROM tallies ORDER BY day") == [
        ("furniture", "development", "2026-11-20", 1),
        ("furniture", "known", "2026-11-21", 1),
        ("furniture", "known", "2026-11-22", 1),
        ("furniture", "unrelated", "2026-11-23", 1),
    ]


def test_the_old_database_is_kept_beside_for_its_owner(path: Path) -> None:
    build(path)
    before = content(path)
    Store(path).close()
    (name,) = beside(path)
    kept = path.with_name(name)
    assert name == "news-monitor.db.before-m002_memory_of_feeds"
    assert content(kept) == before
    assert applied(kept) == ["m001_initial"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_another_process_wrote_into_the_log_is_in_the_backup(path: Path) -> None:
    build(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE sources SET title = 'Changed'")
        other.commit()
        Store(path).close()
    kept = path.with_name("news-monitor.db.before-m002_memory_of_feeds")
    assert content(kept)["sources"][0]["title"] == "Changed"


def test_of_each_migration_only_the_latest_backup_is_kept(path: Path) -> None:
    for title in ("One", "Two"):
        path.unlink(missing_ok=True)
        build(path)
        run(path, f"UPDATE sources SET title = '{title}'")  # noqa: S608
        Store(path).close()
    (name,) = beside(path)
    assert content(path.with_name(name))["sources"][0]["title"] == "Two"


def test_a_new_database_and_one_of_this_version_leave_no_backup(path: Path) -> None:
    Store(path).close()
    Store(path).close()
    assert beside(path) == []


OPEN = """
import sys
from pathlib import Path
from monitor.errors import MonitorError
from monitor.store.store import Store
try:
    Store(Path(sys.argv[1]))
except MonitorError as error:
    sys.exit(str(error))
"""


def limited(size: int) -> Callable[[], None]:
    """Return what keeps a process from writing files larger than so many bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_without_room_for_the_backup_the_old_database_stays_as_it_was(path: Path) -> None:
    build(path, padding=300_000)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(path)],
        capture_output=True, text=True, preexec_fn=limited(200_000), check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"the database {path} is of an older version and was not upgraded" in done.stderr
    assert path.read_bytes() == before
    assert not [name for name in beside(path) if "before" in name or "part" in name]


def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    build(path)
    run(path, "CREATE TABLE tallies (x)")  # the last migration finds its place taken
    with pytest.raises(StoreError, match="tallies already exists"):
        Store(path)
    assert applied(path) == ["m001_initial"]
    assert run(path, "SELECT name FROM sqlite_schema WHERE name IN ('hosts', 'notices')") == []


def test_a_damaged_database_is_not_upgraded(path: Path) -> None:
    build(path, padding=300_000)
    run(path, "DELETE FROM items WHERE id = 'item00000000'")  # which a decision leads to
    with pytest.raises(StoreError, match="1 rows lead nowhere, the first in the table decisions"):
        Store(path)
    assert applied(path) == ["m001_initial"]


def test_a_database_of_a_newer_version_is_refused_by_all(path: Path) -> None:
    make_newer(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"it is at m099_of_tomorrow, and this program \(version"):
        Store(path)
    for read in (Views(path).items, Views(path).feeds, Views(path).next_poll):
        with pytest.raises(StoreError, match="newer News Monitor"):
            read()
    assert path.read_bytes() == before
    assert not [name for name in beside(path) if "before" in name]


def test_a_new_file_gives_room_back_and_so_does_a_small_old_one(path: Path, tmp_path: Path) -> None:
    Store(path).close()
    old = tmp_path / "old.db"
    build(old)
    assert run(old, "PRAGMA auto_vacuum") == [(0,)]
    Store(old).close()
    assert run(path, "PRAGMA auto_vacuum") == run(old, "PRAGMA auto_vacuum") == [(2,)]


def test_a_large_old_file_is_not_rebuilt(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUICKLY_REBUILT", 10_000)
    build(path, padding=300_000)
    Store(path).close()
    assert run(path, "PRAGMA auto_vacuum") == [(0,)]
    assert applied(path) == list(versions.KNOWN)
