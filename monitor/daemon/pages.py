"""The process that serves the pages beside the daemon, so that browsers do not slow polls and mails. I/O."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import AbstractContextManager, suppress

from monitor.config import Config
from monitor.errors import MonitorError

_PATIENCE = 3.0  # seconds for it to end
_NOT_ITS = (
    "NOTIFY_SOCKET",
    "WATCHDOG_USEC",
    "WATCHDOG_PID",
)  # only the daemon speaks for the service


class PagesProcess(AbstractContextManager["PagesProcess"]):
    """Keeps the pages served while the daemon runs; belongs to one thread at a time.

    The process ends with ours, however that ends: its standard input is a pipe from us.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._served: object = None

    def __exit__(self, *_: object) -> None:
        self.end()

    def see_to(self, config: Config) -> None:
        """Have it run as a configuration wants it, or not at all; raise MonitorError where it has ended.

        What a reload does not concern goes on.
        """
        if self._process and (status := self._process.poll()) is not None:
            self._forget()
            raise MonitorError(
                f"the pages ended by themselves (status {status}); they are started again, and the"
                " log says why."
            )
        wanted = (config.path, config.state, config.web) if config.web else None
        if wanted != self._served:
            self.end()
        if wanted and self._process is None:
            self._start(config)
            self._served = wanted

    def _start(self, config: Config) -> None:
        environ = {key: value for key, value in os.environ.items() if key not in _NOT_ITS}
        given = ["--config", str(config.path.absolute()), "web", "--under-daemon"]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "monitor", *given],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env=environ,
            )
        except OSError as error:
            raise MonitorError(f"the pages cannot be started: {error.strerror}.") from error

    def end(self) -> None:
        """End it, if it runs."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._forget()

    def _forget(self) -> None:
        if self._process and self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        self._process = self._served = None
