"""The figures that a monitoring system watches, read from the database. I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.store.rows import moment
from monitor.store.telling import COUNT_WAITING
from monitor.store.views import Views


@dataclass(frozen=True, slots=True)
class Figures:
    """How many there are of everything, and since when something waits."""

    feeds: dict[str, int] = field(default_factory=dict)  # by outcome of the last poll
    troubled: int = 0  # feeds that a person should look at
    items: int = 0  # that there ever were, as the next two
    decisions: dict[tuple[str, str], int] = field(default_factory=dict)  # by story and verdict
    developments: dict[str, int] = field(default_factory=dict)  # by story
    alerts: dict[str, int] = field(default_factory=dict)  # by state
    waiting: int = 0  # notices that are in no mail yet
    oldest_unsent: datetime | None = None  # when the oldest mail that is not sent was written
    next_poll: datetime | None = None
    bytes: dict[str, int] = field(default_factory=dict)  # of the files of the database


def read_figures(path: Path) -> Figures:
    """Return the figures of a database, which may not exist yet; raise StoreError."""
    views = Views(path)

    def counted(sql: str) -> dict[Any, int]:
        return {tuple(row.values())[:-1]: row["n"] for row in views.query(sql)}

    def by_name(sql: str) -> dict[str, int]:
        return {str(key[0]): n for key, n in counted(sql).items()}

    (totals,) = views.query(
        "SELECT (SELECT coalesce(sum(items), 0) FROM feeds) AS items,"  # noqa: S608 - our words
        " (SELECT count(*) FROM feeds WHERE removed = 0 AND trouble IS NOT NULL) AS troubled,"
        f" ({COUNT_WAITING}) AS waiting,"
        " (SELECT min(created) FROM alerts WHERE state IN ('pending', 'sending', 'retry')) AS oldest"
    ) or [{"items": 0, "troubled": 0, "waiting": 0, "oldest": None}]
    files = {"database": path, "log": path.with_name(f"{path.name}-wal")}
    return Figures(
        feeds=by_name("SELECT outcome, count(*) AS n FROM feeds WHERE removed = 0 GROUP BY 1"),
        troubled=totals["troubled"],
        items=totals["items"],
        decisions=counted("SELECT story, verdict, sum(decisions) AS n FROM tallies GROUP BY 1, 2"),
        developments=by_name("SELECT story, count(*) AS n FROM developments GROUP BY 1"),
        alerts=by_name("SELECT state, count(*) AS n FROM alerts GROUP BY 1"),
        waiting=totals["waiting"],
        oldest_unsent=moment(totals["oldest"]),
        next_poll=moment(views.next_poll()),
        bytes={name: each.stat().st_size if each.exists() else 0 for name, each in files.items()},
    )
