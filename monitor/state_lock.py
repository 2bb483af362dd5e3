"""One daemon to a state directory: a locked file that names its process. I/O.

The lock is the kernel's (flock), so a killed daemon leaves none behind. The file's time is the
daemon's last tick.
"""

from __future__ import annotations

import fcntl
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from monitor.errors import AlreadyRunning, StoreError

_TRIES = 10
_PAUSE = 0.02  # seconds; `running` holds the lock for microseconds


@dataclass(frozen=True, slots=True)
class Running:
    """The daemon that holds a state directory."""

    pid: int | None
    since: datetime | None
    last_tick: datetime


class StateLock:
    """Holds a state directory for this process; a context manager."""

    def __init__(self, state: Path, now: datetime) -> None:
        self.path = _path(state)
        try:
            state.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"the state directory {state} cannot be used: {error.strerror}."
            ) from error
        try:
            _take(self._file)
        except BlockingIOError as error:
            pid, _ = _read(self._file)
            os.close(self._file)
            raise AlreadyRunning(state, pid) from error
        except OSError as error:
            os.close(self._file)
            raise StoreError(f"{self.path} cannot be locked: {error.strerror}.") from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()} {now.astimezone(UTC).isoformat()}\n".encode(), 0)
        self.tick(now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def tick(self, now: datetime) -> None:
        """Note that a tick ran to its end."""
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
        pid, since = _read(file)
        return Running(pid, since, datetime.fromtimestamp(os.fstat(file).st_mtime, UTC))
    finally:
        os.close(file)
    return None


def _path(state: Path) -> Path:
    return state / "daemon.lock"


def _read(file: int) -> tuple[int | None, datetime | None]:
    try:
        pid, since = os.pread(file, 100, 0).decode().split()
        return int(pid), datetime.fromisoformat(since)
    except ValueError:  # it is being written just now
        return None, None
