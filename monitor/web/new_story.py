"""A new story: an article, what is understood of it, watches with their matches, and the start. I/O."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from monitor.config import StoryConfig, values
from monitor.config.draft import story_name
from monitor.desk.again import ARCHIVE
from monitor.desk.beginning import (
    Tried,
    advise_on,
    begin_story,
    file_of,
    find_named,
    read_article,
    tried,
)
from monitor.desk.workbench import ask_to_reload, lines_of
from monitor.errors import MonitorError
from monitor.model import SourceArticle
from monitor.store.past import latest_stream
from monitor.stories.proposing.advice import Advice
from monitor.stories.proposing.naming import name_for
from monitor.stories.source_doubts import doubts_of
from monitor.stories.watches import fault_of
from monitor.story.reading import Profile, profile
from monitor.story.topic import Background
from monitor.web import here
from monitor.web.guard import limiter

pages = Blueprint("beginnings", __name__)

_TRIED = 1_500  # of the latest items: each proposal is tried on them
_MOST_FEEDS = 5  # addresses: each may take its minute
_FIELDS = ("article", "name", "watch", "to", "feeds")
_at_work = threading.Lock()  # one at a time: it takes a whole processor


@dataclass(frozen=True, slots=True)
class _Look:
    """What was understood of an article and what could be its watch."""

    source: SourceArticle
    understood: Profile
    advice: Advice | None = None
    tried: tuple[Tried, ...] = ()
    doubts: tuple[str, ...] = field(default_factory=tuple)


@pages.get("/new")
def ask() -> str:
    """Ask for the article."""
    return _page(dict.fromkeys(_FIELDS, ""))


@pages.post("/new")
@limiter.limit("20 per minute")
def answer() -> ResponseReturnValue:
    """Show what is understood of the article, or start the story; a fault loses nothing."""
    form = {key: request.form.get(key, "").replace("\r\n", "\n") for key in _FIELDS}
    starts = request.form.get("do") == "start"
    faults = _faults(form, starts=starts)
    source = None
    try:
        source = read_article(form["article"], here.desk().config)
    except MonitorError as error:
        faults["article"] = _sentence(error)
    if faults or source is None:
        return _page(form, faults=faults), 422
    understood = profile(source.title, source.text)
    name = form["name"] or _free_name(source)
    story = StoryConfig(name, (file_of(name),), lines_of(form["watch"]), to=_readers(form["to"]))
    if not starts:
        look = _look(story, source, understood)
        proposed = "\n".join(look.tried[0].watch) if look.tried else ""
        shown = {**form, "name": name, "watch": form["watch"] or proposed}
        return _page(shown, look=look)
    return _start(form, story, source, understood)


def _start(
    form: Mapping[str, str], story: StoryConfig, source: SourceArticle, understood: Profile
) -> ResponseReturnValue:
    desk = here.desk()
    try:
        feeds = find_named(form["feeds"].split(), desk.config, desk.now)
    except MonitorError as error:
        return _page(form, faults={"feeds": _sentence(error)}), 422
    try:
        begin_story(desk.config, story, source, understood, feeds)
    except MonitorError as error:
        return _page(form, faults={"whole": _sentence(error)}), 422
    runs = ask_to_reload(desk.config)
    flash("Followed from now on." if runs else "It is followed as soon as the daemon is started.")
    return redirect(url_for("stories.story", story=story.name))


def _faults(form: Mapping[str, str], *, starts: bool) -> dict[str, str]:
    """Return what is wrong with the fields, but for the article."""
    config = here.desk().config
    found: dict[str, str] = {}
    if form["name"]:
        try:
            values.story_name(form["name"])
        except ValueError as error:
            found["name"] = f"It must be {error}."
        if config.story(form["name"]):
            found["name"] = "There is a story of that name already."
    if wrong := [fault for each in lines_of(form["watch"]) if (fault := fault_of(each))]:
        found["watch"] = "\n".join(each[:1].upper() + each[1:] for each in wrong)
    for each in _readers(form["to"]):
        try:
            values.mail_address(each)
        except ValueError as error:
            found["to"] = f"It must be {error}."
    if starts and config.mail.server and not _readers(form["to"]):
        found["to"] = "Who gets the mails?"
    if len(form["feeds"].split()) > _MOST_FEEDS:
        found["feeds"] = f"At most {_MOST_FEEDS} addresses at a time."
    if not form["feeds"].split() and not config.feeds:
        found["feeds"] = "There is no feed yet: name one, or a site."
    return found


def _readers(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.replace("\n", ",").split(",") if each.strip())


def _free_name(source: SourceArticle) -> str:
    words = name_for(source, Background())
    return story_name(words, [each.name for each in here.desk().config.stories])


def _look(story: StoryConfig, source: SourceArticle, understood: Profile) -> _Look:
    desk = here.desk()
    doubts = tuple(doubts_of(source))
    latest = [(ARCHIVE, item) for item in latest_stream(desk.views, _TRIED)]
    if not _at_work.acquire(blocking=False):
        busy = "Another article is being looked at; try again in some seconds for proposals."
        return _Look(source, understood, doubts=(*doubts, busy))
    try:
        advice = advise_on(story, source, latest)
        found = tuple(tried(advice, story, source, latest, desk.now))
    finally:
        _at_work.release()
    return _Look(source, understood, advice, found, doubts)


def _sentence(error: MonitorError) -> str:
    return str(error)[:1].upper() + str(error)[1:]


def _page(
    form: Mapping[str, str], *, look: _Look | None = None, faults: Mapping[str, str] | None = None
) -> str:
    config = here.desk().config
    return render_template(
        "new_story.html",
        form=form,
        look=look,
        faults=faults or {},
        feeds=config.feeds,
        needs_reader=bool(config.mail.server),
    )
