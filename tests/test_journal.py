"""What the journal is sent, over a real datagram socket, and what a terminal is shown."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from monitor import journal
from monitor.journal import FirstTraces, JournalHandler, Readable, start_logging
from monitor.model.log_fields import about

Logging = Callable[[logging.Handler], logging.Logger]


@pytest.fixture
def logging_to() -> Iterator[Logging]:
    """A logger of its own for a handler."""
    log = logging.Logger("test")
    yield lambda handler: (log.addHandler(handler), log)[1]
    for handler in log.handlers:
        handler.close()


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "journal"))
        sock.settimeout(10)
        yield sock


def entry(listener: socket.socket) -> dict[str, str]:
    """Read one entry in the journal's native protocol, each field with its length."""
    data, found = listener.recv(1_000_000), {}
    while data:
        name, _, rest = data.partition(b"\n")
        length = int.from_bytes(rest[:8], "little")
        found[name.decode()] = rest[8 : 8 + length].decode()
        assert rest[8 + length : 9 + length] == b"\n"
        data = rest[9 + length :]
    return found


def test_an_entry_has_its_level_its_place_and_what_it_is_about(
    logging_to: Logging, listener: socket.socket, tmp_path: Path
) -> None:
    log = logging_to(JournalHandler(tmp_path / "journal"))
    log.warning("feed %s fails", "x", extra=about(feed="http://x/", development=None, item="i"))
    told = entry(listener)
    assert told["MESSAGE"] == "feed x fails"
    assert (told["PRIORITY"], told["SYSLOG_IDENTIFIER"]) == ("4", "news-monitor")
    assert (told["FEED"], told["ITEM"]) == ("http://x/", "i")
    assert told["CODE_FILE"] == __file__
    assert "DEVELOPMENT" not in told


def test_no_value_begins_another_field(
    logging_to: Logging, listener: socket.socket, tmp_path: Path
) -> None:
    log = logging_to(JournalHandler(tmp_path / "journal"))
    log.info("a title\nPRIORITY=0\n", extra=about(story="s\nALERT=x"))
    told = entry(listener)
    assert told["MESSAGE"] == "a title\nPRIORITY=0\n"
    assert told["PRIORITY"] == "6"
    assert "ALERT" not in told


def test_a_value_is_measured_in_bytes_and_has_an_end(
    logging_to: Logging, listener: socket.socket, tmp_path: Path
) -> None:
    log = logging_to(JournalHandler(tmp_path / "journal"))
    log.info("\u963f\u91cc " + "x" * 1_000_000, extra=about(story="Zo\u00eb"))
    told = entry(listener)
    assert told["STORY"] == "Zo\u00eb"
    assert told["MESSAGE"].startswith("\u963f\u91cc x")
    assert len(told["MESSAGE"].encode()) == 60_000


def test_an_entry_with_a_fault_shows_where_it_was(
    logging_to: Logging, listener: socket.socket, tmp_path: Path
) -> None:
    log = logging_to(JournalHandler(tmp_path / "journal"))
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        log.exception("it failed")
    told = entry(listener)
    assert told["MESSAGE"].startswith("it failed\nTraceback")
    assert told["PRIORITY"] == "3"


def test_a_journal_that_is_gone_ends_nothing(
    logging_to: Logging, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logging_to(JournalHandler(tmp_path / "gone")).warning("nobody hears")


def test_what_feeds_say_moves_no_cursor_and_forges_no_line(logging_to: Logging) -> None:
    shown = StringIO()
    handler = logging.StreamHandler(shown)
    handler.setFormatter(Readable("%(levelname)s %(message)s"))
    logging_to(handler).info("title: %s", "a\nERROR b \x1b[2J\u202ec “25 %” 关税")
    assert shown.getvalue() == "INFO title: a\\nERROR b \\x1b[2J\\u202ec “25 %” 关税\n"


def fail(log: logging.Logger, at: float) -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        record = log.makeRecord("test", 40, __file__, 1, "tick %s", ("poll",), sys.exc_info())
    record.created = at
    log.handle(record)


def test_a_login_reaches_neither_a_line_nor_the_journal(
    logging_to: Logging, listener: socket.socket, tmp_path: Path
) -> None:
    address, lines = "https://user:pa%40ss@news.example/feed", StringIO()
    stream = logging.StreamHandler(lines)
    stream.setFormatter(Readable("%(message)s"))
    log = logging_to(JournalHandler(tmp_path / "journal"))
    log.addHandler(stream)
    try:
        open(address)  # noqa: PTH123, SIM115 - it is no file
    except OSError:
        log.exception("polling %s failed", address, extra=about(feed=address))
    told = entry(listener)
    assert told["FEED"] == "https://news.example/feed"
    for text in (lines.getvalue(), *told.values()):
        assert "pa%40ss" not in text
        assert "user" not in text
    assert "https://news.example/feed'" in lines.getvalue()


def test_the_same_traceback_is_shown_once_an_hour(logging_to: Logging) -> None:
    shown = StringIO()
    handler = logging.StreamHandler(shown)
    handler.addFilter(FirstTraces())
    log = logging_to(handler)
    for at in (0.0, 2.0, 3599.0, 3601.0):
        fail(log, at)
    assert shown.getvalue().count("Traceback") == 2
    assert shown.getvalue().count("tick poll (ZeroDivisionError, as before)\n") == 2


def test_faults_of_two_places_that_are_caught_at_one_are_both_shown(logging_to: Logging) -> None:
    stream = StringIO()
    log = logging_to(logging.StreamHandler(stream))
    log.handlers[0].addFilter(FirstTraces())

    def here() -> None:
        raise ValueError("here")

    def there() -> None:
        raise ValueError("there")

    for place in (here, there, here, there):
        try:
            place()
        except ValueError:
            log.exception("caught")
    assert stream.getvalue().count("Traceback") == 2


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    log = logging.getLogger()
    before = log.handlers[:], log.level
    log.handlers[:] = []
    yield log
    log.handlers[:] = before[0]
    log.setLevel(before[1])


@pytest.mark.parametrize("is_of_systemd", [True, False])
def test_only_where_stderr_leads_to_the_journal_it_is_spoken_to(
    root: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_of_systemd: bool
) -> None:
    with (tmp_path / "stderr").open("w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(journal, "_SOCKET", tmp_path)
        found = os.fstat(stream.fileno())
        inode = found.st_ino if is_of_systemd else found.st_ino + 1
        start_logging({"JOURNAL_STREAM": f"{found.st_dev}:{inode}"}, verbose=False)
        (handler,) = root.handlers
        assert isinstance(handler, JournalHandler) is is_of_systemd
        handler.close()
