"""Whatever a feed says, the engine decides it, and decides it the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Item, SourceArticle
from monitor.story import Engine, digest
from tests.examples import an_item
from tests.story.streams import ROOT

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
SOURCE = SourceArticle(
    "s", "", "Orlund will build a battery plant for £2.4 billion on March 1.", ""
)
HOSTILE = [
    "9" * 5_000,
    "from 1 to 2 percent " * 500,
    "1 to " * 2_000,
    f"Duty on {'aing' * 40} Xi China 5% of cars",
    f"Duty on {'aing ' * 40} Xi China 5% of cars",
    ("10%" + " " * 85) * 450,
    "'" * 5_000,
    "x" * 50_000,
    "1 " + "trillion " * 500,
    "关税25%" * 1_000,
    "12 and 13 " * 1_000,
    "killed 12 people " * 500,
    "\ud800 tariff of 25%",
    "\u202etariff of 25%",
    "\x00" * 100 + " 25%",
    "1e400 people",
    "\n" * 5_000,
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("watch", [(), ("orlund NEAR/3 plant",)], ids=["derived", "watched"])
def test_a_hostile_text_is_decided_told_and_edited(text: str, watch: tuple[str, ...]) -> None:
    for item in (
        an_item(title=text, summary="Orlund plant"),
        an_item(title="Orlund", summary=text),
    ):
        engine = Engine.of([SOURCE], watch, since=NOW)
        assert engine.decide(item).reason
        engine.tell(item, 1)
        assert engine.decide_edit(item, replace(item, title=f"{item.title} 5%")).reason


@given(st.text(max_size=120), st.text(max_size=400))
@settings(max_examples=60)
def test_any_text_is_decided(title: str, summary: str) -> None:
    item = an_item(title=title, summary=summary)
    engine = Engine.of([SOURCE], since=NOW)
    decision = engine.decide(item)
    assert decision.reason.endswith(".")
    engine.tell(item, 1)
    again: Item = replace(item, id="again", outlet="another")
    assert engine.decide(again).reason


def test_decisions_do_not_depend_on_the_order_of_hashes() -> None:
    script = (
        "from tests.story.streams import labelled_streams, replay\n"
        "for stream in labelled_streams()[:4]:\n"
        "    for item, _, decision in replay(stream):\n"
        "        diff = decision.diff\n"
        "        changes = [(c.before, c.after, c.about) for c in diff.changes] if diff else []\n"
        "        print(item.id, decision.reason, decision.same_as, decision.match.score, changes)\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


@pytest.mark.parametrize(
    "words",
    [
        "10%" + " " * 85,
        "10% (\t",
        "1 2 3 ",
        "$5 ",
        "10%\n",
        "toll ",
        "on aing",
        "not cut 5 ",
        "关税25%",
        "May 1, 2018 ",
    ],
)
@pytest.mark.parametrize("place", ["title", "text"])
def test_the_time_of_reading_grows_with_the_text_only(words: str, place: str) -> None:
    def seconds(length: int) -> float:
        text = words * (length // len(words))
        began = time.process_time()
        digest(**{"title": "", "text": "", place: text})
        return time.process_time() - began

    most = 24 * max(0.002, min(seconds(2_500) for _ in range(3)))
    # 8 times as long where the time is linear, 64 where it is square; a busy machine is slow at times
    assert any(seconds(20_000) < most for _ in range(3))
