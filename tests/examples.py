"""Examples of the model's values, each good as it is and open to change where a test cares."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.alerts.news import News
from monitor.alerts.render import Envelope, render
from monitor.model import (
    Action,
    Alert,
    Change,
    ChangeKind,
    Decision,
    Diff,
    FactKind,
    Feed,
    Item,
    Match,
    Passage,
    Report,
    Span,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FEED = Feed("https://news.example/business.rss", "Example Business", ("business",))
STORY = "furniture"

RISE = Change(
    ChangeKind.CHANGED,
    "10%",
    "25%",
    "tariff on Chinese furniture",
    "The tariff on furniture from China rises to 25 percent.",
    Passage("source", "The United States will charge a tariff of 10 percent on furniture."),
)
SHARE = Change(ChangeKind.NEW, None, "$7 billion", "of furniture a year", "It is $7 billion now.")
NAME = Change(
    ChangeKind.NEW, None, "Liu He", "", "Liu He will fly to Washington.", fact=FactKind.NAME
)


def an_item(number: int = 1, **values: Any) -> Item:
    item = Item(
        id=f"item{number:08}",
        feed=FEED.url,
        identity=f"guid-{number}",
        outlet="Example Business",
        title=f"Tariff on Chinese furniture, report {number}",
        summary="The tariff on furniture from China rises to 25 percent.",
        link=f"https://news.example/{number}",
        published=NOW,
    )
    return replace(item, **values)


def a_decision(action: Action = Action.ALERT, **values: Any) -> Decision:
    match = Match(True, "matches the watch `tariff*`", (Span(0, 6),), 1.0)
    changes = (RISE,) if action is Action.ALERT else ()
    decision = Decision(action, "New to the reader: 10% → 25%.", match, Diff(0.7, changes, ()))
    return replace(decision, **values)


def a_report(item: Item) -> Report:
    return Report(item.id, item.outlet, item.title, item.link, item.published or NOW)


def some_news(**values: Any) -> News:
    news = News(
        story=STORY,
        development=4,
        first_item="item00000001",
        sequence=1,
        headline="US raises tariff on Chinese furniture to 25%",
        summary="The tariff on furniture from China rises to 25 percent from 10 percent in May.",
        changes=(RISE,),
        reports=(a_report(an_item()),),
        reason="New to the reader: 10% → 25%.",
    )
    return replace(news, **values)


def an_envelope(**values: Any) -> Envelope:
    envelope = Envelope("desk@example.org", "maildir", "News Monitor <monitor@example.org>", NOW)
    return replace(envelope, **values)


def bare(html: str) -> str:
    """Return HTML without the styles of its elements."""
    return re.sub(r' style="[^"]*"', "", html)


def an_alert(news: News | None = None, **values: Any) -> Alert:
    return render([news or some_news()], an_envelope(**values))
