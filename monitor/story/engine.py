"""One story, followed: what is on topic, what is known, what was told, in memory. Pure.

The daemon and `replay` drive the same engine; it owns no store and reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType

from monitor.model import Action, Decision, Item, Match, SourceArticle
from monitor.story.baseline import Baseline
from monitor.story.decide import NEWS, Told, decide
from monitor.story.diff import MostLike, compare, findings
from monitor.story.digest import Digest, digest
from monitor.story.edit import compare_edit
from monitor.story.event import Vector, event_vector
from monitor.story.facts.moments import dateline
from monitor.story.facts.values import significant_digits
from monitor.story.judge import is_figure
from monitor.story.match import Query, Watches, match
from monitor.story.memory import Memory
from monitor.story.novelty import values
from monitor.story.readings import Readings
from monitor.story.recent import CATCHING_UP, Recent
from monitor.story.text import Phrases, known_phrases, phrases_with
from monitor.story.topic import Topic

_NO_ALIASES: Mapping[str, Sequence[str]] = MappingProxyType({})
_MOST_RECENT = 60  # items told in the hours before that are looked at


@dataclass(slots=True)
class Engine:
    """Decides the items of one story in the order in which they come."""

    topic: Topic
    watches: Watches
    baseline: Baseline = field(default_factory=Baseline)
    memory: Memory = field(default_factory=Memory)
    told: dict[str, Told] = field(default_factory=dict)  # by item id
    phrases: Phrases = field(default_factory=known_phrases)
    threshold: float = NEWS  # how likely it must be that an item tells something new
    readings: Readings = field(default_factory=Readings)  # those of all stories may be one

    @classmethod
    def of(
        cls,
        sources: Iterable[SourceArticle],
        watch: Iterable[str] = (),
        exclude: Iterable[str] = (),
        *,
        aliases: Mapping[str, Sequence[str]] = _NO_ALIASES,
        since: datetime | None = None,
    ) -> Engine:
        """Start from the source articles; raise QueryError for a watch that does not parse.

        `aliases` are other spellings by name (`Federal Reserve`: `FOMC`). `since` is when the reader
        began to follow, taken for the time of a source without a date.
        """
        phrases = phrases_with(aliases)
        read = [(source, _read_source(source, phrases)) for source in sources]
        watches = Watches(
            tuple(Query.of(text) for text in watch), tuple(Query.of(text) for text in exclude)
        )
        engine = cls(Topic.of(text for _, text in read), watches, phrases=phrases)
        engine.topic.watch(
            phrase for query in watches.include for phrase in query.expression.said()
        )
        for source, text in read:
            engine.baseline.add(source.id, text, is_source=True)
            at = _noon(text.published) if text.published else since
            engine.memory.add(source.id, event_vector(text), at)
        return engine

    def match(self, item: Item) -> Match:
        """Say whether an item is on the story's topic, and why."""
        read, vector = self._read(item)
        topical = self._topical(read, vector)
        return match(item, read, self.watches, self.topic, topical, self.phrases)

    def decide(self, item: Item) -> Decision:
        """Decide a new item; what is known does not change."""
        found = self.match(item)
        if not found.on_topic:
            return decide(found, None, None, item.published)
        read, vector = self._read(item)
        recent = self._recent(read, vector, item.published)
        like = self._most_like(read, vector, recent)
        diff = compare(read, self.baseline.ledger, recent, like, item.outlet)
        told = self.told.get(like.document) if like else None
        return decide(found, diff, told, item.published, self.threshold)

    def evidence(self, item: Item) -> tuple[dict[str, float], dict[str, float]]:
        """Return what speaks for an item's being on the story and for its being news, by name.

        That is what the classifiers are trained from, whatever they would decide.
        """
        read, vector = self._read(item)
        recent = self._recent(read, vector, item.published)
        found = findings(read, self.baseline.ledger, recent, item.outlet)
        return self._topical(read, vector), values(read, found, self.baseline.ledger, recent)

    def _read(self, item: Item) -> tuple[Digest, Vector]:
        """Read an item and what it tells; once, though it is matched, decided and told in turn."""
        return self.readings.of(item, self.phrases)

    def _topical(self, read: Digest, vector: Vector) -> dict[str, float]:
        """Return the evidence of an item's being on the story."""
        if not read.sentences:
            return {}
        nearest = self.memory.nearest(vector)
        figures = {
            fact.key: fact
            for sentence in read.lead
            for fact in sentence.facts
            if is_figure(fact) and significant_digits(fact.high) > 1
        }
        known = sum(bool(self.baseline.ledger.stating(fact)) for fact in figures.values())
        return {
            **self.topic.values(read),
            "similarity": nearest[0].similarity if nearest else 0.0,
            "figures_known": float(min(2, known)),
        }

    def _recent(self, read: Digest, vector: Vector, now: datetime | None) -> list[Recent]:
        """Return what was told in the hours before an item, latest first."""
        if now is None:
            return []
        said = read.lead_words
        ledger = self.baseline.ledger
        recent: list[Recent] = []
        for each in self.memory.since(now - CATCHING_UP, vector, _MOST_RECENT):
            at = each.at or now  # all of these have one
            hours = max(0.0, (now - at).total_seconds() / 3600)
            share, words = ledger.shared(said, each.document)
            told = self.told.get(each.document)
            recent.append(
                Recent(
                    each.document, hours, share, each.similarity, words,
                    outlet=told.outlet if told else "",
                    is_source=each.document in ledger.sources,
                )
            )  # fmt: skip
        return recent

    def _most_like(self, read: Digest, vector: Vector, recent: list[Recent]) -> MostLike | None:
        """Return the told item that an item repeats: of the hours before first, then of any time.

        Outlets follow each other within hours, in words of their own; what was told long ago is
        repeated as background.
        """
        said = read.lead_words
        fresh = [each for each in recent if each.document in self.told]
        if fresh:
            best = max(fresh, key=lambda each: each.share + each.similarity)
            return MostLike(best.document, best.share)
        nearest = [f for f in self.memory.nearest(vector, limit=5) if f.document in self.told]
        if not nearest:
            return None
        share, _ = self.baseline.ledger.shared(said, nearest[0].document)
        return MostLike(nearest[0].document, share)

    def decide_edit(self, before: Item, after: Item) -> Decision:
        """Decide an item whose outlet changed it: a figure that moved is told in its thread."""
        decision = self.decide(after)
        told = self.told.get(after.id)
        if decision.diff is None or told is None:
            return decision
        corrected = compare_edit(self._read(before)[0], self._read(after)[0], before.id)
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

    def read(self, article: SourceArticle, at: datetime) -> None:
        """Note that the reader has read one more article; `at` is its time where it has no date."""
        text = _read_source(article, self.phrases)
        self.baseline.add(article.id, text, is_source=True)
        self.memory.add(
            article.id, event_vector(text), _noon(text.published) if text.published else at
        )
        self.topic.learn(text)

    def tell(self, item: Item, development: int) -> None:
        """Note that the reader is told `item` as (part of) a development."""
        read, vector = self._read(item)
        self.baseline.add(item.id, read)
        self.memory.add(item.id, vector, item.published)
        self.topic.learn(read)
        thread = [item_id for item_id, told in self.told.items() if told.development == development]
        first = self.told[thread[0]].first_item if thread else item.id
        alerts = self.told[thread[0]].alerts + 1 if thread else 1
        for earlier in thread:
            self.told[earlier] = replace(self.told[earlier], alerts=alerts)
        self.told.pop(item.id, None)
        self.told[item.id] = Told(development, first, alerts, item.outlet, item.published)


def _read_source(source: SourceArticle, phrases: Phrases) -> Digest:
    day = dateline(source.text)
    return digest(source.title, source.text, published=day, phrases=phrases)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
