"""Whole streams of items against the verdicts of a careful reader.

The floors are what the engine reaches today; they only ever go up.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Action, Decision, Item, SourceArticle
from monitor.story import Engine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "stories"


@dataclass(frozen=True)
class Stream:
    """A source article, the labelled items after it, and the least verdicts that must agree."""

    name: str
    source: Path
    items: Path
    floor: int
    watch: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        text = self.items.read_text("utf-8")
        if self.items.suffix == ".json":
            records: list[dict[str, Any]] = json.loads(text)["items"]
            return records
        return [json.loads(line) for line in text.splitlines()]


CONFIGURED = tomllib.loads((ROOT / "config/monitor.toml").read_text("utf-8"))["story"][0]

STREAMS = [
    Stream("strike", HERE / "streams/strike.md", HERE / "streams/strike.jsonl", 26),
    Stream("outbreak", HERE / "streams/outbreak.md", HERE / "streams/outbreak.jsonl", 27),
    Stream("merger", HERE / "streams/merger.md", HERE / "streams/merger.jsonl", 27),
    Stream(
        "demo",
        ROOT / "config/alibaba-2018.md",
        ROOT / "monitor/demo/recording.json",
        40,
        tuple(CONFIGURED["watch"]),
        tuple(CONFIGURED["exclude"]),
    ),
    Stream("alibaba", SHARED / "alibaba-source.txt", SHARED / "alibaba-dev.jsonl", 22),
    Stream("april", SHARED / "alibaba-source.txt", SHARED / "april-dev.jsonl", 13),
]


def replay(stream: Stream) -> list[tuple[dict[str, Any], Decision]]:
    engine = Engine.of(
        [SourceArticle("source", "", stream.source.read_text("utf-8"), "")],
        stream.watch,
        stream.exclude,
    )
    seen: dict[str, Item] = {}
    found: list[tuple[dict[str, Any], Decision]] = []
    developments = 0
    for record in stream.records():
        moment = datetime.fromisoformat(record["published"])
        outlet = record.get("outlet", "")
        item = Item(
            record["id"], "", record["id"], outlet, record["title"], record["summary"], None, moment
        )
        before = seen.get(item.id)
        seen[item.id] = item
        decision = engine.decide_edit(before, item) if before else engine.decide(item)
        if decision.action is Action.ALERT:
            developments += decision.development is None
            engine.tell(item, decision.development or developments)
        found.append((record, decision))
    return found


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_verdicts_agree_with_a_careful_reader(stream: Stream) -> None:
    if not stream.items.exists():
        pytest.skip(f"{stream.items.name} is not beside the project")
    found = [(r["expect"], r["id"], d) for r, d in replay(stream) if not r["expect"].get("soft")]
    wrong = [
        f"{item}: {decision.action.verdict} instead of {expect['verdict']}: {decision.reason}"
        for expect, item, decision in found
        if decision.action.verdict != expect["verdict"]
    ]
    agreed = len(found) - len(wrong)
    assert agreed >= stream.floor, "\n".join([f"{agreed} of {len(found)}", *wrong])


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_every_decision_has_a_reason_and_a_fold_names_what_told_it(stream: Stream) -> None:
    if not stream.items.exists():
        pytest.skip(f"{stream.items.name} is not beside the project")
    told: set[str] = set()
    for record, decision in replay(stream):
        assert decision.reason.endswith(".")
        if decision.action is Action.FOLD:
            assert decision.same_as in told
        if decision.action is Action.ALERT:
            told.add(record["id"])
