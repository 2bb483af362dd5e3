"""The process that parses: reads documents from a socket, answers what they hold. I/O."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from monitor.feeds.article import Article, Page, extract
from monitor.feeds.parse import Document, Parsed, parse_document
from monitor.model import Outcome

_MEMORY_PER_BYTE = 5  # of a document; one of many short entries takes that
SLICE = 500  # items that are sent at once
_STATM = Path("/proc/self/statm")
_GROWTH = 0.3  # of what it may take: grown by that, a process makes room for a fresh one


def serve(link: Connection, megabytes: int) -> None:
    """Answer one document after the other until the other side hangs up.

    The process may take `megabytes` of memory, and more for a long document.
    """
    at_start = _resident()
    while True:
        # Safe to unpickle: what asks is the process that started us.
        task, seconds = pickle.loads(link.recv_bytes())  # noqa: S301
        task = replace(task, body=link.recv_bytes())
        limit = megabytes + _MEMORY_PER_BYTE * len(task.body) // 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (limit * 1_000_000, resource.RLIM_INFINITY))
        with _limited_processor_time(seconds), _ended_by_hangup(link.fileno()):
            answer = _answer(task, limit)
        is_light = _resident() - at_start < megabytes * 1_000_000 * _GROWTH
        goes_on = is_light and not (
            isinstance(answer, Parsed) and answer.outcome is Outcome.TOO_BIG
        )
        task = None
        _send(link, answer, goes_on=goes_on)
        if not goes_on:
            return


def _send(link: Connection, answer: Parsed | Article | None, *, goes_on: bool) -> None:
    """Send an answer and whether this process goes on; the items in slices.

    To pickle them all at once would take more memory than to parse them did.
    """
    items = answer.items if isinstance(answer, Parsed) else ()
    slices = range(0, len(items), SLICE)
    rest = replace(answer, items=()) if isinstance(answer, Parsed) else answer
    link.send_bytes(pickle.dumps((rest, goes_on, len(slices))))
    for begin in slices:
        link.send_bytes(pickle.dumps(items[begin : begin + SLICE]))


def _answer(task: Document | Page, limit: int) -> Parsed | Article | None:
    try:
        if isinstance(task, Page):
            return extract(task.body, task.url)
        return parse_document(task)
    except MemoryError:
        detail = f"the document takes more than {limit} MB to parse."
        return Parsed(Outcome.TOO_BIG, detail)


@contextmanager
def _limited_processor_time(seconds: float) -> Iterator[None]:
    """Let the kernel end this process (SIGPROF) after so many more seconds of work.

    The time of a busy machine does not count, nor does it need anybody who still watches.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def _ended_by_hangup(descriptor: int) -> Iterator[None]:
    """Let the kernel end this process (SIGIO) when the other side hangs up in the meantime."""
    # Not PR_SET_PDEATHSIG: that is sent when the thread ends that started this process. Nor a
    # thread that waits: a regular expression at work lets no other one run.
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        yield
    finally:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)


def _resident() -> int:
    """Return the resident memory in bytes (proc(5): the second number of statm, in pages)."""
    # Not ru_maxrss: at its start it is that of the process that started this one.
    return int(_STATM.read_text().split()[1]) * resource.getpagesize()


def main(descriptor: int, megabytes: int) -> None:
    """Serve; signals for the group are for the process that started us."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it may have been ignored by who started us
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()  # what is loaded now stays; no need to look through it again and again
    with suppress(EOFError, OSError):
        serve(Connection(descriptor), megabytes)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
