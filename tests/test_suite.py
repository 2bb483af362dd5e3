"""How the tests themselves run: what hangs fails, and what is left out is said in one line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.beside import NOT_BESIDE
from tests.every import of_every
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


GROUPED = """
import os
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(6))
def test_together(number):
    open(os.environ["WORKERS"], "a").write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")

@pytest.mark.parametrize("number", range(6))
def test_beside(number):
    pass
"""


def test_what_is_one_group_runs_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command of the Makefile: a booted machine or a mail server is there once."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (way,) = re.findall(r"^PYTEST := .* --dist (\w+)$", makefile, re.MULTILINE)
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).write_text(GROUPED)
    monkeypatch.setenv("WORKERS", str(tmp_path / "workers"))
    monkeypatch.setenv("PYTEST_ADDOPTS", "")
    for name in [name for name in os.environ if name.startswith("PYTEST_XDIST")]:
        monkeypatch.delenv(name)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", way, "-c", os.devnull,
         "--rootdir", tmp_path, tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    workers = (tmp_path / "workers").read_text().splitlines()
    assert len(workers) == 2 * 6
    assert len(set(workers)) == 1


NAMED = """
import os
import pytest

@pytest.mark.parametrize("value", [os.urandom(9), os.urandom(9), "x" * 90 + str(os.getpid())])
def test_named(value):
    pass
"""


def test_processes_give_a_test_the_same_name_whatever_its_bytes_are(tmp_path: Path) -> None:
    (tmp_path / "test_named.py").write_text(NAMED)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "--collect-only", "-q",
         "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False, env=environ,
    )  # fmt: skip
    names = re.findall(r"\[(.*)\]", done.stdout)
    assert [name[:7] for name in names] == ["9-bytes", "9-bytes", "xxxxxxx"], done.stdout
    assert all(len(name) < 80 for name in names)


def test_no_name_of_a_test_is_long(request: pytest.FixtureRequest) -> None:
    assert [item.nodeid for item in request.session.items if len(item.nodeid) > 500] == []


def _is_even(number: int) -> None:
    assert number % 2 == 0


def test_of_a_table_each_row_that_fails_is_named_and_none_is_spared() -> None:
    with pytest.raises(ExceptionGroup, match="3 of 5 rows fail: <1>, <3>, <5>") as found:
        of_every([1, 2, 3, 4, 5], lambda number: f"<{number}>")(_is_even)()
    assert [error.__notes__[-1] for error in found.value.exceptions] == [
        f"This was <{number}>." for number in (1, 3, 5)
    ]


def test_a_table_without_rows_tries_nothing_and_fails() -> None:
    with pytest.raises(AssertionError, match="_is_even has no rows"):
        of_every(iter(()))(_is_even)()
    of_every(iter((2, 4)))(_is_even)()


@of_every([("a", 1), ("bb", 2)], str)
def test_a_row_of_several_values_is_as_many_arguments(text: str, length: int) -> None:
    """It keeps its name and its words."""
    assert len(text) == length


def test_a_test_of_a_table_is_called_as_its_check() -> None:
    made = test_a_row_of_several_values_is_as_many_arguments
    assert made.__name__ == "test_a_row_of_several_values_is_as_many_arguments"
    assert made.__doc__ == "It keeps its name and its words."
