"""What pages show of the stories: all at a glance, and one page after the other of what was told. I/O."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.store.rows import stamp
from monitor.store.telling import FAMILY
from monitor.store.views import Record, Views

_WEEK = timedelta(days=7)


class Order(StrEnum):
    """In which order developments are shown."""

    TIME = "time"
    WEIGHT = "weight"


_ORDERS = {
    Order.TIME: "first_seen DESC, id DESC",
    Order.WEIGHT: "irrelevant IS NOT NULL, importance DESC, first_seen DESC, id DESC",
}


@dataclass(frozen=True, slots=True)
class Glance:
    """A story at a glance."""

    told: int = 0  # developments
    new: int = 0  # of them, since somebody looked
    mails: int = 0  # in the last seven days
    last_told: str | None = None
    waiting: int = 0  # notices that are in no mail yet
    muted: str | None = None  # until when, `for ever` where that has no end


def glances(views: Views, since: datetime, now: datetime) -> dict[str, Glance]:
    """Return all stories of which something is stored, by name; `new` is what came after `since`."""
    found: defaultdict[str, Record] = defaultdict(dict)
    for row in views.query(_TOLD, {"since": stamp(since)}):
        found[row["story"]] |= {key: row[key] for key in ("told", "new", "last_told")}
    for row in views.query(_MAILS, {"since": stamp(now - _WEEK)}):
        found[row["story"]]["mails"] = row["mails"]
    for row in views.query(_WAITING):
        found[row["story"]]["waiting"] = row["waiting"]
    for row in views.query(_MUTES, {"now": stamp(now)}):
        if not row["development"]:
            found[row["story"]]["muted"] = row["until"]
    return {name: Glance(**row) for name, row in found.items()}


def told_page(
    views: Views, story: str, order: Order, now: datetime, *, first: int, limit: int
) -> list[Record]:
    """Return developments of a story from the `first` on (from 0), each with who tells it.

    `reports` are items, first to tell it first; `labels` what each reader said; `muted` is until when.
    """
    found = views.query(
        f"SELECT * FROM developments WHERE story = ? ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?",  # noqa: S608
        (story, limit, first),
    )
    return _with_reports(views, story, found, now)


def told_one(views: Views, development: int, now: datetime) -> Record | None:
    """Return a development as `told_page` does, or None."""
    found = views.query("SELECT * FROM developments WHERE id = ?", (development,))
    return _with_reports(views, found[0]["story"], found, now)[0] if found else None


def _with_reports(views: Views, story: str, found: Sequence[Record], now: datetime) -> list[Record]:
    numbers = json.dumps([row["id"] for row in found])
    reports: defaultdict[int, list[Record]] = defaultdict(list)
    for row in views.query(_REPORTS, (numbers,)):
        reports[row["development"]].append(row)
    labels: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in views.query(_LABELS, (story, numbers)):
        labels[row["development"]][row["reader"]] = row["verdict"]
    mutes = {
        row["development"]: row["until"]
        for row in views.query(_MUTES, {"now": stamp(now)})
        if row["story"] == story
    }
    return [
        {
            **row,
            "changes": json.loads(row["changes"]),
            "reports": reports[row["id"]],
            "labels": labels[row["id"]],
            "muted": mutes.get(row["id"]),
        }
        for row in found
    ]


def latest_with(
    views: Views, verdict: str, stories: Collection[str], feed: str | None, limit: int
) -> list[Record]:
    """Return the latest items with a verdict for one of some stories, as `Views.items` does.

    Asked story by story, as the index has them in the order of their decisions.
    """
    found = [
        row
        for story in stories
        for row in views.query(
            _WITH_VERDICT, {"story": story, "verdict": verdict, "feed": feed, "limit": limit}
        )
    ]
    return sorted(found, key=lambda row: str(row["decided"]), reverse=True)[:limit]


def count_told(views: Views, story: str) -> int:
    """Return how many developments of a story there are."""
    found = views.query("SELECT count(*) AS n FROM developments WHERE story = ?", (story,))
    return int(found[0]["n"]) if found else 0


def verdicts(views: Views, story: str | None = None) -> dict[str, int]:
    """Return how many developments readers called each of `right`, `repeat` and `unrelated`.

    One that several readers judged counts for each; one that was only called irrelevant, as
    `unrelated`.
    """
    found = views.query(_VERDICTS, {"story": story})
    return {row["verdict"]: row["n"] for row in found}


def absences(views: Views, stories: Collection[str], now: datetime) -> list[Record]:
    """Return who wants no mails of some stories now: `story`, `reader`, `until` and `said`."""
    return views.query(_ABSENCES, (json.dumps(list(stories)), stamp(now)))


_WITH_VERDICT = """
    SELECT i.id, i.feed, i.outlet, i.title, i.link, i.published, i.first_seen, i.revision,
        d.story, d.verdict, d.reason, d.development, d.decided
    FROM decisions d JOIN items i ON i.id = d.item AND i.revision = d.revision
    WHERE d.story = :story AND d.verdict = :verdict
        AND (:feed IS NULL OR i.feed = :feed OR i.outlet = :feed
            OR i.feed IN (SELECT url FROM feeds WHERE name = :feed))
    ORDER BY d.decided DESC LIMIT :limit
"""
_TOLD = """
    SELECT story, count(*) AS told, sum(first_seen > :since) AS new, max(first_seen) AS last_told
    FROM developments GROUP BY story
"""
_MAILS = """
    SELECT story, count(DISTINCT parcel) AS mails FROM notices
    WHERE state = 'told' AND told >= :since GROUP BY story
"""
_WAITING = (
    f"SELECT n.story, count(DISTINCT {FAMILY}) AS waiting FROM notices n"  # noqa: S608 - our words
    " WHERE n.state = 'waiting' GROUP BY n.story"
)
_MUTES = """
    SELECT story, development, coalesce(until, 'for ever') AS until FROM mutes
    WHERE until IS NULL OR until > :now
"""
_REPORTS = """
    SELECT DISTINCT d.development, i.id, i.outlet, i.title, i.link,
        coalesce(i.published, i.first_seen) AS published
    FROM decisions d JOIN items i ON i.id = d.item
    WHERE d.development IN (SELECT value FROM json_each(?)) AND d.action IN ('alert', 'fold')
    ORDER BY d.decided, d.rowid
"""
_LABELS = """
    SELECT development, reader, verdict FROM labels
    WHERE story = ? AND development IN (SELECT value FROM json_each(?))
"""
_VERDICTS = """
    SELECT verdict, count(*) AS n FROM (
        SELECT l.verdict FROM labels l WHERE :story IS NULL OR l.story = :story
        UNION ALL
        SELECT 'unrelated' FROM developments v WHERE v.irrelevant IS NOT NULL
            AND (:story IS NULL OR v.story = :story)
            AND NOT EXISTS (SELECT 1 FROM labels l
                WHERE l.story = v.story AND l.development = v.id))
    GROUP BY verdict
"""
_ABSENCES = """
    SELECT story, reader, until, said FROM absences
    WHERE story IN (SELECT value FROM json_each(?)) AND (until IS NULL OR until > ?)
    ORDER BY story, reader
"""
