"""Streams of items with the verdicts of a careful reader, one story each.

Those in `plain` read as most feeds do, those in `hard` were made to mislead: items share names and
words with the story and do not belong to it. Those in `terse` are of the first hours after a source
article, and most of their news is said in words that it said. Those in `aside` are hard, too. No weight
was made from these two.

A stream is three files: `NAME.md`, the source article;
`NAME.jsonl`, the items in time order with what is expected of them; `NAME.watch`, watch queries, one
a line, where there are some.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from monitor.model import Action, Decision, Item, SourceArticle
from monitor.story import Engine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SHARED = ROOT.parent / "shared" / "stories"

Expected = dict[str, Any]


@dataclass(frozen=True)
class Stream:
    """A source article and the labelled items after it."""

    name: str
    source: Path
    archive: Path
    watch: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    pace: float = 1.0  # how many times as fast as written the items follow each other

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        text = self.archive.read_text("utf-8")
        records: list[dict[str, Any]] = (
            json.loads(text)["items"]
            if self.archive.suffix == ".json"
            else [json.loads(line) for line in text.splitlines()]
        )
        begin = datetime.fromisoformat(records[0]["published"])
        for record in records:
            since = datetime.fromisoformat(record["published"]) - begin
            record["published"] = (begin + since / self.pace).isoformat()
        return records

    def at_pace(self, pace: float) -> Stream:
        """Return the stream of busy days: the same items, so many times as fast."""
        return replace(self, pace=pace)

    def source_article(self) -> SourceArticle:
        return SourceArticle("source", "", self.source.read_text("utf-8"), "")

    def engine(self, *, with_watch: bool = False) -> Engine:
        since = datetime.fromisoformat(self.records[0]["published"])
        watch = self.watch if with_watch else ()
        return Engine.of([self.source_article()], watch, self.exclude, since=since)

    def items(self) -> Iterator[tuple[Item, Expected]]:
        for record in self.records:
            yield _item(record), record["expect"]


def _item(record: dict[str, Any]) -> Item:
    return Item(
        id=record["id"],
        feed="",
        identity=record["id"],
        outlet=record.get("outlet", ""),
        title=record["title"],
        summary=record["summary"],
        published=datetime.fromisoformat(record["published"]),
        content=record.get("content", ""),
    )


def labelled_streams() -> list[Stream]:
    """Return the project's own streams, which the classifiers are trained on."""
    return [*plain_streams(), *_streams(HERE / "hard")]


def plain_streams() -> list[Stream]:
    """Return the streams that read as most feeds do."""
    return _streams(HERE / "plain")


def terse_streams() -> list[Stream]:
    """Return the streams of first hours, whose news is said in known words: no weight was made from them."""
    return _streams(HERE / "terse")


def aside_streams() -> list[Stream]:
    """Return the project's streams that are kept aside: no weight and no rule was made from them."""
    return _streams(HERE / "aside")


def _streams(folder: Path) -> list[Stream]:
    return [
        Stream(path.stem, path.with_suffix(".md"), path, _watch(path.with_suffix(".watch")))
        for path in sorted(folder.glob("*.jsonl"))
    ]


def _watch(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8").splitlines()) if path.exists() else ()


def shared_streams() -> list[Stream]:
    """Return the streams beside the project; none where they are not there."""
    found = [
        Stream("alibaba", SHARED / "alibaba-source.txt", SHARED / "alibaba-dev.jsonl"),
        Stream("april", SHARED / "alibaba-source.txt", SHARED / "april-dev.jsonl"),
    ]
    return [stream for stream in found if stream.archive.exists()]


def replay(stream: Stream, *, with_watch: bool = False) -> list[tuple[Item, Expected, Decision]]:
    """Decide every item of a stream, the baseline growing by what was alerted."""
    engine = stream.engine(with_watch=with_watch)
    seen: dict[str, Item] = {}
    found: list[tuple[Item, Expected, Decision]] = []
    developments = 0
    for item, expected in stream.items():
        before = seen.get(item.id)
        seen[item.id] = item
        decision = engine.decide_edit(before, item) if before else engine.decide(item)
        if decision.action is Action.ALERT:
            developments += decision.development is None
            engine.tell(item, decision.development or developments)
        found.append((item, expected, decision))
    return found
