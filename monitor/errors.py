"""The tree of this program's exceptions. Pure.

    MonitorError
    ├── ConfigError      the configuration has faults; carries all of them
    ├── QueryError       a watch query does not parse; carries the column
    ├── SourceError      a source article is missing, empty or unreadable
    ├── StoreError       the database cannot be used
    │   ├── TooMuchAsked       a page asks for what takes too long to find
    │   ├── StoreUnavailable   the machine keeps it from being used for now
    │   └── NewerDatabase      a newer program wrote it
    ├── MetricsError     the metrics file cannot be written
    ├── AlreadyRunning   another daemon holds the state directory
    ├── ServiceError     the service cannot be installed or taken away
    ├── TableError       a table that the program ships is not as it was made
    └── SendError        a channel did not take a message; carries `permanent`

An expected outcome of the network is a value (`FetchError` in `monitor.feeds.fetch`), not an
exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


class MonitorError(Exception):
    """The root: its text is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a configuration: where it is and what to do about it."""

    file: PurePath
    line: int | None
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {self.sentence}"


class ConfigError(MonitorError):
    """The configuration cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class QueryError(MonitorError):
    """A watch query does not parse; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"{message} (column {column})")
        self.column = column


class SourceError(MonitorError):
    """A source article is missing, empty or unreadable."""


class StoreError(MonitorError):
    """The database cannot be opened, read or written."""


class StoreUnavailable(StoreError):  # noqa: N818 - a state of the machine
    """The machine keeps the database from being used for now: no room, a lock, no descriptor."""


class TooMuchAsked(StoreError):  # noqa: N818 - a fact about the question
    """What is asked for takes longer to find than whoever asks would wait."""


class NewerDatabase(StoreError):  # noqa: N818 - a fact about the file
    """A newer program wrote the database: trying again is pointless, a person must install it."""


class MetricsError(MonitorError):
    """The metrics file cannot be written."""


class AlreadyRunning(MonitorError):  # noqa: N818 - a fact about the machine, as FileExists is
    """Another daemon holds the state directory; `pid` is its process, where known."""

    def __init__(self, state: PurePath, pid: int | None) -> None:
        who = f"the daemon with pid {pid}" if pid else "another daemon"
        super().__init__(
            f"{who} is already running on {state}; stop it first, or use another state"
        )
        self.pid = pid


class ServiceError(MonitorError):
    """The service cannot be installed, brought up to date or taken away."""


class TableError(MonitorError):
    """A table that the program ships with its code is missing or damaged."""


class SendError(MonitorError):
    """A channel did not take a message; `permanent` says that trying again is pointless."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
