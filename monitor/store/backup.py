"""A copy of the database in one file: of one moment, verified, whole or not there. I/O.

The daemon may write meanwhile. Uses sqlite3 directly, as the copy is what is there, not what this
version would make of it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.config.whole_file import write_through
from monitor.errors import StoreError
from monitor.store.reading import applied_to, read_only

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: how large it is, and how many rows each of its tables holds."""

    path: Path
    bytes: int
    rows: dict[str, int]


def back_up(database: Path, target: Path, *, replace: bool = False) -> Backup:
    """Copy `database` to the file `target`, readable by its owner alone; raise StoreError.

    What is at `target` is only replaced with `replace`, and only once the copy is whole.
    """
    if not database.is_file() or _is_not_begun(database):
        raise StoreError(f"there is no database at {database}: there is nothing to back up.")
    if sentence := _refusal(database, target, replace=replace):
        raise StoreError(sentence)
    part = target.with_name(f".{target.name}.part")
    try:
        rows = copy(database, part)
        write_through(part)
        part.replace(target)
        write_through(target.parent)
        return Backup(target, target.stat().st_size, rows)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"the backup {target} cannot be written: {reason(error)}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def copy(database: Path, target: Path) -> dict[str, int]:
    """Copy a database to a file that only its owner can read; return the verified counts of rows.

    A file that is there is replaced. Raise sqlite3.Error or OSError where it cannot be written, and
    StoreError where the copy is not good.
    """
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
    with closing(read_only(database)) as source, closing(sqlite3.connect(target)) as made:
        source.execute("SAVEPOINT moment")  # what is counted and what is copied is of one moment
        rows = _count(source)
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    verify(target, rows)
    return rows


def verify(path: Path, rows: dict[str, int] | None = None) -> dict[str, int]:
    """Return how many rows each table of a database holds; raise StoreError where it is not good.

    `rows` is how many there must be.
    """
    try:
        with closing(read_only(path)) as db:
            faults = [text for (text,) in db.execute("PRAGMA integrity_check(1)")]
            orphans = db.execute("PRAGMA foreign_key_check").fetchall()
            found = _count(db)
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read as a database: {error}.") from error
    if faults != ["ok"]:
        raise StoreError(f"the database {path} is damaged: {' '.join(faults[0].split())}.")
    if orphans:
        raise StoreError(
            f"the database {path} is damaged: {len(orphans)} rows lead nowhere, the first in the"
            f" table {orphans[0][0]}."
        )
    if rows is not None and found != rows:
        raise StoreError(f"the copy {path} does not hold all rows of the database.")
    return found


def applied(path: Path) -> list[str]:
    """Return the migrations of a database; none for a file that is no database of this program."""
    try:
        with closing(read_only(path)) as db:
            return applied_to(db)
    except sqlite3.Error:
        return []


def _is_not_begun(database: Path) -> bool:
    """Whether no start has made a database of the file yet; of one that cannot be read the copy tells."""
    try:
        with closing(read_only(database)) as db:
            return not applied_to(db)
    except sqlite3.Error:
        return False


def reason(error: Exception) -> str:
    """Say why a file could not be written, without its name."""
    return str(getattr(error, "strerror", None) or error)


def _refusal(database: Path, target: Path, *, replace: bool) -> str | None:
    if target.is_dir():
        return f"{target} is a folder; name a file."
    if not target.parent.is_dir():
        return f"there is no folder {target.parent} to write the backup to."
    if not target.exists():
        return None
    if not target.is_file():
        return f"{target} is no file, and is not replaced by one."
    if target.samefile(database):
        return f"{target} is the database itself; name another file."
    return None if replace else f"{target} is there already; --force replaces it."


def _count(db: sqlite3.Connection) -> dict[str, int]:
    tables = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " ORDER BY name"
    ).fetchall()
    return {
        name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - its own
        for (name,) in tables
    }
