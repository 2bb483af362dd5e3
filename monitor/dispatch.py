"""From a ruling to the outbox: notice → plan → mails for each reader and channel. I/O.

A notice is written with the decision, in one transaction. What the plan of its story lets go is
taken and rendered into the outbox in one transaction, with a row for each recipient and channel.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from monitor.alerts.channels import Channel
from monitor.alerts.layout import Layout, built_in
from monitor.alerts.news import News, harmless, subject
from monitor.alerts.plan import HOUR, Parcel, Waiting, plan
from monitor.alerts.render import Envelope, parcel_id, render
from monitor.alerts.trouble import render_loss, render_trouble
from monitor.config import Config
from monitor.feed_state import FeedState
from monitor.model import Alert, Change, ChangeKind, DeliveryState, Feed, Item
from monitor.store.notices import Notice
from monitor.store.store import Store
from monitor.stories import Ruling
from monitor.story.match import Query, Watches
from monitor.story.origin import with_origins

log = logging.getLogger(__name__)

_PAUSE = timedelta(minutes=10)  # before a mail that could not be written is tried again
DEFAULT_RECIPIENT = "reader@localhost"  # of a Maildir, where nobody is named


class Dispatcher:
    """Tells readers what was decided, over one store; belongs to one thread at a time."""

    def __init__(
        self,
        config: Config,
        store: Store,
        channels: Mapping[str, Channel],
        layout: Layout | None = None,
    ) -> None:
        self.config = config
        self.store = store
        self.channels = channels
        self.layout = layout or built_in()
        self._postponed: dict[int, datetime] = {}  # notices whose mail could not be written
        self._urgent = {
            story.name: Watches((Query.of(story.when.urgent.query),))
            for story in config.stories
            if story.when.urgent and story.when.urgent.query
        }

    def note(self, ruling: Ruling, item: Item, now: datetime) -> None:
        """Let what was decided wait for its mail; part of the transaction that decides."""
        decision = ruling.decision
        assert decision.development is not None  # noqa: S101 - an alert has its development
        self.store.notices.add(
            Notice(
                story=ruling.story.name,
                development=decision.development,
                item=item.id,
                first_item=ruling.first_item,
                headline=item.title,
                summary=item.summary or item.content[:600],
                reason=decision.reason,
                changes=decision.diff.changes if decision.diff else (),
                created=now,
                correction=ruling.is_correction,
                urgent=self._is_urgent(ruling, item),
            )
        )

    def _is_urgent(self, ruling: Ruling, item: Item) -> bool:
        rule = ruling.story.when.urgent
        changes = ruling.decision.diff.changes if ruling.decision.diff else ()
        if rule is None or (rule.changed and not _moves(changes)):
            return False
        watches = self._urgent.get(ruling.story.name)
        return watches is None or watches.find(item.title, item.text) is not None

    def tell_due(self, now: datetime) -> int:
        """Do what `tell` does, in a transaction of its own where there is something to tell."""
        if not any(True for _ in self._due(now)):
            return 0
        with self.store.transaction():  # what is due is asked again: another may have told it
            return self.tell(now)

    def tell(self, now: datetime) -> int:
        """Write the mails that are due into the outbox; return how many. Part of a transaction."""
        return sum(
            self._write(story, parcel, notices, now) for story, parcel, notices in self._due(now)
        )

    def _due(self, now: datetime) -> Iterator[tuple[str, Parcel | None, list[Notice]]]:
        """Yield what leaves at `now`: each mail, or None for notices that nobody wants told."""
        waiting = sorted(self.store.notices.waiting(), key=lambda notice: notice.story)
        for name, group in groupby(waiting, key=lambda notice: notice.story):
            notices = list(group)
            story = self.config.story(name)
            muted = [n for n in notices if story is None or self.store.notices.is_muted(n, now)]
            if muted:
                yield name, None, muted
            if story is None:
                continue
            wanted = {
                notice.id: notice
                for notice in notices
                if notice not in muted and self._postponed.get(notice.id, now) <= now
            }
            sent = self.store.notices.mails_since(name, now - HOUR)
            waits = [self._waiting(notice) for notice in wanted.values()]
            for parcel in plan(waits, sent, story.when, now).parcels:
                yield name, parcel, [wanted[each.id] for each in parcel.news]

    def _waiting(self, notice: Notice) -> Waiting:
        return Waiting(
            id=notice.id,
            development=notice.development,
            created=notice.created,
            moved=_moves(notice.changes),
            urgent=notice.urgent,
            told=self.store.notices.told_by(notice.development),
        )

    def _write(self, name: str, parcel: Parcel | None, notices: list[Notice], now: datetime) -> int:
        """Render one mail for every recipient and channel and put it into the outbox."""
        if parcel is None:
            self.store.notices.set_aside(notices)
            return 0
        try:
            news = [self._news(number, parcel, notices) for number in parcel.developments]
            alerts = list(self._alerts(name, news, parcel.why, now))
        except Exception:  # a fault of ours holds this one mail up; it is loud
            log.exception("a mail of the story %s could not be written", name)
            self._postponed |= {notice.id: now + _PAUSE for notice in notices}
            return 0
        self.store.notices.take(notices, parcel_id(news), now)
        for each in news:
            self.store.notices.keep_subject(each.development, subject(harmless(each)))
        for alert in alerts:
            self.store.outbox.enqueue(alert)
        return len(alerts)

    def _news(self, development: int, parcel: Parcel, notices: list[Notice]) -> News:
        """Join the notices of one development: the latest words, all that changed."""
        own = [notice for notice in notices if notice.development == development]
        latest = own[-1]
        changes = {(c.kind, c.before, c.after, c.about): c for n in own for c in n.changes}
        return News(
            story=latest.story,
            development=development,
            first_item=latest.first_item,
            sequence=self.store.alerts_written(development) + 1,
            headline=latest.headline,
            summary=latest.summary,
            changes=tuple(changes.values()),
            reports=with_origins(self.store.reports(development)),
            reason=latest.reason,
            item=latest.item,
            correction=latest.correction,
            unconfirmed=development in parcel.unconfirmed,
            subject=self.store.notices.subject(development),
        )

    def _alerts(self, name: str, news: list[News], why: str, now: datetime) -> Iterator[Alert]:
        story = self.config.story(name)
        readers = (story.to if story else ()) or (DEFAULT_RECIPIENT,)
        for channel in self.channels.values():
            for to in dict.fromkeys(channel.recipients(readers)):
                envelope = self._envelope(to, channel.name, now)
                since = self.store.followed_since(name)
                yield render(news, replace(envelope, why=why, since=since), self.layout)

    def _envelope(self, to: str, channel: str, now: datetime) -> Envelope:
        mail = self.config.mail
        return Envelope(to, channel, mail.sender, now, unsubscribe=mail.unsubscribe)

    def tell_operator(self, feed: Feed, before: FeedState, after: FeedState, now: datetime) -> None:
        """Put one message into the outbox when a trouble begins, and one when it is over."""
        if (before.trouble is None) == (after.trouble is None):
            return
        for envelope in self._to_operator(now):
            self.store.outbox.enqueue(render_trouble(feed, before, after, envelope))

    def _to_operator(self, now: datetime) -> Iterator[Envelope]:
        operators = self.config.mail.operator
        if not self.config.mail.server:
            operators = operators or (DEFAULT_RECIPIENT,)
        for channel in self.channels.values():
            for to in dict.fromkeys(channel.recipients(operators)):
                yield self._envelope(to, channel.name, now)

    def losses(self, alert: Alert, error: str, now: datetime) -> list[Alert]:
        """Return what tells the operator, by the other channels, that `alert` was given up."""
        # A message to the operator is not told of by another.
        if not alert.parcel and alert.development is None:
            return []
        return [
            render_loss(alert, error, envelope)
            for envelope in self._to_operator(now)
            if envelope.channel != alert.channel
        ]

    def give_up_stranded(self, now: datetime) -> int:
        """Give up the alerts for channels that there are no more; return how many."""
        stranded = self.store.outbox.stranded(self.channels)
        for alert in stranded:
            error = f"there is no channel {alert.channel!r} any more."
            messages = self.losses(alert, error, now)
            self.store.outbox.settle(
                alert.id, DeliveryState.DEAD, now, error=error, messages=messages
            )
        return len(stranded)


def _moves(changes: Iterable[Change]) -> bool:
    """Whether a figure moved."""
    return any(change.kind is ChangeKind.CHANGED for change in changes)
