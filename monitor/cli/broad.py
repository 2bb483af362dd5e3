"""What of what is stored a watch matches: those that match too much, and beats without one. I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor.config import Config, StoryConfig
from monitor.errors import Fault
from monitor.model import Item, SourceArticle
from monitor.store.past import latest_stream
from monitor.store.views import Views
from monitor.stories import engine_of
from monitor.stories.proposing.advice import advise
from monitor.stories.watches import too_broad

_LOOKED_AT = 2_000  # items, the latest
_ENOUGH = 200  # items from which on a share says something


def doubts_of_stream(config: Config, sources: Mapping[str, Sequence[SourceArticle]]) -> list[Fault]:
    """Return the watches that match more of what is stored than any story has, and beats without a watch.

    `sources` are the articles of each story, by its name.
    """
    stored = latest_stream(Views(config.database), _LOOKED_AT)
    found: list[Fault] = []
    for index, story in enumerate(config.stories):
        followed = {feed.url for feed in config.feeds if story.follows(feed)}
        items = [item for item in stored if item.feed in followed]
        enough = items if len(items) >= _ENOUGH else []
        sentences = (
            (
                sentence
                for query in story.watch
                if (sentence := too_broad(query, enough, story.name))
            )
            if story.watch
            else _beats(story, sources.get(story.name, ()), enough)
        )
        key = "watch" if story.watch else "sources"
        found += [config.fault(("story", index, key), sentence) for sentence in sentences]
    return found


def _beats(
    story: StoryConfig, sources: Sequence[SourceArticle], items: Sequence[Item]
) -> Iterator[str]:
    if not sources:
        return
    advice = advise(sources, items, engine_of(story, sources))
    if not advice.breadth.is_beat:
        return
    queries = advice.fitting.queries if advice.fitting else ()
    listed = ", ".join(f"'{each}'" for each in queries)
    start = f" Begin with: watch = [{listed}]." if listed else ""
    yield (
        f"the story {story.name!r} has no watch, and its article tells of many threads"
        f" ({advice.breadth.reason}): it stays nearly silent. Write a watch for each thread.{start}"
    )
