"""The manual page, news-monitor(1), made of the help texts: `python -m monitor.cli.manual`. I/O."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator

import click

from monitor import __version__
from monitor.cli import cli, screen

_FILES = (
    (
        "./monitor.toml, ./config/monitor.toml, ~/.config/news-monitor/monitor.toml,"
        " /etc/news-monitor/monitor.toml",
        "The configuration, the first that is there.",
    ),
    (
        "~/.local/state/news-monitor, /var/lib/news-monitor",
        "The state of a user's program and of the service: database, Maildir, lock.",
    ),
)
_ENVIRONMENT = (
    ("NEWS_MONITOR_CONFIG", "The configuration, instead of those places."),
    ("STATE_DIRECTORY, XDG_STATE_HOME", "Where state is kept, unless the configuration says it."),
    ("CREDENTIALS_DIRECTORY", "Where systemd puts the files of secrets."),
)
_EXIT_STATUS = (
    ("0", "Done."),
    ("1", "Failed; of `run --once`: every feed that was polled failed."),
    ("2", "Wrong usage or configuration."),
)
_BOLD = re.compile(r"`([^`]*)`")


def manual(program: click.Group) -> str:
    """Return the page in roff, as man(7) has it."""
    context = click.Context(program, info_name="news-monitor")
    summary, _, rest = _help(program).partition("\n\n")
    lines = [
        f'.TH NEWS\\-MONITOR 1 "" "News Monitor {__version__}"',
        ".nh",  # a path with a hyphen that is not its own cannot be copied
        ".ad l",
        ".SH NAME",
        f"news\\-monitor \\- {_text(summary[0].lower() + summary[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B news\\-monitor",
        _text("[--config FILE] COMMAND [ARGUMENTS]"),
        ".SH DESCRIPTION",
        *_paragraphs(f"{summary}\n\n{rest}"),
        ".SH OPTIONS",
        *_options(program, context),
        ".SH COMMANDS",
    ]
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        if command and not command.hidden:
            lines += _command(command, context, name)
    for heading, entries in (
        ("FILES", _FILES),
        ("ENVIRONMENT", _ENVIRONMENT),
        ("EXIT STATUS", _EXIT_STATUS),
    ):
        lines += [f".SH {heading}", *_entries(entries)]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    """Yield a command's section, then those of the commands below it."""
    context = click.Context(command, info_name=name, parent=parent)
    called = context.command_path.removeprefix("news-monitor ")
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_text(called)} {_text(usage)}"
    yield from _paragraphs(_help(command))
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found and not found.hidden:
                yield from _command(found, context, below)


def _help(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "")


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [parameter.get_help_record(context) for parameter in command.params]
    yield from _entries(record for record in records if record)


def _entries(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a list of terms and what they mean."""
    for term, meaning in entries:
        yield from (".TP", f"\\fB{_text(term)}\\fR", _text(meaning))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield a help text; a paragraph that begins with `\\b` keeps its lines, as in `--help`."""
    for paragraph in text.split("\n\n"):
        yield ".PP"
        if paragraph.startswith("\b"):
            yield from (".nf", *map(_text, paragraph.lstrip("\b\n").splitlines()), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Return a text as roff shows it as it stands; what is in backticks is bold."""
    shown = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    shown = _BOLD.sub(r"\\fB\1\\fR", shown)
    return f"\\&{shown}" if shown.startswith(".") else shown


if __name__ == "__main__":
    screen.say(manual(cli).rstrip("\n"))
