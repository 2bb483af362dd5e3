"""One daemon to a state directory: a locked file that names its process. I/O.

The lock is the kernel's (flock), so a killed daemon leaves none behind. The file's time is the
daemon's last tick.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from monitor.config.whole_file import make_folder
from monitor.errors import AlreadyRunning, StoreError

_LONGEST = 10_000  # bytes of the file that are read
_TRIES = 10
_PAUSE = 0.02  # seconds; `running` holds the lock for microseconds


@dataclass(frozen=True, slots=True)
class Running:
    """The daemon that holds a state directory."""

    pid: int | None
    since: datetime | None
    last_tick: datetime
    troubles: tuple[str, ...] = ()  # that keep it from its work, in sentences


class StateLock:
    """Holds a state directory for this process; a context manager."""

    def __init__(self, state: Path, now: datetime) -> None:
        self.path = _path(state)
        try:
            make_folder(state)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"the state directory {state} cannot be used: {error.strerror}."
            ) from error
        try:
            _take(self._file)
        except BlockingIOError as error:
            holder = _read(self._file)
            os.close(self._file)
            raise AlreadyRunning(state, holder.pid) from error
        except OSError as error:
            os.close(self._file)
            raise StoreError(f"{self.path} cannot be locked: {error.strerror}.") from error
        self._held = {self.path: _identity(os.fstat(self._file))}
        if self.lost:  # between its opening and its lock: another daemon has one of that name
            os.close(self._file)
            raise StoreError(f"{self.path} was removed while it was being locked; start again.")
        os.ftruncate(self._file, 0)
        self._since = now
        self._length = 0  # bytes that were written
        self.note(())
        self.tick(now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def note(self, troubles: Sequence[str]) -> None:
        """Write down who runs, since when, and what keeps it from its work."""
        since = self._since.astimezone(UTC).isoformat()
        text = json.dumps(
            {"pid": os.getpid(), "since": since, "troubles": [each[:500] for each in troubles[:10]]}
        )
        with suppress(OSError):  # a full disk is one of the troubles; the log has them, too
            # One write that is never shorter than what it replaces: nobody reads half of it.
            self._length = max(self._length, len(text.encode()) + 1)
            os.pwrite(self._file, text.encode().ljust(self._length, b"\n"), 0)

    def hold(self, file: Path) -> None:
        """Count a file as part of what is held: it must stay where it is; raise StoreError."""
        try:
            self._held[file] = _identity(file.stat())
        except OSError as error:
            raise StoreError(f"{file} cannot be looked at: {error.strerror}.") from error

    @property
    def lost(self) -> Path | None:
        """The first of the files held that is no longer the one its name leads to, or None."""
        return next((file for file, was in self._held.items() if _is_gone(file, was)), None)

    def check(self) -> None:
        """Raise StoreError where a file that is held was removed or replaced.

        What is written is lost then, and another daemon might start beside this one.
        """
        if lost := self.lost:
            raise StoreError(
                f"{lost} was removed or replaced while the daemon used it: what it wrote since is lost."
                " Stop the daemon before you touch its state directory; then start it again."
            )

    def tick(self, now: datetime) -> None:
        """Note that a tick ran to its end."""
        with suppress(OSError):  # a read-only file system keeps the old time
            os.utime(self._file, (now.timestamp(), now.timestamp()))


def _take(file: int) -> None:
    """Lock the file; a look by `running` holds it for an instant, which is waited out."""
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def running(state: Path) -> Running | None:
    """Return the daemon that holds `state`, or None."""
    try:
        file = os.open(_path(state), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read(file)
    finally:
        os.close(file)
    return None


def _identity(found: os.stat_result) -> tuple[int, int]:
    """Return what no other file has as long as one is open (stat(2))."""
    return found.st_dev, found.st_ino


def _is_gone(file: Path, was: tuple[int, int]) -> bool:
    try:
        return _identity(file.stat()) != was
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # the machine cannot say, which passes
        return False


def _path(state: Path) -> Path:
    return state / "daemon.lock"


def _read(file: int) -> Running:
    """Return what the daemon noted; its time is that of the file."""
    last_tick = datetime.fromtimestamp(os.fstat(file).st_mtime, UTC)
    try:
        noted = json.loads(os.pread(file, _LONGEST, 0))
        return Running(
            int(noted["pid"]),
            datetime.fromisoformat(noted["since"]),
            last_tick,
            tuple(map(str, noted["troubles"])),
        )
    except (ValueError, KeyError, TypeError):  # it is being written just now
        return Running(None, None, last_tick)
