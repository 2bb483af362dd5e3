"""From a ruling to the outbox: notice → plan → mails for each reader and channel. I/O.

A notice is written with the decision, in one transaction. What the plan of its story lets go is
rendered while others may write; then one transaction takes the notices of a mail and puts it into
the outbox, a row for each recipient and channel, if the story is still as it was planned.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice

from monitor.alerts.channels import Channel
from monitor.alerts.credentials import mail_links
from monitor.alerts.layout import Layout, built_in
from monitor.alerts.news import News
from monitor.alerts.plan import HOUR, Parcel, plan, with_common_readers
from monitor.alerts.render import parcel_id, render
from monitor.config import Config
from monitor.errors import StoreError
from monitor.model import Alert, Item
from monitor.pipeline.audience import (
    Audience,
    audience_of,
    hand_out,
    moves,
    reached,
    readers_of,
    waits,
)
from monitor.pipeline.composer import (
    Mail,
    addressed,
    context_of,
    envelope_of,
    label_of,
    news_of,
)
from monitor.pipeline.joining import for_reader, welcome
from monitor.pipeline.operator import Operator
from monitor.store.notices import Notice
from monitor.store.readers import Reader
from monitor.store.store import Store
from monitor.stories import Counsel, Ruling
from monitor.story.topic import Query, Watches

log = logging.getLogger(__name__)

_PAUSE = timedelta(minutes=10)  # before a mail that could not be written is tried again
_SLICE = 20  # mails that are written at once: others wait for some milliseconds
_TRIES = 3  # at a story that others change all the time


class _ChangedMeanwhileError(Exception):
    """What a story has to tell is not what was planned any more."""


#: What leaves of each story together with what others have for the same reader.
_Shared = dict[Audience, tuple[Parcel, list[Notice]]]


class Dispatcher:
    """Tells readers what was decided, over one store; belongs to one thread at a time."""

    def __init__(
        self,
        config: Config,
        store: Store,
        channels: Mapping[str, Channel],
        layout: Layout | None = None,
        counsel: Counsel | None = None,
    ) -> None:
        self.config = config
        self.store = store
        self.channels = channels
        self.layout = layout or built_in()
        self._counsel = counsel  # who sums up, where a mail says how its story stands
        self._links = mail_links(config)
        self._postponed: dict[int, datetime] = {}  # notices whose mail could not be written
        self._own: set[Reader] = set()  # who has notices of their own
        #: The version of a story that waits, when it was planned, and when its time comes.
        self._resting: dict[Audience, tuple[int | None, datetime, datetime]] = {}
        self._told_at: datetime | None = None
        self._urgent = {
            story.name: Watches((Query.of(story.when.urgent.query),))
            for story in config.stories
            if story.when.urgent and story.when.urgent.query
        }

    @property
    def operator(self) -> Operator:
        """Who is told of troubles and losses."""
        return Operator(self.config, self.channels)

    def notice(self, ruling: Ruling, item: Item, now: datetime) -> Notice:
        """Return what is to wait for its mail of what was decided, to be written with it."""
        decision = ruling.decision
        assert decision.development is not None  # noqa: S101 - an alert has its development
        return Notice(
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

    def _is_urgent(self, ruling: Ruling, item: Item) -> bool:
        rule = ruling.story.when.urgent
        changes = ruling.decision.diff.changes if ruling.decision.diff else ()
        if rule is None or (rule.changed and not moves(changes)):
            return False
        watches = self._urgent.get(ruling.story.name)
        return watches is None or watches.find(item.title, item.text) is not None

    def tell_due(self, now: datetime) -> int:
        """Do what `tell` does at a tick; the clock may have been set back, also between two lives."""
        self.store.notices.heed_clock_set_back(now)
        if self._told_at and now < self._told_at:
            self.store.outbox.heed_clock_set_back(now)
            self._postponed.clear()
        self._told_at = now
        return self.tell(now)

    def tell(self, now: datetime) -> int:
        """Write the mails that are due into the outbox; return how many. In transactions of its own.

        Mails are planned and rendered while others may write. Where what a story tells is changed
        meanwhile, the story is planned anew, and after some tries left to the next call.
        """
        told = welcome(self.config, self.store, self.channels, self.layout, self._links, now)
        for _ in range(_TRIES):
            versions, is_done = self._handed_out(now), True
            waiting = self._due(versions, now)
            # First what is for one reader alone: what is for all may have nobody left to be told.
            for is_own in (True, False):
                own = [notice for notice in waiting if bool(notice.reader) is is_own]
                written, is_whole = self._tell(own, versions, now)
                told, is_done = told + written, is_done and is_whole
            if is_done:
                break
        return told

    def _tell(
        self, waiting: Iterable[Notice], versions: dict[str, int], now: datetime
    ) -> tuple[int, bool]:
        """Write the mails of what is due of some notices; return how many, and whether it was all."""
        told, is_whole = 0, True
        shared: _Shared = {}
        for audience, group in groupby(sorted(waiting, key=audience_of), key=audience_of):
            name, own = audience[0], _Shared()
            try:
                mails = self._mails(audience, list(group), versions.get(name), now, own)
                for written in self._write([name], mails, versions, now):
                    told += written
                shared |= own
            except _ChangedMeanwhileError:
                is_whole = False
        for audiences in with_common_readers(self._present(shared, now)):
            mail = self._mail({each: shared[each] for each in audiences}, now)
            names = [name for name, _ in audiences]
            try:
                told += sum(self._write(names, [mail] if mail else [], versions, now))
            except _ChangedMeanwhileError:
                is_whole = False
        return told, is_whole

    def _handed_out(self, now: datetime) -> dict[str, int]:
        """Return the versions of the stories at which each reader has her own of what waits."""
        while True:
            versions = dict(self.store.story_versions.telling())
            self._own = self.config.own_readers(self.store.handing_out.apart())
            if not hand_out(self.store, self._own, now):
                return versions

    def _due(self, versions: Mapping[str, int], now: datetime) -> list[Notice]:
        """Return what waits, but for what cannot be due: nothing was changed, and its time is not come."""
        audiences = {
            audience
            for audience in self.store.notices.audiences()
            if not self._rests(audience, versions, now)
        }
        names = {name for name, _ in audiences}
        waiting = self.store.notices.waiting(names) if names else []
        return [notice for notice in waiting if audience_of(notice) in audiences]

    def _rests(self, audience: Audience, versions: Mapping[str, int], now: datetime) -> bool:
        version, since, until = self._resting.get(audience, (None, now, now))
        return version == versions.get(audience[0]) and since <= now < until

    def _present(
        self, audiences: Iterable[Audience], now: datetime
    ) -> dict[Audience, tuple[str, ...]]:
        """Return who of some audiences wants mails now."""
        found = readers_of(self.config, audiences, self._own)
        return {
            (name, own): self.store.labels.present(name, readers, now)
            for (name, own), readers in found.items()
        }

    def _write(
        self, names: list[str], planned: Iterable[Mail], versions: dict[str, int], now: datetime
    ) -> Iterator[int]:
        """Write mails of some stories, a few at a time; yield how many messages it were.

        Raise _ChangedMeanwhileError, with nothing written of what was not yielded, where one of the
        stories is not at its version in `versions` any more; those are brought up to date.
        """
        mails = iter(planned)
        while part := list(islice(mails, _SLICE)):
            with self.store.transaction():
                found = self.store.story_versions.telling()
                if any(found.get(name) != versions.get(name) for name in names):
                    raise _ChangedMeanwhileError
                for mail in part:
                    self._put(mail, now)
                found = self.store.story_versions.telling()
            versions |= {name: found[name] for name in names if name in found}
            yield sum(len(mail.alerts) for mail in part)

    def _mails(
        self,
        audience: Audience,
        notices: list[Notice],
        version: int | None,
        now: datetime,
        shared: _Shared,
    ) -> Iterator[Mail]:
        """Yield what leaves at `now`: first the notices that nobody wants told, then each mail.

        What the reader gets together with other stories is put into `shared`.
        """
        name, reader = audience
        story = self.config.story(name)
        if not reached(self.channels, self._present([audience], now)):
            # Who is away now may want hers before the others, who have theirs, are told.
            copied = self.store.handing_out.copied(name)
            if done := [notice for notice in notices if copied.get(notice.id) is False]:
                yield Mail(done)
            notices = [notice for notice in notices if notice.id not in copied]
        is_muted = self.store.notices.muted(name, now)
        if muted := [notice for notice in notices if story is None or is_muted(notice)]:
            yield Mail(muted)
        if story is None:
            return
        wanted = {notice.id: notice for notice in notices if not is_muted(notice)}
        later = {each: at for each in wanted if (at := self._postponed.get(each, now)) > now}
        when = self.config.when(story, reader)
        sent = self.store.notices.mails_since(name, now - HOUR, reader)
        planned = waits(self.store, [wanted[each] for each in wanted if each not in later], when)
        found = plan(planned, sent, when, now)
        until = min([*later.values(), *([found.wake] if found.wake else [])], default=None)
        if until and not found.parcels:
            self._resting[audience] = (version, now, until)
        for parcel in found.parcels:
            own = [wanted[each.id] for each in parcel.news]
            if parcel.shared:
                shared[audience] = parcel, own  # there is one at most
            elif mail := self._mail({audience: (parcel, own)}, now):
                yield mail

    def _mail(self, shared: _Shared, now: datetime) -> Mail | None:
        """Render what leaves at once for every recipient and channel, one mail for each of them."""
        notices = [notice for _, own in shared.values() for notice in own]
        try:
            news = [each for parcel, own in shared.values() for each in self._news(parcel, own)]
            why = next(parcel.why for parcel, _ in shared.values())
            alerts = tuple(self._alerts(news, list(shared), why, now))
            is_own = any(reader for _, reader in shared)
            return Mail(notices, news if alerts else [], alerts, is_own)  # else nobody wants it
        except StoreError:
            raise
        except Exception:  # a fault of ours holds this one mail up; it is loud
            stories = ", ".join(dict.fromkeys(notice.story for notice in notices))
            log.exception("a mail of the story %s could not be written", stories)
            self._postponed |= {notice.id: now + _PAUSE for notice in notices}
            return None

    def _put(self, mail: Mail, now: datetime) -> None:
        """Put a mail into the outbox, or set its notices aside; part of a transaction."""
        if not mail.news:
            self.store.notices.set_aside(mail.notices)
            return
        self.store.notices.take(mail.notices, parcel_id(mail.news), now)
        for each in mail.news:
            if not (mail.is_own and each.subject):
                self.store.notices.keep_subject(each.development, mail.thread_subject(each))
        for alert in mail.alerts:
            self.store.outbox.enqueue(alert)

    def _news(self, parcel: Parcel, notices: Iterable[Notice]) -> Iterator[News]:
        by_number: dict[int, list[Notice]] = {}
        for notice in notices:
            by_number.setdefault(notice.development, []).append(notice)
        label = ""
        for number in parcel.developments:
            own, is_unconfirmed = by_number[number], number in parcel.unconfirmed
            label = label or label_of(self.config, self.store, own[0].story)  # all are of one story
            yield news_of(self.store, own, unconfirmed=is_unconfirmed, label=label)

    def _alerts(
        self, news: list[News], audiences: Sequence[Audience], why: str, now: datetime
    ) -> Iterator[Alert]:
        found, parcel = context_of(self.store, news, audiences, now, self._counsel), parcel_id(news)
        is_own = any(reader for _, reader in audiences)
        for (channel, to), stories in reached(self.channels, self._present(audiences, now)).items():
            wanted = [each for each in news if each.story in stories]
            own = list(for_reader(self.store, to, wanted, is_own=is_own))
            if not own:
                continue
            envelope = envelope_of(self.config, to, channel, now, self._links)
            yield render(own, addressed(envelope, own, found, why, parcel), self.layout)
