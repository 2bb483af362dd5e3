"""News → Alert: subject, text, html, headers, Message-ID and thread. Pure.

What comes from a feed is text: it is made harmless before the templates see it, and escaped in the
HTML part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from monitor.alerts.content import plain
from monitor.alerts.cutting import cut
from monitor.alerts.layout import Layout, built_in
from monitor.alerts.links import Links
from monitor.alerts.message import bare_address
from monitor.alerts.news import News, harmless
from monitor.alerts.portion import Portion, portion
from monitor.alerts.section import entry, for_programs, section
from monitor.alerts.standing import State
from monitor.alerts.subject import (
    first_moved,
    preheader,
    subject,
    subject_in_thread,
    subject_of_several,
)
from monitor.model import Alert, Change, stable_id

_NOT_IN_LABELS = re.compile(r"[^A-Za-z0-9.-]+")
_DOTS = re.compile(r"[.]{2,}")
_LONGEST_PREHEADER = 120
_ALL_STORIES = "stories"  # stands in a List-Id for the mails about several
_SAID_TO_READERS = ("Confirmed", "Together", "After the quiet hours")
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
    operator: str = ""  # a mail address of whoever runs the program, where one is known
    commands: bool = False  # whether its reader runs the program
    standing: tuple[tuple[str, tuple[State, ...]], ...] = ()  # by story, before this mail
    parcel: str = ""  # of a mail that tells others more; else it follows from the developments
    replaced: tuple[Change, ...] = ()  # what replaced since what the thread of the mail told
    links: Links | None = None  # to the pages, where they are served to readers

    def page(self, own_id: str) -> str:
        """Return where the reader judges or stops the mail of that id; empty without such pages."""
        return self.links.page(own_id, self.to, self.created) if self.links else ""


def render(told: Sequence[News], envelope: Envelope, layout: Layout | None = None) -> Alert:
    """Render the mail about one development, or about several together, the weightiest first.

    Those of one story stand together.
    """
    developments = weightiest_first([harmless(news) for news in told])
    first = developments[0]
    is_single = len(developments) == 1
    title = subject_of(developments, envelope.replaced)
    number = parcel_id(told)
    own_id = _alert_id(first, envelope) if is_single else _id(envelope, number)
    root = message_id(first, envelope, 1)
    page, text = _parts(developments, envelope, own_id, title, layout or built_in())
    return Alert(
        id=own_id,
        development=first.development if is_single else None,
        story=first.story,
        to=envelope.to,
        channel=envelope.channel,
        subject=title,
        text=text,
        html=page,
        message_id=(
            message_id(first, envelope, first.sequence)
            if is_single
            else f"<{own_id}.0@{domain_of(envelope)}>"
        ),
        references=(first.thread or root,) if is_single and first.is_follow_up else (),
        created=envelope.created,
        sender=envelope.sender,
        parcel=envelope.parcel or number,
        headers=(*headers(list(_names(developments)), envelope, own_id), _numbers(developments)),
        data=_data(developments, envelope, own_id, title),
    )


def _parts(
    developments: Sequence[News], envelope: Envelope, own_id: str, title: str, layout: Layout
) -> tuple[str, str]:
    """Return the HTML part and the text part, each with as much as the HTML has room for.

    The text part names every development.
    """

    def values(part: Portion) -> dict[str, Any]:
        return _values(developments, envelope, own_id, part) | {"subject": title}

    def page(part: Portion) -> str:
        return plain(layout.render("mail.html", values(part)))

    count = len(developments)
    part = portion(count, page) if count > 1 else Portion(1, 1)
    all_named = values(replace(part, lines=count))
    return page(part), plain(layout.render("mail.txt", all_named))


def _values(
    developments: Sequence[News], envelope: Envelope, own_id: str, part: Portion
) -> dict[str, Any]:
    """Return what the templates of a whole mail are given (docs/mail.md lists it)."""
    first = developments[0]
    is_single = len(developments) == 1
    whole = _weightiest(developments, part.whole)
    return {
        "preheader": preheader(first) if is_single else _overview(developments),
        "story": first.story,
        "stories": _stories(developments, envelope, part),
        "rest": _rest(len(developments), envelope, own_id, part),
        "several": not is_single,
        "developments": [section(news) for news in whole],
        "standing": [each for _, states in envelope.standing for each in states],
        "why": envelope.why,
        "since": envelope.since,
        "alert": own_id,
        "foot": foot(_names(developments), envelope, own_id, len(developments)),
        "page": envelope.page(own_id),
    }


def weightiest_first(developments: Sequence[News]) -> list[News]:
    """Order what a mail tells: colour last, moved figures and what one must know first.

    Stories come in the order of their weightiest news, each with all of its own.
    """
    ranked = sorted(developments, key=_weight, reverse=True)  # stable: else as they came
    stories = list(dict.fromkeys(news.story for news in ranked))
    return sorted(ranked, key=lambda news: stories.index(news.story))


def _weight(news: News) -> tuple[bool, bool, float]:
    return not news.is_colour, first_moved(news) is not None, news.importance


def subject_of(developments: Sequence[News], since: Sequence[Change] = ()) -> str:
    """Return the subject of a mail; `since` as `subject_in_thread` has it."""
    first = developments[0]
    if len(developments) > 1:
        return subject_of_several(developments)
    return subject_in_thread(first, since) if first.is_follow_up else subject(first)


def _weightiest(developments: Sequence[News], most: int) -> list[News]:
    """Return the weightiest developments, as many as `most`, in the order that they have."""
    places = sorted(range(len(developments)), key=lambda n: _weight(developments[n]), reverse=True)
    return [developments[n] for n in sorted(places[:most])]


def _rest(count: int, envelope: Envelope, own_id: str, part: Portion) -> str:
    """Say in a line what of a mail's developments is not told in full; empty where all is."""
    if part.whole == count:
        return ""
    sentence = f"In full below: the {part.whole} weightiest of {count}."
    if part.lines == count:
        return sentence
    where = (
        f"news-monitor alert show {own_id}" if envelope.commands else "the text part of this mail"
    )
    return f"{sentence} {count - part.lines} are not named here; all are in: {where}"


