"""A first start that ends before its database is whole: the next one begins as if there were none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlite_utils

from monitor.errors import MonitorError, StoreError
from monitor.store import versions
from monitor.store.backup import applied, back_up
from monitor.store.schema import migrations
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW
from tests.store.first_version import build

#: Opens the database of each folder in a process that may write files of so many bytes; a write beyond
#: that kills it, or fails as on a full disk.
OPEN_WITH_LIMITS = """
import os, resource, signal, sys
from pathlib import Path
from monitor.errors import MonitorError
from monitor.store.store import Store
ending, *folders = sys.argv[1:]
for folder in folders:
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL if ending == "killed" else signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(Path(folder).name),) * 2)
    try:
        Store(Path(folder) / "news-monitor.db")
    except MonitorError:
        pass
    os._exit(0)
"""
#: Bytes: within the header of the journal and just behind it, within the first page and just behind it,
#: within the index of the log, and through the log of all migrations.
LIMITS = (0, 300, 511, 512, 600, 3_000, 4_096, 6_000, 20_000, 34_000, 131_000, 180_000, 229_000)


def nothing(_: Path) -> None:
    """What a first start finds."""


def an_empty_file(path: Path) -> None:
    path.touch()


def a_backup_of_the_first_version(path: Path) -> None:
    """A database of before, in one file without a log, as it is put there by hand."""
    original = path.with_name("original.db")
    build(original)
    back_up(original, path)
    original.unlink()


@pytest.mark.parametrize("ending", ["killed", "full"])
@pytest.mark.parametrize("found", [nothing, an_empty_file, a_backup_of_the_first_version])
def test_wherever_a_start_ends_the_next_one_reads_and_opens_what_it_left(
    tmp_path: Path, ending: str, found: Callable[[Path], None]
) -> None:
    paths = [tmp_path / str(limit) / "news-monitor.db" for limit in LIMITS]
    for path in paths:
        path.parent.mkdir()
        found(path)
    before = applied(paths[0])
    command = [sys.executable, "-c", OPEN_WITH_LIMITS, ending]
    subprocess.run([*command, *(str(path.parent) for path in paths)], check=True)
    left = set()
    for path in paths:
        views = Views(path)
        left.add(len(views.sources("furniture")))
        if not applied(path):
            assert (views.feeds(), views.items(), views.next_poll()) == ([], [], None)
            assert views.status(NOW)["items"]["total"] == 0
        else:
            assert applied(path) in (before, list(versions.KNOWN))
        Store(path).close()
        assert applied(path) == list(versions.KNOWN)
        assert views.feeds() is not None
    assert left == ({1} if before else {0})


@pytest.mark.parametrize("number", range(1, len(versions.KNOWN)))
def test_what_is_read_before_the_start_can_be_read_from_every_version(
    path: Path, number: int
) -> None:
    """The source articles: `check` and the start read them before the database is upgraded."""
    database = sqlite_utils.Database(path)
    migrations.apply(database, stop_before=versions.KNOWN[number])
    database["sources"].insert(
        {"id": "a", "story": "furniture", "title": "A title", "text": "A text.", "address": "a.md",
         "added": "2026-11-24T08:00:00Z"}
    )  # fmt: skip
    database.close()
    assert [each.title for each in Views(path).sources("furniture")] == ["A title"]
    Store(path).close()
    assert [each.title for each in Views(path).sources("furniture")] == ["A title"]


def test_a_file_that_is_no_database_is_none_of_ours(path: Path) -> None:
    path.write_bytes(b"a letter to my aunt, which is longer than the header of a database" * 90)
    with pytest.raises(StoreError, match="not a database"):
        Views(path).sources("furniture")
    with pytest.raises(MonitorError, match="not a database"):
        Store(path)


def test_there_is_nothing_to_back_up_before_the_first_start_is_over(path: Path) -> None:
    path.touch()
    target = path.with_name("backup.db")
    with pytest.raises(
        StoreError, match=r"there is no database at .*: there is nothing to back up"
    ):
        back_up(path, target)
    assert not target.exists()
