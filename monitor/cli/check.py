"""`check`: configuration and environment, every fault at once. I/O."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import click

from monitor.alerts.opening import opened
from monitor.cli import options, screen
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
    lines += [
        f"  {each.mail} has mails at times of their own: {each.said}"
        for each in config.readers
        if each.said
    ]
    first, *further = (where for _, where in opened(config, options.now))
    lines.append(f"  alerts go {first}")
    lines += [f"  and {where}" for where in further]
    if judge := config.judge:
        host = urlsplit(judge.url).hostname
        lines.append(f"  the model {judge.model} at {host} gives a second opinion ({judge.when})")
    lines.append(f"  state is kept in {config.state}")
    return lines