def _stories(
    developments: Sequence[News], envelope: Envelope, part: Portion
) -> list[dict[str, Any]]:
    """Return the stories of a mail, each with how it stands, what is told of it and what is named."""
    standing = dict(envelope.standing)
    whole, named = (_weightiest(developments, most) for most in (part.whole, part.lines))
    labels = {news.story: news.called for news in developments}
    return [
        {
            "name": label,
            "standing": standing.get(name, ()),
            "developments": [section(news) for news in whole if news.story == name],
            "contents": [entry(news) for news in named if news.story == name],
        }
        for name, label in labels.items()
    ]


def _names(developments: Sequence[News]) -> dict[str, str]:
    """Return the stories of some developments, each with what its readers call it."""
    return {news.story: news.called for news in developments}


def foot(labels: Mapping[str, str], envelope: Envelope, own_id: str, count: int) -> str:
    """Say in a line why the reader gets this and how to stop it; commands only to whoever has them.

    `labels` are the stories of the mail by name, `count` is how many developments it tells.
    """
    why = f"{envelope.why} " if envelope.why.startswith(_SAID_TO_READERS) else ""
    since = f" since {envelope.since:%-d %B %Y}" if envelope.since and len(labels) == 1 else ""
    why += f"You follow {', '.join(labels.values())}{since}."
    if envelope.links:
        return why
    if envelope.commands:
        which = " NUMBER" if count > 1 else ""
        story = next(iter(labels)) if len(labels) == 1 else "STORY"
        return (
            f"{why} To stop: news-monitor mute {story} — no news to you:"
            f" news-monitor irrelevant {own_id}{which}"
        )
    if envelope.unsubscribe:
        return f"{why} To stop, write to {envelope.unsubscribe}."
    return f"{why} To stop, ask {envelope.operator or 'whoever runs News Monitor for you'}."


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


def _overview(developments: Sequence[News]) -> str:
    """Return what the subject does not name."""
    others = developments[1:_LONGEST_PREHEADER]
    return cut("; ".join(subject(news) for news in others), _LONGEST_PREHEADER)


def headers(stories: Sequence[str], envelope: Envelope, own_id: str) -> tuple[tuple[str, str], ...]:
    """Return what programs sort by: RFC 2919 (List-Id), RFC 2369 and 8058 (List-Unsubscribe)."""
    story = stories[0] if len(stories) == 1 else _ALL_STORIES
    label = _NOT_IN_LABELS.sub("-", story[:_LONGEST_NAME]).strip("-.") or "story"
    if label != story:
        label = f"{label}-{stable_id(story, length=6)}"
    found = [("List-Id", f"<{_DOTS.sub('.', label)}.news-monitor.{domain_of(envelope)}>")]
    ways = [f"<{page}/unsubscribe>"] if (page := envelope.page(own_id)) else []
    if envelope.unsubscribe:
        wish = quote(f"unsubscribe {story[:_LONGEST_NAME]}")
        ways.append(f"<mailto:{envelope.unsubscribe}?subject={wish}>")
    if ways:
        found.append(("List-Unsubscribe", ", ".join(ways)))
    if page:
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return tuple(found)


def _numbers(developments: Sequence[News]) -> tuple[str, str]:
    return "X-News-Monitor-Development", ", ".join(str(news.development) for news in developments)
