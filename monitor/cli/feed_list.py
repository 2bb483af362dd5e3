"""The list of feeds: which of them, and how each is. I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.cli import screen
from monitor.desk import wording
from monitor.feeds.health import span
from monitor.model import Outcome
from monitor.net.logins import without_login
from monitor.store.views import Record

_WIDE = 100  # columns from which on the rhythm is shown, too


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which feeds a list is to hold; what is None or empty is not asked for."""

    urls: frozenset[str] | None = None
    tag: str | None = None
    outcome: str | None = None
    search: str | None = None
    only_troubled: bool = False

    def takes(self, row: Record) -> bool:
        """Whether a feed is to be in the list."""
        place = without_login(f"{row['name']} {row['url']}").casefold()
        return (
            (self.urls is None or row["url"] in self.urls)
            and (self.tag is None or self.tag in row["tags"])
            and (self.outcome is None or row["outcome"] == self.outcome)
            and (not self.search or self.search.casefold() in place)
            and (not self.only_troubled or _is_troubled(row))
        )


def _is_troubled(row: Record) -> bool:
    return bool(row["trouble"]) or Outcome(row["outcome"]).is_failure


def show_feeds(found: list[Record], now: datetime, *, paged: bool) -> None:
    """Print feeds; what is wrong with one stands whole below it, where the line has no room."""
    heads = ["feed", "outcome", "next", "last new", "detail"]
    rows = [_cells(row, now) for row in found]
    if screen.width() >= _WIDE:
        heads.insert(3, "rhythm")
        for cells, row in zip(rows, found, strict=True):
            cells.insert(3, _rhythm(row))
    screen.table(
        heads,
        [[*cells[:-1], "" if _is_troubled(row) else cells[-1]]
         for cells, row in zip(rows, found, strict=True)],
        colour=lambda n: _colour(found[n]),
        notes=lambda n: [rows[n][-1]] if _is_troubled(found[n]) and rows[n][-1] else [],
        shrinks=(0,),
        text=16,
        paged=paged,
    )  # fmt: skip


def _cells(row: Record, now: datetime) -> list[str]:
    return [
        row["name"],
        row["outcome"],
        wording.due(row["next_poll"], now),
        screen.ago(row["last_new"], now) if row["last_new"] else "-",
        row["trouble"] or row["clock"] or row["detail"] or "",
    ]


def _rhythm(row: Record) -> str:
    seconds = row["rhythm_seconds"]
    return span(timedelta(seconds=seconds)) if seconds is not None else "-"


def _colour(row: Record) -> str | None:
    if row["trouble"]:
        return "red"
    return "yellow" if Outcome(row["outcome"]).is_failure else None
