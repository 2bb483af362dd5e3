"""The workbench of a story: change what is on topic, see what would come and go, keep it. I/O."""

from __future__ import annotations

import threading

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from monitor.config import StoryConfig
from monitor.desk.workbench import (
    Draft,
    Preview,
    ask_to_reload,
    doubts_of,
    faults_of,
    keep,
    lines_of,
    own_sources,
    preview,
    sources_of,
    version,
)
from monitor.errors import MonitorError
from monitor.web import here
from monitor.web.guard import limiter

pages = Blueprint("workbench", __name__)

_SHOWN = 60  # items that come or go
_at_work = threading.Lock()  # one preview at a time: it takes a whole processor


@pages.get("/stories/<story>/workbench")
def edit(story: str) -> str:
    """Show the watches, exclusions and sources of a story, to be changed."""
    config, desk = here.the_story(story), here.desk()
    draft = Draft(config.watch, config.exclude, own_sources(desk.config, config))
    return _page(config, draft, version(_text()))


@pages.post("/stories/<story>/workbench")
@limiter.limit("30 per minute")
def change(story: str) -> ResponseReturnValue:
    """Show what a change would do, or keep it; with a fault nothing is changed, and nothing lost."""
    config, desk = here.the_story(story), here.desk()
    draft, seen = _draft(config), request.form.get("seen", "")
    if faults := faults_of(draft):
        return _page(config, draft, seen, faults=faults), 422
    if request.form.get("do") != "save":
        try:
            return _page(config, draft, seen, found=_preview(config, draft))
        except MonitorError as error:
            return _page(config, draft, seen, faults={"whole": str(error)}), 422
    try:
        keep(desk.config, config, draft, seen)
    except MonitorError as error:
        return _page(config, draft, seen, faults={"whole": str(error)}), 422
    runs = ask_to_reload(desk.config)
    flash("Kept. " + ("The daemon takes it up now." if runs else "The next start takes it up."))
    return redirect(url_for("stories.story", story=story))


def _draft(config: StoryConfig) -> Draft:
    """Return what the form says; of sources only those that the story has."""
    own = own_sources(here.desk().config, config)
    texts = {
        name: request.form.get(f"source-{number}", text).replace("\r\n", "\n")
        for number, (name, text) in enumerate(own.items())
    }
    watch, exclude = (lines_of(request.form.get(key, "")) for key in ("watch", "exclude"))
    return Draft(watch, exclude, texts)


def _preview(config: StoryConfig, draft: Draft) -> Preview:
    if not _at_work.acquire(blocking=False):
        raise MonitorError("Another preview is at work; try again in some seconds.")
    try:
        return preview(here.desk().views, here.desk().config, config, draft)
    finally:
        _at_work.release()


def _text() -> str:
    return here.desk().path.read_text("utf-8")


def _page(
    config: StoryConfig,
    draft: Draft,
    seen: str,
    *,
    faults: dict[str, str] | None = None,
    found: Preview | None = None,
) -> str:
    desk = here.desk()
    sources = [] if faults else sources_of(desk.views, desk.config, config, draft)
    return render_template(
        "workbench.html",
        story=config,
        draft=draft,
        seen=seen,
        faults=faults or {},
        doubts=doubts_of(draft, sources, config.name) if sources else [],
        found=found,
        shown=found.moved[:_SHOWN] if found else (),
        addresses=[each for each in config.sources if each not in draft.texts],
    )
