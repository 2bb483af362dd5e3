"""What Tab offers for an argument: stories, feeds, developments, items, alerts as they are. I/O.

A shell waits for each of these, so only the configuration and one read-only query are asked. Whatever
is wrong with them is no matter here: nothing is offered then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from monitor.cli import screen
from monitor.cli.called_feeds import called_feeds
from monitor.config import Config, find_config, load
from monitor.errors import MonitorError
from monitor.store.views import Views

_LATEST = 50  # of lists that grow: more would not be read
_HELP_WIDTH = 60  # characters of a headline beside its number

Offer = tuple[str, str]  # a value, and what stands beside it in shells that show it
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


def _offering(find: Callable[[Config], Iterable[Offer]]) -> Completer:
    """Return what click asks: the values found that begin as what was typed does."""

    @wraps(find)
    def complete(
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG001 - click's signature
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        given: Path | None = ctx.find_root().params.get("config")
        try:
            config = load(find_config(given, os.environ, Path.cwd()))
            offers = list(find(config))
        except MonitorError:
            return []
        return [
            CompletionItem(value, help=screen.cut(screen.safe(beside), _HELP_WIDTH) or None)
            for value, beside in offers
            if value.startswith(incomplete) and value.isprintable()
        ]

    return complete


@_offering
def stories(config: Config) -> Iterator[Offer]:
    """Offer the stories by their names."""
    for story in config.stories:
        yield story.name, ""


@_offering
def feeds(config: Config) -> Iterator[Offer]:
    """Offer the feeds by their names."""
    for feed in called_feeds(config):
        yield feed.name, feed.url


@_offering
def developments_and_stories(config: Config) -> Iterator[Offer]:
    """Offer the latest developments by their numbers, then the stories."""
    for row in Views(config.database).developments(limit=_LATEST):
        yield str(row["id"]), row["headline"]
    for story in config.stories:
        yield story.name, "the whole story"


@_offering
def items(config: Config) -> Iterator[Offer]:
    """Offer the latest items by their ids."""
    for row in Views(config.database).items(limit=_LATEST):
        yield row["id"], row["title"]


@_offering
def alerts(config: Config) -> Iterator[Offer]:
    """Offer the latest alerts by their ids."""
    for row in Views(config.database).alerts(limit=_LATEST):
        yield row["id"], row["subject"]
