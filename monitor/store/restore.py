"""Puts a backup in the place of the database; what was there stays beside it. I/O."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.config.whole_file import make_folder, write_through
from monitor.errors import StoreError
from monitor.store import backup, versions
from monitor.store.database import Database
from monitor.store.rows import stamp

_BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a database while it is open


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now: how many rows each table holds, and where what was there before is."""

    path: Path
    bytes: int
    rows: dict[str, int]
    replaced: Path | None


def restore(source: Path, database: Path, now: datetime) -> Restored:
    """Make a verified, upgraded copy of the backup `source` the database; raise StoreError.

    Only while nothing else uses the database. Until the copy is whole nothing is changed.
    """
    if sentence := _refusal(source, database):
        raise StoreError(sentence)
    backup.verify(source)
    part = database.with_name(f".{database.name}.restored")
    try:
        make_folder(database.parent)
        backup.copy(source, part)
        Database(part, keep_old=False).close()
        rows = backup.verify(part)
        own_as(database.parent, part)
        replaced = _set_aside(database, now)
        write_through(part)
        part.replace(database)
        write_through(database.parent)
        return Restored(database, database.stat().st_size, rows, replaced)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"the database {database} cannot be replaced: {backup.reason(error)}."
        ) from error
    finally:
        for suffix in ("", *_BESIDE):
            with suppress(OSError):
                _beside(part, suffix).unlink(missing_ok=True)


def _refusal(source: Path, database: Path) -> str | None:
    if not source.is_file():
        return f"there is no backup {source}."
    if database.exists() and source.samefile(database):
        return f"{source} is the database itself; name a backup of it."
    applied = backup.applied(source)
    if not applied:
        return f"{source} is no database of News Monitor."
    return versions.newer(source, applied)


def _set_aside(database: Path, now: datetime) -> Path | None:
    """Give what is there a second name, with its log; return the name.

    It keeps the first until the copy takes that over, so that there is a database at any moment.
    """
    if not database.exists():
        _remove_log(database)
        return None
    replaced = database.with_name(f"{database.name}.replaced-{stamp(now).replace(':', '')}")
    for suffix in ("", "-wal"):
        _second_name(_beside(database, suffix), _beside(replaced, suffix))
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # one file then holds all of it
    log = _beside(replaced, "-wal")
    if log.exists() and not log.stat().st_size:
        log.unlink()
    _remove_log(database)
    return replaced


def _second_name(file: Path, name: Path) -> None:
    if not file.exists():
        return
    name.unlink(missing_ok=True)
    try:
        name.hardlink_to(file)
    except OSError:  # a file system without such links
        shutil.copy2(file, name)


def _remove_log(database: Path) -> None:
    """Take away the log of a database that could not be opened: it must not meet another one."""
    for suffix in _BESIDE:
        _beside(database, suffix).unlink(missing_ok=True)


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)


def own_as(folder: Path, file: Path) -> None:
    """Let a file that the superuser made belong to whom the state directory belongs to."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)
