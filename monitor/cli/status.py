"""`status`: the health of everything on one screen. I/O."""

from __future__ import annotations

import sys

import click

from monitor.cli import options, screen
from monitor.cli.health import show
from monitor.cli.options import json_option, read_own_config
from monitor.config import Config
from monitor.desk.health import gather
from monitor.errors import MonitorError
from monitor.store.views import Record, Views


@click.command()
@click.option(
    "--check",
    is_flag=True,
    help="Say all in the first line, as plugins of Nagios do; exit with 1 when something needs a"
    " person.",
)
@click.option("--quiet", "-q", is_flag=True, help="With --check: say nothing while all is well.")
@click.option(
    "--watch",
    type=click.FloatRange(0.5, 3600),
    is_flag=False,
    flag_value=2.0,
    metavar="[SECONDS]",
    help="Live in the terminal, every 2 seconds; q ends it.",
)
@json_option
@click.pass_context
def status(
    ctx: click.Context, check: bool, quiet: bool, watch: float | None, as_json: bool
) -> None:
    """Show how everything is: what needs you, then figures.

    That no daemon runs needs nobody where `run --once` makes its rounds in time.
    """
    if quiet and not check:
        raise click.UsageError("--quiet goes with --check.")
    if watch and (check or as_json):
        raise click.UsageError("--watch shows a screen; it goes with neither --check nor --json.")
    config = read_own_config(ctx)
    if watch:
        from monitor.cli.live import show_live  # noqa: PLC0415 - no other way needs it

        show_live(lambda: _draw(config), watch)
        return
    now = options.now()
    report = gather(config, now)
    found = report["problems"]
    if quiet and not found:
        return
    if as_json:
        screen.say_json(report)
    elif quiet:
        for sentence in found:
            screen.say(screen.safe(sentence))
    else:
        if check:
            screen.say(screen.safe(first_line(report)))
        show(report, Views(config.database), now)
    if check and found:
        sys.exit(1)


def _draw(config: Config) -> None:
    now = options.now()
    screen.say(click.style(f"News Monitor, {now:%H:%M:%S} UTC (q ends)\n", dim=True))
    try:
        show(gather(config, now), Views(config.database), now)
    except MonitorError as error:  # it may pass, and the next picture shows it
        screen.say(click.style(screen.safe(error), fg="red"))


def first_line(report: Record) -> str:
    """Say all in one line: well or not, why, and figures for graphs, as plugins of Nagios do."""
    found, feeds, alerts = report["problems"], report["feeds"], report["alerts"]
    unsent = alerts["pending"] + alerts["retry"]
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        said = f"WARNING - {found[0]}{more}"
    else:
        said = (
            f"OK - {screen.plural(feeds['total'], 'feed')}, {screen.plural(unsent, 'mail')} pending"
        )
    figures = {
        "feeds": feeds["total"],
        "failing": feeds["failing"],
        "items": f"{report['items']['total']}c",  # a counter
        "waiting": alerts["waiting"],
        "unsent": unsent,
        "dead": alerts["dead"],
    }
    graphs = " ".join(f"{name}={value}" for name, value in figures.items())
    return f"NEWS-MONITOR {said.replace('|', '/')} | {graphs}"
