"""One story, followed: what is on topic, what is known, what was told, in memory. Pure.

The daemon and `replay` drive the same engine; it owns no store and reads no clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from monitor.model import Decision, Fact, Item, Match, SourceArticle
from monitor.story import news
from monitor.story.baseline import Baseline
from monitor.story.evidence import Feedback, Models, shipped_models
from monitor.story.facts import agree
from monitor.story.known import (
    Articles,
    Claim,
    Movements,
    Recent,
    Report,
    Retold,
    Thread,
    is_beside_the_story,
    judge,
    recent_before,
    report_of,
)
from monitor.story.reading import Digest, Sentence, read_source, time_of
from monitor.story.topic import (
    FAR,
    Background,
    Glance,
    Neighbours,
    Query,
    Readings,
    StoryItems,
    Topic,
    Watches,
    match,
    watch_values,
)
from monitor.story.words import Phrases, known_phrases, phrases_with

_NO_ALIASES: Mapping[str, Sequence[str]] = MappingProxyType({})
_LEARNT_FROM = 0.9  # how likely an item must be on the story for the topic to learn from it
_DOUBTED = 0.5  # how likely an item is on the story at most that is taken to be off it
_EMPTY = Digest(())
#: Of an item that does not concern the story, as `StoryIndex` finds it.
PASSED_BY = news.decide(FAR, None, None, None)
_LEAST, _SURE_ODDS = 1e-4, 6.0  # of the odds that an item is on the story


@dataclass(slots=True)
class Engine:
    """Decides the items of one story in the order in which they come."""

    topic: Topic
    watches: Watches
    thread: Thread
    baseline: Baseline = field(default_factory=Baseline)
    told: dict[str, news.Told] = field(default_factory=dict)  # by item id
    phrases: Phrases = field(default_factory=known_phrases)
    articles: Articles = field(default_factory=Articles)
    readings: Readings = field(default_factory=Readings)  # those of all stories may be one
    neighbours: Neighbours = field(default_factory=Neighbours)  # the same
    least_importance: float = 0.0  # of a development that is told
    models: Models = field(default_factory=shipped_models)
    threshold: float = news.NEWS  # how likely it must be that an item tells something new
    feedback: Feedback = field(default_factory=Feedback)  # what its readers' verdicts change
    _last_at: float = 0.0  # hours since 1970, of the latest dated item
    _read_at: dict[str, float] = field(default_factory=dict)  # hours since 1970, by source
    story_items: StoryItems = field(default_factory=StoryItems)

    @classmethod
    def of(
        cls,
        sources: Iterable[SourceArticle],
        watch: Iterable[str] = (),
        exclude: Iterable[str] = (),
        *,
        aliases: Mapping[str, Sequence[str]] = _NO_ALIASES,
        since: datetime | None = None,
        background: Background | None = None,
    ) -> Engine:
        """Start from the source articles; raise QueryError for a watch that does not parse.

        `background` is what the stream says, shared by all stories.
        `aliases` are other spellings by name (`Federal Reserve`: `FOMC`). `since` is when the reader
        began to follow, taken for the time of a source without a date.
        """
        phrases = phrases_with(aliases)
        read = [(source, read_source(source, phrases)) for source in sources]
        watches = Watches(
            tuple(Query.of(text) for text in watch), tuple(Query.of(text) for text in exclude)
        )
        background = background or Background()
        topic = Topic(background, phrases)
        engine = cls(topic, watches, Thread(background), phrases=phrases)
        engine.topic.watch(
            phrase for query in watches.include for phrase in query.expression.said()
        )
        for source, text in read:
            engine.topic.add_source(source.title, source.text)
            engine.thread.add_source(text)
            engine.baseline.add(source.id, text, is_source=True)
            if at := time_of(text) or since:
                engine._read_at[source.id] = _hours(at)
        return engine

    def match(self, item: Item) -> Match:
        """Say whether an item is on the story's topic, and why."""
        return match(
            item,
            self._glance(item),
            self.watches,
            self.topic,
            self.phrases,
            self.models,
            self._near(item),
            self.readings.readable(item, self.phrases) if self.watches else None,
        )

    def decide(self, item: Item, now: datetime | None = None) -> Decision:
        """Decide an item that is new, or that is another version of one that was told.

        `now` is when it came, where that is not when it was published. What is known does not change.
        """
        told = [each for each in (item.id, *self.articles.of(item)) if each in self.told]
        if not told:
            return self._judge(item, item)
        return self._decide_again(item, told, now or item.published)

    def decide_edit(self, _: Item, after: Item, now: datetime | None = None) -> Decision:
        """Decide an item whose outlet changed it, by what was told of it, not what it said last."""
        return self.decide(after, now)

    def decide_as(self, item: Item, found: Match) -> Decision:
        """Decide an item that was not told as if it were matched so; what is known does not change."""
        return self._judge(item, item, found)

    def _judge(self, item: Item, said: Item, found: Match | None = None) -> Decision:
        """Decide what an item says, of which `said` is all or a part."""
        found = found or self.match(item)
        read = self._read(said) if found.on_topic else _EMPTY
        if not read.sentences:
            return news.decide(found, None, None, item.published)
        report = self._report(item, read)
        retold = self.thread.retold(report, self.models)
        like = news.MostLike.among(retold)
        beside = self._beside(said, report, retold, found)
        recent, outlet = self._recent(item.published), report.outlet
        diff = news.compare(read, self.baseline.ledger, recent, like, outlet, beside, self.models)
        told = self.told.get(like.document) if like else None
        threshold = self.feedback.threshold(self.threshold)
        decision = news.decide(found, diff, told, item.published, threshold, usual=self.threshold)
        return news.only_important(decision, self.least_importance)

    def _decide_again(self, item: Item, told: Sequence[str], now: datetime | None) -> Decision:
        """Decide another version of the article that the items `told` have told."""
        versions = self.baseline.ledger.versions(told)
        read = self._read(item)
        edit = news.read_edit(versions, read, told[0], self._is_beside, self._is_told_by_another)
        judged = news.as_told(item, edit)
        said = news.only_new(judged, edit) if edit.is_rewritten else judged
        before = self.told[told[0]]
        decision = news.decide_edit(self._judge(item, said), edit, before, same=told[0] == item.id)
        mails = tuple(sorted(mail for each in told for mail in self.told[each].mails))
        return news.within_limits(decision, mails, now) if now else decision

    def _is_beside(self, sentence: Sentence, fact: Fact) -> bool:
        return is_beside_the_story(sentence.text, fact, self.topic.knows)

    def _is_told_by_another(self, sentence: Sentence, fact: Fact) -> bool:
        """Whether an item that was told states a figure of the same thing."""
        ledger = self.baseline.ledger
        known = judge(fact, Claim(sentence, Movements(())), ledger).entry
        return (
            known is not None
            and agree(known.fact.high, fact.high)
            and (ledger.document(known.place) not in ledger.sources)
        )

    def evidence(self, item: Item) -> tuple[dict[str, float], dict[str, float]]:
        """Return what speaks for its being on the story and its being news: what models are fitted to."""
        found = self.match(item)
        topical = self._topical(item, found)
        read = self._read(item)
        if not read.sentences:
            return topical, {}
        report = self._report(item, read)
        retold = self.thread.retold(report, self.models)
        recent = self._recent(item.published)
        facts = news.findings(read, self.baseline.ledger, recent, report.outlet)
        return topical, {**self._beside(item, report, retold, found), **news.values(read, facts)}

    def topic_evidence(self, item: Item) -> tuple[dict[str, float], bool]:
        """Return what speaks for an item's being on the story, and whether it is looked at at all."""
        found, read = self.match(item), self._glance(item)
        return self._topical(item, found), found.is_watched or self.topic.is_near(read)

    def _topical(self, item: Item, found: Match) -> dict[str, float]:
        values = self.topic.values(self._glance(item))
        return {**values, **self._near(item), **_watched(item, found)}

    def _near(self, item: Item) -> dict[str, float]:
        """Return how many of an item's neighbours are on the story, and how many are not, by name."""
        return self.story_items.values(self.neighbours.of(item.id))

    def _report(
        self, item: Item, read: Digest, likely: float = 0.0, *, is_told: bool = False
    ) -> Report:
        outlet = self.articles.outlet(item)
        return report_of(read, item.id, self._at(item), outlet, is_told=is_told, likely=likely)

    def _beside(
        self, item: Item, report: Report, retold: Sequence[Retold], found: Match
    ) -> dict[str, float]:
        """Return the evidence that does not follow from an item's facts."""
        odds = math.log((found.score + _LEAST) / (1 - found.score + _LEAST))
        return {
            **self.thread.values(report, retold, self.models),
            **self.thread.pace(report.at),
            **news.genre_values(item.title, item.text, news.address_of(item)),
            **_watched(item, found),
            "comment_words": news.reads_like_comment(
                item.title, item.text, self.models.comment_words
            ),
            "topic_likely": max(-_SURE_ODDS, min(_SURE_ODDS, odds)),
        }

    def _glance(self, item: Item) -> Glance:
        return self.readings.glance(item, self.phrases)

    def _read(self, item: Item) -> Digest:
        return self.readings.of(item, self.phrases)

    def _at(self, item: Item) -> float:
        """Return when an item came, in hours since 1970; an undated one when the last one did."""
        if item.published:
            return _hours(item.published)
        return self._last_at

    def _recent(self, now: datetime | None) -> list[Recent]:
        """Return what was told in the hours before, latest first."""
        if now is None:
            return []
        return recent_before(_hours(now), self.thread.told_since, self._read_at)

    def read(self, article: SourceArticle, at: datetime) -> None:
        """Note that the reader has read one more article; `at` is its time where it has no date."""
        text = read_source(article, self.phrases)
        self.baseline.add(article.id, text, is_source=True)
        self._read_at[article.id] = _hours(time_of(text) or at)
        self.topic.add_source(article.title, article.text)
        self.thread.add_source(text)

    def note(self, item: Item, decision: Decision) -> None:
        """Note an item of the stream that the reader is not told, and what was decided on it."""
        self.articles.note(item)
        self._learn(item, decision.match)
        if decision.match.on_topic:
            likely = decision.diff.novelty if decision.diff else 0.0
            self._hear(item, likely, is_told=False)

    def recall(self, item: Item) -> None:
        """Note an item that was decided and not told before this engine began."""
        found = self.match(item)
        self.articles.note(item)
        self._learn(item, found)
        if found.on_topic:
            self._hear(item, is_told=False)

    def _learn(self, item: Item, found: Match) -> None:
        """Have the topic learn from an item, fully where sources and watches leave no doubt of it."""
        is_sure = found.on_topic and found.score >= _LEARNT_FROM
        likely = found.score if found.on_topic else min(found.score, _DOUBTED)
        outlet = self.articles.outlet(item)
        self.topic.learn(self._glance(item), outlet, likely, admitted=is_sure)
        if found.on_topic:
            self.story_items.add(item.id)

    def _hear(self, item: Item, likely: float = 0.0, *, is_told: bool) -> None:
        read = self._read(item)
        self._last_at = max(self._last_at, self._at(item))
        if read.sentences:
            self.thread.hear(self._report(item, read, likely, is_told=is_told))

    def tell(self, item: Item, development: int, now: datetime | None = None) -> None:
        """Note that the reader is told `item` as (part of) a development, at `now`."""
        read = self._read(item)
        self.articles.note(item)
        outlet = self.articles.outlet(item)
        self.baseline.add(item.id, read)
        self.topic.learn(self._glance(item), outlet, 1.0, admitted=True)
        self.story_items.add(item.id)
        self._hear(item, is_told=True)
        news.note_told(self.told, item, development, outlet, now or item.published)

    def confirm(self, item: Item) -> None:
        """Note that the reader called an item right."""
        self.topic.confirm(self._glance(item))

    def reject(self, item: Item, likely: float) -> None:
        """Note that the reader called an item off the story; `likely` is how likely it was held on it."""
        if self.topic.reject(self._glance(item), likely):
            self.story_items.discard(item.id)


def _watched(item: Item, found: Match) -> dict[str, float]:
    return watch_values(item, found.spans if found.is_watched else ())


def _hours(at: datetime) -> float:
    return at.timestamp() / 3600
