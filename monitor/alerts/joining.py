"""The first mail to a reader who joins a story, or comes back: where it stands, and what was told. Pure.

Extractive as `standing` is: each line is what an earlier mail told others, with its age.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.alerts.content import plain
from monitor.alerts.cutting import cut
from monitor.alerts.layout import Layout, built_in
from monitor.alerts.news import harmless
from monitor.alerts.render import Envelope, domain_of, foot, headers
from monitor.alerts.section import for_programs, link_of
from monitor.alerts.standing import Delivered, State, age, standing
from monitor.alerts.subject import line
from monitor.alerts.wording import LONGEST_SUBJECT
from monitor.model import Alert, stable_id

MOST_LINES = 20  # of what was told, the weightiest
_LONGEST_LINE = 110  # characters


@dataclass(frozen=True, slots=True)
class Joining:
    """What a reader of a story was not sent, and all that was told of it."""

    story: str
    told: tuple[Delivered, ...]  # to anybody
    missed: tuple[Delivered, ...]  # of these what she was not sent
    meanwhile: bool  # whether she was sent anything before
    label: str = ""  # what its reader calls the story; empty: as its name says


def parcel_of(story: str) -> str:
    """Return the parcel of the mails that tell how a story stands: of no notice."""
    return f"standing {story}"


def render_joining(joining: Joining, envelope: Envelope, layout: Layout | None = None) -> Alert:
    """Render the mail that tells where a story stands and, a line each, what its reader missed."""
    delivered = [replace(each, news=harmless(each.news)) for each in joining.told]
    stands = standing(delivered, (), envelope.created)
    missed = {each.news.development for each in joining.missed}
    listed = _listed([each for each in delivered if each.news.development in missed])
    own_id = stable_id(
        "standing", joining.story, envelope.to, envelope.channel, envelope.created.isoformat()
    )
    label = joining.label or joining.told[0].news.called
    title = cut(f"{label}: where it stands", LONGEST_SUBJECT)
    lines = _lines(listed, stands, envelope.created)
    values = {
        "subject": title,
        "preheader": stands[0].text if stands else "",
        "standing": stands,
        "lines": lines,
        "more": len(missed) - len(listed),
        "meanwhile": joining.meanwhile,
        "foot": foot({joining.story: label}, envelope, own_id, 1),
        "page": envelope.page(own_id),
    }
    layout = layout or built_in()
    return Alert(
        id=own_id,
        development=None,
        story=joining.story,
        to=envelope.to,
        channel=envelope.channel,
        subject=title,
        text=plain(layout.render("joining.txt", values)),
        html=plain(layout.render("joining.html", values)),
        message_id=f"<{own_id}.0@{domain_of(envelope)}>",
        created=envelope.created,
        sender=envelope.sender,
        parcel=parcel_of(joining.story),
        headers=headers([joining.story], envelope, own_id),
        data=json.dumps(_data(joining, listed, own_id, title), ensure_ascii=False),
    )


def _listed(missed: Sequence[Delivered]) -> list[Delivered]:
    """Return the weightiest developments, each as it was told last, the newest first."""
    latest = {each.news.development: each for each in sorted(missed, key=lambda each: each.at)}
    weighty = sorted(
        latest.values(), key=lambda each: (not each.news.is_colour, each.news.importance, each.at)
    )[-MOST_LINES:]
    return sorted(weighty, key=lambda each: each.at, reverse=True)


def _lines(
    listed: Sequence[Delivered], stands: Sequence[State], now: datetime
) -> list[dict[str, Any]]:
    """Return the lines of what was told, without those that say how the story stands."""
    said = {each.text for each in stands}
    return [
        {
            "text": text,
            "age": age(now - each.at),
            "link": link_of(each.news),
            "outlet": next((r.outlet for r in each.news.reports), ""),
        }
        for each in listed
        if (text := line(each.news, _LONGEST_LINE)) not in said
    ]


def _data(
    joining: Joining, listed: Sequence[Delivered], own_id: str, title: str
) -> dict[str, object]:
    return {
        "alert": own_id,
        "story": joining.story,
        "subject": title,
        "developments": [for_programs(each.news) for each in listed],
    }
