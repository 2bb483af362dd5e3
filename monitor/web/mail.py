"""One click from a mail: a page that shows what will happen, and a POST that does it. I/O.

Programs that look at mails fetch every link of them, so a GET changes nothing. The link itself says who
asks: it is signed, for one reader and one alert, and holds for some weeks. It needs no session, and a
page elsewhere cannot make one up, so it needs no further token either. RFC 8058 has the POST of
`List-Unsubscribe-Post`, which brings no cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from monitor.alerts.links import Links, MailKey
from monitor.desk.judging import Verdict, judge
from monitor.store.store import Store
from monitor.web import here
from monitor.web.guard import csrf, limiter

pages = Blueprint("mails", __name__)

_DAY = timedelta(days=1)
_ONE_CLICK = "List-Unsubscribe"
#: What a reader can ask for, and what that is called.
WISHES: Mapping[str, str] = {
    "right": "It was right",
    "repeat": "No news to me",
    "unrelated": "Not my story",
    "hush": "Hush it for a day",
    "stop": "Unsubscribe me",
    "back": "Send me mails again",
}
Told = tuple[str, int, str]  # story, number and headline of a development


@pages.record_once
def _register(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    ask, one_click = limiter.limit("60 per minute")(mail_link), limiter.limit("60 per minute")(stop)
    app.add_url_rule("/mail/<token>", "mail_link", ask, methods=["GET", "POST"])
    app.add_url_rule("/mail/<token>/unsubscribe", "mail_stop", one_click, methods=["GET", "POST"])
    csrf.exempt(ask)
    csrf.exempt(one_click)


def mail_link(token: str) -> ResponseReturnValue:
    """Show what can be done about a mail, or do it."""
    key = _key(token)
    with here.desk().store() as store:
        told = store.notices.told_in(key.alert)
        if request.method != "POST":
            return _page(token, key, told, asked=here.words("do"))
        wish = request.form.get("do", "")
        if wish not in WISHES:
            abort(400)
        numbers = {number for _, number, _ in told}
        named = {int(each) for each in request.form.getlist("number") if each.isdecimal()}
        chosen = [each for each in told if each[1] in (named & numbers or numbers)]
        _do(store, key, wish, chosen)
    return _page(token, key, told, done=wish)


def stop(token: str) -> ResponseReturnValue:
    """Unsubscribe by one click of a mail program (RFC 8058); a person is shown the page instead."""
    key = _key(token)
    with here.desk().store() as store:
        told = store.notices.told_in(key.alert)
        if request.method != "POST" or request.form.get(_ONE_CLICK) != "One-Click":
            return _page(token, key, told, asked="stop")
        _do(store, key, "stop", told)
    return _page(token, key, told, done="stop")


def _key(token: str) -> MailKey:
    """Return what a link was made for; there is no page for one that is forged or too old."""
    key = Links("", here.keys().signing).read(token)
    if key is None:
        abort(404, "This link is not one of ours; it may have been cut off.")
    if key.until < here.desk().now:
        abort(410, "This link is too old. A newer mail has one that holds.")
    return key


def _do(store: Store, key: MailKey, wish: str, chosen: list[Told]) -> None:
    now = here.desk().now
    stories = dict.fromkeys(story for story, _, _ in chosen) or _stories(key)
    of_reader: Mapping[str, Callable[[str], object]] = {
        "hush": lambda story: store.labels.leave(story, key.reader, now + _DAY, now),
        "stop": lambda story: store.labels.leave(story, key.reader, None, now),
        "back": lambda story: store.labels.come_back(story, key.reader),
    }
    if wish in of_reader:
        for story in stories:
            of_reader[wish](story)
        return
    for _, number, _ in chosen:
        judge(store, number, Verdict(wish), key.reader, now)


def _stories(key: MailKey) -> dict[str, None]:
    """Return the story of a mail of which it is not kept any more what it told."""
    found = here.desk().views.alert(key.alert)
    return {found[0].story: None} if found else {}


def _page(
    token: str, key: MailKey, told: list[Told], *, asked: str = "", done: str = ""
) -> ResponseReturnValue:
    return render_template(
        "mail.html",
        token=token,
        reader=key.reader,
        told=told,
        stories=list(dict.fromkeys(story for story, _, _ in told) or _stories(key)),
        asked=asked if asked in WISHES else "",
        done=done,
        wishes=WISHES,
    )
