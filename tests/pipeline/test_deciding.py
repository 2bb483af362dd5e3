"""An item whose decision fails, or ends the process, is not tried for ever."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Action, Decision, Item
from monitor.pipeline.deciding import FILE, TRACE, Deciding
from monitor.store.views import Views
from monitor.stories import LONG_AGO, Stories
from monitor.story import Engine
from tests.examples import NOW as POLLED
from tests.pipeline.decides import BAD, FEED, GOOD, Decides
from tests.pipeline.test_pipeline_keeping import Monitor

#: Decides for a first story, then never comes back from the engine of regular expressions for one item.
HANGS = """
import re, sys, threading
from pathlib import Path
from tests.pipeline.decides import BAD, FEED, GOOD, Decides
from monitor.pipeline.deciding import Deciding
from monitor.stories import LONG_AGO

class Hangs(Decides):
    def rule(self, feed, item, before, first_contact, now=None):
        yield from super().rule(feed, item, before, first_contact)
        if item.id == BAD.id:
            {hangs}

def decide():
    deciding = Deciding(Path(sys.argv[1]), seconds=0.3)
    for item in (GOOD, BAD):
        for ruling in deciding.rule(Hangs(), FEED, item, None, LONG_AGO):
            print(item.id, ruling.decision.action, ruling.decision.reason, flush=True)
    print("done")

