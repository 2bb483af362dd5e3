"""Writes the file that node_exporter's textfile collector reads, whole at any moment. I/O."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.config.whole_file import replace_file
from monitor.errors import MetricsError

_LARGEST = 5_000_000  # bytes of a file that is read


def write_metrics(path: Path, text: str) -> None:
    """Put `text` in the place of the file; raise MetricsError where it cannot be written.

    A reader finds the old text or the new one. What is written meanwhile is not called `*.prom`, so
    the collector does not read it.
    """
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise MetricsError(
            f"the metrics file {path} cannot be written: {error.strerror}."
        ) from error


def read_metrics(path: Path) -> str:
    """Return the text of the file as far as it can be ours; empty where there is none to read."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""


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
