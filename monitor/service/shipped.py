"""The files that the program brings with it: its units and its default configuration. I/O."""

from __future__ import annotations

from pathlib import Path

import monitor
from monitor.errors import ServiceError
from monitor.service.places import Places

_PACKAGE = Path(monitor.__file__).parent
_STATE_LINE = b'# state = "/var/lib/news-monitor"'

#: Where a checkout has a folder, and where a wheel has it, below the package.
FOLDERS = {"systemd": "service/systemd", "config": "service/config"}


def folder(name: str) -> Path:
    """Return where the folder `name` is: in the package of a wheel, else beside it."""
    for path in (_PACKAGE / FOLDERS[name], _PACKAGE.parent / name):
        if path.is_dir():
            return path
    raise ServiceError(f"this installation has no folder {FOLDERS[name]!r}; install it anew.")


def contents(name: str) -> dict[str, bytes]:
    """Return the files of a folder, by their relative path."""
    root = folder(name)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def samples(places: Places) -> dict[str, bytes]:
    """Return the default configuration, for these places."""
    found = contents("config")
    if not places.is_user:
        # So that commands that root types find the state of the service.
        found = {name: text.replace(_STATE_LINE, _STATE_LINE[2:]) for name, text in found.items()}
    return found
