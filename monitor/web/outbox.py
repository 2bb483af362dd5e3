"""The alerts: every message, what became of it, and how it looks. I/O."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from monitor.model import DeliveryState
from monitor.web import here

pages = Blueprint("alerts", __name__)

_PAGE = 100
_STATES = [state.value for state in DeliveryState]
_HANDS = {"retry": DeliveryState.RETRY, "drop": DeliveryState.DEAD}


@pages.get("/alerts")
def alerts() -> str:
    """List the latest messages."""
    desk = here.desk()
    state, story = here.words("state"), here.words("story")
    found = desk.views.alerts(
        state=state if state in _STATES else None,
        story=story if desk.config.story(story) else None,
        limit=_PAGE,
    )
    return render_template(
        "alerts.html",
        rows=found,
        states=_STATES,
        state=state,
        story=story,
        stories=[each.name for each in desk.config.stories],
        most=_PAGE,
    )


@pages.get("/alerts/<alert>")
def alert(alert: str) -> str:
    """Show a message as its reader gets it, in text."""
    found = here.desk().views.alert(alert)
    if found is None:
        abort(404, "There is no such alert.")
    shown, progress = found
    return render_template("alert.html", alert=shown, progress=progress)


@pages.post("/alerts/<alert>")
def move(alert: str) -> ResponseReturnValue:
    """Try a message again, or give it up."""
    state = _HANDS.get(request.form.get("do", ""))
    if state is None:
        abort(400)
    desk = here.desk()
    with desk.store() as store:
        if not store.outbox.move_alert(alert, state, desk.now):
            abort(404, "There is no such alert that waits or was given up.")
    return redirect(url_for("alerts.alert", alert=alert))
