"""Puts a file in its place whole, for others to read: never half of it, never nobody's. I/O."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_READABLE = 0o644  # by programs of other users


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file; raise OSError, the old file being there still.

    A reader finds the old content or the new one, also after a loss of power. What is written
    meanwhile is hidden and ends in `.part`.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE)
        with os.fdopen(file, "wb") as out:
            os.fchmod(file, _READABLE)  # whatever the umask
            out.write(content)
            out.flush()
            os.fsync(file)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
