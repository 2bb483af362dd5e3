"""The SQLite file as the daemon opens it: write-ahead log, migrations, whole transactions. I/O."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

import sqlite_utils

from monitor.config.whole_file import make_folder
from monitor.errors import StoreError, StoreUnavailable
from monitor.store.upgrade import make_shrinkable_if_new, one_at_a_time, refuse_newer, upgrade

_BUSY_SECONDS = 30.0
_WAL_TRIES = 100
_OF_MACHINE = frozenset(
    (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )
)

Values = Sequence[Any] | dict[str, Any]


class Database(AbstractContextManager["Database"]):
    """One SQLite file, open for writing, its schema up to date."""

    def __init__(self, path: Path, *, keep_old: bool = True) -> None:
        """Open the file, bring its schema up to date; raise StoreError.

        A file of an older version is kept beside it first, unless not `keep_old`. Where this process has
        another file of that name open, which was removed or replaced since, it raises StoreUnavailable.
        """
        _refuse_another(path)
        self._db = self._opened(path, keep_old=keep_old)
        self._path, self._file = path, _file_at(path)
        with _NOTING:
            _OPEN[path].add(self)

    @staticmethod
    def _opened(path: Path, *, keep_old: bool) -> sqlite_utils.Database:
        try:
            make_folder(path.parent)
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
            with _closed_on_failure(connection):
                refuse_newer(connection, path)
                make_shrinkable_if_new(connection)
                _use_write_ahead_log(connection)
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA foreign_keys = ON")
                upgrade(connection, path, keep_old=keep_old)
                connection.row_factory = sqlite3.Row
        except (sqlite3.Error, OSError) as error:
            raise _fault(f"the database {path} cannot be opened", error) from error
        return sqlite_utils.Database(connection)

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()
        with _NOTING:
            _OPEN[self._path].discard(self)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all or nothing; other writers wait from the first statement on."""
        connection = self._db.conn
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
        except sqlite3.Error as error:
            raise _fault("the database cannot be written", error) from error

    def all(self, sql: str, values: Values = ()) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        try:
            return [dict(row) for row in self._db.conn.execute(sql, values)]
        except sqlite3.Error as error:
            raise _fault("the database cannot be read", error) from error

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a statement of the open transaction; return how many rows it touched."""
        return self._db.conn.execute(sql, values).rowcount

    def pragma(self, text: str) -> list[tuple[Any, ...]]:
        """Run a pragma, outside of a transaction, to its end; return its rows."""
        try:
            return [tuple(row) for row in self._db.conn.execute(f"PRAGMA {text}")]
        except sqlite3.Error as error:
            raise _fault("the database cannot be looked after", error) from error

    def run_many(self, sql: str, values: Iterable[dict[str, Any]]) -> None:
        """Run a statement of the open transaction once for each of `values`."""
        self._db.conn.executemany(sql, values)


_OPEN: defaultdict[Path, WeakSet[Database]] = defaultdict(WeakSet)  # by path, in this process
_NOTING = threading.Lock()  # of what is open


def _refuse_another(path: Path) -> None:
    """Raise StoreUnavailable where this process has another file of that name open.

    SQLite would give both one log and one index of it: the open one would read what the new one
    says, or die of a bus error (https://sqlite.org/howtocorrupt.html, 2.4; in one process no lock helps).
    """
    with _NOTING:
        files = {database._file for database in _OPEN[path]}  # noqa: SLF001 - of this module
    if files - {_file_at(path)}:
        raise StoreUnavailable(f"the database {path} was removed or replaced while it is open.")


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return which file a path leads to (stat(2)), None where there is none; raise StoreUnavailable."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _fault(f"the database {path} cannot be looked at", error) from error
    return found.st_dev, found.st_ino


def _fault(what: str, error: sqlite3.Error | OSError) -> StoreError:
    """Tell a fault of the machine, which passes, from one of a statement, which comes again."""
    of_machine = isinstance(error, OSError) or _code(error) in _OF_MACHINE
    kind = StoreUnavailable if of_machine else StoreError
    return kind(f"{what}: {error}.")


def _code(error: sqlite3.Error) -> int | None:
    """Return the primary result code (https://www.sqlite.org/rescode.html), where there is one."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if code is not None else None


@contextmanager
def _closed_on_failure(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the file over; while another process does, SQLite refuses at once instead of waiting."""
    for _ in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            with one_at_a_time(connection):
                """The other process is done now."""
        else:
            return
    raise StoreError("the database is being opened by too many processes at once.")
