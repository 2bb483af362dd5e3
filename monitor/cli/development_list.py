"""A list of developments on the screen, with what changed. I/O."""

from __future__ import annotations

from datetime import datetime

from monitor.cli import screen
from monitor.store.rows import change_of
from monitor.store.views import Record
from monitor.timeline.changes import in_words


def show_developments(
    found: list[Record], now: datetime, *, most: int | None = None, paged: bool = False
) -> None:
    """Print developments, and below each what changed: at most `most` of it."""
    if not found:
        screen.say("No developments.")
        return
    screen.table(
        ("no", "last told", "outlets", "headline"),
        [
            (
                row["id"],
                screen.short_day(row["last_seen"], now),
                len(row["outlets"]),
                row["headline"],
            )
            for row in found
        ],
        notes=lambda n: list(in_words(list(map(change_of, found[n]["changes"]))))[:most],
        paged=paged,
    )
