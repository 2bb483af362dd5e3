"""Who tells a development, and since when: one row for each item that does → each outlet's first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.model import Report, outlets_of
from monitor.store.rows import Row

#: What of an item, `i` in the query, says which article it is and whose.
WHOSE = (
    "i.id, i.outlet, i.title, i.link, i.identity, i.summary, substr(i.content, 1, 500) AS content"
)


def firsts(rows: Iterable[Row]) -> tuple[datetime, ...]:
    """Return when each outlet told a development first, in order.

    `rows` have the columns of `WHOSE` and `first`, when the item was decided first; they come in that
    order. What several feeds of one outlet carry is told by one.
    """
    reports = [
        Report(
            row["id"], row["outlet"], row["title"], row["link"],
            datetime.fromisoformat(row["first"]),
            "\n".join((row["title"], row["summary"], row["content"])), identity=row["identity"],
        )
        for row in rows
    ]  # fmt: skip
    first: dict[str, datetime] = {}
    for outlet, report in zip(outlets_of(reports), reports, strict=True):
        first.setdefault(outlet, report.published)
    return tuple(first.values())
