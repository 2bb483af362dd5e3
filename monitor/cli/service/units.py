"""The unit and what is added to it, for this systemd and these places. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from monitor.cli.service.places import UNIT, Places

_USER_UNIT = "news-monitor-user.service"
_VERSION = re.compile(r"systemd (\d+)")
_DROP_IN = re.compile(r"drop-ins/((\d+)-[a-z-]+[.]conf)")


def unit_files(
    shipped: Mapping[str, bytes], places: Places, systemd: int | None
) -> dict[Path, bytes]:
    """Return the files that systemd is to find.

    `shipped` is the folder `systemd` of the program, by relative path. The unit is right for every
    systemd; what newer ones do better is a drop-in that begins with the version that it needs, and
    is left out where the version is not known (None).
    """
    found = {places.unit: shipped[UNIT]}
    if places.is_user:
        found = {places.unit: _with_paths(shipped[_USER_UNIT], places)}
    for name, content in shipped.items():
        match = _DROP_IN.fullmatch(name)
        if match and systemd is not None and int(match[2]) <= systemd:
            found[places.drop_ins / match[1]] = content
    return found


def drop_in_names(shipped: Mapping[str, bytes]) -> list[str]:
    """Return the names of all drop-ins that this version may put there."""
    return [match[1] for name in shipped if (match := _DROP_IN.fullmatch(name))]


def _with_paths(unit: bytes, places: Places) -> bytes:
    """Return a user's unit with the folders that the user's environment names."""
    text = unit.decode()
    text = text.replace("%h/.local/share/news-monitor", _quoted(places.prefix))
    return text.replace("%h/.config/news-monitor", _quoted(places.config)).encode()


def _quoted(path: Path) -> str:
    """Return a path as a command line of systemd wants it (systemd.service(5))."""
    escaped = {"%": "%%", "$": "$$", "\\": r"\x5c", " ": r"\x20", '"': r"\x22", "'": r"\x27"}
    return "".join(escaped.get(char, char) for char in str(path))


def systemd_version(answer: str) -> int | None:
    """Return the version in what `systemctl --version` answers; None where there is none."""
    match = _VERSION.match(answer)
    return int(match[1]) if match else None
