"""Puts a file in its place whole: never half of it, there still after a loss of power. I/O."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_READABLE = 0o644  # by programs of other users
_ENTERED = 0o755  # by them


def replace_file(path: Path, content: bytes, *, mode: int = _READABLE) -> None:
    """Put `content` in the place of the file; raise OSError, the old file being there still.

    Others may read it, whatever the umask, unless `mode` says otherwise. A reader finds the old
    content or the new one, also after a loss of power. What is written meanwhile is hidden and ends
    in `.part`.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(file, "wb") as out:
            os.fchmod(file, mode)  # whatever the umask
            out.write(content)
            out.flush()
            os.fsync(file)
        part.replace(path)
        write_through(path.parent)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_through(path: Path) -> None:
    """Have a file, or the names in a folder, survive a loss of power; raise OSError.

    A file that was synced under a new name is lost still until its folder was synced, too (fsync(2)).
    """
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(path: Path, *, for_others: bool = False) -> None:
    """Make a folder, and those above it, where it is not there; raise OSError.

    Its name survives a loss of power. With `for_others` all may look into what is made, whatever the
    umask.
    """
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in missing:
        if for_others:
            each.chmod(_ENTERED)
        with suppress(PermissionError):  # to write into a folder one need not read it
            write_through(each.parent)
