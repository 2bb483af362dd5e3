"""`status`: the health of everything on one screen. I/O."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import click

from monitor import __version__
from monitor.cli import options, screen
from monitor.cli.lists import moved
from monitor.cli.options import json_option, read_config
from monitor.config import Config
from monitor.model import Outcome
from monitor.state_lock import running
from monitor.store.rows import stamp
from monitor.store.views import Record, Views

_STILL = timedelta(minutes=10)  # a daemon without a tick for so long hangs


@click.command()
@click.option("--check", is_flag=True, help="Exit with 1 when something needs a person.")
@json_option
@click.pass_context
def status(ctx: click.Context, check: bool, as_json: bool) -> None:
    """Show how everything is: what needs you, then figures."""
    config = read_config(ctx)
    now = options.now()
    report = gather(config, now)
    if as_json:
        screen.say_json(report)
    else:
        show(report, Views(config.database), now)
    if check and report["problems"]:
        sys.exit(1)


def gather(config: Config, now: datetime) -> Record:
    """Return the status of a configuration as INTERFACE promises it."""
    views = Views(config.database)
    daemon = running(config.state)
    figures = views.status(now)
    report: Record = {
        "version": __version__,
        "daemon": {
            "running": daemon is not None,
            "pid": daemon.pid if daemon else None,
            "since": stamp(daemon.since) if daemon and daemon.since else None,
            "last_tick": stamp(daemon.last_tick) if daemon else None,
            "troubles": list(daemon.troubles) if daemon else [],
        },
        **figures,
    }
    report["problems"] = problems(
        report, views.feeds(), now, daemon_tick=daemon.last_tick if daemon else None
    )
    return report


def problems(
    report: Record, feeds: list[Record], now: datetime, *, daemon_tick: datetime | None
) -> list[str]:
    """Say in sentences what needs a person, the gravest first."""
    found: list[str] = []
    if daemon_tick is None:
        found.append("The daemon is not running; start it with `news-monitor run` or systemctl.")
    elif now - daemon_tick > _STILL:
        found.append(f"The daemon has done nothing since {screen.ago(stamp(daemon_tick), now)}.")
    found += [f"The daemon is in trouble: {each}" for each in report["daemon"]["troubles"]]
    alerts = report["alerts"]
    if alerts["dead"]:
        found.append(
            f"{screen.plural(alerts['dead'], 'alert')} could not be delivered and will not be tried"
            " again; see `news-monitor alerts --state dead`."
        )
    if alerts["retry"]:
        found.append(
            f"{screen.plural(alerts['retry'], 'alert')} could not be delivered yet;"
            " see `news-monitor alerts --state retry`."
        )
    found += [
        f"Feed {row['name']}: {row['trouble'] or row['detail']}"
        for row in feeds
        if row["trouble"] or Outcome(row["outcome"]).is_failure
    ]
    return found


def show(report: Record, views: Views, now: datetime) -> None:
    """Print the screen."""
    _show_problems(report["problems"])
    daemon, feeds, alerts = report["daemon"], report["feeds"], report["alerts"]
    since = f", since {screen.ago(daemon['since'], now)}" if daemon["since"] else ""
    state = f"running (pid {daemon['pid']}{since})" if daemon["running"] else "not running"
    failing = f", {feeds['failing']} failing" if feeds["failing"] else ""
    next_poll = views.next_poll()
    rows = [
        ("daemon", state),
        (
            "feeds",
            f"{feeds['total']}{failing}; next poll {screen.ago(next_poll, now) if next_poll else 'unknown'}",
        ),
        ("items", _total(report["items"])),
        ("developments", _total(report["developments"])),
        ("alerts", _alerts(alerts)),
        ("database", f"{report['database']['path']} ({report['database']['bytes'] / 1e6:.1f} MB)"),
    ]
    for name, value in rows:
        screen.say(f"{click.style(name.rjust(13), bold=True)}  {screen.safe(value)}")
    if latest := views.developments(limit=5):
        screen.say()
        screen.table(
            ("no", "last told", "what changed", "headline"),
            [(d["id"], screen.day(d["last_seen"]), moved(d), d["headline"]) for d in latest],
        )


def _show_problems(found: list[str]) -> None:
    if not found:
        screen.say(click.style("All is well.", fg="green", bold=True))
        return
    for sentence in found[:8]:
        screen.say(click.style(f"! {screen.safe(sentence)}", fg="red"))
    if len(found) > 8:
        screen.say(click.style(f"! and {len(found) - 8} more; see `news-monitor feeds`.", fg="red"))
    screen.say()


def _total(figures: Record) -> str:
    return f"{figures['total']:,} ({figures['last_24h']:,} in the last 24 h)"


def _alerts(alerts: Record) -> str:
    waiting = [
        f"{alerts[state]} {state}"
        for state in ("waiting", "pending", "retry", "dead")
        if alerts[state]
    ]
    return ", ".join([*waiting, f"{alerts['sent_24h']} sent in the last 24 h"])
