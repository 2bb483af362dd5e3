"""What systemd is told, over a real datagram socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.systemd import Notifier, status_line
from tests.examples import NOW


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.settimeout(10)
        yield sock


def notifier(path: object) -> Notifier:
    return Notifier.of({"NOTIFY_SOCKET": str(path)})


def test_systemd_hears_what_the_daemon_says(listener: socket.socket, tmp_path: Path) -> None:
    listener.bind(str(tmp_path / "notify"))
    daemon = notifier(tmp_path / "notify")
    daemon.ready("started: 1 story")
    daemon.status("12 feeds, 0 failing")
    daemon.alive()
    daemon.reloading(1.5)
    daemon.extend(4)
    daemon.stopping()
    assert [listener.recv(1000).decode() for _ in range(6)] == [
        "READY=1\nSTATUS=started: 1 story",
        "STATUS=12 feeds, 0 failing",
        "WATCHDOG=1",
        "RELOADING=1\nMONOTONIC_USEC=1500000\nSTATUS=reloading",
        "EXTEND_TIMEOUT_USEC=4000000",
        "STOPPING=1\nSTATUS=stopping",
    ]


def test_a_socket_without_a_file_is_reached_by_its_name(listener: socket.socket) -> None:
    listener.bind("")  # the kernel chooses an abstract name
    name = listener.getsockname()[1:].decode()
    notifier(f"@{name}").alive()
    assert listener.recv(1000) == b"WATCHDOG=1"


def test_how_long_systemd_waits_is_known() -> None:
    assert Notifier.of({"WATCHDOG_USEC": "8000000"}).watchdog == timedelta(seconds=8)
    for none in ({}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}):
        assert Notifier.of(none).watchdog is None


def test_without_systemd_nothing_is_said_and_nothing_fails() -> None:
    for silent in (Notifier.of({}), Notifier.of({"NOTIFY_SOCKET": ""})):
        silent.ready("started")
        silent.alive()
        silent.stopping()


def test_a_listener_that_is_gone_is_no_reason_to_stop(tmp_path: Path) -> None:
    notifier(tmp_path / "gone").status("still here")


def test_the_status_says_in_a_line_what_goes_on() -> None:
    status = {"feeds": {"total": 842, "failing": 3}, "alerts": {"pending": 1, "retry": 1}}
    due = "2026-11-24T08:00:12Z"
    assert NOW.isoformat() == "2026-11-24T08:00:00+00:00"
    line = status_line(status, due, NOW)
    assert line == "842 feeds, 3 failing, next poll in 12 s, 2 mails pending"
    assert status_line(status, None, NOW) == "842 feeds, 3 failing, 2 mails pending"
