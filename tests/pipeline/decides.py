"""Stories that fail for items that they are told to: also for processes, which load nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.config import StoryConfig
from monitor.model import Action, Decision, Feed, Item, Match, SourceArticle
from monitor.stories import Ruling, Stories, engine_of
from tests.examples import an_item

FEED = Feed("https://news.example/rss", "Example")
SOURCE = SourceArticle("s", "Orlund will build a plant", "Orlund will build a battery plant.", "")
GOOD, BAD = an_item(id="good", title="Orlund builds"), an_item(id="bad", title="Orlund halts")


class Decides(Stories):
    """One story, by which each item is known; it fails for those that it is told to."""

    def __init__(self, *failing: str) -> None:
        story = StoryConfig("plant", ("s",))
        super().__init__({story.name: (story, engine_of(story, [SOURCE]))}, 1, timedelta(0))
        self.failing = failing
        self.asked: list[str] = []

    def is_on_topic(self, feed: Feed, item: Item) -> bool:
        self._ask(item)
        return True

    def rule(
        self,
        feed: Feed,
        item: Item,
        before: Item | None,
        first_contact: datetime,
        now: datetime | None = None,
    ) -> Iterator[Ruling]:
        self._ask(item)
        story, _ = self.engines["plant"]
        yield Ruling(story, Decision(Action.KNOWN, "It is known.", Match(on_topic=True, reason="")))

    def _ask(self, item: Item) -> None:
        self.asked.append(item.title)
        if item.id in self.failing:
            raise ZeroDivisionError
