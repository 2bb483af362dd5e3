"""Serves the pages until it is asked to end, or until whoever started it is gone. I/O."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from types import FrameType

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from monitor.alerts.credentials import read_password_hash, signing_key
from monitor.config import Config, WebConfig
from monitor.errors import MonitorError, SendError
from monitor.web.app import create_app
from monitor.web.desk import Desk
from monitor.web.guard import LONGEST_REQUEST, Keys

log = logging.getLogger(__name__)

_THREADS = 4
_NICE = 10  # so much the pages step back behind polls and mails
_CONNECTIONS = 200


def keys_of(config: Config, web: WebConfig, environ: Mapping[str, str]) -> Keys:
    """Read the secrets of the pages; raise MonitorError where one cannot be used."""
    try:
        password = read_password_hash(config, web, environ)
    except SendError as error:
        raise MonitorError(str(error)) from error
    return Keys(signing_key(config.state), password)


def serve(config: Config, clock: Callable[[], datetime], ready: Callable[[], None]) -> None:
    """Serve the pages of a configuration until SIGTERM or SIGINT; raise MonitorError where it cannot.

    `ready` is called once connections are taken.
    """
    web = config.web or WebConfig()
    desk = Desk(config.path, clock)
    app = create_app(desk, web, keys_of(config, web, os.environ))
    host, port = web.listen
    try:
        server = create_server(
            app, host=host, port=port, threads=_THREADS, connection_limit=_CONNECTIONS,
            max_request_body_size=LONGEST_REQUEST, ident=None, channel_timeout=60,
        )  # fmt: skip
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise MonitorError(f"the pages cannot be served at {host}:{port}: {reason}.") from error
    with _ended_by_signals(server):
        ready()
        server.run()


class _ended_by_signals:  # noqa: N801 - it reads as a word of the sentence
    """Ends a server in order on SIGTERM and SIGINT."""

    def __init__(self, server: BaseWSGIServer | MultiSocketServer) -> None:
        self._server = server

    def __enter__(self) -> None:
        self._before = {
            each: signal.signal(each, self._end) for each in (signal.SIGTERM, signal.SIGINT)
        }

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)
        self._server.close()

    @staticmethod
    def _end(_: int, __: FrameType | None) -> None:
        raise SystemExit(0)


def step_back() -> None:
    """Let polls and mails go first, and end when the daemon at the other end of stdin is gone."""
    with suppress(OSError):  # a service may not be let
        os.nice(_NICE)

    def wait() -> None:
        # Not by `sys.stdin`, whose lock a thread that waits would keep from an interpreter that ends.
        while os.read(sys.stdin.fileno(), 1024):
            """The daemon says nothing; the end of the file is its end."""
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="the daemon").start()
