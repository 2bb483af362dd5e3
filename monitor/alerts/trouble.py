"""A feed in trouble, or well again → the message to the operator. Pure."""

from __future__ import annotations

import html
from datetime import datetime
from email.utils import parseaddr

from monitor.feed_state import FeedState
from monitor.model import Alert, Feed, stable_id

_STORY = "feeds"  # stands where other messages name their story


def render_trouble(
    feed: Feed,
    before: FeedState,
    after: FeedState,
    *,
    to: str,
    channel: str,
    sender: str,
    created: datetime,
) -> Alert:
    """Render the message that a trouble of `feed` has begun, or, in its thread, that it is over."""
    since = after.trouble_since or before.trouble_since
    kind = stable_id("trouble", feed.url, since.isoformat() if since else "", to, channel)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    first, last = (f"<{kind}.{number}@{domain}>" for number in (1, 2))
    if after.trouble:
        subject = f"Feed in trouble: {feed.name}"
        text = f"{feed.name} is in trouble.\n\n{after.trouble}\n\n{_advice(feed)}"
    else:
        subject = f"Feed well again: {feed.name}"
        text = f"{feed.name} is well again.\n\nIt was: {before.trouble}\n\n{feed.url}\n"
    return Alert(
        id=stable_id(kind, "begin" if after.trouble else "end"),
        development=None,
        story=_STORY,
        to=to,
        channel=channel,
        subject=_one_line(subject),
        text=text,
        html=f"<pre>{html.escape(text)}</pre>",
        message_id=first if after.trouble else last,
        references=() if after.trouble else (first,),
        created=created,
        sender=sender,
    )


def _advice(feed: Feed) -> str:
    return (
        f"Its address is {feed.url}\n"
        f"`news-monitor feeds poll {feed.url}` shows all that happens at a poll.\n"
        "You are told once more when it is over.\n"
    )


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:120]
