"""Writes the file that node_exporter's textfile collector reads, whole at any moment. I/O."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from monitor.errors import MetricsError

_READABLE = 0o644  # by node_exporter, which is another user


def write_metrics(path: Path, text: str) -> None:
    """Put `text` in the place of the file; raise MetricsError where it cannot be written.

    A reader finds the old text or the new one. What is written meanwhile ends in `.part`, which the
    collector does not read.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE)
        try:
            os.fchmod(file, _READABLE)  # whatever the umask
            with os.fdopen(file, "w", encoding="utf-8", closefd=False) as out:
                out.write(text)
        finally:
            os.close(file)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise MetricsError(
            f"the metrics file {path} cannot be written: {error.strerror}."
        ) from error


def metrics_fault(path: Path) -> str | None:
    """Return why the file could not be written, or None; makes nothing."""
    folder = path.parent
    if path.is_dir():
        return f"the metrics file {path} is a folder."
    if not folder.is_dir():
        return f"there is no folder {folder} for the metrics file."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {folder} of the metrics file cannot be written by this user."
    return None
