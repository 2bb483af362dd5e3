"""What a person sees: tables, colours, moments in words; no escape and no login gets through. I/O."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click

from monitor.config import parse_duration
from monitor.desk import wording
from monitor.net.logins import without_login

T = TypeVar("T")

_MOMENT = re.compile(r"(?a)\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")

ago, day, plural, short_day = wording.ago, wording.day, wording.plural, wording.short_day

VERDICT_COLOURS = {
    "development": "green",
    "known": "cyan",
    "unrelated": "bright_black",
    "held": "yellow",
    "undecidable": "red",
}


def safe(text: object) -> str:
    """Return text without all that is unprintable, which could drive the terminal, and any login."""
    return "".join(char if char.isprintable() else " " for char in without_login(str(text)))


def say(text: str = "") -> None:
    """Print an answer; colour only where a terminal wants it."""
    click.echo(text, color=None if use_colour() else False)


def use_colour() -> bool:
    """Whether stdout is a terminal and NO_COLOR is not set (no-color.org)."""
    return not os.environ.get("NO_COLOR") and sys.stdout.isatty()


def complain(error: object) -> None:
    """Print what went wrong on stderr, a line a fault."""
    for line in str(error).splitlines():
        click.echo(f"news-monitor: {safe(line)}", err=True)


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print one JSON document without logins, with escapes for what is unprintable."""
    text = json.dumps(_public(value), ensure_ascii=False, indent=indent)
    click.echo("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


def _public(value: Any) -> Any:
    """Return a value of JSON with no login in any of its texts."""
    if isinstance(value, str):
        return without_login(value)
    if isinstance(value, Mapping):
        return {key: _public(each) for key, each in value.items()}
    return [_public(each) for each in value] if isinstance(value, list | tuple) else value


def width() -> int:
    """Return the columns of the terminal, 100 where there is none."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def columns(text: str) -> int:
    """Return how many columns a terminal takes for text: two for each letter of East Asian scripts."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(char) for char in text)


def _columns_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, length: int) -> str:
    """Return text cut to `length` columns."""
    if columns(text) <= length:
        return text
    room, kept = max(1, length - 1), ""
    for char in text:
        room -= _columns_of(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip() + "…"


def wrapped(text: str, indent: int = 0) -> str:
    """Return text wrapped to the terminal, each line indented."""
    pad = " " * indent
    return textwrap.fill(safe(text), min(width(), 100), initial_indent=pad, subsequent_indent=pad)


def hanging(head: str, text: str) -> str:
    """Return `head` and a text behind it, wrapped to the terminal below its own first line."""
    pad = " " * columns(head)
    room = max(20, width() - columns(head))
    # A path stays whole, so that it can be copied.
    lines = textwrap.wrap(safe(text), room, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"{pad if number else ''}{line}" for number, line in enumerate(lines))


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    colour: Callable[[int], str | None] = lambda _: None,
    notes: Callable[[int], Sequence[str]] = lambda _: (),
    shrinks: Collection[int] = (),
    text: int = 28,
    paged: bool = False,
) -> None:
    """Print a table in which no line is wider than the terminal; `paged` where it is long.

    The last column takes what is left of the line. Where that is less than `text` columns, those
    that `shrinks` numbers are cut first. `notes` are told of a row below it, each from a line of its own.
    """
    cells = [[safe(cell) for cell in row] for row in rows]
    natural = [max(columns(row[i]) for row in [list(heads), *cells]) for i in range(len(heads))]
    widths = fitting(natural, width(), shrinks, text)
    lines = [click.style(_line(heads, widths), bold=True)]
    for number, row in enumerate(cells):
        line = _line(row, widths)
        lines.append(click.style(line, fg=chosen) if (chosen := colour(number)) else line)
        for note in notes(number):
            lines += click.style(wrapped(note, _NOTE_INDENT), dim=True).split("\n")
    say_all(lines, paged=paged)


def fitting(natural: Sequence[int], room: int, shrinks: Collection[int], text: int) -> list[int]:
    """Return how wide columns are in a line of `room` columns, with two between each two.

    The last one is to have room for `text`, for which the widest of those that `shrinks`
    numbers are cut; so that it has any at all, the widest of all are.
    """
    widths = [min(size, _WIDEST) for size in natural[:-1]]
    left = room - 2 * (len(natural) - 1)
    for chosen, least, wish in ((shrinks, _NARROW, text), (range(len(widths)), 1, _LEAST_TEXT)):
        wanted = min(natural[-1], wish)
        while left - sum(widths) < wanted:
            cuttable = [i for i in chosen if widths[i] > least]
            if not cuttable:
                break
            widths[max(cuttable, key=lambda i: widths[i])] -= 1
    return [*widths, max(1, left - sum(widths))]


_WIDEST = 40  # columns of any but the last
_NARROW = 10  # columns that are left of one that is cut
_LEAST_TEXT = 10  # columns that the last one, which is a text, must have
_NOTE_INDENT = 4


def say_all(lines: Sequence[str], *, paged: bool) -> None:
    """Print lines; where they are more than a terminal shows at once, `paged` by $PAGER."""
    if paged and sys.stdout.isatty() and len(lines) >= shutil.get_terminal_size().lines:
        click.echo_via_pager("\n".join(lines), color=use_colour())
        return
    for line in lines:
        say(line)


@contextmanager
def progress(things: Iterable[T], total: int | None = None) -> Iterator[Iterable[T]]:
    """Show on stderr how far things are, where that is a terminal and stdout shows nothing beside it."""
    is_seen = sys.stderr.isatty() and (total is not None or not sys.stdout.isatty())
    with click.progressbar(things, total, file=sys.stderr, hidden=not is_seen) as shown:
        yield shown


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitted = [cut(cell, size) for cell, size in zip(cells, widths, strict=True)]
    padded = [
        cell + " " * (size - columns(cell)) for cell, size in zip(fitted, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()


class Since(click.ParamType[timedelta]):
    """An option that takes a span of time such as `2d`."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read the span."""
        try:
            return value if isinstance(value, timedelta) else parse_duration(str(value))
        except ValueError as error:
            self.fail(f"{safe(value)!r} is not {error}.", param, ctx)


class Moment(click.ParamType[datetime]):
    """An option that takes a day, `2026-12-01`, or a moment of it, `2026-12-01T08:00`, in UTC."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment; a day is its beginning."""
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(str(value) if _MOMENT.fullmatch(str(value)) else "")
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                f'{safe(value)!r} is not a date such as "2026-12-01" or "2026-12-01T08:00".',
                param,
                ctx,
            )
