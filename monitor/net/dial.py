"""Opens sockets to allowed addresses, under a deadline. I/O.

A check of the address before the dial would not see what the name resolves to a moment later. So
the one place where a socket is made checks the address that it dials, and lends the socket to the
deadline that shuts it.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Collection
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any

from monitor.net.addresses import is_excepted, is_public
from monitor.net.deadline import Deadline

_Addresses = list[tuple[Any, ...]]  # as socket.getaddrinfo has them


class BlockedAddressError(Exception):
    """The name leads to an address that feeds must not reach."""


class _Resolvers:
    """Resolve names in at most `most` threads, which the end of the program does not wait for.

    The system's resolver cannot be told to stop: an answer that comes too late is dropped.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._threads = 0
        self._unanswered = 0
        self._lock = threading.Lock()
        self._asked: queue.SimpleQueue[tuple[Future[_Addresses], str, int]] = queue.SimpleQueue()

    def resolve(self, host: str, port: int) -> Future[_Addresses]:
        """Return where the addresses of `host` will be."""
        answer: Future[_Addresses] = Future()
        with self._lock:
            if self._unanswered >= self._threads < self._most:
                threading.Thread(target=self._work, name="resolve", daemon=True).start()
                self._threads += 1
            self._unanswered += 1
        self._asked.put((answer, host, port))
        return answer

    def _work(self) -> None:
        while True:
            answer, host, port = self._asked.get()
            if not answer.done():
                self._answer(answer, host, port)
            with self._lock:
                self._unanswered -= 1

    @staticmethod
    def _answer(answer: Future[_Addresses], host: str, port: int) -> None:
        with suppress(InvalidStateError):  # nobody waits for it any more
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except Exception as error:  # noqa: BLE001 - it is for whoever asked
                answer.set_exception(error)
            else:
                answer.set_result(found)


_resolvers = _Resolvers(16)


class Dialler:
    """Opens sockets to allowed addresses under a deadline.

    `allow_private` names the hosts that may lead to private addresses; None stands for all.
    """

    def __init__(
        self, deadline: Deadline, allow_private: Collection[str] | None, seconds: float
    ) -> None:
        self.deadline = deadline
        self.allow_private = allow_private
        self.seconds = seconds

    def dial(self, host: str, port: int) -> socket.socket:
        """Return a connected socket; raise BlockedAddressError or OSError."""
        bare = host.strip("[]").lower()
        excepted = is_excepted(bare, port, self.allow_private)
        found = self.deadline.wait(_resolvers.resolve(bare, port))
        addresses = [row for row in found if excepted or is_public(str(row[4][0]))]
        if not addresses:
            raise BlockedAddressError(
                f"{host} leads to {found[0][4][0]}, which is not a public address"
            )
        failure: OSError | None = None
        for family, kind, protocol, _, address in addresses:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.seconds)
                self.deadline.watch(sock)
                sock.connect(address)
                self.deadline.check()  # a socket that was shut before it connected is open again
            except OSError as error:
                sock.close()
                failure = error
                if self.deadline.expired:
                    break
            else:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock
        assert failure is not None  # noqa: S101 - every address failed
        raise failure
