"""The tree of commands, and whether a line that someone may type fits it."""

from __future__ import annotations

import re
import shlex
from functools import cache

import click

from monitor.cli import cli

_ENDS = ("|", "||", "&&", ";", ">", ">>", "&", "2>&1")


@cache
def commands() -> dict[str, click.Command]:
    """Return every command by its words, as in `alert show`; the program has the empty name."""
    found: dict[str, click.Command] = {"": cli}
    for name in cli.list_commands(click.Context(cli)):
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {below}": each for below, each in command.commands.items()}
    return found


def options(command: str) -> set[str]:
    """Return the options of a command, with those that every command has."""
    known = {"-h", "--help"}
    for parameter in commands()[command].params:
        if isinstance(parameter, click.Option):
            known |= {*parameter.opts, *parameter.secondary_opts}
    return known


def misfits(line: str) -> list[str]:
    """Return what of a line is not known: its command, its options.

    A line that does not call the program has no misfits.
    """
    try:
        words = shlex.split(line, comments=True)
    except ValueError:  # an apostrophe of prose
        words = line.split()
    while words and (words[0] == "sudo" or re.match(r"[A-Z_]+=", words[0])):
        del words[0]
    if not words or words[0].rsplit("/", 1)[-1] != "news-monitor":
        return []
    end = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    return list(_unknown(words[1:end]))


def _unknown(words: list[str]) -> list[str]:
    name = ""
    known = options(name)
    faults = []
    for at, word in enumerate(words):
        below = f"{name} {word}".strip()
        if below in commands():
            name, known = below, options(below)
        elif name == "" and re.fullmatch(r"[a-z][a-z-]+", word) and words[at - 1] != "--config":
            faults.append(f"there is no command {word!r}")
        if (option := re.match(r"\[?(--?[a-z][a-z-]*)", word)) and option[1] not in known:
            faults.append(f"`news-monitor {name}` has no option {option[1]}")
    return faults
