"""A release: its name, its command, the Python that it gets."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cli.service.release import choose_interpreter, launcher
from tests.cli.service.conftest import release


def test_the_same_files_have_the_same_name_in_any_order() -> None:
    one = release()
    more = replace(one, files=(*one.files, replace(one.files[0], path=one.files[0].path / "x")))
    assert replace(more, files=more.files[::-1]).name == more.name
    assert one.name.startswith("1.0-")


def test_another_file_content_or_python_is_another_release() -> None:
    one = release()
    moved = replace(one, files=(replace(one.files[0], path=one.files[0].path / "x"),))
    python = replace(one, interpreter=Path("/usr/bin/python3.12"))
    names = {one.name, release(content=b"x").name, moved.name, python.name}
    assert len(names) == 4


def test_a_python_in_a_home_is_passed_over() -> None:
    home, system = Path("/root/.pyenv/bin/python3.11"), Path("/usr/bin/python3.11")
    both = {home: home, system: Path("/usr/lib/python/3.11.2")}
    assert choose_interpreter(both, [Path("/root"), Path("/home")]) == system
    assert choose_interpreter(both, []) == home
    assert choose_interpreter({home: home}, [Path("/root")]) is None
    assert choose_interpreter({system: home}, [Path("/root")]) is None  # a link into a home


@pytest.mark.parametrize("name", ["plain", "with space", """it's "quoted" $HOME `id` \\back"""])
def test_the_command_works_wherever_it_is(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    command = folder / "bin/news-monitor"
    command.write_text(launcher(folder))
    command.chmod(0o755)
    done = subprocess.run(
        [command, "--version"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stdout.startswith("news-monitor, version"), done.stderr
