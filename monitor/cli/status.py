"""`status`: the health of everything on one screen. I/O."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from monitor.cli import options, screen
from monitor.cli.lists import show_developments
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


def show(report: Record, views: Views, now: datetime) -> None:
    """Print the screen."""
    _show_problems(report["problems"])
    daemon, feeds, alerts = report["daemon"], report["feeds"], report["alerts"]
    since = f", since {screen.ago(daemon['since'], now)}" if daemon["since"] else ""
    state = f"running (pid {daemon['pid']}{since})" if daemon["running"] else "not running"
    failing = f", {feeds['failing']} failing" if feeds["failing"] else ""
    rows = [
        ("daemon", state),
        ("feeds", f"{feeds['total']}{failing}; {_next_poll(views.next_poll(), daemon, now)}"),
        ("items", _total(report["items"])),
        ("developments", _total(report["developments"])),
        ("alerts", _alerts(alerts, daemon, now)),
        *_judged(report["judged"]),
        ("database", f"{report['database']['path']} ({report['database']['bytes'] / 1e6:.1f} MB)"),
    ]
    for name, value in rows:
        head = f"{name.rjust(13)}  "
        screen.say(click.style(head, bold=True) + screen.hanging(head, value))
    if latest := views.developments(limit=5):
        screen.say()
        show_developments(latest, now, most=1)


def _judged(judged: Record) -> list[tuple[str, str]]:
    """Say how right it was, where readers said so."""
    total = sum(judged.values())
    if not total:
        return []
    share = f"{judged['right'] / total:.0%} right"
    return [("judged", f"{total:,}: {share}, {judged['repeats']} told before,"
             f" {judged['unrelated']} not of the story")]  # fmt: skip


def _next_poll(due: str | None, daemon: Record, now: datetime) -> str:
    """Say when the next feed is polled; what was due in a pause is polled when it is over."""
    if not due:
        return "next poll unknown"
    if datetime.fromisoformat(due) > now:
        return f"next poll {screen.ago(due, now)}"
    if daemon["running"]:
        return "next poll now"
    return f"polls are due since {screen.day(due)} UTC"


def _show_problems(found: list[str]) -> None:
    if not found:
        screen.say(click.style("All is well.", fg="green", bold=True))
        return
    for sentence in found[:8]:
        screen.say(click.style(f"! {screen.hanging('! ', sentence)}", fg="red"))
    if len(found) > 8:
        screen.say(click.style(f"! and {len(found) - 8} more; see `news-monitor feeds`.", fg="red"))
    screen.say()


def _total(figures: Record) -> str:
    return f"{figures['total']:,} ({figures['last_24h']:,} in the last 24 h)"


def _alerts(alerts: Record, daemon: Record, now: datetime) -> str:
    waiting = [
        f"{alerts[state]} {state}" + (_departure(alerts, daemon, now) if state == "waiting" else "")
        for state in ("waiting", "pending", "retry", "dead")
        if alerts[state]
    ]
    return ", ".join([*waiting, f"{alerts['sent_24h']} sent in the last 24 h"])


def _departure(alerts: Record, daemon: Record, now: datetime) -> str:
    """Say when the next mail goes of what waits."""
    if not alerts["next_mail"]:
        return ""
    if datetime.fromisoformat(alerts["next_mail"]) > now:
        soon, at = screen.ago(alerts["next_mail"], now), screen.day(alerts["next_mail"])
        return f" (the next mail goes {soon}, at {at} UTC)"
    goes = "goes" if alerts["waiting"] == 1 else "go"
    return f" ({goes} now)" if daemon["running"] else f" ({goes} when the daemon runs)"
