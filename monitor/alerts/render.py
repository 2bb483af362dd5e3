"""News → Alert: subject, text, html, headers, Message-ID and thread. Pure.

What comes from a feed is text: it is made harmless before the templates see it, and escaped in the
HTML part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from monitor.alerts.content import one_line, plain
from monitor.alerts.layout import Layout, built_in
from monitor.alerts.message import bare_address
from monitor.alerts.news import (
    LONGEST_SUBJECT,
    News,
    cut,
    for_programs,
    harmless,
    moved,
    preheader,
    section,
    subject,
)
from monitor.model import Alert, stable_id

_NOT_IN_LABELS = re.compile(r"[^A-Za-z0-9.-]+")
_DOTS = re.compile(r"[.]{2,}")
_LONGEST_NAME = 60  # letters of a story's name in a header that cannot be folded, twelve bytes each


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a mail goes and by what, when it was written and why then."""

    to: str
    channel: str
    sender: str
    created: datetime
    why: str = "At once."
    since: datetime | None = None  # when the story was followed first
    unsubscribe: str | None = None  # a mail address


def render(told: Sequence[News], envelope: Envelope, layout: Layout | None = None) -> Alert:
    """Render the mail about one development, or about several of one story together."""
    developments = [harmless(news) for news in told]
    first = developments[0]
    is_single = len(developments) == 1
    title = _subject(developments)
    number = parcel_id(developments)
    own_id = _alert_id(first, envelope) if is_single else _id(envelope, number)
    root = message_id(first, envelope, 1)
    values = {
        "subject": title,
        "preheader": preheader(first) if is_single else _overview(developments),
        "story": first.story,
        "developments": [section(news) for news in developments],
        "why": envelope.why,
        "since": envelope.since,
        "alert": own_id,
    }
    layout = layout or built_in()
    return Alert(
        id=own_id,
        development=first.development if is_single else None,
        story=first.story,
        to=envelope.to,
        channel=envelope.channel,
        subject=title,
        text=plain(layout.render("mail.txt", values)),
        html=plain(layout.render("mail.html", values)),
        message_id=(
            message_id(first, envelope, first.sequence)
            if is_single
            else f"<{own_id}.0@{domain_of(envelope)}>"
        ),
        references=(root,) if is_single and first.sequence > 1 else (),
        created=envelope.created,
        sender=envelope.sender,
        parcel=number,
        headers=_headers(developments, envelope),
        data=_data(developments, envelope, own_id, title),
    )


def _data(developments: Sequence[News], envelope: Envelope, own_id: str, title: str) -> str:
    """Return what a program is told, as JSON (docs/mail.md lists it)."""
    told = {
        "alert": own_id,
        "story": developments[0].story,
        "subject": title,
        "why": envelope.why,
        "created": f"{envelope.created:%Y-%m-%dT%H:%M:%SZ}",
        "developments": [for_programs(news) for news in developments],
    }
    return json.dumps(told, ensure_ascii=False)


def parcel_id(developments: Sequence[News]) -> str:
    """Return an id for one mail ever, the same for all who get it."""
    return stable_id("parcel", *(part for news in developments for part in _identity(news)))


def message_id(news: News, envelope: Envelope, sequence: int) -> str:
    """Return the Message-ID of the `sequence`-th mail: the same at every attempt, RFC 5322 3.6.4."""
    return f"<{_alert_id(news, envelope, sequence)}.{sequence}@{domain_of(envelope)}>"


def domain_of(envelope: Envelope) -> str:
    """Return the sender's domain as the network knows it (IDNA), which makes ids the world's own."""
    return bare_address(envelope.sender).rpartition("@")[2] or "localhost"


def _alert_id(news: News, envelope: Envelope, sequence: int | None = None) -> str:
    story, first_item, development, own = _identity(news)
    number = own if sequence is None else str(sequence)
    return stable_id(story, first_item, development, envelope.to, envelope.channel, number)


def _id(envelope: Envelope, parcel: str) -> str:
    return stable_id(parcel, envelope.to, envelope.channel)


def _identity(news: News) -> tuple[str, str, str, str]:
    """Return what makes a message about a development one of its kind.

    An item can tell a second development after its first was given up; a number can come again in
    a new database. Both together do not.
    """
    return news.story, news.first_item, str(news.development), str(news.sequence)


def _subject(developments: Sequence[News]) -> str:
    """Return the subject; it stays the same in a thread, which some mail programs find by it."""
    first = developments[0]
    if len(developments) > 1:
        line = f"{len(developments)} developments in {first.story}: {subject(_lead(developments))}"
        return cut(one_line(line), LONGEST_SUBJECT)
    if first.sequence > 1:
        return f"Re: {first.subject or subject(first)}"
    return subject(first)


def _lead(developments: Sequence[News]) -> News:
    """Return what a mail of several is named after: the first of which a figure moved, if any."""
    return next((news for news in developments if moved(news)), developments[0])


def _overview(developments: Sequence[News]) -> str:
    """Return what the subject does not name."""
    lead = _lead(developments)
    return cut("; ".join(subject(news) for news in developments if news is not lead), 120)


def _headers(developments: Sequence[News], envelope: Envelope) -> tuple[tuple[str, str], ...]:
    """Return what programs sort by: RFC 2919 (List-Id), RFC 2369 (List-Unsubscribe)."""
    story = developments[0].story
    label = _NOT_IN_LABELS.sub("-", story[:_LONGEST_NAME]).strip("-.") or "story"
    if label != story:
        label = f"{label}-{stable_id(story, length=6)}"
    found = [("List-Id", f"<{_DOTS.sub('.', label)}.news-monitor.{domain_of(envelope)}>")]
    if envelope.unsubscribe:
        wish = quote(f"unsubscribe {story[:_LONGEST_NAME]}")
        found.append(("List-Unsubscribe", f"<mailto:{envelope.unsubscribe}?subject={wish}>"))
    numbers = ", ".join(str(news.development) for news in developments)
    return (*found, ("X-News-Monitor-Development", numbers))
