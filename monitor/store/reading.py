"""Opens a database file only to read it, and says which migrations were applied to it. I/O.

A file to which none was applied is no database yet: a start that was killed, or met a full disk, left
it behind, or is at work on it now.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.store import versions

_A_LOOK = "SELECT count(*) FROM sqlite_schema"
_HAS_TABLE = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"


class Patience:
    """Called by SQLite after so many steps: has it stop, and remembers that."""

    is_over = False

    def __call__(self) -> int:
        """Have SQLite stop."""
        self.is_over = True
        return 1


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database that is there, to read it; raise sqlite3.Error.

    What a killed process left half written is rolled back first, as whoever opens a file has to
    (https://www.sqlite.org/lockingv3.html, "Dealing with hot journals"); that takes a writer.
    """
    connection = _open(path, "ro")
    try:
        connection.execute(_A_LOOK).fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        with closing(_open(path, "rw")) as writer:
            writer.execute(_A_LOOK).fetchone()
        return _open(path, "ro")
    except BaseException:
        connection.close()
        raise
    return connection


def applied_to(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the migrations of an open database, in their order; raise sqlite3.Error."""
    if not connection.execute(_HAS_TABLE, (versions.TABLE,)).fetchone():
        return []
    return [name for (name,) in connection.execute(versions.APPLIED)]


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)
