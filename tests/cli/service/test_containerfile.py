"""What the Containerfile copies is there, and nothing else; it runs as nobody in particular."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LINES = re.sub(r"\\\n", " ", (ROOT / "Containerfile").read_text()).splitlines()
IGNORED = [
    line
    for line in (ROOT / ".containerignore").read_text().splitlines()
    if line and not line.startswith("#")
]


def arguments(instruction: str) -> list[list[str]]:
    return [line.split()[1:] for line in LINES if line.startswith(f"{instruction} ")]


def is_sent(name: str) -> bool:
    """Whether a file of the checkout reaches the build: the last pattern that matches decides."""
    sent = True
    for pattern in IGNORED:
        if fnmatch(name, pattern.lstrip("!")):
            sent = pattern.startswith("!")
    return sent


def test_what_is_copied_is_there_and_is_sent() -> None:
    copies = [words[:-1] for words in arguments("COPY") if not words[0].startswith("--")]
    names = {name for words in copies for name in words}
    assert {"monitor", "pyproject.toml", "requirements"} <= names
    for name in names:
        assert (ROOT / name).exists(), name
        assert is_sent(name), name


def test_nothing_else_is_sent() -> None:
    for name in (".git", ".venv", "tests", "docs", "Containerfile"):
        assert not is_sent(name), name


def test_what_the_wheel_is_built_from_is_copied() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    names = {name for words in arguments("COPY") for name in words[:-1]}
    for needed in ("README.md", "LICENSE", "config", "systemd", "man", "monitor"):
        assert needed in project
        assert needed in names


def test_docker_reads_the_same_list() -> None:
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


def test_it_runs_as_a_user_who_owns_nothing_but_the_state() -> None:
    (user,) = arguments("USER")
    number = user[0].split(":")[0]
    assert int(number) > 0
    made = [line for line in LINES if "/var/lib/news-monitor" in line and "install -d" in line]
    assert f"-o {number} " in made[0]
    assert arguments("VOLUME") == [["/var/lib/news-monitor"]]
    assert LINES.index(f"USER {user[0]}") > max(
        index for index, line in enumerate(LINES) if line.startswith(("RUN ", "COPY "))
    )


def test_every_library_has_its_hash() -> None:
    installs = [line for line in LINES if "pip install" in line]
    for line in installs:
        for command in line.split("&&"):
            if "pip install" in command:
                assert "--require-hashes" in command or "--no-deps /dist/" in command
