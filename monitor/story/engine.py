"""One story, followed: what is on topic, what is known, what was told, in memory. Pure.

The daemon and `replay` drive the same engine; it owns no store and reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from monitor.model import Action, Decision, Diff, Item, SourceArticle
from monitor.story.baseline import Baseline
from monitor.story.decide import CATCHING_UP, REPRINTING, Told, decide
from monitor.story.digest import Digest, digest
from monitor.story.edit import compare_edit
from monitor.story.facts.moments import dateline
from monitor.story.match import Profile, Query, Topic, Watches

RECENT_BONUS = 0.2  # how much less of an item a development just told must say to be the one
_LATEST_TOLD = 30  # items looked at


@dataclass(slots=True)
class Engine:
    """Decides the items of one story in the order in which they come."""

    topic: Topic
    baseline: Baseline
    told: dict[str, Told] = field(default_factory=dict)  # by item id

    @classmethod
    def of(
        cls,
        sources: Iterable[SourceArticle],
        watch: Iterable[str] = (),
        exclude: Iterable[str] = (),
    ) -> Engine:
        """Start from the source articles; raise QueryError for a watch that does not parse."""
        baseline = Baseline()
        read: list[Digest] = []
        for source in sources:
            read.append(digest(source.title, source.text, published=dateline(source.text)))
            baseline.add(source.id, read[-1], is_source=True)
        include = tuple(Query.of(text) for text in watch)
        excluded = tuple(Query.of(text) for text in exclude)
        topic = Watches(include, excluded) if include else Profile.of(read, excluded)
        return cls(topic, baseline)

    def decide(self, item: Item) -> Decision:
        """Decide a new item; what is known does not change."""
        match = self.topic.match(item.title, item.text)
        if not match.on_topic:
            return decide(match, None, None)
        read = _read(item)
        diff, told = self._attributed(self.baseline.compare(read), read, item.published)
        return decide(match, diff, told)

    def _attributed(
        self, diff: Diff, read: Digest, now: datetime | None
    ) -> tuple[Diff, Told | None]:
        """Prefer a development just told as the one that an item repeats.

        Outlets follow each other within hours, in words of their own; what was told long ago is
        repeated as background.
        """
        told = self.told.get(diff.told_by or "")
        best = diff.told_share + (
            RECENT_BONUS if told and told.is_within(CATCHING_UP, now) else 0.0
        )
        for item_id, recent in self._latest.items():
            if not recent.is_within(CATCHING_UP, now):
                continue
            share = self.baseline.ledger.share(read.lead_concepts, item_id)
            if share + RECENT_BONUS > best:
                best = share + RECENT_BONUS
                diff = replace(diff, told_by=item_id, told_share=round(share, 4))
                told = recent
        is_fresh = told is not None and told.is_within(REPRINTING, now)
        return replace(diff, is_fresh=is_fresh), told

    @property
    def _latest(self) -> dict[str, Told]:
        """The items told last, latest first."""
        ids = list(islice(reversed(self.told), _LATEST_TOLD))
        return {item_id: self.told[item_id] for item_id in ids}

    def decide_edit(self, before: Item, after: Item) -> Decision:
        """Decide an item whose outlet changed it: a figure that moved is told in its thread."""
        decision = self.decide(after)
        told = self.told.get(after.id)
        if decision.diff is None or told is None:
            return decision
        corrected = compare_edit(_read(before), _read(after), before.id)
        if corrected:
            moved = ", ".join(f"{change.before} → {change.after}" for change in corrected)
            diff = replace(decision.diff, changes=corrected)
            reason = f"The outlet corrected its report: {moved}."
            return Decision(Action.ALERT, reason, decision.match, diff, told.development)
        if decision.action is Action.ALERT:
            return replace(decision, development=told.development)
        reason = "Edited without a new fact."
        return replace(
            decision, action=Action.FOLD, reason=reason,
            development=told.development, same_as=told.first_item,
        )  # fmt: skip

    def tell(self, item: Item, development: int) -> None:
        """Note that the reader is told `item` as (part of) a development."""
        read = _read(item)
        self.baseline.add(item.id, read)
        self.topic.learn(read)
        before = next((t for t in self.told.values() if t.development == development), None)
        first = before.first_item if before else item.id
        alerts = before.alerts + 1 if before else 1
        self.told.pop(item.id, None)
        self.told[item.id] = Told(development, first, alerts, item.published)
        if before:
            for item_id, told in self.told.items():
                if told.development == development:
                    self.told[item_id] = replace(told, alerts=alerts)


def _read(item: Item) -> Digest:
    return digest(item.title, item.text, published=item.published)
