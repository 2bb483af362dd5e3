"""Texts for a terminal: words marked, two texts beside each other with what differs. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence

import click

from monitor.desk.differing import differing

Mark = Callable[[str], str]

_BESIDE = 100  # columns from which two texts stand beside each other
_GAP = 3


def marked(text: str, spans: Iterable[tuple[int, int]], mark: Mark) -> str:
    """Return a text with the stretches that `spans` name marked; they may overlap."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        begin = max(at, start)
        if begin < end <= len(text):
            pieces += [text[at:begin], mark(text[begin:end])]
            at = end
    return "".join([*pieces, text[at:]])


def wrapped(
    text: str, spans: Iterable[tuple[int, int]], mark: Mark, width: int, indent: int
) -> list[str]:
    """Return a text in lines of at most `width` columns, indented, with its spans marked."""
    chosen = list(spans)
    lines = []
    for start, line in _lines(text, width - indent):
        own = [(max(0, s - start), min(len(line), e - start)) for s, e in chosen]
        inside = ((s, e) for s, e in own if s < e)
        lines.append(" " * indent + marked(line, inside, mark))
    return lines


def compared(known: str, told: str, width: int, indent: int) -> list[str]:
    """Return what is known and what is told now, the words that differ marked.

    Beside each other where `width` columns have room for both, else one above the other.
    """
    gone, come = differing(known, told), differing(told, known)
    if width < _BESIDE:
        before = wrapped(known, gone, _gone, width, indent + 2)
        after = wrapped(told, come, _come, width, indent + 2)
        return [*_led(before, "-", indent), *_led(after, "+", indent)]
    room = (width - indent - _GAP) // 2
    left = _column(known, gone, _gone, room)
    right = _column(told, come, _come, room)
    empty = " " * room
    height = max(len(left), len(right))
    left += [empty] * (height - len(left))
    right += [""] * (height - len(right))
    return [f"{' ' * indent}{a}{' ' * _GAP}{b}".rstrip() for a, b in zip(left, right, strict=True)]


def _column(text: str, spans: Sequence[tuple[int, int]], mark: Mark, width: int) -> list[str]:
    """Return a text in lines of exactly `width` columns, marks not counted."""
    plain = [line for _, line in _lines(text, width)]
    shown = wrapped(text, spans, mark, width, 0)
    return [s + " " * (width - len(p)) for s, p in zip(shown, plain, strict=True)]


def _led(lines: list[str], sign: str, indent: int) -> list[str]:
    """Put a sign before the first line."""
    return [
        " " * indent + sign + line[indent + 1 :] if n == 0 else line for n, line in enumerate(lines)
    ]


def _lines(text: str, width: int) -> list[tuple[int, str]]:
    """Break a text at its spaces; each line with where it begins."""
    found: list[tuple[int, str]] = []
    at = 0
    for line in textwrap.wrap(text, max(10, width), break_on_hyphens=False) or [""]:
        at = max(at, text.find(line, at))
        found.append((at, line))
        at += len(line)
    return found


def _gone(text: str) -> str:
    return click.style(text, fg="red")


def _come(text: str) -> str:
    return click.style(text, fg="green", bold=True)
