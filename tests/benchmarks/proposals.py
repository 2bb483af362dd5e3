"""How right the proposed watches are on the labelled stories: `python -m tests.benchmarks.proposals`.

For each story of the field a watch is proposed from its article, with the items of the day before it
and of the six hours after as archive (what feeds carry when somebody begins), and beside it the watch
that a person wrote. Precision is the share of the matching items of its stream that are on the story,
recall the share of the items on it that match, must the must-know developments that some matching item
tells. With `--mails` the story is followed by both.

Without a name four stories are looked at, one of each shape and size, which takes some minutes; `--all`
takes every story and the beats written for this, and many times as long.

    python -m tests.benchmarks.proposals [--none | --whole] [--mails] [--all | STORY …]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path
from statistics import mean

from monitor.config import StoryConfig
from monitor.model import Item, SourceArticle
from monitor.stories import engine_of
from monitor.stories.proposing.advice import Advice, advise
from monitor.stories.sources import split_title
from monitor.story.topic.match import Query
from monitor.story.topic.readable import Readable
from tests.benchmarks.field import follow
from tests.field import STREAM, FieldStory, stories, stories_aside, whole_stream

BEATS = Path(__file__).parents[1] / "stories" / "proposing" / "beats"
FEW = ("iss", "minneapolis", "venezuela", "aleppo")
_BEFORE, _AFTER = timedelta(hours=24), timedelta(hours=6)


@dataclass(frozen=True)
class Right:
    """How right a watch is."""

    matched: int
    precision: float
    recall: float
    must: tuple[int, int]


def rightness(story: FieldStory, queries: Sequence[str]) -> Right:
    """Match a watch against the stream of a story."""
    expressions = [Query.of(query).expression for query in queries]
    matching = [
        item
        for item in story.items
        if any(each.hits(_readable(item.title, item.text)) for each in expressions)
    ]
    on_topic = sum(label.topic for label in story.labels.values())
    right = sum(story.label(item).topic for item in matching)
    told = {each for item in story.items for each in story.label(item).tells} & story.must
    found = {each for item in matching for each in story.label(item).tells} & story.must
    return Right(
        len(matching), right / len(matching) if matching else 0.0, right / on_topic,
        (len(found), len(told)),
    )  # fmt: skip


@lru_cache(maxsize=30_000)
def _readable(title: str, text: str) -> Readable:
    """Read an item once for all watches and stories that are tried on it."""
    return Readable.of(title, text)


@cache
def _stream() -> list[Item]:
    return whole_stream()


def archive_of(story: FieldStory, mode: str) -> list[Item]:
    """Return the archive of a mode: `day`, `none` or `whole`."""
    if mode == "none":
        return []
    if mode == "whole":
        return list(story.items)
    begin = story.items[0].published
    assert begin is not None
    return [
        item
        for item in _stream()
        if item.published and begin - _BEFORE <= item.published < begin + _AFTER
    ]


def advice_on(sources: Sequence[SourceArticle], archive: Sequence[Item]) -> Advice:
    """Propose as `init` does."""
    begin = archive[0].published if archive else None
    return advise(sources, archive, engine_of(StoryConfig("story", ()), sources, begin))


def beats() -> list[SourceArticle]:
    """Return articles on beats, written for this."""
    return [
        SourceArticle(path.stem, *split_title(path.read_text("utf-8")), path.name)
        for path in sorted(BEATS.glob("*.md"))
    ]


def _line(name: str, right: Right, queries: Sequence[str]) -> str:
    found, must = right.must
    return (
        f"  {name:<9}{right.matched:>5} match, precision {right.precision:.2f}, recall"
        f" {right.recall:.2f}, must {found}/{must}  {' | '.join(queries)}"
    )


def show(story: FieldStory, mode: str, *, mails: bool) -> tuple[Right, Right | None]:
    """Print the watches for a story; return how right the written and the proposed one are."""
    advice = advice_on(story.sources, archive_of(story, mode))
    kind = "beat" if advice.breadth.is_beat else "one event"
    print(f"{story.name} ({story.shape}), taken for {kind}: {advice.breadth.reason}")
    written, proposed = rightness(story, story.watch), None
    print(_line("written", written, story.watch))
    for name, proposal in (
        ("proposed", advice.fitting), ("narrower", advice.narrower), ("wider", advice.wider),
    ):  # fmt: skip
        if proposal:
            right = rightness(story, proposal.queries)
            print(_line(name, right, proposal.queries), flush=True)
            proposed = right if name == "proposed" else proposed
    if mails and advice.fitting:
        for name, watch in (("written", story.watch), ("proposed", advice.fitting.queries)):
            score = follow(replace(story, watch=tuple(watch)), watched=True)
            must = f"{score.must - len(score.missed)}/{score.must}"
            print(
                f"  {name:<9}{len(score.mails):>5} mails, precision {score.precision:.2f},"
                f" must {must}",
                flush=True,
            )
    return written, proposed


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these stories")
    parser.add_argument("--all", action="store_true", help="every story, and the beats")
    parser.add_argument("--none", action="store_true", help="without an archive")
    parser.add_argument("--whole", action="store_true", help="with the story's stream as archive")
    parser.add_argument("--mails", action="store_true", help="follow the story by both watches")
    given = parser.parse_args()
    if not STREAM.exists():
        print("../shared/field is not beside the project")
        return
    mode = "none" if given.none else "whole" if given.whole else "day"
    chosen = given.names or (() if given.all else FEW)
    found = [*stories(*chosen), *stories_aside(*chosen)]
    both = [show(story, mode, mails=given.mails) for story in found]
    proposed = [right for _, right in both if right]
    for name, rights in (("written", [right for right, _ in both]), ("proposed", proposed)):
        print(
            f"mean, {name}: precision {mean(r.precision for r in rights):.3f}, recall"
            f" {mean(r.recall for r in rights):.3f}, must"
            f" {mean(r.must[0] / r.must[1] for r in rights):.3f}"
        )
    for source in beats() if given.all else ():
        breadth = advice_on([source], []).breadth
        print(f"{source.id}: {'beat' if breadth.is_beat else 'one event'}, {breadth.reason}")


if __name__ == "__main__":
    main()
