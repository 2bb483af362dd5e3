"""What a person sees: tables, colours, moments in words; no escape and no login gets through. I/O."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click

from monitor.config import parse_duration
from monitor.net.logins import without_login

T = TypeVar("T")

_MOMENT = re.compile(r"(?a)\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")
_UNIT_SECONDS = ((86_400, "d"), (3_600, "h"), (60, "min"))

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


def cut(text: str, length: int) -> str:
    """Return text cut to `length` columns."""
    return text if len(text) <= length else text[: max(1, length - 1)].rstrip() + "…"


def wrapped(text: str, indent: int = 0) -> str:
    """Return text wrapped to the terminal, each line indented."""
    pad = " " * indent
    return textwrap.fill(safe(text), min(width(), 100), initial_indent=pad, subsequent_indent=pad)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    colour: Callable[[int], str | None] = lambda _: None,
    paged: bool = False,
) -> None:
    """Print a table whose last column takes what is left of the line; `paged` where it is long."""
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(heads), *cells]) for i in range(len(heads))]
    widths = [min(size, 40) for size in widths[:-1]]
    room = max(20, width() - sum(widths) - 2 * len(widths))
    lines = [click.style(_line(heads, widths, room), bold=True)]
    for number, row in enumerate(cells):
        line = _line(row, widths, room)
        lines.append(click.style(line, fg=chosen) if (chosen := colour(number)) else line)
    say_all(lines, paged=paged)


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


def _line(cells: Sequence[str], widths: list[int], room: int) -> str:
    *first, last = cells
    padded = [cut(cell, size).ljust(size) for cell, size in zip(first, widths, strict=True)]
    return "  ".join([*padded, cut(last, room)]).rstrip()


def ago(text: str | None, now: datetime) -> str:
    """Return how long before (or after) `now` a stored moment is: `4 min ago`, `in 2 h`."""
    if not text:
        return "never"
    seconds = (now - datetime.fromisoformat(text)).total_seconds()
    span = _span(abs(seconds))
    return f"{span} ago" if seconds >= 0 else f"in {span}"


def _span(seconds: float) -> str:
    for size, unit in _UNIT_SECONDS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def day(text: str | None) -> str:
    """Return a stored moment as `2018-09-20 08:00`."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%d %H:%M") if text else "-"


def plural(number: int, noun: str) -> str:
    """Return `1 story`, `2 stories`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


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
