"""The tests that a story carries: each item decided by itself against the source articles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor.config import Config
from monitor.errors import Fault
from monitor.model import Item, SourceArticle
from monitor.stories.stories import engine_of


def failed_tests(config: Config, sources: Mapping[str, Sequence[SourceArticle]]) -> Iterator[Fault]:
    """Yield the tests that come out otherwise, with what came and why; `sources` are by story."""
    for index, story in enumerate(config.stories):
        if story.tests:
            yield from _failed_tests(config, index, sources[story.name])


def _failed_tests(config: Config, index: int, sources: Sequence[SourceArticle]) -> Iterator[Fault]:
    story = config.stories[index]
    engine = engine_of(story, sources)
    for number, test in enumerate(story.tests):
        item = Item("test", "", "test", "test", test.title, test.summary, content=test.content)
        decision = engine.decide(item)  # which changes nothing that is known
        if decision.action.verdict != test.expect:
            yield config.fault(
                ("story", index, "test", number),
                f"the story test {test.title!r} expects {test.expect} and gets"
                f" {decision.action.verdict}: {decision.reason}",
            )
