"""Whose state a state directory holds: that of one configuration, which it names. I/O.

Without that, two configurations that leave `state` out would tell each other's stories from one
database, and neither would know.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from monitor.config import Config
from monitor.config.whole_file import replace_file
from monitor.errors import ConfigError

_NAME = "configuration"
_LONGEST = 10_000  # bytes that are read; Linux has no longer names


def foreign(config: Config) -> str | None:
    """Return, in a sentence, that the state of `config` is another configuration's; or None.

    One that is not there any more has nothing to lose: who asks has taken its place.
    """
    other = owner_of(config.state, config.path)
    if other is None:
        return None
    return (
        f"the state directory {config.state} belongs to the configuration {other}; give this one a"
        f" `state` of its own, or, where it takes the place of the other, remove"
        f" {config.state / _NAME}."
    )


def owner_of(state: Path, own: Path) -> str | None:
    """Return the configuration that a state directory belongs to, where that is another than `own`."""
    other = _noted(state)
    if other is None or other == _name(own) or not _is_another(Path(other), own):
        return None
    return other


def claim(config: Config) -> None:
    """Note that the state is that of `config`; raise ConfigError where it is another's.

    For who holds the state directory. What cannot be noted, on a full disk say, is noted by the next
    start.
    """
    if sentence := foreign(config):
        raise ConfigError([config.fault(("state",), sentence)])
    own = _name(config.path)
    if _noted(config.state) == own:
        return
    file = config.state / _NAME
    with suppress(OSError):
        replace_file(file, f"{own}\n".encode(errors="surrogateescape"), mode=0o600)
        if os.geteuid() == 0:  # for a daemon that is not the superuser's
            owner = config.state.stat()
            os.chown(file, owner.st_uid, owner.st_gid)


def _noted(state: Path) -> str | None:
    """Return the name of the configuration that is noted, or None where none can be read."""
    try:
        with (state / _NAME).open("rb") as file:
            text = file.read(_LONGEST)
    except OSError:
        return None
    return text.decode(errors="surrogateescape").rstrip("\n") or None


def _name(path: Path) -> str:
    """Return the name of a file from the root on, its links as they are: what they lead to changes."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps the dots


def _is_another(other: Path, own: Path) -> bool:
    try:
        return not other.samefile(own)
    except (FileNotFoundError, NotADirectoryError):
        return _is_there(other)  # and not ours
    except OSError:
        return True  # it cannot be looked at, so it may be there


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
