"""The stories of a configuration: which item is for which story, and what is told of it. Pure.

Holds the engines in memory and numbers the developments; the store is told afterwards, in one
transaction. When that fails, the stories are built anew from what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from monitor.config import StoryConfig
from monitor.feeds.dates import read_date
from monitor.model import Action, Decision, Feed, Item, SourceArticle
from monitor.stories.counsel import Counsel
from monitor.story import Engine
from monitor.story.engine import PASSED_BY
from monitor.story.known import Articles
from monitor.story.news import IMPORTANT
from monitor.story.topic import Background, Interest, Neighbours, Readings, StoryIndex
from monitor.story.words import known_phrases

LONG_AGO = datetime.min.replace(tzinfo=UTC)  # a first contact after which nothing is too old


@dataclass(frozen=True, slots=True)
class Stream:
    """What all stories share: how rare each word is in what is polled, and what was read of it last."""

    background: Background = field(default_factory=Background)
    readings: Readings = field(default_factory=Readings)
    articles: Articles = field(default_factory=Articles)
    neighbours: Neighbours = field(default_factory=Neighbours)

    @classmethod
    def restored(
        cls, days: Iterable[tuple[date, int, dict[str, int]]], polled: Iterable[Item]
    ) -> Stream:
        """Return a stream as it was: its days with their items and words, and what was polled last."""
        stream = cls()
        for day in days:
            stream.background.restore(*day)
        for item in polled:
            stream.recall(item)
        return stream

    def share_with(self, engine: Engine) -> None:
        """Let an engine that was made on this stream's background read what the stream has read."""
        engine.readings = self.readings
        engine.articles = self.articles
        engine.neighbours = self.neighbours

    def learn(self, item: Item) -> None:
        """Count an item that was polled, whether it is on any story or not."""
        self.articles.note(item)
        if item.published:
            said = self.readings.glance(item, known_phrases()).all
            self.background.learn(said, item.published.date())
        self.recall(item)

    def recall(self, item: Item) -> None:
        """Have the items that come be compared with one that was polled."""
        read = self.readings.glance(item, known_phrases())
        words = self.background.weigh(read, read.foreign).whole
        self.neighbours.add(item.id, words, item.published)


def engine_of(
    story: StoryConfig,
    sources: Iterable[SourceArticle],
    since: datetime | None = None,
    stream: Stream | None = None,
) -> Engine:
    """Return the engine of a story before its first item; `since` as `Engine.of` has it."""
    stream = stream or Stream()
    engine = Engine.of(
        sources, story.watch, story.exclude, aliases=dict(story.aliases), since=since,
        background=stream.background,
    )  # fmt: skip
    stream.share_with(engine)
    engine.least_importance = IMPORTANT if story.tell == "important" else 0.0
    return engine


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided on an item for one story."""

    story: StoryConfig
    decision: Decision
    first_item: str = ""  # that told the decision's development first

    @property
    def is_alert(self) -> bool:
        """Whether the reader is told."""
        return self.decision.action is Action.ALERT

    @property
    def is_correction(self) -> bool:
        """Whether the outlet replaced a figure that the reader was told."""
        return self.decision.is_correction


@dataclass(slots=True)
class Stories:
    """The engines of all stories, and the number of the next development."""

    engines: dict[str, tuple[StoryConfig, Engine]]
    next_development: int
    backlog: timedelta
    stream: Stream = field(default_factory=Stream)
    counsel: Counsel | None = None  # who is asked where an engine is in doubt
    _indexed: list[tuple[StoryConfig, Engine]] = field(init=False, default_factory=list)
    _index: StoryIndex | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Let all stories share what they read: an item is read once for all of them."""
        for _, engine in self.engines.values():
            self.stream.share_with(engine)

    @classmethod
    def alone(cls, story: StoryConfig, engine: Engine) -> Stories:
        """Return one story by itself, whose developments count from 1."""
        stream = Stream(
            engine.topic.background, engine.readings, engine.articles, engine.neighbours
        )
        return cls({story.name: (story, engine)}, 1, timedelta(0), stream)

    def is_on_topic(self, feed: Feed, item: Item) -> bool:
        """Whether an item is on the topic of a story that follows its feed."""
        concerned = self._concerned(item)
        return any(
            number in concerned and story.follows(feed) and engine.match(item).on_topic
            for number, (story, engine) in enumerate(self.engines.values())
        )

    def _concerned(self, item: Item) -> Set[int]:
        """Return the places of the stories that an item could concern; to all others it is far."""
        stories = [*self.engines.values()]
        if self._index is None or self._indexed != stories:
            interests = [Interest(e.topic, e.watches, e.phrases) for _, e in stories]
            self._index = StoryIndex(interests, self.stream.background, self.stream.readings)
            self._indexed = stories
        return self._index.concerned(item)

    def rule(
        self,
        feed: Feed,
        item: Item,
        before: Item | None,
        first_contact: datetime,
        now: datetime | None = None,
    ) -> Iterator[Ruling]:
        """Decide an item for every story that follows its feed.

        `before` is the item as it was, for one that its outlet edited. `first_contact` is when the
        feed was polled first: what is older than that by `backlog` is held, not told. `now` is when the
        item came, where that is not when it was published.
        """
        if before is None:
            self.stream.learn(item)
        concerned = self._concerned(item)
        read = self.stream.readings.glance(item, known_phrases())
        for number, (story, engine) in enumerate(self.engines.values()):
            if not story.follows(feed):
                continue
            if number not in concerned:
                if before is None:
                    engine.topic.pass_by(read)
                yield Ruling(story, PASSED_BY)
                continue
            decision = engine.decide_edit(before, item, now) if before else engine.decide(item, now)
            if self.counsel and not self._too_old(item, first_contact):
                decision = self.counsel.reconsider(story.name, engine, item, decision)
            if decision.action is Action.ALERT:
                ruling = self._alert(story, engine, item, decision, first_contact, now)
            else:
                ruling = Ruling(story, decision)
            if before is None and not ruling.is_alert:
                engine.note(item, decision)
            yield ruling

    def _alert(
        self,
        story: StoryConfig,
        engine: Engine,
        item: Item,
        decision: Decision,
        first_contact: datetime,
        now: datetime | None,
    ) -> Ruling:
        if item.id not in engine.told and (reason := self._too_old(item, first_contact)):
            held = replace(decision, action=Action.HOLD, reason=reason, development=None)
            return Ruling(story, held)
        number = decision.development
        if number is None:
            number = self.next_development
            self.next_development += 1
        engine.tell(item, number, now)
        told = replace(decision, development=number)
        return Ruling(story, told, engine.told[item.id].first_item)

    def _too_old(self, item: Item, first_contact: datetime) -> str | None:
        if item.published is None:
            return None
        # A date that was moved for what its feed's clock shows holds nothing that was not held.
        written = read_date(item.date_text)
        latest = item.published + timedelta(days=1)  # more than any clock is off
        dated = max(item.published, written.by(latest)) if written else item.published
        if dated >= first_contact - self.backlog:
            return None
        hours = self.backlog.total_seconds() / 3600
        return f"Older than {hours:g} h when its feed was first polled: seen, not told."
