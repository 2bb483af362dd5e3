"""`check`: configuration and environment, every fault at once. I/O."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import click

from monitor.alerts import credentials
from monitor.cli import screen
from monitor.cli.broad import doubts_of_stream
from monitor.cli.examination import look_over
from monitor.config import Config
from monitor.daemon.judge import try_judge
from monitor.errors import MonitorError


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Name every fault of the configuration and what it needs.

    Reads the configuration, its queries, the source articles, the files of secrets and the state
    directory, and runs the stories' own tests. Exit status 0 when all is good; 2 when the daemon
    could not start: each fault then stands on a line of its own, with file and line; 1 when a
    story's own test comes out otherwise, or the disk is read-only now. What is probably not meant,
    such as a watch that does not match its story's own source article, or one that matches a
    twentieth of what is stored, is a warning; so is a judge that does not answer a plain question.
    """
    config, found = look_over(ctx)
    doubts = [*found.doubts, *doubts_of_stream(config, found.sources)]
    if sentence := try_judge(config, os.environ):
        doubts.append(config.fault(("judge", "url"), sentence))
    for doubt in doubts:
        screen.complain(f"warning: {doubt}")
    if found.failed_tests:
        raise MonitorError("\n".join(map(str, found.failed_tests)))
    for line in summary(config, len(doubts)):
        screen.say(line)


def summary(config: Config, doubts: int = 0) -> list[str]:
    """Say what a good configuration will do."""
    but = f", with {screen.plural(doubts, 'warning')}" if doubts else ""
    lines = [f"{config.path} is good{but}."]
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
    lines += [f"  and {each}" for each in _further_channels(config)]
    if judge := config.judge:
        host = urlsplit(judge.url).hostname
        lines.append(f"  the model {judge.model} at {host} gives a second opinion ({judge.when})")
    lines.append(f"  state is kept in {config.state}")
    return lines


def _further_channels(config: Config) -> Iterator[str]:
    """Yield where alerts go besides; services by their name and line, never by their address."""
    if config.webhook:
        yield f"to the webhook at {urlsplit(config.webhook.url).hostname}"
    if config.atom:
        yield f"into the Atom file {config.atom}"
    if config.apprise_urls:
        addresses = credentials.read_addresses(config, os.environ)
        named = ", ".join(f"{each.name} (line {each.line})" for each in addresses)
        yield f"by Apprise to {named}"
