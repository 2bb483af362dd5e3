"""Reads what was decided on the items of a story, in the order in which it was decided. I/O."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Action, Item
from monitor.store.rows import item_of, moment, stamp
from monitor.store.views import Views


@dataclass(frozen=True, slots=True)
class Past:
    """A decision that was made: on which item as it then was, and why."""

    item: Item
    revision: int  # 1 for the item as it came, more for its edits
    action: Action
    reason: str
    decided: datetime
    development: int | None
    is_last: bool  # no edit of the item came after it


def read_past(views: Views, story: str, since: datetime | None = None) -> Iterator[Past]:
    """Yield the decisions on the items of a story oldest first.

    Of what was decided before `since` only what was told.
    """
    begin = stamp(since) if since else ""
    for row in views.stream(_PAST, {"story": story, "since": begin, "verdicts": _VERDICTS}):
        # What bore no date was dated by when it was seen.
        item = item_of({**row, "published": row["published"] or row["first_seen"],
                        "title": row["then_title"], "summary": row["then_summary"],
                        "content": row["then_content"]})  # fmt: skip
        is_last = row["decided_revision"] == row["revision"]
        yield Past(
            item, row["decided_revision"], Action(row["action"]), row["reason"],
            datetime.fromisoformat(row["decided"]), row["development"], is_last,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnStory:
    """An item that was taken to be on a story, and how likely that was, 0..1."""

    item: Item
    likely: float
    development: int | None  # that it tells
    is_irrelevant: bool  # the reader called that so


def read_on_story(views: Views, story: str) -> list[OnStory]:
    """Return the items that were taken to be on a story, those of a development side by side."""
    return [
        OnStory(item_of(row), row["likely"], row["development"], bool(row["irrelevant"]))
        for row in views.query(_ON_STORY, (story,))
    ]


def count_past(views: Views, story: str) -> int:
    """Return how many decisions `read_past` yields."""
    found = views.query("SELECT count(*) AS n FROM decisions WHERE story = ?", (story,))
    return int(found[0]["n"]) if found else 0


def since_latest(views: Views, story: str, count: int) -> datetime | None:
    """Return since when so many decisions of a story were made; None where there are fewer."""
    latest = " UNION ALL ".join(_LATEST.format(f"'{each}'") for each in json.loads(_VERDICTS))
    found = views.query(
        f"SELECT decided FROM ({latest}) ORDER BY decided DESC LIMIT 1 OFFSET :count",  # noqa: S608
        {"story": story, "count": count, "most": count + 1},
    )
    return moment(found[0]["decided"]) if found else None


def latest_stream(views: Views, limit: int) -> list[Item]:
    """Return the latest items of all feeds, whatever was decided on them, oldest first."""
    rows = views.query("SELECT * FROM items ORDER BY first_seen DESC, rowid DESC LIMIT ?", (limit,))
    return [
        item_of({**row, "published": row["published"] or row["first_seen"]})
        for row in reversed(rows)
    ]


_VERDICTS = json.dumps(sorted({action.verdict for action in Action}))
_LATEST = """SELECT * FROM (
    SELECT decided FROM decisions WHERE story = :story AND verdict = {}
    ORDER BY decided DESC LIMIT :most)"""
# An item holds its latest text, `revisions` those before.
_PAST = """
    SELECT i.*, d.revision AS decided_revision, d.action, d.reason, d.decided,
        d.development,
        coalesce(r.title, i.title) AS then_title, coalesce(r.summary, i.summary) AS then_summary,
        coalesce(r.content, i.content) AS then_content
    FROM decisions d JOIN items i ON i.id = d.item
    LEFT JOIN revisions r ON r.item = d.item AND r.revision = d.revision
    WHERE d.rowid IN (
        SELECT rowid FROM decisions
        WHERE story = :story AND verdict IN (SELECT value FROM json_each(:verdicts))
            AND decided >= :since
        UNION ALL SELECT rowid FROM decisions
        WHERE story = :story AND verdict = 'development' AND decided < :since AND action = 'alert')
    ORDER BY d.decided, d.rowid
"""
_ON_STORY = """
    SELECT DISTINCT d.development, v.irrelevant IS NOT NULL AS irrelevant, i.*,
        coalesce(json_extract(d.matched, '$.score'), 0.0) AS likely
    FROM decisions d JOIN items i ON i.id = d.item
    LEFT JOIN developments v ON v.id = d.development
    WHERE d.story = ? AND d.action IN ('alert', 'fold', 'known')
    ORDER BY d.development, d.decided, d.rowid
"""
