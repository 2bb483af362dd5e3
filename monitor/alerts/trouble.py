"""A feed in trouble or well again, an alert given up → the message to the operator. Pure."""

from __future__ import annotations

import html
import json

from monitor.alerts.content import one_line, plain
from monitor.alerts.cutting import cut
from monitor.alerts.render import Envelope, domain_of
from monitor.alerts.wording import LONGEST_SUBJECT
from monitor.model import Alert, Feed, stable_id
from monitor.model.feed_state import FeedState
from monitor.net.logins import without_login

_STORY = "feeds"  # stands where other messages name their story


def render_trouble(feed: Feed, before: FeedState, after: FeedState, envelope: Envelope) -> Alert:
    """Render the message that a trouble of `feed` has begun, or, in its thread, that it is over."""
    since = after.trouble_since or before.trouble_since
    kind = stable_id("trouble", feed.url, since.isoformat() if since else "", *_way(envelope))
    first, last = (f"<{kind}.{number}@{domain_of(envelope)}>" for number in (1, 2))
    name, address = without_login(feed.name), without_login(feed.url)
    was, now = (_sentence(state.trouble) for state in (before, after))
    if after.trouble:
        subject = f"Feed in trouble: {name}"
        text = f"{name} is in trouble.\n\n{now}\n\n{_advice(address)}"
    else:
        subject = f"Feed well again: {name}"
        text = f"{name} is well again.\n\nIt was: {was}\n\n{address}\n"
    return _message(
        envelope,
        own_id=stable_id(kind, "begin" if after.trouble else "end"),
        subject=one_line(subject),
        text=plain(text),
        message_id=first if after.trouble else last,
        references=() if after.trouble else (first,),
    )


def render_loss(lost: Alert, error: str, envelope: Envelope) -> Alert:
    """Render the message that an alert was given up, for those who read another channel."""
    own_id = stable_id("lost", lost.id, envelope.created.isoformat(), *_way(envelope))
    text = (
        f"An alert could not be delivered to {lost.to} by {lost.channel} and will not be tried"
        f" again.\n\nIt says: {lost.subject}\nThe reason: {error}\n\n"
        f"To try it again: news-monitor alert retry {lost.id}\n"
    )
    return _message(
        envelope,
        own_id=own_id,
        subject=f"Not delivered: {lost.subject}",
        text=plain(text),
        message_id=f"<{own_id}.1@{domain_of(envelope)}>",
    )


def _message(
    envelope: Envelope,
    *,
    own_id: str,
    subject: str,
    text: str,
    message_id: str,
    references: tuple[str, ...] = (),
) -> Alert:
    return Alert(
        id=own_id,
        development=None,
        story=_STORY,
        to=envelope.to,
        channel=envelope.channel,
        subject=cut(one_line(subject), LONGEST_SUBJECT),
        text=text,
        html=f"<pre>{html.escape(text)}</pre>",
        message_id=message_id,
        references=references,
        created=envelope.created,
        sender=envelope.sender,
        data=json.dumps({"alert": own_id, "subject": subject, "text": text}, ensure_ascii=False),
    )


def _way(envelope: Envelope) -> tuple[str, str]:
    return envelope.to, envelope.channel


def _sentence(trouble: str | None) -> str:
    """Return what was stored of a trouble without what is not for eyes: it may quote a server."""
    return one_line(without_login(trouble or ""))


def _advice(address: str) -> str:
    return (
        f"Its address is {address}\n"
        f"`news-monitor feeds poll {address}` shows all that happens at a poll.\n"
        "You are told once more when it is over.\n"
    )
