"""What every page needs at hand while it is made: the desk, who asks, and since when what is new. I/O."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from flask import abort, current_app, g, request, session

from monitor.config import StoryConfig, WebConfig
from monitor.store.rows import moment, stamp
from monitor.web.desk import Desk
from monitor.web.guard import NOBODY, Keys, reader

EXTENSION = "news-monitor"
_REST = timedelta(minutes=30)  # without a request; a visit is over then


def desk() -> Desk:
    """Return what the pages are about."""
    return cast("Desk", current_app.extensions[EXTENSION][0])


def web() -> WebConfig:
    """Return how the pages are served."""
    return cast("WebConfig", current_app.extensions[EXTENSION][1])


def keys() -> Keys:
    """Return the secrets of the pages."""
    return cast("Keys", current_app.extensions[EXTENSION][2])


def who() -> str:
    """Return what whoever asks is called."""
    if "who" not in g:
        g.who = reader(web(), keys()) or NOBODY
    return str(g.who)


def the_story(name: str) -> StoryConfig:
    """Return the story of a name; there is no page for one that is not configured."""
    return desk().config.story(name) or abort(404, f"There is no story “{name[:64]}”.")


def last_visit(now: datetime) -> datetime:
    """Return when the visit before this one ended; on the first one, a day ago.

    A visit ends when nothing was asked for half an hour.
    """
    seen = _kept("seen") or now - timedelta(days=1)
    if now - seen > _REST or "before" not in session:
        session["before"] = stamp(seen)
    session["seen"] = stamp(now)
    return _kept("before") or seen


def _kept(key: str) -> datetime | None:
    """Return a moment that the session holds."""
    try:
        return moment(session.get(key))
    except (TypeError, ValueError):
        return None


def number(name: str, default: int, most: int) -> int:
    """Return a number of the query, at least 1; what is none is the default."""
    given = request.args.get(name, "")
    return min(max(int(given), 1), most) if given.isdecimal() and len(given) < 10 else default


def words(name: str, longest: int = 500) -> str:
    """Return a text of the query, without spaces at its ends."""
    return request.args.get(name, "").strip()[:longest]
