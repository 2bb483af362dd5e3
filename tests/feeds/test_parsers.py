"""Parsing in processes that end when they should."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.feeds import parsers as module
from monitor.feeds.parse import Document, parse_document
from monitor.feeds.parsers import Parsers
from monitor.model import Feed, Outcome

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FEED = Feed("https://news.example/feed", "News")
GOOD = (
    b"<rss version='2.0'><channel><item><guid>1</guid><title>Story</title></item></channel></rss>"
)

LONG = 600.0  # seconds that a test waits for what happens within some

UNSLICED = b"<!DOCTYPE rss [<!ENTITY e ''>]>"  # with entities of its own it is read whole


def document(body: bytes = GOOD) -> Document:
    return Document(body, "application/rss+xml", FEED, NOW)


def slow(letters: int = 100_000) -> bytes:
    """Return a document that feedparser takes minutes for, quadratic as it is."""
    author = b"<author>a@" + b"a." * letters + b"!</author>"
    return UNSLICED + GOOD.replace(b"<title>", author + b"<title>")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, the clock ends no document."""
    monkeypatch.setattr(module, "_PATIENCE", LONG)


@pytest.fixture
def parsers() -> Iterator[Parsers]:
    with Parsers(1, seconds=1.0) as running:
        yield running


def process_of(parsers: Parsers) -> subprocess.Popen[bytes] | None:
    worker = parsers._idle.queue[-1]
    return worker._process if worker else None


def test_a_process_reads_what_would_be_read_here_and_goes_on(parsers: Parsers) -> None:
    assert parsers.parse(document()) == parse_document(document())
    first = process_of(parsers)
    assert parsers.parse(document(b"")).outcome is Outcome.ERROR_PARSE
    assert process_of(parsers) is first


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read(
    parsers: Parsers,
) -> None:
    parsers.parse(document())
    first = process_of(parsers)
    assert first
    given_up = parsers.parse(document(slow()))
    assert given_up.outcome is Outcome.TIMEOUT
    assert given_up.detail == "the document took more than 1.4 s of processor time to parse."
    assert first.poll() == -signal.SIGPROF
    assert parsers.parse(document()).outcome is Outcome.OK


def test_a_process_that_died_while_idle_is_replaced_and_no_document_blamed(
    parsers: Parsers,
) -> None:
    parsers.parse(document())
    first = process_of(parsers)
    assert first
    os.kill(first.pid, signal.SIGKILL)
    os.waitid(os.P_PID, first.pid, os.WEXITED | os.WNOWAIT)
    assert parsers.parse(document()).outcome is Outcome.OK
    assert process_of(parsers) is not first


def test_a_process_that_dies_over_a_document_fails_it_and_is_replaced(parsers: Parsers) -> None:
    parsers.parse(document())
    first = process_of(parsers)
    assert first
    threading.Timer(0.3, first.kill).start()
    assert parsers.parse(document(slow())).outcome is Outcome.ERROR_PARSE
    assert parsers.parse(document()).outcome is Outcome.OK


@pytest.mark.parametrize("length", [10, 900_000])
def test_a_process_that_does_not_even_read_is_given_up(
    parsers: Parsers, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    parsers.parse(document())
    first = process_of(parsers)
    assert first
    first.send_signal(signal.SIGSTOP)
    rescue = threading.Timer(LONG, first.kill)
    rescue.start()
    with monkeypatch.context() as patch:
        patch.setattr(module, "_PATIENCE", 1.0)  # it would be slow to wait for
        given_up = parsers.parse(document(GOOD.replace(b"Story", b"x" * length)))
    rescue.cancel()
    assert given_up.outcome is Outcome.TIMEOUT
    assert re.fullmatch(r"the document was not parsed after \d+(\.\d+)? s, .*", given_up.detail)
    assert parsers.parse(document()).outcome is Outcome.OK


def test_the_time_in_which_a_busy_machine_lets_a_process_wait_does_not_count() -> None:
    with Parsers(1, seconds=1.0) as parsers:
        parsers.parse(document())
        process = process_of(parsers)
        assert process
        process.send_signal(signal.SIGSTOP)
        turn = threading.Timer(2.0, process.send_signal, [signal.SIGCONT])
        turn.start()
        assert parsers.parse(document()).outcome is Outcome.OK
        assert process_of(parsers) is process


def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    many = b"".join(b"<item><title>%d</title></item>" % n for n in range(60_000))
    body = UNSLICED + GOOD.replace(b"<item>", many + b"<item>")
    with Parsers(1, seconds=60.0, megabytes=40) as parsers:
        given_up = parsers.parse(document(body))
        assert given_up.outcome is Outcome.TOO_BIG, given_up
        assert "MB to parse" in given_up.detail
        assert parsers.parse(document()).outcome is Outcome.OK


def test_a_process_that_has_grown_makes_room_for_a_fresh_one() -> None:
    many = b"".join(b"<item><title>%d</title></item>" % n for n in range(40_000))
    grown = UNSLICED + GOOD.replace(b"<item>", many + b"<item>")
    with Parsers(1, seconds=60.0, megabytes=150) as parsers:
        parsers.parse(document())
        assert process_of(parsers) is not None
        assert parsers.parse(document(grown)).outcome is Outcome.OK
        assert process_of(parsers) is None
        assert parsers.parse(document()).outcome is Outcome.OK


def test_the_signals_of_a_terminal_or_service_manager_do_not_end_a_process(
    parsers: Parsers,
) -> None:
    parsers.parse(document())
    process = process_of(parsers)
    assert process
    for number in (signal.SIGINT, signal.SIGTERM):
        process.send_signal(number)
    assert parsers.parse(document()).outcome is Outcome.OK
    assert process_of(parsers) is process


@pytest.mark.parametrize("then", ["", "threading.Timer(0.3, os._exit, [1]).start(); p.parse(D);"])
def test_a_process_ends_with_the_one_that_started_it(then: str) -> None:
    code = (
        "from tests.feeds.test_parsers import *; p = Parsers(1, seconds=60);"
        " D = document(slow()); p.parse(document());"
        f" print(process_of(p).pid, flush=True); {then} os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    for _ in range(500):
        try:
            os.kill(pid, 0)
            with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - a line of the kernel's
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.02)
    pytest.fail("the process lives on")
