"""A smoke of each benchmark: at its smallest it runs to its end and prints its figures."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.pages import ROOT

#: The benchmarks at their smallest, each with a line that it prints at its end. What does not reach
#: its goal at that size ends with status 1, which is no fault here.
SMALLEST = {
    "field formula": r"^mean +precision|^../shared/field is not beside",
    "field formula --judge": r"^judge +asked about 0\.\d+% of items|^../shared/field is not beside",
    "field --many 20": r"^ +200 +20 +[\d.]+ s|^../shared/field is not beside",
    "hostile --scale 0.01": r"^\d+ paths: \d+ as listed",
    "keeping --items 3000": r"^a second round: ",
    "mails --days 1": r"mails?$",
    "many_feeds --feeds 50": r"^memory, summed RSS +[\d.]+ MB",
    "one_machine --quick --speed 600": r"^processes, deciding: fixed [\d.]+ ms",
    "pages --items 3000 --browsers 2 --feeds 3 --rounds 1": r"^a round of 3 feeds: [\d.]+ s alone",
    "polling --feeds 3": r"^a realistic hour +\d",
    "proposals formula": r"^mean, proposed: |^../shared/field is not beside",
    "quality": r"^verdicts +right +missed",
    "screens --items 3000": r"^  timeline +\d",
    "soak --hours 1.2 --feeds 5 --speed 600": r"descriptors",
    "speed": r"^5,000 known against 50 +[\d.]+ x",
    "writer --scale 0.02": r"^the writer is held [\d.]+ s at most",
}
#: Modules that a benchmark uses or starts itself.
PARTS = {
    "__init__", "file_server", "memory", "one_machine_server", "polling_ours", "polling_reader",
    "soak_server",
}  # fmt: skip

pytestmark = [pytest.mark.e2e, pytest.mark.benchmark]


@pytest.mark.parametrize("call", SMALLEST)
def test_it_runs_to_its_end(call: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *f"tests.benchmarks.{call}".split()],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in (0, 1), done.stderr
    assert re.search(SMALLEST[call], done.stdout, re.MULTILINE), done.stdout


def test_none_is_left_out() -> None:
    modules = {path.stem for path in (ROOT / "tests/benchmarks").glob("*.py")}
    assert modules - PARTS == {call.split()[0] for call in SMALLEST}
