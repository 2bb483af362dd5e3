"""The files that the program brings with it: its units and its default configuration. I/O."""

from __future__ import annotations

import re
from pathlib import Path

import monitor
from monitor.cli.service.places import SETTINGS, Places
from monitor.config import Config
from monitor.errors import ServiceError

_PACKAGE = Path(monitor.__file__).parent
_STATE = re.compile(rb"^[ \t]*state[ \t]*=", re.MULTILINE)
_STATE_LINE = b'# state = "/var/lib/news-monitor"'

#: Where a checkout has a folder, and where a wheel has it, below the package.
FOLDERS = {"systemd": "cli/service/systemd", "config": "cli/service/config"}


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


def own(config: Config, places: Places) -> dict[str, bytes]:
    """Return a configuration and its source articles, by the names that they have in these places.

    Only articles that lie beside it are taken. Raise ServiceError where one cannot be read.
    """
    names = [source for story in config.stories for source in story.sources]
    beside = [name for name in names if "://" not in name and Path(name).name == name]
    try:
        found = {name: (config.path.parent / name).read_bytes() for name in beside}
        text = config.path.read_bytes()
    except OSError as error:
        raise ServiceError(f"{error.filename} cannot be read: {error.strerror}.") from error
    if not places.is_user and not says_state(text):
        text = _STATE_LINE[2:] + b"\n\n" + text
    return {SETTINGS: text, **found}


def says_state(text: bytes) -> bool:
    """Whether a configuration says where its state is."""
    return bool(_STATE.search(text))


def is_example(text: bytes) -> bool:
    """Whether a configuration is the example as it was put somewhere."""
    example = contents("config")[SETTINGS]
    return text in {example, example.replace(_STATE_LINE, _STATE_LINE[2:])}


def samples(places: Places) -> dict[str, bytes]:
    """Return the example of a configuration, for these places; bundles stay with the program."""
    found = {name: text for name, text in contents("config").items() if "/" not in name}
    if not places.is_user:
        # So that commands that root types find the state of the service.
        found = {name: text.replace(_STATE_LINE, _STATE_LINE[2:]) for name, text in found.items()}
    return found
