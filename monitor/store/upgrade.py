"""Brings an opened database up to this version: a backup beside it first, all or nothing. I/O."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import NewerDatabase, StoreError
from monitor.store import versions
from monitor.store.backup import back_up
from monitor.store.reading import applied_to
from monitor.store.schema import migrations

log = logging.getLogger(__name__)

_SHRINKABLE = "PRAGMA auto_vacuum = INCREMENTAL"
_QUICKLY_REBUILT = 256_000_000  # bytes, which take a few seconds


def refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raise NewerDatabase for a database that a newer program wrote; changes nothing."""
    if sentence := versions.newer(path, applied_to(connection)):
        raise NewerDatabase(sentence)


def make_shrinkable_if_new(connection: sqlite3.Connection) -> None:
    """Let a file that nothing was written to yet give back room later on."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if not pages:
        connection.execute(_SHRINKABLE)


def upgrade(connection: sqlite3.Connection, path: Path, *, keep_old: bool = True) -> None:
    """Apply the migrations that are missing, all or none; raise StoreError or sqlite3.Error.

    What was there before stays beside it as `NAME.before-MIGRATION`, unless not `keep_old`.
    """
    with one_at_a_time(connection):
        found = applied_to(connection)
        missing = [name for name in versions.KNOWN if name not in found]
        if not missing:
            return
        if found and keep_old:
            _keep(path, missing[0])
        migrations.apply(Database(connection))
    if found:
        log.info("upgraded the database %s from %s to %s", path, found[-1], missing[-1])
        _make_shrinkable(connection, path)


@contextmanager
def one_at_a_time(connection: sqlite3.Connection) -> Iterator[None]:
    """Let one process change the file while others wait: the lock is taken before the first look."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
    if connection.in_transaction:
        connection.commit()


def _keep(path: Path, migration: str) -> None:
    """Back the old database up beside it; one is kept for each migration, the latest."""
    target = path.with_name(f"{path.name}.before-{migration}")
    try:
        back_up(path, target, replace=True)
    except StoreError as error:
        raise StoreError(
            f"the database {path} is of an older version and was not upgraded, because it cannot be"
            f" kept beside first: {error} Make room for it or repair it, then start again; nothing"
            " was changed."
        ) from error


def _make_shrinkable(connection: sqlite3.Connection, path: Path) -> None:
    """Rebuild an old file so that it can give room back; a large one only uses its room again.

    That is no reason to keep a daemon from starting: without it all else works.
    """
    (is_shrinkable,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if not is_shrinkable and path.stat().st_size <= _QUICKLY_REBUILT:
        with suppress(sqlite3.Error):
            connection.execute(_SHRINKABLE)
            connection.execute("VACUUM")
