"""The health of everything, drawn on one screen. I/O."""

from __future__ import annotations

from datetime import datetime

import click

from monitor.cli import screen
from monitor.cli.development_list import show_developments
from monitor.store.views import Record, Views


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
        *_judge(report.get("judge")),
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


def _judge(judge: Record | None) -> list[tuple[str, str]]:
    """Say how often the judge was asked today, where one is configured."""
    if not judge:
        return []
    spent = ", the budget is spent" if judge["asked_today"] >= judge["budget"] else ""
    asked = screen.plural(judge["asked_today"], "question")
    return [("judge", f"{judge['model']}: {asked} today of {judge['budget']:,}{spent}")]


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
