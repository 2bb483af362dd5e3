"""The tables that the program ships with its code, read and checked line by line. Pure.

A table is a UTF-8 file of the package: a row a line, its cells parted by tabs; a line that begins
with `#` is a comment. Words in a cell are parted by spaces. A table is part of the program, so a
fault in one is a fault of the installation: it is named with its line, and nothing is guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from monitor.errors import TableError


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table that is no comment, and where it stands."""

    package: str
    name: str
    number: int
    text: str

    def fault(self, what: str) -> TableError:
        """Return the fault of this line: what is wrong, or what a line is."""
        return table_fault(self.package, f"{self.name}:{self.number}", what)


def table_fault(package: str, name: str, what: str) -> TableError:
    """Return the fault of a table, or of the line that `name` ends with."""
    return TableError(
        f"{package.replace('.', '/')}/{name}: {what}. This is a file of the program itself: mend it"
        " where you changed it, or install News Monitor anew."
    )


def read_lines(package: str, name: str) -> Iterator[Line]:
    """Yield the lines of a table that are no comments; raise TableError where there are none."""
    try:
        text = files(package).joinpath(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise table_fault(package, name, f"it cannot be read ({error})") from error
    is_empty = True
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            is_empty = False
            yield Line(package, name, number, line)
    if is_empty:
        raise table_fault(package, name, "it holds nothing")


def read_rows(package: str, name: str, columns: int) -> list[list[str]]:
    """Return the rows of a table of so many columns; raise TableError."""
    return [cells for _, cells in _rows(package, name, columns)]


def read_map(package: str, name: str) -> dict[str, str]:
    """Return a table of two columns as first → second; raise TableError where a first comes again."""
    found: dict[str, str] = {}
    for line, (key, value) in _rows(package, name, 2):
        if key in found:
            raise line.fault(f"{key!r} has a row already")
        found[key] = value
    return found


def read_numbers(package: str, name: str) -> dict[str, float]:
    """Return a table of two columns as first → finite number; raise TableError as `read_map` does."""
    found: dict[str, float] = {}
    for line, (key, value) in _rows(package, name, 2):
        number = _number(value)
        if key in found or not math.isfinite(number):
            raise line.fault(
                f"{key!r} has a row already" if key in found else f"{value!r} is no number"
            )
        found[key] = number
    return found


def read_groups(package: str, name: str, wanted: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return a table of two columns as first → the words of its rows; raise TableError.

    A first may have several rows, so that they can be read; a word comes once among them. The
    firsts are those that are `wanted`, where some are.
    """
    found: dict[str, dict[str, None]] = {}
    for line, (key, words) in _rows(package, name, 2):
        group = found.setdefault(key, {})
        for word in words.split():
            if word in group:
                raise line.fault(f"{word!r} comes again for {key!r}")
            group[word] = None
    if (expected := set(wanted)) and found.keys() != expected:
        odd = ", ".join(sorted(found.keys() ^ expected))
        raise table_fault(package, name, f"its first column lacks or has too much of: {odd}")
    return {key: tuple(group) for key, group in found.items()}


def read_words(package: str, name: str) -> list[tuple[str, ...]]:
    """Return the words of each row of a table of one column; raise TableError where one comes again."""
    seen: set[str] = set()
    found: list[tuple[str, ...]] = []
    for line, (cell,) in _rows(package, name, 1):
        words = cell.split()
        for word in words:
            if word in seen:
                raise line.fault(f"{word!r} stands in the table already")
            seen.add(word)
        found.append(tuple(words))
    return found


def _rows(package: str, name: str, columns: int) -> Iterator[tuple[Line, list[str]]]:
    """Yield each line with its cells, as many as there are columns and none of them blank."""
    for line in read_lines(package, name):
        cells = line.text.split("\t")
        if len(cells) != columns or not all(map(str.strip, cells)):
            raise line.fault(f"a row has {columns} cells and none of them is blank")
        yield line, cells


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
