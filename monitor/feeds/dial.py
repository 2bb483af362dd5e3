"""Dials only allowed addresses, and ends a connection whole when its time is up. I/O.

Neither requests nor urllib3 has a deadline over connect, TLS, headers, body and redirects, and a
check of the address before the dial would not see what the name resolves to a moment later. So the
one place where a socket is made does both: it checks the address that it dials, and it lends the
socket to a timer that shuts it.
"""

from __future__ import annotations

import functools
import os
import queue
import socket
import ssl
import threading
from collections.abc import Iterable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any, Self, TypeVar
from weakref import WeakSet

import truststore
from requests import ConnectionError as RequestsConnectionError
from requests import Response
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from monitor.feeds.addresses import is_excepted, is_public

CONNECTIONS_PER_HOST = 2
_HOSTS_KEPT = 32  # whose idle connections are kept: most hosts hang up before the next poll


_T = TypeVar("_T")
_Addresses = list[tuple[Any, ...]]  # as socket.getaddrinfo has them


class BlockedAddressError(Exception):
    """The name leads to an address that feeds must not reach."""


class _OfThread(threading.local):
    deadline: Deadline | None = None


_of_thread = _OfThread()


class Deadline:
    """Shuts the sockets lent to it once `seconds` have passed; a context manager.

    While it is entered it is the deadline of its thread: the connections of a `GuardedAdapter`
    lend it their sockets. `has_dialled` says whether one of them was made anew.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self.has_dialled = False
        self._sockets: list[socket.socket] = []
        self._awaited: Future[Any] | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self.expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        _of_thread.deadline = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        _of_thread.deadline = None
        self._timer.cancel()
        with self._lock:
            while self._sockets:
                self._sockets.pop().close()

    def watch(self, sock: socket.socket) -> None:
        """Keep a second handle of `sock` (TLS detaches the first); raise TimeoutError if too late."""
        with self._lock:
            self.check()
            # Not `dup`, which a TLS socket does not have.
            self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))

    def wait(self, answer: Future[_T]) -> _T:
        """Return what `answer` brings; raise TimeoutError once the time is up."""
        with self._lock:
            self.check()
            self._awaited = answer
        return answer.result()

    def check(self) -> None:
        """Raise TimeoutError once the time is up."""
        if self.expired:
            raise TimeoutError("timed out")

    def expire(self) -> None:
        """End the time now: what waits for an answer gets none."""
        with self._lock:
            self.expired = True
            if self._awaited:
                with suppress(InvalidStateError):  # it was answered
                    self._awaited.set_exception(TimeoutError("timed out"))
            for sock in self._sockets:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster


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
    """Opens sockets to allowed addresses under a deadline."""

    def __init__(self, deadline: Deadline, allow_private: Iterable[str], seconds: float) -> None:
        self.deadline = deadline
        self.allow_private = tuple(allow_private)
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


def _new_socket(connection: HTTPConnection, allow_private: Iterable[str]) -> socket.socket:
    deadline = _running_deadline()
    deadline.has_dialled = True
    dialler = Dialler(deadline, allow_private, deadline.seconds)
    try:
        return dialler.dial(connection.host, connection.port or connection.default_port)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error


def _running_deadline() -> Deadline:
    assert _of_thread.deadline is not None  # noqa: S101 - a fetch without one would never end
    return _of_thread.deadline


def _lend(connection: HTTPConnection) -> None:
    """Lend the socket of a connection that is used again to the deadline of this fetch."""
    if connection.sock is not None:
        _running_deadline().watch(connection.sock)


class _PlainConnection(HTTPConnection):
    def __init__(self, *args: Any, allow_private: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allow_private = allow_private

    def _new_conn(self) -> socket.socket:
        return _new_socket(self, self._allow_private)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _lend(self)
        super().request(*args, **kwargs)


class _TlsConnection(HTTPSConnection):
    def __init__(self, *args: Any, allow_private: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allow_private = allow_private

    def _new_conn(self) -> socket.socket:
        return _new_socket(self, self._allow_private)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _lend(self)
        super().request(*args, **kwargs)


class GuardedAdapter(HTTPAdapter):
    """The transport of all fetches: dials only what is allowed, under the thread's deadline.

    Keeps up to two idle connections to each of a few hosts. Trusts the system's certificates.
    """

    def __init__(self, allow_private: Iterable[str]) -> None:
        self._allow_private = tuple(allow_private)
        self._lock = threading.Lock()
        self._closed = False
        self._running: WeakSet[Deadline] = WeakSet()
        super().__init__(
            max_retries=0, pool_connections=_HOSTS_KEPT, pool_maxsize=CONNECTIONS_PER_HOST
        )

    def send(self, *args: Any, **kwargs: Any) -> Response:
        """Send a request; raise ConnectionError once the transport is closed."""
        with self._lock:
            if self._closed:
                raise RequestsConnectionError("the transport is closed")
            self._running.add(_running_deadline())
        return super().send(*args, **kwargs)

    def close(self) -> None:
        """Drop the idle connections and end the fetches under way."""
        with self._lock:
            self._closed = True
            for deadline in self._running:
                deadline.expire()
        super().close()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools verify against the system's own store of certificates."""
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:
        """Return the pool of an address, its connections guarded."""
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        kind = _TlsConnection if pool.scheme == "https" else _PlainConnection
        # The pool only ever calls this, and a partial is the one way to hand it the exceptions.
        connect = functools.partial(kind, allow_private=self._allow_private)
        vars(pool)["ConnectionCls"] = connect
        return pool
