"""`status --watch` in a real terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import selectors
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.cli.conftest import Installation
from tests.cli.test_commands import fill

PATIENCE = 600.0


class Terminal:
    """The command in a terminal of its own, 80 columns by `lines`."""

    def __init__(self, installation: Installation, lines: int = 24) -> None:
        self.seen = ""
        self.has_ended = False
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            command = [
                "-m",
                "monitor",
                "--config",
                str(installation.config),
                "status",
                "--watch",
                "0.5",
            ]
            known = {k: v for k, v in os.environ.items() if k not in ("LINES", "COLUMNS")}
            # Whoever runs the tests may ignore it, as a shell's jobs in the background do.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execve(sys.executable, [sys.executable, *command], known)  # noqa: S606
        self.size(lines)
        self.before = termios.tcgetattr(self.terminal)

    def size(self, lines: int) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))

    def wait_for(self, text: str, times: int = 1) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.seen.count(text) < times:
            assert time.monotonic() < deadline, self.seen[-2000:]
            if self._is_ready():
                self.seen += os.read(self.terminal, 65_536).decode()

    def end(self) -> int:
        """Wait for the end; return its exit status."""
        deadline = time.monotonic() + PATIENCE
        with suppress(OSError):  # there is no more to read
            while self._has_more(deadline) and (data := os.read(self.terminal, 65_536)):
                self.seen += data.decode()
        while not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            assert time.monotonic() < deadline, f"it does not end: {self.seen[-2000:]}"
            time.sleep(0.02)
        self.has_ended = True
        return os.waitstatus_to_exitcode(ended[1])

    def _has_more(self, deadline: float) -> bool:
        while not self._is_ready():
            assert time.monotonic() < deadline, f"it does not end: {self.seen[-2000:]}"
        return True

    def _is_ready(self) -> bool:
        """Whether the terminal has something to read, or is closed, within a moment."""
        with selectors.DefaultSelector() as selector:  # not `select`: a busy worker has many files
            selector.register(self.terminal, selectors.EVENT_READ)
            return bool(selector.select(0.2))

    def close(self) -> None:
        """End the command if it has not ended."""
        if not self.has_ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


@pytest.fixture
def terminal(installation: Installation) -> Iterator[Terminal]:
    fill(installation)
    made = Terminal(installation)
    yield made
    made.close()


@pytest.mark.e2e
@pytest.mark.parametrize("key", [b"q", b"\x03"], ids=["q", "ctrl-c"])
def test_it_is_drawn_again_and_again_and_leaves_the_terminal_as_it_was(
    terminal: Terminal, key: bytes
) -> None:
    terminal.wait_for("News Monitor, ", times=3)
    assert terminal.seen.startswith("\x1b[?1049h")
    assert "database" in terminal.seen
    os.write(terminal.terminal, key)
    assert terminal.end() == 0
    assert terminal.seen.endswith("\x1b[?25h\x1b[?1049l")


@pytest.mark.e2e
def test_no_picture_is_higher_than_the_terminal(terminal: Terminal) -> None:
    terminal.wait_for("News Monitor, ")
    terminal.size(8)
    terminal.seen = ""
    terminal.wait_for("News Monitor, ", times=3)
    os.write(terminal.terminal, b"q")
    terminal.end()
    *_, picture, _ = terminal.seen.split("\x1b[H")
    assert picture.count("\n") <= 7


def test_without_a_terminal_it_is_refused(installation: Installation) -> None:
    result = installation.run("status", "--watch")
    assert result.exit_code == 2
    assert "--watch needs a terminal" in result.stderr


def test_it_goes_with_nothing_that_is_no_screen(installation: Installation) -> None:
    assert "goes with neither" in installation.run("status", "--watch", "1", "--json").stderr
