"""The machine beneath the daemon on its worst days: its disk, its locks, its limits, its clock."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.state_lock import running

NOTHING = "nothing"
LOCKED = "locked database"
NO_DESCRIPTORS = "no file descriptors"
NO_WRITES = "writes refused"
FULL = "full disk"
READ_ONLY = "read-only state directory"
FORWARD, BACK = "clock an hour forward", "clock an hour back"
STEPS = {FORWARD: "+1h", BACK: "-1h"}

_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib")
_START = 600.0  # seconds that a daemon may take to start on a slow machine


def faketime() -> Path | None:
    """Return libfaketime for programs with threads, where it is installed."""
    found = (
        path
        for folder in map(Path, _LIBRARIES)
        for pattern in ("faketime/libfaketimeMT.so.1", "*/faketime/libfaketimeMT.so.1")
        for path in folder.glob(pattern)
    )
    return next(found, None)


class Clock:
    """The clock that processes started with `environment` read; it can be stepped as they run."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._file = folder / "clock"
        self._library = library
        self.step("+0")

    def step(self, offset: str) -> None:
        """Set the clock apart from the machine's: `+0`, `+1h`, `-1h`."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{offset}\n")
        fresh.replace(self._file)  # it is read at each look at the clock: never half

    @property
    def environment(self) -> dict[str, str]:
        """Return what a process must be started with; the monotonic clock stays as it is."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


@dataclass
class Machine:
    """What can be broken beneath a daemon that keeps its state in `state`."""

    state: Path
    chance: random.Random
    clock: Clock | None  # None where no clock can be stepped
    is_small: bool  # the state is on a small file system of its own

    def faults(self) -> list[str]:
        """Return the faults that can be had here."""
        found = [LOCKED, NO_DESCRIPTORS, NO_WRITES]
        found += [FULL] * self.is_small
        found += [READ_ONLY] * self._can_be_read_only
        return found + [FORWARD, BACK] * (self.clock is not None)

    def left_out(self) -> list[str]:
        """Say which faults cannot be had here, and why."""
        sentences = []
        if not self.is_small:
            sentences.append(f"{FULL} (only root can mount a small file system)")
        if not self._can_be_read_only:
            sentences.append(f"{READ_ONLY} (it cannot be remounted here)")
        if self.clock is None:
            sentences.append(f"{FORWARD}, {BACK} (libfaketime is not installed)")
        return sentences

    @property
    def _can_be_read_only(self) -> bool:
        return self.is_small or os.geteuid() != 0  # modes do not bind root

    @contextmanager
    def broken(self, fault: str, daemon: int) -> Iterator[None]:
        """Have a fault while the block runs, beneath a daemon that was started just now."""
        faults: dict[str, Callable[[], AbstractContextManager[None]]] = {
            LOCKED: self._locked,
            FULL: self._full,
            NO_DESCRIPTORS: lambda: self._limited(daemon, resource.RLIMIT_NOFILE),
            NO_WRITES: lambda: self._limited(daemon, resource.RLIMIT_FSIZE),
            FORWARD: lambda: self._stepped(fault, daemon),
            BACK: lambda: self._stepped(fault, daemon),
        }
        if fault not in faults:
            yield
            return
        with faults[fault]():
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        path = self.state / "news-monitor.db"
        if not path.exists():
            yield
            return
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
            with suppress(sqlite3.OperationalError):
                db.execute("BEGIN IMMEDIATE")
            yield
            if db.in_transaction:
                db.rollback()

    @contextmanager
    def _limited(self, daemon: int, limit: int) -> Iterator[None]:
        """Let no file be opened, or none be written: SQLite hears what a read-only disk says."""
        # A file system with open files is not made read-only beneath them, so the limit does it.
        time.sleep(self.chance.uniform(0.0, 3.0))  # let it start, or let it not
        soft, hard = resource.prlimit(daemon, limit)
        resource.prlimit(daemon, limit, (1, hard))
        yield
        with suppress(ProcessLookupError):  # it could not even start
            resource.prlimit(daemon, limit, (soft, hard))

    @contextmanager
    def _full(self) -> Iterator[None]:
        ballast = self.state / "ballast"
        with suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(b"x" * 65_536)
                file.flush()
        yield
        ballast.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let the state directory take nothing; for a time in which no daemon runs."""
        if self.is_small:
            subprocess.check_call(["mount", "-o", "remount,ro", str(self.state)])
        else:
            self._allow(0o555, 0o444)
        try:
            yield
        finally:
            if self.is_small:
                subprocess.check_call(["mount", "-o", "remount,rw", str(self.state)])
            else:
                self._allow(0o755, 0o644)

    def _allow(self, folder: int, files: int) -> None:
        self.state.chmod(folder)
        for path in self.state.iterdir():
            path.chmod(files)

    @contextmanager
    def _stepped(self, fault: str, daemon: int) -> Iterator[None]:
        assert self.clock
        self.wait_for_start(daemon)
        time.sleep(self.chance.uniform(0.0, 2.0))
        self.clock.step(STEPS[fault])
        yield
        self.clock.step("+0")  # before the kill: it is stepped back, too

    def wait_for_start(self, daemon: int) -> None:
        """Wait until the daemon holds its state directory; fail where it never does."""
        end = time.monotonic() + _START
        while (holder := running(self.state)) is None or holder.pid != daemon:
            assert time.monotonic() < end, f"daemon {daemon} does not hold its state: {holder}"
            time.sleep(0.05)
