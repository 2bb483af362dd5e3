"""`check`: configuration and environment, every fault at once. I/O."""

from __future__ import annotations

import os

import click

from monitor import assembly
from monitor.cli import screen
from monitor.cli.options import read_config
from monitor.config import Config
from monitor.errors import ConfigError


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Name every fault of the configuration and what it needs.

    Reads the configuration, its queries, the source articles, the mail password's file and the
    state directory, and runs the stories' own tests. Exit status 0 when the daemon could start, 2
    when not: each fault then stands on a line of its own, with file and line.
    """
    config = read_config(ctx)
    if faults := assembly.check(config, os.environ):
        raise ConfigError(faults)
    for line in summary(config):
        screen.say(line)


def summary(config: Config) -> list[str]:
    """Say what a good configuration will do."""
    lines = [f"{config.path} is good."]
    for story in config.stories:
        feeds = sum(story.follows(feed) for feed in config.feeds)
        queries = (
            screen.plural(len(story.watch), "watch query")
            if story.watch
            else "derived from its sources"
        )
        lines.append(
            f"  story {story.name}: {screen.plural(len(story.sources), 'source article')},"
            f" watch: {queries}, {screen.plural(feeds, 'feed')}"
        )
    if config.mail.server:
        where = f"by {config.mail.server}:{config.mail.port} ({config.mail.security})"
    else:
        where = f"to the Maildir {config.maildir}"
    lines.append(f"  alerts go {where}")
    lines.append(f"  state is kept in {config.state}")
    return lines
