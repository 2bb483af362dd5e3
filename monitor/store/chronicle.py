"""Reads what was told of a story: its developments with all that report them. I/O."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from monitor.model import Development, Report
from monitor.store.firsts import WHOSE
from monitor.store.records import Told
from monitor.store.rows import changes_of
from monitor.store.views import Record, Views


def read_told(views: Views, story: str) -> list[Told]:
    """Return the developments of a story, oldest first, each with its reports in the order of time."""
    reports: defaultdict[int, list[Report]] = defaultdict(list)
    for row in views.query(_REPORTS, (story,)):
        reports[row["development"]].append(_report(row))
    corrections: defaultdict[int, set[str]] = defaultdict(set)
    for row in views.query(_CORRECTIONS, (story,)):
        corrections[row["development"]].add(row["item"])
    return [
        Told(
            Development(
                row["id"], story, row["headline"], changes_of(row["changes"]),
                tuple(reports[row["id"]]), row["alerts"],
            ),
            datetime.fromisoformat(row["first_seen"]),
            irrelevant=row["irrelevant"] is not None,
            corrections=frozenset(corrections[row["id"]]),
        )
        for row in views.query(_DEVELOPMENTS, (story,))
    ]  # fmt: skip


def _report(row: Record) -> Report:
    return Report(
        row["id"],
        row["outlet"],
        row["title"],
        row["link"],
        datetime.fromisoformat(row["published"]),
        "\n".join((row["title"], row["summary"], row["content"])),
        identity=row["identity"],
    )


_DEVELOPMENTS = """
    SELECT id, headline, changes, first_seen, alerts, irrelevant FROM developments
    WHERE story = ? ORDER BY first_seen, id
"""
_REPORTS = f"""
    SELECT DISTINCT d.development, {WHOSE},
        coalesce(i.published, i.first_seen) AS published
    FROM decisions d JOIN items i ON i.id = d.item
    JOIN developments v ON v.id = d.development
    WHERE v.story = ? AND d.action IN ('alert', 'fold') ORDER BY d.decided, d.rowid
"""  # noqa: S608 - our words
_CORRECTIONS = "SELECT DISTINCT development, item FROM notices WHERE story = ? AND correction = 1"
