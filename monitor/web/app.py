"""Puts the pages together: their templates, their addresses, and what is said when one fails. I/O."""

from __future__ import annotations

import logging
import re
from datetime import datetime

from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from monitor.alerts.content import host_of, plain, safe_link
from monitor.config import WebConfig
from monitor.desk import wording
from monitor.desk.timeline.changes import in_words
from monitor.desk.timeline.writing import sentence_case
from monitor.errors import MonitorError, StoreUnavailable
from monitor.net.logins import without_login
from monitor.store.rows import change_of
from monitor.web import (
    feeds,
    health,
    here,
    item,
    mail,
    new_story,
    outbox,
    overview,
    story,
    stream,
    workbench,
)
from monitor.web.desk import Desk
from monitor.web.guard import Keys, guard

log = logging.getLogger(__name__)

_CODE = re.compile(r"`([^`]+)`")
_SAID = {
    400: "The request cannot be read.",
    403: "That is not allowed.",
    404: "There is no such page.",
    410: "That is over.",
    405: "That cannot be done here.",
    413: "That is too long.",
    429: "Too many requests; wait a minute.",
    500: "Something went wrong; the log has it.",
}
PARTS = (overview, new_story, story, workbench, stream, item, feeds, outbox, mail, health)


def create_app(desk: Desk, web: WebConfig, keys: Keys) -> Flask:
    """Return the pages as a WSGI application."""
    app = Flask("monitor.web")
    app.extensions[here.EXTENSION] = (desk, web, keys)
    app.jinja_options = {
        "undefined": StrictUndefined,
        "finalize": _seen,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "loader": ChoiceLoader(
            [
                PackageLoader("monitor.web", "templates"),
                PackageLoader("monitor.desk.timeline", "templates"),
            ]
        ),
    }
    app.add_template_global(wording.plural, "plural")
    for name, made in (
        ("ago", lambda text: wording.ago(text, desk.now)),
        ("due", lambda text: wording.due(text, desk.now)),
        ("age", lambda moment: wording.ago(moment.isoformat(), desk.now)),
        ("short_day", lambda text: wording.short_day(text, desk.now)),
        ("day", _day),
        ("sentence_case", sentence_case),
        ("safe_link", safe_link),
        ("host", _host),
        ("label", desk.label),
        ("code", _code),
        ("public", without_login),
        ("in_words", lambda changes: list(in_words(list(map(change_of, changes))))),
    ):
        app.add_template_filter(made, name)
    app.context_processor(lambda: _of_every_page(web, keys))
    guard(app, web, keys)
    for part in PARTS:
        app.register_blueprint(part.pages)
    app.register_error_handler(Exception, _failed)
    return app


def _of_every_page(web: WebConfig, keys: Keys) -> dict[str, object]:
    return {
        "logs_out": keys.password is not None and not web.user_header,
        "who": here.who(),
        "fault": here.desk().fault,
        "is_writable": here.desk().is_writable,
    }


def _seen(value: object) -> object:
    """Return what is written of a value: of a text only what can be seen.

    Lines stay, as what was written into a form must come back as it was.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return plain(value)


def _host(link: str | None) -> str:
    safe = safe_link(link)
    return host_of(safe).name if safe else ""


def _code(text: str) -> Markup:
    """Return a text with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(plain(text)))))  # noqa: S704 - escaped


def _day(moment: datetime | str | None) -> str:
    """Return the day of a moment, or, of a stored one, day and time."""
    return f"{moment:%-d %b %Y}" if isinstance(moment, datetime) else wording.day(moment)


def _failed(error: Exception) -> tuple[str, int]:
    """Say in a page what went wrong."""
    if isinstance(error, HTTPException):
        status = error.code or 500
        known = _SAID.get(status, error.name + ".")
        said = error.description if _is_ours(error) else known
    elif isinstance(error, MonitorError):
        status, said = (503 if isinstance(error, StoreUnavailable) else 500), str(error)
        said = said[:1].upper() + said[1:]
    else:
        log.exception("the page %s failed", request.path)
        status, said = 500, _SAID[500]
    return render_template("failed.html", said=said, status=status), status


def _is_ours(error: HTTPException) -> bool:
    """Whether its text was written for these pages."""
    own = bool(error.description) and error.description != type(error).description
    return own and error.code != 429  # of which the limiter says how many requests in what time
