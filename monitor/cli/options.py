"""What several commands share: the configuration, `--json`, `--limit`, `--since`. I/O."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from monitor.cli import offers
from monitor.cli.screen import Moment, Since
from monitor.config import Config, find_config, load
from monitor.daemon.state_owner import foreign
from monitor.errors import ConfigError

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
limit_option = click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=50,
    show_default=True,
    help="At most so many.",
)
since_option = click.option(
    "--since", type=Since(), metavar="TIME", help="Not older than this: 90m, 2d, 1w."
)
until_option = click.option(
    "--until", type=Moment(), metavar="DATE", help="Not younger than this: 2026-12-01."
)
pager_option = click.option(
    "--no-pager", is_flag=True, help="Print a long list at once, also on a terminal."
)
search_option = click.option("--search", metavar="QUERY", help="Whose title or summary matches.")
story_option = click.option(
    "--story", metavar="NAME", shell_complete=offers.stories, help="Of this story only."
)


def read_config(ctx: click.Context) -> Config:
    """Find and read the configuration of this call; raise ConfigError."""
    return load(config_path(ctx))


def read_own_config(ctx: click.Context) -> Config:
    """Read the configuration of a call that is about its state, too; raise ConfigError.

    So it does where the state is that of another configuration.
    """
    config = read_config(ctx)
    if sentence := foreign(config):
        raise ConfigError([config.fault(("state",), sentence)])
    return config


def config_path(ctx: click.Context) -> Path:
    """Find the configuration of this call; raise ConfigError where there is none."""
    given: Path | None = ctx.find_root().obj
    return find_config(given, os.environ, Path.cwd())


def known_story(config: Config, name: str | None) -> str | None:
    """Return `name`; a story that is not configured is wrong usage."""
    if name is not None and config.story(name) is None:
        names = [story.name for story in config.stories]
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"There is: {', '.join(names)}."
        raise click.UsageError(f"There is no story '{name}'. {hint}")
    return name


def the_story(config: Config, name: str | None) -> str:
    """Return the story that is meant: the one of that name, or the only one there is."""
    if known := known_story(config, name):
        return known
    if len(config.stories) > 1:
        names = ", ".join(story.name for story in config.stories)
        raise click.UsageError(f"Which story? Name one of: {names}.")
    return config.stories[0].name


def now() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)


def moment_of(since: timedelta | None) -> datetime | None:
    """Return the moment that `--since` means."""
    return now() - since if since else None
