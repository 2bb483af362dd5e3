"""`run`: the daemon in the foreground, or once. I/O."""

from __future__ import annotations

import logging
import os
import sys

import click

from monitor import assembly
from monitor.cli import screen
from monitor.cli.options import read_config
from monitor.daemon import Daemon
from monitor.errors import ConfigError


@click.command()
@click.option("--once", is_flag=True, help="Poll all that is due, deliver what is pending, exit.")
@click.option("--force", is_flag=True, help="With --once: poll every feed, due or not.")
@click.option(
    "--verbose", "-v", is_flag=True, help="Say also what is only worth a look in trouble."
)
@click.pass_context
def run(ctx: click.Context, once: bool, force: bool, verbose: bool) -> None:
    """Run the daemon in the foreground, as the systemd unit does.

    It polls the feeds that are due, compares what is new with what you know, and sends alerts,
    until it gets SIGTERM or SIGINT (Ctrl-C). Every fault in the configuration is named before it
    starts. With --once it does one round, which suits cron.
    """
    if force and not once:
        raise click.UsageError("--force goes with --once.")
    start_logging(verbose=verbose)
    config = read_config(ctx)
    if faults := assembly.check(config, os.environ):
        raise ConfigError(faults)
    with Daemon(config) as daemon:
        if once:
            sent = daemon.run_once(force=force)
            screen.say(
                f"{screen.plural(len(config.feeds), 'feed')} looked after, {screen.plural(sent, 'mail')} sent."
            )
        else:
            daemon.run()


def start_logging(*, verbose: bool) -> None:
    """Log to stderr; without times under systemd, whose journal has its own."""
    under_systemd = bool(os.environ.get("JOURNAL_STREAM"))
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(levelname)s %(message)s"
        if under_systemd
        else "%(asctime)s %(levelname)s %(message)s",
    )
    for noisy in ("apscheduler", "urllib3", "trafilatura", "htmldate", "courlan"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