thread = threading.Thread(target=decide)
thread.start()
thread.join()
"""


def actions(deciding: Deciding, stories: Stories, item: Item) -> list[Action]:
    return [r.decision.action for r in deciding.rule(stories, FEED, item, None, LONG_AGO)]


@pytest.mark.parametrize(
    ("hangs", "ended_by"),
    [
        ("re.match('(a|aa)*b', 'a' * 200)", signal.SIGPROF),
        ("[0 for _ in iter(int, 1)]", signal.SIGPROF),
        ("import signal; signal.raise_signal(signal.SIGSEGV)", signal.SIGSEGV),
    ],
    ids=["pattern", "loop", "crash"],
)
def test_what_ends_the_process_twice_is_undecidable(
    tmp_path: Path, hangs: str, ended_by: signal.Signals
) -> None:
    def run() -> subprocess.CompletedProcess[str]:
        program = HANGS.format(hangs=hangs)
        return subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2], timeout=600,
        )  # fmt: skip

    for _ in range(2):
        ended = run()
        assert ended.returncode == -ended_by, ended.stderr
        assert ended.stdout.splitlines() == ["good known It is known.", "bad known It is known."]
        assert "in rule" in (tmp_path / TRACE).read_text()  # where it was
    for number in range(2):  # and so it stays
        went_on = run()
        assert ("in rule" in went_on.stderr) is (number == 0)
        assert went_on.returncode == 0, went_on.stderr
        good, bad, done = went_on.stdout.splitlines()
        assert (good, done) == ("good known It is known.", "done")
        assert bad.startswith("bad undecidable Deciding it ended the program again and again")


def end_while_deciding(state: Path, item: Item, *, by_itself: bool = False) -> None:
    """Leave the files as a process does that ends, or is killed, while it decides an item."""

    class Killed(Decides):
        def _ask(self, item: Item) -> None:
            left.append((state / FILE).read_bytes())

    left: list[bytes] = []
    actions(Deciding(state), Killed(), item)
    (state / FILE).write_bytes(left[-1])
    (state / TRACE).write_text("Current thread: in rule\n" if by_itself else "")


@given(st.lists(st.booleans(), max_size=8))
def test_who_is_killed_is_blamed_less_than_who_ends_by_itself(ends: list[bool]) -> None:
    with TemporaryDirectory() as folder:
        state, blame = Path(folder), 0
        for by_itself in ends:
            if blame < 6:
                end_while_deciding(state, BAD, by_itself=by_itself)
                blame += 3 if by_itself else 1
        expected = Action.UNDECIDABLE if blame >= 6 else Action.KNOWN
        assert actions(Deciding(state), Decides(), BAD) == [expected]


def test_an_item_is_innocent_of_four_kills_on_a_slow_machine(tmp_path: Path) -> None:
    waits = "import time; print('at work', flush=True); time.sleep(600)"
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", HANGS.format(hangs=waits), str(tmp_path)],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        ) as process:  # fmt: skip
            assert process.stdout
            while process.stdout.readline() != "at work\n":
                assert process.poll() is None
            process.kill()
    assert (tmp_path / TRACE).read_bytes() == b""
    assert actions(Deciding(tmp_path), Decides(), BAD) == [Action.KNOWN]


def test_one_end_is_forgiven(tmp_path: Path) -> None:
    end_while_deciding(tmp_path, BAD)
    assert actions(Deciding(tmp_path), Decides(), BAD) == [Action.KNOWN]
    end_while_deciding(tmp_path, BAD)  # by chance again: it was decided in between
    assert actions(Deciding(tmp_path), Decides(), BAD) == [Action.KNOWN]


def test_items_that_are_decided_before_it_do_not_make_it_forgotten(tmp_path: Path) -> None:
    for _ in range(6):
        deciding = Deciding(tmp_path)
        assert actions(deciding, Decides(), GOOD) == [Action.KNOWN]
        assert deciding.is_on_topic(Decides(), FEED, BAD)  # its topic is found, the rest is not
        end_while_deciding(tmp_path, BAD)
    assert actions(Deciding(tmp_path), Decides(), BAD) == [Action.UNDECIDABLE]
    assert actions(Deciding(tmp_path), Decides(), GOOD) == [Action.KNOWN]


def test_what_fails_is_undecidable_until_it_is_edited(tmp_path: Path) -> None:
    deciding, stories = Deciding(tmp_path), Decides("bad")
    with pytest.raises(ZeroDivisionError):
        actions(deciding, stories, BAD)
    for later in (deciding, Deciding(tmp_path)):
        (ruling,) = later.rule(stories, FEED, BAD, None, LONG_AGO)
        assert ruling.decision.action is Action.UNDECIDABLE
        assert "ZeroDivisionError" in ruling.decision.reason
        assert not later.is_on_topic(stories, FEED, BAD)
    assert stories.asked == [BAD.title]
    edited = replace(BAD, title="Orlund halts its plant")
    with pytest.raises(ZeroDivisionError):
        actions(deciding, stories, edited)
    assert actions(deciding, Decides(), GOOD) == [Action.KNOWN]


def test_what_fails_before_it_is_decided_is_undecidable(tmp_path: Path) -> None:
    deciding, stories = Deciding(tmp_path), Decides("bad")
    with pytest.raises(ZeroDivisionError):
        deciding.is_on_topic(stories, FEED, BAD)
    assert actions(deciding, stories, BAD) == [Action.UNDECIDABLE]


def test_a_story_that_does_not_follow_the_feed_is_told_nothing(tmp_path: Path) -> None:
    deciding, stories = Deciding(tmp_path), Decides("bad")
    story, engine = stories.engines["plant"]
    stories.engines["other"] = (replace(story, name="other", feeds=("sports",)), engine)
    with pytest.raises(ZeroDivisionError):
        deciding.is_on_topic(stories, FEED, BAD)
    assert actions(deciding, stories, BAD) == [Action.UNDECIDABLE]


def test_an_item_whose_decision_fails_costs_its_feed_one_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = Engine.decide

    def decides_all_but_one(engine: Engine, item: Item, *given: Any) -> Decision:
        if "poison" in item.title:
            raise RecursionError
        return decide(engine, item, *given)

    monkeypatch.setattr(Engine, "decide", decides_all_but_one)
    world = Monitor(tmp_path / "world", forgets=False)
    entries = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>{title}</title></item>"
        for n, title in enumerate(("A tariff of 30% on China", "poison of China", "A cat"))
    )
    body = f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()
    lists = Views(world.config.database)
    world.poll(body, POLLED)
    assert lists.items() == []
    for later in (1, 2):  # and a restart
        world.poll(body, POLLED + timedelta(hours=later))
        verdicts = {row["title"]: row["verdict"] for row in lists.items()}
        assert verdicts["poison of China"] == "undecidable"
        assert len(verdicts) == 3
    assert lists.status(POLLED + timedelta(hours=2))["items"]["undecidable"] == 1
    assert lists.status(POLLED + timedelta(days=3))["items"]["undecidable"] == 0
    world.close()


def test_no_more_than_a_hundred_items_are_remembered(tmp_path: Path) -> None:
    names = [str(number) for number in range(120)]
    deciding, stories = Deciding(tmp_path), Decides(*names)
    for name in names:
        with pytest.raises(ZeroDivisionError):
            actions(deciding, stories, replace(BAD, id=name))
    assert len(json.loads((tmp_path / FILE).read_bytes())["failures"]) == 100
    again = Deciding(tmp_path)
    assert actions(again, stories, replace(BAD, id="119")) == [Action.UNDECIDABLE]


@pytest.mark.parametrize(
    "left", [b"", b"{", b"[]", b"null", b'{"at_work": 1, "ends": [], "failures": {}}', b"\xff" * 9]
)
def test_a_file_that_nobody_can_read_says_nothing(tmp_path: Path, left: bytes) -> None:
    (tmp_path / FILE).write_bytes(left)
    assert actions(Deciding(tmp_path), Decides(), BAD) == [Action.KNOWN]
    for _ in range(2):
        end_while_deciding(tmp_path, BAD, by_itself=True)
    assert actions(Deciding(tmp_path), Decides(), BAD) == [Action.UNDECIDABLE]


def test_a_state_directory_that_cannot_be_written_hinders_no_decision(tmp_path: Path) -> None:
    assert actions(Deciding(tmp_path / "absent"), Decides(), BAD) == [Action.KNOWN]


def test_no_budget_runs_once_it_is_decided(tmp_path: Path) -> None:
    for item in (GOOD, BAD):
        with suppress(ZeroDivisionError):
            actions(Deciding(tmp_path), Decides("bad"), item)
        assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
