"""Servers on loopback that do what no good server would."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

Behaviour = Callable[["Talk"], None]
LONGEST_TALK = 400  # drips: a test that waits for their end fails instead of hanging


class Talk:
    """One connection, seen from the server; ends when the test does."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self.sock = sock
        self.over = over

    def request(self) -> bytes:
        """Read the head of a request."""
        head = b""
        while b"\r\n\r\n" not in head and (more := self.sock.recv(4096)):
            head += more
        return head

    def say(self, *parts: bytes) -> None:
        for part in parts:
            self.sock.sendall(part)

    def drip(self, drop: bytes, seconds: float = 0.05) -> None:
        """Say `drop` again and again."""
        for _ in range(LONGEST_TALK):
            if self.over.wait(seconds):
                return
            self.say(drop)

    def wait(self, seconds: float = 20.0) -> None:
        self.over.wait(seconds)


class Liar:
    """A server that behaves as it is told, connection by connection."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.requests = 0
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.threads: list[threading.Thread] = []
        self.talks: list[socket.socket] = []
        self.accepting = threading.Thread(target=self._accept, daemon=True)
        self.accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.requests += 1
            self.talks.append(sock)
            thread = threading.Thread(target=self._talk, args=(sock,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _talk(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            self.behaviour(Talk(sock, self.over))

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for sock in self.talks:  # a client may hold its end open until its garbage is collected
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in (self.accepting, *self.threads):
            thread.join(5)
