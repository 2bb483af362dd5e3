"""A time by which a connection ends, whatever the other side does. I/O."""

from __future__ import annotations

import os
import socket
import threading
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any, Self, TypeVar
from weakref import WeakSet

_T = TypeVar("_T")


class _OfThread(threading.local):
    deadline: Deadline | None = None


_of_thread = _OfThread()


class Deadline:
    """Shuts the sockets lent to it once `seconds` have passed; a context manager.

    While it is entered it is the deadline of its thread: what dials in that thread lends it the
    sockets. `has_dialled` says whether one of them was made anew.
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


class Deadlines:
    """The deadlines under way of what can be ended as a whole, from any thread."""

    def __init__(self) -> None:
        self._running: WeakSet[Deadline] = WeakSet()
        self._ended = False
        self._lock = threading.Lock()

    def add(self, deadline: Deadline) -> None:
        """Let `deadline` end with the others; raise ConnectionAbortedError where they have."""
        with self._lock:
            if self._ended:
                raise ConnectionAbortedError("it is being ended")
            self._running.add(deadline)

    def end(self) -> None:
        """Expire all that run, and let none begin any more."""
        with self._lock:
            self._ended = True
            for deadline in self._running:
                deadline.expire()


def running_deadline() -> Deadline:
    """Return the deadline that this thread has entered; a connection without one would not end."""
    assert _of_thread.deadline is not None  # noqa: S101
    return _of_thread.deadline
