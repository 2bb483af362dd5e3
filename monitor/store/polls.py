"""What a poll finds stored, and what it leaves behind: whole steps over a store. I/O.

A part of a poll is one transaction, written only if what it was decided by is as it was. The state of
the feed is in the last part: before it the feed is polled again, after it nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from monitor.model import Item
from monitor.store.records import Found, ItemRecord, PollEnd, PollPart
from monitor.store.store import Store


class ChangedMeanwhileError(Exception):
    """What was decided by is not as it was: another writer was faster."""


class Polls:
    """What polls find and leave behind, over an open store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, feed: str, items: Sequence[Item]) -> Found:
        """Return what of the items of a feed is stored, and which were removed once."""
        known = self._store.lookup.known_items(feed, items)
        return Found(known, self._store.forgotten.among([i for i in items if i.id not in known]))

    def record(self, part: PollPart, now: datetime) -> Mapping[str, int]:
        """Write a part of a poll, all or nothing; return the versions of the stories from then on.

        Raise ChangedMeanwhileError where the items, or the stories that were asked, are others by now.
        """
        with self._store.transaction():
            if self._is_outdated(part):
                raise ChangedMeanwhileError
            for each in part.items:
                self._write(each, now)
            if part.end:
                self._write_end(part.end, now)
            return self._store.story_versions.known()

    def record_end(self, end: PollEnd, now: datetime) -> None:
        """Write how a poll ended of which nothing else is kept, all or nothing."""
        with self._store.transaction():
            self._write_end(end, now)

    def keep_day(self, day: date, items: int, words: Mapping[str, int]) -> None:
        """Keep the words of a day of the stream that is over, all or nothing."""
        with self._store.transaction():
            self._store.stream.keep_day(day, items, words)

    def _is_outdated(self, part: PollPart) -> bool:
        """Whether the items are stored otherwise now, or a story that was asked knows more."""
        expected = {key: number for key, number in part.revisions.items() if number is not None}
        if self._store.lookup.revisions(part.feed, part.revisions) != expected:
            return True
        is_judged = any(each.decided for each in part.items)
        return is_judged and self._store.story_versions.known() != part.versions

    def _write(self, record: ItemRecord, now: datetime) -> None:
        revision = self._write_item(record, now)
        for each in record.decided:
            story, decision = each.story, each.decision
            self._store.record_development(decision, story, record.dated.title, now)
            self._store.record_decision(record.dated, revision, story, decision, now, each.row)
            if each.notice:
                self._store.notices.add(each.notice)

    def _write_item(self, record: ItemRecord, now: datetime) -> int:
        """Store an item; return its revision."""
        if record.before:
            return self._store.revise_item(record.before, record.item, now)
        if record.forgotten is None:
            self._store.add_item(record.item, now)
        else:
            self._store.recall_item(record.item, now)
        return 1

    def _write_end(self, end: PollEnd, now: datetime) -> None:
        record = end.record
        if end.carriage:
            url = record.state.url
            self._store.carried.note(url, end.carriage.read, end.carriage.entries, now)
        self._store.record_poll(record, now)
        if end.spared:
            self._store.spare_host(end.host, end.spared)
        for message in end.messages:
            self._store.outbox.enqueue(message)
