"""`backup` and `restore` as a person calls them."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from monitor.daemon.state_lock import StateLock
from monitor.store import versions
from monitor.store.store import Store
from tests.cli.conftest import Installation
from tests.examples import FEED, NOW, an_item


def fill(installation: Installation, *numbers: int) -> None:
    with Store(installation.database) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            for number in numbers:
                store.add_item(an_item(number), NOW)


def items(installation: Installation) -> int:
    return len(json.loads(installation.run("items", "--json").stdout))


def test_what_is_backed_up_can_be_restored(installation: Installation) -> None:
    fill(installation, 1, 2)
    file = str(installation.folder / "backup.db")
    result = installation.run("backup", file)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{file} is a good backup: 2 items, 0 decisions")
    fill(installation, 3)
    result = installation.run("restore", file)
    assert result.exit_code == 0
    told, kept = result.stdout.splitlines()
    assert told.startswith(f"{installation.database} is restored: 2 items")
    assert kept.startswith(f"What was there is {installation.database}.replaced-")
    assert items(installation) == 2


def test_a_backup_is_made_while_the_daemon_runs_and_restored_only_when_it_does_not(
    installation: Installation,
) -> None:
    fill(installation, 1)
    file = str(installation.folder / "backup.db")
    with StateLock(installation.state, datetime.now(UTC)):
        assert installation.run("backup", file).exit_code == 0
        result = installation.run("restore", file)
    assert result.exit_code == 1
    assert f"the daemon with pid {os.getpid()} is already running" in result.stderr
    assert installation.run("restore", file).exit_code == 0


def test_the_answers_can_be_read_by_scripts(installation: Installation) -> None:
    fill(installation, 1)
    file = str(installation.folder / "backup.db")
    made = json.loads(installation.run("backup", file, "--json").stdout)
    assert (made["path"], made["rows"]["items"]) == (file, 1)
    done = json.loads(installation.run("restore", file, "--json").stdout)
    assert done["path"] == str(installation.database)
    assert done["rows"]["items"] == 1
    assert done["replaced"].startswith(f"{installation.database}.replaced-")


def test_what_is_there_is_not_replaced_unless_forced(installation: Installation) -> None:
    fill(installation, 1)
    file = installation.folder / "backup.db"
    file.write_text("dear")
    result = installation.run("backup", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"news-monitor: {file} is there already; --force replaces it.\n"
    assert file.read_text() == "dear"
    assert installation.run("backup", "--force", str(file)).exit_code == 0


def test_a_backup_does_not_go_into_a_pipe(installation: Installation) -> None:
    fill(installation, 1)
    result = installation.run("backup", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "it needs a file" in result.stderr


def test_before_the_first_run_there_is_nothing_to_back_up(installation: Installation) -> None:
    result = installation.run("backup", str(installation.folder / "backup.db"))
    assert result.exit_code == 1
    assert "there is no database at" in result.stderr
    assert not installation.state.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",), ("status",), ("status", "--check"), ("feeds",), ("items",), ("developments",),
        ("alerts",), ("explain", "ab"), ("run", "--once"), ("mute", "furniture"), ("alert", "retry", "x"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_database_of_a_newer_version_is_refused_by_every_command_in_one_sentence(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    fill(installation, 1)
    with closing(sqlite3.connect(installation.database)) as db:
        db.execute(
            f"INSERT INTO {versions.TABLE} (migration_set, name, applied_at)"  # noqa: S608
            f" VALUES ('{versions.SET}', 'm099_of_tomorrow', 'x')"
        )
        db.commit()
    result = installation.run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")  # systemd tries 1 again, and 2 not
    (line,) = result.stderr.splitlines()
    assert line.startswith(
        f"news-monitor: the database {installation.database} was written by a newer News Monitor:"
        " it is at m099_of_tomorrow, and this program (version "
    )
