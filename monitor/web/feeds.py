"""The feeds: how each is, when it brought something last, when it is polled next. I/O."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template

from monitor.feeds.clock import describe
from monitor.feeds.health import span
from monitor.model import Outcome
from monitor.store.rows import clock_of
from monitor.store.views import Record
from monitor.web import here

pages = Blueprint("feeds", __name__)


@pages.get("/feeds")
def feeds() -> str:
    """List the feeds, those in trouble first."""
    searched = here.words("search").casefold()
    found = [row for row in here.desk().views.feeds() if searched in _place(row)]
    return render_template(
        "feeds.html",
        rows=list(map(_shown, found)),
        searched=here.words("search"),
        troubled=sum(map(_is_troubled, found)),
    )


def _shown(row: Record) -> Record:
    """Return a feed with what is said of its trouble, rhythm and clock."""
    return {
        **row,
        "is_troubled": _is_troubled(row),
        "rhythm": _rhythm(row),
        "clock": describe(clock_of(row["clock"])),
    }


def _place(row: Record) -> str:
    return f"{row['name']} {row['url']}".casefold()


def _is_troubled(row: Record) -> bool:
    return bool(row["trouble"]) or Outcome(row["outcome"]).is_failure


def _rhythm(row: Record) -> str:
    seconds = row["rhythm_seconds"]
    return span(timedelta(seconds=seconds)) if seconds is not None else "–"
