"""`run`: the daemon in the foreground, or once. I/O."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from monitor.cli import screen
from monitor.cli.examination import look_over
from monitor.daemon import Daemon, Round
from monitor.journal import start_logging
from monitor.store.rows import stamp

log = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Poll all that is due, deliver what is pending, exit.")
@click.option("--force", is_flag=True, help="With --once: poll every feed, due or not.")
@click.option(
    "--verbose", "-v", is_flag=True, help="Say also what is only worth a look in trouble."
)
@click.option(
    "--metrics-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write figures for Prometheus to FILE; instead of `[metrics] file`.",
)
@click.pass_context
def run(
    ctx: click.Context, once: bool, force: bool, verbose: bool, metrics_file: Path | None
) -> None:
    """Run the daemon in the foreground, as a service does.

    It polls the feeds that are due, compares what is new with what you know, and sends alerts,
    until it gets SIGTERM or SIGINT (Ctrl-C). SIGHUP has it read its configuration anew. Every fault
    in the configuration is named before it starts. With --once it does one round, which suits cron;
    exit status 1 when every feed that was polled failed.
    """
    if force and not once:
        raise click.UsageError("--force goes with --once.")
    start_logging(os.environ, verbose=verbose)
    config, found = look_over(ctx, metrics_file)
    for doubt in (*found.doubts, *found.failed_tests):
        log.warning("%s", doubt)
    with Daemon(config, reread=lambda: look_over(ctx, metrics_file)[0]) as daemon:
        if once:
            done = daemon.run_once(force=force)
            screen.say(summary(done, len(config.feeds), daemon.clock()))
            if done.polled and done.failed == done.polled:
                ctx.exit(1)
        else:
            daemon.run(overdue=lambda names: leave(names, 0 if daemon.has_its_state else 1))


def leave(at_work: Sequence[str], status: int) -> None:
    """End the program though something is under way: the next start finds it undone."""
    log.warning("stopped while at work: %s; the next start goes on there", ", ".join(at_work))
    logging.shutdown()
    os._exit(status)


def summary(done: Round, feeds: int, now: datetime) -> str:
    """Say what came of one round over so many feeds."""
    mails = f"{screen.plural(done.sent, 'mail')} sent."
    if done.polled:
        failed = f", {done.failed} failed" if done.failed else ""
        resting = f", {feeds - done.polled} not due" if feeds > done.polled else ""
        return f"{screen.plural(done.polled, 'feed')} polled{failed}{resting}; {mails}"
    due = done.next_poll
    soon = f"; the next {screen.ago(stamp(due), now)}" if due and due > now else ""
    were = "was" if feeds == 1 else "were"
    return f"0 of {screen.plural(feeds, 'feed')} {were} due{soon} (--force polls now); {mails}"
