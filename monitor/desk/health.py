"""The health of everything: figures, and in sentences what needs a person. I/O."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from monitor import __version__
from monitor.config import Config
from monitor.daemon.state_lock import running
from monitor.desk import liveness
from monitor.desk.departure import next_mail
from monitor.desk.judging import precision
from monitor.desk.liveness import Liveness, Rounds
from monitor.desk.wording import plural
from monitor.model import Outcome
from monitor.store.opinions import asked_today
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
    report["judged"] = asdict(precision(views))
    if judge := config.judge:
        asked = asked_today(config.state, f"{now:%Y-%m-%d}")
        report["judge"] = {"model": judge.model, "asked_today": asked, "budget": judge.budget}
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
            f"{plural(alerts['dead'], 'alert')} could not be delivered and will not be tried"
            " again; see `news-monitor alerts --state dead`."
        )
    if alerts["retry"]:
        found.append(
            f"{plural(alerts['retry'], 'alert')} could not be delivered yet;"
            " see `news-monitor alerts --state retry`."
        )
    if undecidable := report["items"]["undecidable"]:
        found.append(
            f"{plural(undecidable, 'decision')} could not be made since yesterday;"
            " see `news-monitor items --verdict undecidable`."
        )
    found += [
        f"Feed {row['name']}: {row['trouble'] or row['detail']}"
        for row in feeds
        if row["trouble"] or Outcome(row["outcome"]).is_failure
    ]
    return found
