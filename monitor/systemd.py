"""Tells systemd how the daemon is; silent elsewhere. I/O."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Notifier:
    """The socket that systemd listens on, per sd_notify(3); None where there is none.

    `watchdog` is how long systemd waits for a sign of life, None where it does not wait for one.
    """

    address: str | None
    watchdog: timedelta | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Notifier:
        """Return the notifier of this service's environment."""
        microseconds = environ.get("WATCHDOG_USEC", "")
        is_watched = microseconds.isdecimal() and int(microseconds) > 0
        return cls(
            environ.get("NOTIFY_SOCKET"),
            timedelta(microseconds=int(microseconds)) if is_watched else None,
        )

    def _tell(self, message: str) -> None:
        if not self.address:
            return
        path = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        # A status that cannot be told is no reason to stop working.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.connect(path)
            sock.sendall(message.encode())

    def ready(self, status: str) -> None:
        """Say that the daemon can work."""
        self._tell(f"READY=1\nSTATUS={status}")

    def reloading(self, monotonic: float) -> None:
        """Say that a new configuration is being read; `ready` ends that. In seconds, CLOCK_MONOTONIC."""
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={int(monotonic * 1e6)}\nSTATUS=reloading")

    def extend(self, seconds: float) -> None:
        """Ask for so much time for the start or the stop under way."""
        self._tell(f"EXTEND_TIMEOUT_USEC={int(seconds * 1e6)}")

    def status(self, text: str) -> None:
        """Say in a line what goes on."""
        self._tell(f"STATUS={text}")

    def alive(self) -> None:
        """Feed the watchdog: a tick ran to its end."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the daemon is about to end."""
        self._tell("STOPPING=1\nSTATUS=stopping")


def status_line(status: Mapping[str, Any], next_poll: str | None, now: datetime) -> str:
    """Say in a line how many feeds there are, how many fail, and what comes next."""
    feeds, alerts = status["feeds"], status["alerts"]
    parts = [f"{feeds['total']} feeds", f"{feeds['failing']} failing"]
    if next_poll:
        seconds = max(0.0, (datetime.fromisoformat(next_poll) - now).total_seconds())
        parts.append(f"next poll in {seconds:.0f} s")
    return ", ".join([*parts, f"{alerts['pending'] + alerts['retry']} mails pending"])
