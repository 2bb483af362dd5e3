"""A story: where it stands, its figures, its developments, and what the reader says of them. I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from monitor.config import StoryConfig
from monitor.desk.explanation import verdicts_said
from monitor.desk.judging import Verdict, judge, precision, take_back
from monitor.desk.timeline.chart import HEIGHT, WIDTH
from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.page import Figure, anchors_of, page_policy, render_page
from monitor.store.chronicle import read_told
from monitor.store.reasons import Reasons
from monitor.store.told_pages import Order, absences, count_told, glances, told_one, told_page
from monitor.store.views import Record
from monitor.web import here
from monitor.web.desk import Desk
from monitor.web.guard import local

pages = Blueprint("stories", __name__)

_PAGE = 25
_MOST_CHARTED = 300  # developments: the figures of more take longer than a page may
_SHOWN_FIGURES = 4
_SPANS = {
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
    "ever": None,
}


@pages.get("/stories/<story>")
def story(story: str) -> str:
    """Show a story."""
    config, desk = here.the_story(story), here.desk()
    views, now = desk.views, desk.now
    order = Order.WEIGHT if here.words("order") == Order.WEIGHT else Order.TIME
    total = count_told(views, story)
    last = max(1, -(-total // _PAGE))
    page = here.number("page", 1, last)
    found = told_page(views, story, order, now, first=(page - 1) * _PAGE, limit=_PAGE)
    figures = _figures(desk, story) if 0 < total <= _MOST_CHARTED else ()
    return render_template(
        "story.html",
        story=config,
        since=here.last_visit(now),
        glance=glances(views, now, now).get(story),
        standing=desk.standing(story),
        figures=figures[:_SHOWN_FIGURES],
        more_figures=figures[_SHOWN_FIGURES:],
        anchors=anchors_of(views.sources(story)) if figures else {},
        width=WIDTH,
        height=HEIGHT,
        rows=[_shown(row) for row in found],
        order=order,
        page=page,
        last=last,
        total=total,
        precision=precision(views, story),
        learnt=verdicts_said(Reasons(views), story),
        absent=absences(views, [story], now),
        own_times=_own_times(config),
        reader=here.who(),
    )


def _own_times(story: StoryConfig) -> list[tuple[str, str]]:
    """Return the readers of a story who say themselves when their mails go, and what they say."""
    found = ((reader, here.desk().config.reader(reader)) for reader in story.readers)
    return [(reader, own.said) for reader, own in found if own and own.said]


def _figures(desk: Desk, story: str) -> Sequence[Figure]:
    views = desk.views
    return desk.figures(Chronicle.of(story, views.sources(story), read_told(views, story)))


def _shown(row: Record) -> Record:
    """Return a development with its outlets by name, and what this reader said of it."""
    outlets = dict.fromkeys(each["outlet"] for each in row["reports"])
    said = row["labels"].get(here.who())
    if said is None and row["irrelevant"]:
        said = Verdict.UNRELATED
    return {**row, "outlets": list(outlets), "said": said}


@pages.get("/stories/<story>/timeline")
def timeline(story: str) -> ResponseReturnValue:
    """Show the whole story in time order, on the page that `timeline --html` writes."""
    here.the_story(story)
    desk = here.desk()
    views = desk.views
    chronicle = Chronicle.of(story, views.sources(story), read_told(views, story))
    page = render_page(chronicle, desk.now, desk.label(story))
    return page, {"Content-Security-Policy": page_policy()}


@pages.post("/developments/<int:number>/verdict")
def verdict(number: int) -> ResponseReturnValue:
    """Keep what the reader says of a development, or forget it."""
    desk, said = here.desk(), request.form.get("verdict", "")
    _exists(number)
    with desk.store() as store:
        if said == "none":
            take_back(store, number, here.who(), desk.now)
        elif said in list(Verdict):
            judge(store, number, Verdict(said), here.who(), desk.now)
        else:
            abort(400)
    return _back(number)


@pages.post("/developments/<int:number>/mute")
def mute(number: int) -> ResponseReturnValue:
    """Tell nothing more of a development, or tell of it again."""
    story = str(_exists(number)["story"])
    _mute(story, number)
    return _back(number)


@pages.post("/stories/<story>/mute")
def mute_story(story: str) -> ResponseReturnValue:
    """Tell nothing of a story for some time, or tell of it again."""
    here.the_story(story)
    _mute(story, None)
    return redirect(url_for("stories.story", story=story))


@pages.post("/stories/<story>/readers")
def bring_back(story: str) -> ResponseReturnValue:
    """Send a reader mails of a story again."""
    here.the_story(story)
    with here.desk().store() as store:
        store.labels.come_back(story, request.form.get("reader", ""))
    return redirect(url_for("stories.story", story=story))


def _exists(number: int) -> Record:
    desk = here.desk()
    found = told_one(desk.views, number, desk.now) if number < 2**31 else None
    return found or abort(404, f"There is no development {number}.")


def _mute(story: str, development: int | None) -> None:
    """Do what the form asks: `span` is for how long, `off` tells again."""
    desk, span = here.desk(), request.form.get("span", "")
    with desk.store() as store:
        if span == "off":
            store.notices.unmute(story, development)
        elif span in _SPANS:
            length = _SPANS[span]
            store.notices.mute(story, development, desk.now + length if length else None)
        else:
            abort(400)


def _back(number: int) -> ResponseReturnValue:
    """Go back to where a development was shown."""
    return redirect(f"{local(request.form.get('back', ''))}#d{number}")
