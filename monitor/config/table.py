"""The tables of a TOML document, read key by key, and what is wrong with them. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from monitor.config.toml_lines import KeyPath, TomlLines
from monitor.errors import Fault

T = TypeVar("T")


class FaultLog:
    """The faults of one document, each with the line of its key."""

    def __init__(self, path: Path, lines: TomlLines) -> None:
        self.path = path
        self.lines = lines
        self.faults: list[Fault] = []
        self.meant: set[KeyPath] = set()  # what misspelt keys were probably meant to be
        self._missing: list[tuple[KeyPath, KeyPath, str]] = []

    def fault(self, where: KeyPath, sentence: str) -> None:
        """Note what is wrong at a key."""
        self.faults.append(Fault(self.path, self.lines.find(where), sentence))

    def require(self, key: KeyPath, where: KeyPath, sentence: str) -> None:
        """Note a fault at `where` once all is read, unless `key` is there under a misspelt name."""
        self._missing.append((key, where, sentence))

    def finish(self) -> None:
        """Note what is missing, now that every key was asked for."""
        for key, where, sentence in self._missing:
            if key not in self.meant:
                self.fault(where, sentence)


class Table:
    """One table of the document: hands out its keys and notes every fault."""

    def __init__(self, log: FaultLog, where: tuple[str | int, ...], given: Any) -> None:
        self.log = log
        self.where = where
        self.given: dict[str, Any] = given if isinstance(given, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(given, dict):
            self.fault("", f"[{where[0]}] must be a table.")

    def fault(self, key: str, sentence: str) -> None:
        """Note what is wrong with the value at `key`; with the table for an empty one."""
        self.log.fault((*self.where, key) if key else self.where, sentence)

    def get(self, key: str, read: Callable[[Any], T], default: T, *, is_secret: bool = False) -> T:
        """Return the value at `key` as `read` understands it; `default` where there is none.

        A secret is not shown in its fault.
        """
        self.asked.add(key)
        if key not in self.given:
            return default
        try:
            return read(self.given[key])
        except ValueError as error:
            shown_value = str(self.given[key])
            shown = shown_value if len(shown_value) <= 60 else shown_value[:57] + "..."
            found = "" if is_secret else f", not {shown!r}"
            self.fault(key, f"`{key}` must be {error}{found}.")
            return default

    def need(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Like `get`, for a key that must be there."""
        self.require(key, f"{self.title} needs `{key}`.")
        return self.get(key, read, default)

    def require(self, key: str, sentence: str, *, at: str = "") -> None:
        """Note a fault where `key` is not given: at the table, or at its key `at`."""
        if key not in self.given:
            self.log.require((*self.where, key), (*self.where, at) if at else self.where, sentence)

    @property
    def title(self) -> str:
        """What to call the table in a sentence."""
        name = self.given.get("name") or self.given.get("url")
        kind = ".".join(part for part in self.where if isinstance(part, str))
        return f"the {kind} {name!r}" if isinstance(name, str) else f"this [[{kind}]]"

    def tables(self, key: str) -> list[Table]:
        """Return the tables of an array of tables such as [[feed]]."""
        self.asked.add(key)
        rows = self.given.get(key, [])
        if not isinstance(rows, list):
            self.fault(key, f"write [[{key}]] with two brackets: there can be several.")
            self.log.meant.add((*self.where, key))
            rows = []
        return [Table(self.log, (*self.where, key, i), row) for i, row in enumerate(rows)]

    def table(self, key: str) -> Table:
        """Return the table at `key`, an empty one where there is none."""
        self.asked.add(key)
        return Table(self.log, (*self.where, key), self.given.get(key, {}))

    def finish(self) -> None:
        """Note every key that nobody asked for, with the one that was probably meant."""
        for key in self.given.keys() - self.asked:
            near = difflib.get_close_matches(key, self.asked, n=1, cutoff=0.6)
            self.log.meant.update((*self.where, name) for name in near)
            hint = f"; did you mean `{near[0]}`?" if near else "."
            self.fault(key, f"there is no setting `{key}` here{hint}")
