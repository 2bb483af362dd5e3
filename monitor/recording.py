"""What one poll brought, decided a slice at a time while others may write. I/O.

An item and all that was decided on it are in one transaction; so is the feed's state with the last
slice. Before that the feed is polled again, and what was written is known. What was decided is
written only if what it was decided by is as it was: else the stories are built and asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.deciding import Deciding
from monitor.dispatch import Dispatcher
from monitor.feeds.memory import Arrival
from monitor.feeds.poll import Polled
from monitor.model import Item
from monitor.store.records import Decided, Found, ItemRecord, PollEnd, PollPart
from monitor.store.rows import decision_row
from monitor.stories import Ruling, Stories

_SLICE = 200  # decisions that are written at once: others wait for a tenth of a second


@dataclass(frozen=True, slots=True)
class Judged:
    """An item and all that was decided on it, with the rulings by which it is told."""

    record: ItemRecord
    told: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """What is written at once."""

    judged: tuple[Judged, ...]
    is_last: bool


class Recording:
    """Decides the items of one poll; belongs to one thread at a time."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        deciding: Deciding,
        polled: Polled,
        found: Found,
        backlog: timedelta,
        now: datetime,
    ) -> None:
        """Begin with what was `found` of the items in the store."""
        self.new: dict[str, Item] = {}
        self.edited: set[str] = set()
        self._dispatcher = dispatcher
        self._deciding = deciding
        self._polled = polled
        self._now = now
        # Its feed was never read: an item without a date may be as old as any.
        self._undated = now if polled.state.first_polled_at else now - 2 * backlog
        self._items = _oldest_first(polled.parsed.items if polled.parsed else ())
        self.heed(found)

    def heed(self, found: Found) -> None:
        """Go by what is stored now: what is there as it is needs no decision."""
        self._found = found
        self._revisions = {key: known.revision for key, known in found.known.items()}
        self._todo = [item for item in self._items if not found.has_as_it_is(item)]

    def arrival(self, last: Slice) -> Arrival:
        """Return what of the items was there before, once the last slice is written."""
        judged = (each.record for each in last.judged)
        new = [*self.new.values(), *(each.item for each in judged if each.is_new)]
        entries = self._polled.parsed.entries if self._polled.parsed else 0
        return Arrival(new, shares=entries > len(new))

    def decide(self, stories: Stories, went_on: Callable[[], None]) -> Slice:
        """Decide the next items; the stories know then what is told, and the store does not yet."""
        judged: list[Judged] = []
        size = 0
        while size < _SLICE and len(judged) < len(self._todo):
            went_on()
            judged.append(self._judge(self._todo[len(judged)], stories))
            size += 1 + len(judged[-1].record.decided)
        return Slice(tuple(judged), is_last=len(judged) == len(self._todo))

    def _judge(self, item: Item, stories: Stories) -> Judged:
        before, forgotten = self._found.known.get(item.id), self._found.forgotten.get(item.id)
        dated = item if item.published else replace(item, published=self._undated)
        if forgotten:
            return Judged(ItemRecord(item, dated, before, forgotten, ()), ())
        # What a forgotten item said before does not matter: it told nothing.
        previous = before.item if before else dated if forgotten is not None else None
        first_contact = self._polled.state.first_polled_at or self._now
        rulings = self._deciding.rule(
            stories, self._polled.feed, dated, previous, first_contact, self._now
        )
        told: list[Ruling] = []
        decided: list[Decided] = []
        for ruling in rulings:
            notice = None
            if ruling.is_alert:
                notice = self._dispatcher.notice(ruling, dated, self._now)
                told.append(ruling)
            row = decision_row(ruling.decision)
            decided.append(Decided(ruling.story.name, ruling.decision, row, notice))
        return Judged(ItemRecord(item, dated, before, forgotten, tuple(decided)), tuple(told))

    def to_write(self, part: Slice, versions: Mapping[str, int], end: PollEnd | None) -> PollPart:
        """Return what is to be written of a slice that was decided by these versions of the stories.

        All items of the poll are to be as they were found when its end is written.
        """
        records = tuple(each.record for each in part.judged)
        looked_at = self._items if end else [each.item for each in records]
        revisions = {item.id: self._revisions.get(item.id) for item in looked_at}
        return PollPart(self._polled.feed.url, records, revisions, versions, end)

    def keep(self, part: Slice) -> list[tuple[Ruling, Item]]:
        """Count what is written now; return what of it is told."""
        del self._todo[: len(part.judged)]
        for record in (each.record for each in part.judged):
            before = record.before.revision if record.before else 0
            self._revisions[record.item.id] = before + 1
            if record.is_new:
                self.new[record.item.id] = record.item
            elif not record.forgotten:
                self.edited.add(record.item.id)
        return [(ruling, each.record.dated) for each in part.judged for ruling in each.told]


def _oldest_first(items: Iterable[Item]) -> list[Item]:
    """Order items by their date, those without one last; feeds list the newest first."""
    in_order = list(items)[::-1]
    return sorted(in_order, key=lambda item: item.published.timestamp() if item.published else 1e12)
