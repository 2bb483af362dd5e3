"""Commands that are printed work as printed, wherever the program is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from monitor.cli.called import called


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / ".venv/bin/news-monitor"
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(path), "demo"])
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path)
    return path


def test_from_the_folder_above_it_is_named_by_its_path(program: Path) -> None:
    assert called() == ".venv/bin/news-monitor"


def test_from_elsewhere_it_is_named_in_full(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert called() in {str(program), str(program).lstrip("/")}


def test_on_the_path_its_name_is_enough(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert called() == "news-monitor"


def test_as_a_module_the_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/x/monitor/__main__.py"])
    assert called() == f"{sys.executable} -m monitor"
