"""How the tests themselves run: what hangs fails, and what is left out is said in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.beside import NOT_BESIDE
from tests.pages import ROOT

RUN = """
import sys, pytest
from tests import conftest
conftest.LONGEST, conftest._LONGEST_KILL = 1.0, 0.0
sys.exit(pytest.main(["-p", "tests.conftest", "-q", "-c", sys.argv[1], sys.argv[2]]))
"""
TESTS = """
import threading
import pytest
from tests.beside import SHARED, wants

@wants(SHARED / "nowhere")
@pytest.mark.parametrize("number", [1, 2])
def test_that_wants_what_is_not_there(number):
    raise AssertionError

def test_that_ends():
    pass

def test_that_hangs():
    threading.Event().wait()

@pytest.mark.e2e
def test_that_begins():
    pass
"""


def test_what_hangs_fails_and_what_is_left_out_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\nmarkers = e2e: x\n    first: x\naddopts = -vv\n")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(settings), str(tmp_path / "test_some.py")],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "it has not ended after 1 s" in done.stdout
    assert "1 failed, 2 passed, 2 skipped" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(NOT_BESIDE)]
    assert line == f"{NOT_BESIDE}: 2 tests were left out, of test_some.py"
    assert done.stdout.index("test_that_begins") < done.stdout.index("test_that_ends")
