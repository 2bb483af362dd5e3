"""Writes configurations: a new file, or tables behind those that are there; nothing is lost. I/O."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from monitor.config.reader import load
from monitor.config.settings import Config
from monitor.config.whole_file import write_through
from monitor.errors import ConfigError, Fault, MonitorError

Check = Callable[[Config], None]


def append_tables(path: Path, tables: str, check: Check = lambda _: None) -> Config:
    """Add tables behind what a configuration holds, whole or not at all; return what it says now.

    Every byte that is there stays. `check` raises ConfigError where what would be written is not
    to be. Raise ConfigError also where the reader finds a fault, MonitorError where it cannot be written.
    """
    place = path.resolve()  # a link stays a link
    try:
        before = place.read_bytes().decode()  # as bytes: the ends of its lines stay as they are
        mode = place.stat().st_mode
        gap = "" if before.endswith("\n") or not before else "\n"
        return _write(path, place, f"{before}{gap}\n{tables}", check, mode)
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(path, None, "the file is not UTF-8 text.")]) from error
    except OSError as error:
        raise unwritable(path, error) from error


def rewrite(path: Path, change: Callable[[str], str], check: Check = lambda _: None) -> Config:
    """Put what `change` makes of a configuration's text in its place; raises as `append_tables` does."""
    place = path.resolve()
    try:
        before = place.read_bytes().decode()
        return _write(path, place, change(before), check, place.stat().st_mode)
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(path, None, "the file is not UTF-8 text.")]) from error
    except OSError as error:
        raise unwritable(path, error) from error


def create(
    path: Path, text: str, check: Check = lambda _: None, *, replaces: bool = False
) -> Config:
    """Write a new configuration, whole or not at all; return what it says. Raises as the other.

    One that is there is overwritten only where the new one `replaces` it.
    """
    try:
        if path.exists() and not replaces:
            raise MonitorError(f"{path} is there already and is not overwritten.")
        return _write(path, path, text, check, None)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> MonitorError:
    """Return, as a sentence to be raised, why a file cannot be written, and where to read what helps."""
    reason = (error.strerror or type(error).__name__).lower()
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        reason += " for this process; docs/systemd.md tells how a service may write it"
    return MonitorError(f"{path} cannot be written: {reason}.")


def _write(path: Path, place: Path, text: str, check: Check, mode: int | None) -> Config:
    draft = place.with_name(f".{place.name}.draft")
    try:
        draft.write_bytes(text.encode())
        write_through(draft)
        if mode is not None:
            draft.chmod(mode)
        try:
            check(replace(load(draft), path=path))
        except ConfigError as error:
            named = [
                Fault(path, each.line, each.sentence) if each.file == draft else each
                for each in error.faults
            ]
            raise ConfigError(named) from error
        draft.replace(place)
        write_through(place.parent)
    finally:
        draft.unlink(missing_ok=True)
    return load(path)
