"""A story tried on what feeds carry."""

from __future__ import annotations

from datetime import timedelta

from monitor.config import StoryConfig
from monitor.model import Action, SourceArticle
from monitor.stories.trial import fresh, try_out
from tests.examples import FEED, NOW, an_item

STORY = StoryConfig("furniture", ("source.md",))
SOURCE = SourceArticle(
    "s", "United States puts 10% tariff on Chinese furniture",
    "The United States will charge a tariff of 10 percent on furniture from China.", "source.md",
)  # fmt: skip
RISE = "US raises tariff on Chinese furniture to 25%"


def test_items_are_decided_oldest_first_each_once() -> None:
    later = an_item(1, title=RISE, summary="", published=NOW)
    first = an_item(2, title=RISE, summary="", published=NOW - timedelta(days=2))
    other = an_item(3, title="Cats like milk", summary="", published=None)
    carried = [(FEED, each) for each in (later, first, other, later)]
    trial = try_out(STORY, [SOURCE], carried, NOW)
    assert [item.id for item, _ in trial.told] == [first.id]
    assert trial.counts[Action.ALERT] == 1
    assert trial.counts[Action.UNRELATED] == 1
    assert len(trial.rulings) == 3
    told = [item for item, _ in trial.told]
    assert fresh(told, NOW, timedelta(hours=24)) == 0
    assert fresh(told, NOW, timedelta(days=3)) == 1
