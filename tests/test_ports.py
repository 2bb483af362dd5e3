"""The ports of the tests: each is one's own, however many suites run side by side."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests.pages import ROOT
from tests.ports import held_port

_SUITE = """
import sys
from contextlib import contextmanager
from tests.e2e.conftest import mail_server
server = contextmanager(mail_server.__wrapped__)
with server() as first, server() as second:
    print(first.port, second.port, flush=True)
    sys.stdin.read()
"""


def test_suites_side_by_side_have_mail_servers_at_ports_of_their_own() -> None:
    # Workers of the same name, as two suites have them; no server has been started yet.
    environment = {**os.environ, "PYTEST_XDIST_WORKER": "gw1", "PYTHONPATH": str(ROOT)}
    with ExitStack() as running:
        suites = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _SUITE], stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True,
                )
            )
            for _ in range(3)
        ]  # fmt: skip
        ports = [
            port for suite in suites if suite.stdout for port in suite.stdout.readline().split()
        ]
        for suite in suites:
            assert suite.stdin
            suite.stdin.close()
    assert len(set(ports)) == len(ports) == 6


def test_who_connects_to_a_held_port_is_refused() -> None:
    with held_port() as port, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)


def test_a_held_port_is_given_to_nobody_who_did_not_ask_to_share_it() -> None:
    in_use = os.strerror(errno.EADDRINUSE)
    with held_port() as port, socket.socket() as other, pytest.raises(OSError, match=in_use):
        other.bind(("127.0.0.1", port))


def test_at_a_held_port_servers_come_and_go_and_between_them_it_is_refused() -> None:
    with held_port() as port:
        for _ in range(3):
            with socket.create_server(("127.0.0.1", port)) as server:
                socket.create_connection(("127.0.0.1", port), timeout=10).close()
                server.accept()[0].close()
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=10)
