"""A story tried on items that feeds carry now: what would have been told, and why not the rest. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.config import StoryConfig
from monitor.model import Action, Feed, Item, SourceArticle
from monitor.stories.stories import LONG_AGO, Ruling, Stories, engine_of


@dataclass(frozen=True, slots=True)
class Trial:
    """What was decided on each item, in time order."""

    rulings: tuple[tuple[Item, Ruling], ...]

    @property
    def counts(self) -> Counter[Action]:
        """How many items there are of each kind of decision."""
        return Counter(ruling.decision.action for _, ruling in self.rulings)

    @property
    def told(self) -> list[tuple[Item, Ruling]]:
        """The items that would have alerted."""
        return [(item, ruling) for item, ruling in self.rulings if ruling.is_alert]

    @property
    def matched(self) -> list[Item]:
        """The items that a watch matches, the exclusions taken off."""
        return [item for item, ruling in self.rulings if ruling.decision.match.is_watched]


def fresh(items: Iterable[Item], now: datetime, backlog: timedelta) -> int:
    """Return how many items the daemon would tell at its first poll: the rest is older."""
    return sum(item.published is not None and item.published >= now - backlog for item in items)


def try_out(
    story: StoryConfig,
    sources: Iterable[SourceArticle],
    carried: Sequence[tuple[Feed, Item]],
    now: datetime,
) -> Trial:
    """Decide the items that feeds carry, oldest first, the baseline growing by what would be told.

    `now` dates the undated. An item that several feeds carry under one id is decided once.
    """
    stories = Stories.alone(story, engine_of(story, sources, now))
    seen: dict[str, tuple[Feed, Item]] = {}
    for feed, item in carried:
        seen.setdefault(item.id, (feed, item))
    in_order = sorted(seen.values(), key=lambda each: each[1].published or now)
    return Trial(
        tuple(
            (item, ruling)
            for feed, item in in_order
            for ruling in stories.rule(feed, item, None, LONG_AGO)
        )
    )
