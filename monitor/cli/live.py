"""A screen that is drawn again and again in a terminal until a key ends it. I/O."""

from __future__ import annotations

import io
import select
import shutil
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout

import click

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"  # the alternate screen, no cursor
_HOME, _REST_OF_LINE, _REST_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"  # ECMA-48 8.3
_LOOK_EVERY = 0.5  # seconds between two looks whether the terminal has another size


class _Canvas(io.StringIO):
    """What is printed, kept in the colours that a terminal would get."""

    def isatty(self) -> bool:
        return True


def show_live(draw: Callable[[], None], seconds: float) -> None:
    """Have `draw` print the screen every `seconds`, until q, Esc or Ctrl-C.

    Raise UsageError where there is no terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("--watch needs a terminal; without one, repeat the command itself.")
    with _terminal():
        while _draw(draw) and _rest(seconds):
            pass


@contextmanager
def _terminal() -> Iterator[None]:
    """Give keys at once and a screen of its own; whatever happens, the terminal is as it was."""
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        sys.stdout.write(_ENTER)
        yield
    except KeyboardInterrupt:
        return
    finally:
        sys.stdout.write(_LEAVE)
        sys.stdout.flush()
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _draw(draw: Callable[[], None]) -> bool:
    """Print one picture over the last, without a moment in which there is none."""
    canvas = _Canvas()
    with redirect_stdout(canvas):
        draw()
    lines = canvas.getvalue().splitlines()[: shutil.get_terminal_size().lines - 1]
    picture = "".join(f"{line}{_REST_OF_LINE}\r\n" for line in lines)
    sys.stdout.write(f"{_HOME}{picture}{_REST_OF_SCREEN}")
    sys.stdout.flush()
    return True


def _rest(seconds: float) -> bool:
    """Wait so long, or until the terminal has another size; whether no key has ended it."""
    size = shutil.get_terminal_size()
    while seconds > 0:
        if select.select([sys.stdin], [], [], min(seconds, _LOOK_EVERY))[0]:
            return sys.stdin.read(1) not in ("q", "Q", "\x1b", "")
        if shutil.get_terminal_size() != size:
            return True
        seconds -= _LOOK_EVERY
    return True
