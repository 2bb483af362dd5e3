"""Finds the line on which a key of a TOML document stands; tomllib does not tell. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]

_NAME = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_EACH_NAME = re.compile(_NAME)
_NAMES = rf"({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)"
_TABLE = re.compile(rf"\s*\[\s*{_NAMES}\s*\]\s*(?:#.*)?$")
_ARRAY_OF_TABLES = re.compile(rf"\s*\[\[\s*{_NAMES}\s*\]\]\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*{_NAMES}\s*=")
# Comments and short strings are matched too, so that quotes in them open nothing. What is not closed
# reaches to the end, else each quote in it would be read from again.
_LONG_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\\?\Z)|\'\'\'.*?(?:\'{3,5}|\Z)'
    r'|"(?:\\.|[^"\\\n])*+"?|\'[^\'\n]*+\'?|#[^\n]*',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TomlLines:
    """The line numbers (from 1) of the keys and tables of one document."""

    lines: dict[KeyPath, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> TomlLines:
        """Read the places out of a document that tomllib accepts."""
        lines: dict[KeyPath, int] = {}
        counts: dict[KeyPath, int] = {}
        here: KeyPath = ()
        for number, line in enumerate(_LONG_STRING.sub(_emptied, text).split("\n"), 1):
            if found := _ARRAY_OF_TABLES.match(line):
                parent = _resolve(_names(found[1]), counts)
                counts[parent] = counts.get(parent, -1) + 1
                here = (*parent, counts[parent])
                lines.setdefault(parent, number)
                lines.setdefault(here, number)
            elif found := _TABLE.match(line):
                here = _resolve(_names(found[1]), counts)
                lines.setdefault(here, number)
            elif found := _KEY.match(line):
                lines.setdefault((*here, *_names(found[1])), number)
        return cls(lines)

    def find(self, where: KeyPath) -> int | None:
        """Return the line of `where`, or of the nearest table around it, or None."""
        for length in range(len(where), 0, -1):
            if line := self.lines.get(where[:length]):
                return line
        return None


def _emptied(found: re.Match[str]) -> str:
    """Return a string of several lines without what it says: only its lines count."""
    return "\n" * found[0].count("\n") or found[0]


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in _EACH_NAME.findall(dotted)]


def _resolve(names: list[str], counts: dict[KeyPath, int]) -> KeyPath:
    """Turn `story.test` into the path below the latest [[story]]: `("story", 0, "test")`."""
    path: KeyPath = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if position < len(names) - 1 and path in counts:
            path = (*path, counts[path])
    return path
