"""The health of everything: gathered for JSON, judged in sentences, drawn on one screen. I/O."""

from __future__ import annotations

from datetime import datetime

import click

from monitor import __version__
from monitor.cli import liveness, screen
from monitor.cli.departure import next_mail
from monitor.cli.development_list import show_developments
from monitor.cli.liveness import Liveness, Rounds
from monitor.config import Config
from monitor.daemon.state_lock import running
from monitor.model import Outcome
from monitor.store.rows import moment, stamp
from monitor.store.views import ROUND, Record, Views


def gather(config: Config, now: datetime) -> Record:
    """Return the status of a configuration as INTERFACE promises it."""
    views = Views(config.database)
    daemon = running(config.state)
    figures = views.status(now)
    by_hand, before = views.chore(ROUND)
    rounds = Rounds(
        tick=daemon.last_tick if daemon else None,
        by_hand=moment(by_hand),
        by_hand_before=moment(before),
        polled=moment(views.last_poll()),
        due=moment(views.next_poll()),
    )
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
    leaves = next_mail(config, views, now) if figures["alerts"]["waiting"] else None
    figures["alerts"]["next_mail"] = stamp(leaves) if leaves else None
    report["problems"] = problems(report, views.feeds(), liveness.judge(rounds, now))
    return report


def problems(report: Record, feeds: list[Record], rounds: Liveness) -> list[str]:
    """Say in sentences what needs a person, the gravest first."""
    found = [] if rounds.is_well else [rounds.reason]
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
    if undecidable := report["items"]["undecidable"]:
        found.append(
            f"{screen.plural(undecidable, 'decision')} could not be made since yesterday;"
            " see `news-monitor items --verdict undecidable`."
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
    rows = [
        ("daemon", state),
        ("feeds", f"{feeds['total']}{failing}; {_next_poll(views.next_poll(), daemon, now)}"),
        ("items", _total(report["items"])),
        ("developments", _total(report["developments"])),
        ("alerts", _alerts(alerts, daemon, now)),
        ("database", f"{report['database']['path']} ({report['database']['bytes'] / 1e6:.1f} MB)"),
    ]
    for name, value in rows:
        head = f"{name.rjust(13)}  "
        screen.say(click.style(head, bold=True) + screen.hanging(head, value))
    if latest := views.developments(limit=5):
        screen.say()
        show_developments(latest, now, most=1)


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
