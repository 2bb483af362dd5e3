"""What the log says: fields for systemd's journal, readable lines elsewhere. I/O.

The journal is spoken to in its native protocol (https://systemd.io/JOURNAL_NATIVE_PROTOCOL/), so
that `journalctl FEED=…`, `ITEM=…`, `STORY=…`, `DEVELOPMENT=…` and `ALERT=…` find what concerns one
thing, and `journalctl -p warning` what a person should know.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from monitor.net.logins import without_login

_SOCKET = Path("/run/systemd/journal/socket")
_LONGEST = 60_000  # bytes of a value: a datagram holds more, and nobody reads so much
_PRIORITIES = {  # of syslog(3)
    logging.CRITICAL: 2,
    logging.ERROR: 3,
    logging.WARNING: 4,
    logging.INFO: 6,
    logging.DEBUG: 7,
}
_FORGOTTEN_AFTER = 3600.0  # seconds; the same fault is then shown whole again
_NOISY = ("apscheduler", "apprise", "urllib3", "trafilatura", "htmldate", "courlan")


def start_logging(environ: Mapping[str, str], *, verbose: bool) -> None:
    """Log to the journal where stderr leads to it, else to stderr."""
    stream = sys.stderr
    handler: logging.Handler
    if _leads_to_journal(environ, stream) and _SOCKET.exists():
        handler = JournalHandler(_SOCKET)
    else:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(Readable("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(FirstTraces())
    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _leads_to_journal(environ: Mapping[str, str], stream: TextIO) -> bool:
    """Whether systemd has connected `stream` to its journal, as systemd.exec(5) tells it."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


class Readable(logging.Formatter):
    """Formats a record so that nothing of what feeds say moves the cursor or forges a line.

    No login of an address gets through, neither here nor to the journal.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with its traceback, which may hold addresses as well."""
        return without_login(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line without its traceback."""
        record.message = harmless(record.message)
        return super().formatMessage(record)


def harmless(text: str) -> str:
    """Return `text` with all that is not printable spelt out."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


class FirstTraces(logging.Filter):
    """Shows the traceback of a fault once an hour; between, a line says that it is the same."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[tuple[object, ...], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Take away a traceback that was shown lately; never the record."""
        place = _place_of_fault(record)
        if place is None:
            return True
        last = self._shown.get(place)
        if last is None or not 0 <= record.created - last < _FORGOTTEN_AFTER:
            self._shown[place] = record.created
            return True
        record.msg = f"{record.getMessage()} ({place[0]}, as before)"
        record.args, record.exc_info, record.exc_text = None, None, None
        return True


def _place_of_fault(record: logging.LogRecord) -> tuple[object, ...] | None:
    """Return what tells faults apart: their kind, where they were raised and where caught."""
    if not record.exc_info or record.exc_info[0] is None:
        return None
    kind, _, trace = record.exc_info
    while trace and trace.tb_next:
        trace = trace.tb_next
    raised = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else None
    return kind.__name__, raised, record.pathname, record.lineno


class JournalHandler(logging.Handler):
    """Sends each record with its fields to systemd's journal."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record; raises nothing."""
        try:
            self._socket.sendto(b"".join(_fields(record, self.format(record))), self._path)
        except Exception:  # noqa: BLE001 - a log that fails ends nothing
            self.handleError(record)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
        super().close()


def _fields(record: logging.LogRecord, message: str) -> Iterator[bytes]:
    yield _field("MESSAGE", message)
    yield _field("PRIORITY", str(_PRIORITIES.get(record.levelno, 6)))
    yield _field("SYSLOG_IDENTIFIER", "news-monitor")
    yield _field("LOGGER", record.name)
    yield _field("CODE_FILE", record.pathname)
    yield _field("CODE_LINE", str(record.lineno))
    for name, value in getattr(record, "about", {}).items():
        yield _field(name, value)


def _field(name: str, value: str) -> bytes:
    """Return a field with its length, so that no value can begin another field."""
    data = without_login(value).encode("utf-8", "replace")[:_LONGEST]
    return name.encode() + b"\n" + len(data).to_bytes(8, "little") + data + b"\n"
