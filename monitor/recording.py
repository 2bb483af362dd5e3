"""What one poll brought: decided while others may write, then written a slice at a time. I/O.

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
from monitor.store.notices import Notice
from monitor.store.records import KnownItem
from monitor.store.rows import DecisionRow, decision_row
from monitor.stories import Ruling, Stories

_SLICE = 200  # decisions that are written at once: others wait for a tenth of a second


class ChangedMeanwhileError(Exception):
    """What was decided by is not as it was: another writer was faster."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An item that is new or edited, and what was decided on it; `dated` has a date in any case."""

    item: Item
    dated: Item
    before: KnownItem | None  # as it is stored
    forgotten: bool | None  # whether it says what it said when it was removed; None: it never was
    rulings: tuple[tuple[Ruling, DecisionRow, Notice | None], ...]

    @property
    def is_new(self) -> bool:
        """Whether it was never stored."""
        return self.before is None and self.forgotten is None


@dataclass(frozen=True, slots=True)
class Slice:
    """What is written at once."""

    judged: tuple[Judged, ...]
    is_last: bool


class Recording:
    """Decides and writes the items of one poll; belongs to one thread at a time."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        deciding: Deciding,
        polled: Polled,
        backlog: timedelta,
        now: datetime,
    ) -> None:
        self.new: dict[str, Item] = {}
        self.edited: set[str] = set()
        self._store = dispatcher.store
        self._dispatcher = dispatcher
        self._deciding = deciding
        self._polled = polled
        self._now = now
        # Its feed was never read: an item without a date may be as old as any.
        self._undated = now if polled.state.first_polled_at else now - 2 * backlog
        self._items = _oldest_first(polled.parsed.items if polled.parsed else ())
        self.look()

    def look(self) -> None:
        """See what of the items is stored; what is, as it is now, needs no decision."""
        url = self._polled.feed.url
        self._known = self._store.known_items(url, self._items)
        self._forgotten = self._store.forgotten.among(
            [item for item in self._items if item.id not in self._known]
        )
        self._revisions = {key: known.revision for key, known in self._known.items()}
        self._todo = [
            item
            for item in self._items
            if item.id not in self._known
            or self._known[item.id].item.content_hash != item.content_hash
        ]

    def arrival(self, last: Slice) -> Arrival:
        """Return what of the items was there before, once the last slice is written."""
        new = [*self.new.values(), *(each.item for each in last.judged if each.is_new)]
        entries = self._polled.parsed.entries if self._polled.parsed else 0
        return Arrival(new, shares=entries > len(new))

    def decide(self, stories: Stories, went_on: Callable[[], None]) -> Slice:
        """Decide the next items; the stories know then what is told, and the store does not yet."""
        judged: list[Judged] = []
        size = 0
        while size < _SLICE and len(judged) < len(self._todo):
            went_on()
            judged.append(self._judge(self._todo[len(judged)], stories))
            size += 1 + len(judged[-1].rulings)
        return Slice(tuple(judged), is_last=len(judged) == len(self._todo))

    def _judge(self, item: Item, stories: Stories) -> Judged:
        before, forgotten = self._known.get(item.id), self._forgotten.get(item.id)
        dated = item if item.published else replace(item, published=self._undated)
        if forgotten:
            return Judged(item, dated, before, forgotten, ())
        # What a forgotten item said before does not matter: it told nothing.
        previous = before.item if before else dated if forgotten is not None else None
        first_contact = self._polled.state.first_polled_at or self._now
        rulings = tuple(
            (
                ruling,
                decision_row(ruling.decision),
                self._dispatcher.notice(ruling, dated, self._now) if ruling.is_alert else None,
            )
            for ruling in self._deciding.rule(
                stories, self._polled.feed, dated, previous, first_contact, self._now
            )
        )
        return Judged(item, dated, before, forgotten, rulings)

    def write(self, part: Slice, known: Mapping[str, int]) -> Mapping[str, int]:
        """Write what was decided, in the caller's transaction; return the versions of all stories.

        `known` are the versions that it was decided by. Raise ChangedMeanwhileError where they, or
        the items as they are stored, are others by now.
        """
        looked_at = self._items if part.is_last else [each.item for each in part.judged]
        found = self._store.lookup.revisions(self._polled.feed.url, looked_at)
        expected = {
            item.id: self._revisions[item.id] for item in looked_at if item.id in self._revisions
        }
        is_judged = any(each.rulings for each in part.judged)
        if found != expected or (is_judged and self._store.story_versions.known() != known):
            raise ChangedMeanwhileError
        for each in part.judged:
            self._write(each)
        return self._store.story_versions.known()

    def _write(self, judged: Judged) -> None:
        revision = self._store_item(judged)
        for ruling, row, notice in judged.rulings:
            story, decision = ruling.story.name, ruling.decision
            self._store.record_development(decision, story, judged.dated.title, self._now)
            self._store.record_decision(judged.dated, revision, story, decision, self._now, row)
            if notice:
                self._store.notices.add(notice)

    def _store_item(self, judged: Judged) -> int:
        if judged.before:
            return self._store.revise_item(judged.before, judged.item, self._now)
        if judged.forgotten is None:
            self._store.add_item(judged.item, self._now)
        else:
            self._store.recall_item(judged.item, self._now)
        return 1

    def keep(self, part: Slice) -> list[tuple[Ruling, Item]]:
        """Count what is written now; return what of it is told."""
        del self._todo[: len(part.judged)]
        for each in part.judged:
            before = each.before.revision if each.before else 0
            self._revisions[each.item.id] = before + 1
            if each.is_new:
                self.new[each.item.id] = each.item
            elif not each.forgotten:
                self.edited.add(each.item.id)
        return [(ruling, each.dated) for each in part.judged for ruling, _, n in each.rulings if n]


def _oldest_first(items: Iterable[Item]) -> list[Item]:
    """Order items by their date, those without one last; feeds list the newest first."""
    in_order = list(items)[::-1]
    return sorted(in_order, key=lambda item: item.published.timestamp() if item.published else 1e12)
