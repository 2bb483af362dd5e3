"""Parses documents in worker processes that are killed at a limit and replaced. I/O.

feedparser is quadratic on some inputs, and neither a thread nor a signal can stop it. A persistent
process costs a document one millisecond; a fork for each would cost eight.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext
from dataclasses import replace
from multiprocessing.connection import Connection
from socket import AF_UNIX, SOCK_STREAM, socketpair
from typing import Self

from monitor.feeds.article import Article, Page
from monitor.feeds.parse import Document, Parsed
from monitor.model import Item, Outcome

SECONDS = 5.0  # of the processor, for one document; thirty entries take a hundredth of one
_SECONDS_PER_MEGABYTE = 2.0  # more for a long one; feedparser takes half of that
_PATIENCE = 20.0  # times as long by the clock: a busy machine lets a process wait for its turn
_LONGEST = 480.0  # seconds by the clock, unless the processor may take longer: polls have to end
FOR_ARTICLES = 250  # megabytes, where pages are read: trafilatura takes 60 to begin with
MEGABYTES = 64  # of its own for one worker process, of which it has 15 at its start
_LONG = 1_000_000  # bytes of a document that is not parsed beside another such one

Task = Document | Page


class _Worker:
    """One process that parses a document at a time."""

    def __init__(self, megabytes: int) -> None:
        ours, theirs = socketpair(AF_UNIX, SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "monitor.feeds.parser_process",
                    str(theirs.fileno()),
                    str(megabytes),
                ],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                # Nothing of our environment is for what reads hostile bytes.
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._link = Connection(ours.detach())
        self._is_late = False

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: Task, seconds: float) -> tuple[Parsed | Article | None, bool]:
        """Return what a document or page holds, and whether the process goes on.

        Raises TimeoutError with the reason, or EOFError or OSError when the process died.
        """
        longest = max(seconds, min(seconds * _PATIENCE, _LONGEST))
        timer = threading.Timer(longest, self._give_up)  # sending may take for ever as well
        timer.start()
        try:
            self._link.send_bytes(pickle.dumps((replace(task, body=b""), seconds)))
            self._link.send_bytes(task.body)
            return self._received()
        except (EOFError, OSError) as error:
            self.kill()
            if self._process.wait() == -signal.SIGPROF:
                reason = f"the document took more than {seconds:.3g} s of processor time to parse."
                raise TimeoutError(reason) from error
            if self._is_late:
                reason = f"the document was not parsed after {longest:.3g} s, busy or not."
                raise TimeoutError(reason) from error
            raise
        finally:
            timer.cancel()

    def _received(self) -> tuple[Parsed | Article | None, bool]:
        # Safe to unpickle: what answers is our own process, and it sends values of its own making.
        found, goes_on, slices = pickle.loads(self._link.recv_bytes())  # noqa: S301
        items: list[Item] = []
        for _ in range(slices):
            items += pickle.loads(self._link.recv_bytes())  # noqa: S301
        if isinstance(found, Parsed):
            found = replace(found, items=tuple(items))
        return found, goes_on

    def _give_up(self) -> None:
        self._is_late = True
        self._process.kill()

    def kill(self) -> None:
        """End the process now; for any thread. Who asked it hears of its death."""
        self._process.kill()

    def end(self) -> None:
        self._link.close()
        self._process.kill()
        self._process.wait()


class Parsers:
    """A fixed number of parsing processes for any number of threads; a context manager.

    `seconds` is what a document may take of the processor, and more for a long one; by the clock it
    may take some times that. Processes are started when they are first needed.
    """

    def __init__(
        self, count: int = 1, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
    ) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)
        self._count = count
        self._long = threading.Lock()
        self._asked: set[_Worker] = set()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, each after the document that it is parsing; new ones may be begun."""
        for _ in range(self._count):
            if worker := self._idle.get():
                worker.end()
        for _ in range(self._count):
            self._idle.put(None)
        self._stopped = False

    def stop(self) -> None:
        """Kill what parses now, and begin nothing more until `close`; for any thread."""
        self._stopped = True
        for worker in tuple(self._asked):
            worker.kill()

    def parse(self, document: Document) -> Parsed:
        """Parse a document; one that takes too long or too much is a failure with a sentence."""
        answer = self._run(document)
        assert isinstance(answer, Parsed)  # noqa: S101 - a document is answered by this
        return answer

    def extract(self, page: Page) -> Article | None:
        """Return the article of a page; None where there is none, or finding it takes too long."""
        answer = self._run(page)
        return answer if isinstance(answer, Article) else None

    def _run(self, task: Task) -> Parsed | Article | None:
        with self._long if len(task.body) > _LONG else nullcontext():
            return self._run_now(task)

    def _run_now(self, task: Task) -> Parsed | Article | None:
        seconds = self._seconds + _SECONDS_PER_MEGABYTE * len(task.body) / 1_000_000
        worker = self._idle.get()
        goes_on = False
        try:
            if worker and not worker.is_alive:  # since the last document, which is not to blame
                worker.end()
                worker = None
            worker = worker or _Worker(self._megabytes)
            answer, goes_on = self._ask(worker, task, seconds)
        except TimeoutError as error:
            return Parsed(Outcome.TIMEOUT, str(error))
        except (EOFError, OSError):
            detail = "the document ended the process that parsed it."
            return Parsed(Outcome.ERROR_PARSE, detail)
        else:
            return answer
        finally:
            if worker and not goes_on:
                worker.end()
                worker = None
            self._idle.put(worker)

    def _ask(
        self, worker: _Worker, task: Task, seconds: float
    ) -> tuple[Parsed | Article | None, bool]:
        self._asked.add(worker)
        try:
            if self._stopped:  # seen here, or else `stop` sees the worker
                raise EOFError
            return worker.ask(task, seconds)
        finally:
            self._asked.discard(worker)
