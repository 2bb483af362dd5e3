"""The first page: what is in trouble, and every story at a glance. I/O."""

from __future__ import annotations

from flask import Blueprint, render_template

from monitor.desk.health import gather
from monitor.desk.judging import precision
from monitor.store.told_pages import Glance, glances
from monitor.web import here

pages = Blueprint("overview", __name__)

_MOST_TROUBLES = 8
_MOST_STANDING = 40  # stories that say where they stand: more would be no glance


@pages.get("/")
def overview() -> str:
    """Show the stories, those with the latest news first."""
    desk = here.desk()
    now, views = desk.now, desk.views
    since = here.last_visit(now)
    found = glances(views, since, now)
    rows = [(story, found.get(story.name, Glance())) for story in desk.config.stories]
    rows.sort(key=lambda row: row[1].last_told or "", reverse=True)
    report = gather(desk.config, now)
    return render_template(
        "overview.html",
        rows=rows,
        stands=desk.stands([story.name for story, _ in rows[:_MOST_STANDING]]),
        since=since,
        report=report,
        troubles=report["problems"][:_MOST_TROUBLES],
        more=max(0, len(report["problems"]) - _MOST_TROUBLES),
        precision=precision(views),
    )
