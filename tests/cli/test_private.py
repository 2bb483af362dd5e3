"""What a command keeps is for its owner; and it is that of one configuration."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.cli import COMMANDS
from tests.cli.conftest import CONFIGURATION, Installation, news_monitor
from tests.cli.test_commands import fill
from tests.cli.test_run import refused


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A umask that closes nothing."""
    before = os.umask(0)
    yield
    assert os.umask(before) == 0, "a command left another one behind"


def open_to_others(folder: Path) -> list[str]:
    return sorted(
        f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    )


def a_backup(installation: Installation) -> Path:
    installation.run("run", "--once")
    installation.run("backup", str(installation.folder / "backup.db"))
    for path in installation.state.iterdir():
        path.unlink()
    installation.state.rmdir()
    return installation.folder / "backup.db"


#: The commands that write into the state directory, the first of all to do so.
WRITING: dict[str, Callable[[Installation], tuple[str, ...]]] = {
    "run": lambda _: ("run", "--once"),
    "know": lambda each: ("know", "cats", str(each.folder / "source.md")),
    "mute": lambda _: ("mute", "cats"),
    "unmute": lambda _: ("unmute", "cats"),
    "irrelevant": lambda _: ("irrelevant", "nothing"),
    "alert retry": lambda _: ("alert", "retry", "nothing"),
    "alert test": lambda _: ("alert", "test"),
    "restore": lambda each: ("restore", str(a_backup(each))),
}


@pytest.mark.parametrize("name", WRITING)
def test_what_a_command_keeps_can_be_read_by_its_owner_alone(
    installation: Installation, name: str
) -> None:
    refused(installation)
    arguments = WRITING[name](installation)
    assert not installation.state.exists()
    installation.run(*arguments)
    assert installation.state.exists()
    assert open_to_others(installation.state) == []


def test_a_demonstration_is_as_private(installation: Installation) -> None:
    folder = installation.folder / "demo"
    assert installation.run("demo", "--pace", "0", "--directory", str(folder)).exit_code == 0
    assert open_to_others(folder) == []


@pytest.mark.usefixtures("no_network")
def test_a_configuration_is_for_a_service_to_read(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not the state of whoever runs the tests, which may belong to another configuration.
    monkeypatch.setenv("XDG_STATE_HOME", str(installation.folder / "state-home"))
    new = installation.folder / "new" / "monitor.toml"
    article = str(installation.folder / "source.md")
    told = (
        "--bundle",
        "world-en",
        "--name",
        "chairs",
        "--output",
        str(new.parent),
        "-y",
    )
    result = news_monitor("init", article, *told)
    assert new.exists(), result.output
    assert stat.S_IMODE(new.stat().st_mode) & 0o044 == 0o044


@pytest.mark.parametrize("folder", [0o755, 0o711, 0o750, 0o700])
@pytest.mark.parametrize("file", [0o644, 0o640, 0o600])
def test_a_state_that_an_older_version_left_open_is_a_warning(
    installation: Installation, folder: int, file: int
) -> None:
    fill(installation)
    installation.state.chmod(folder)
    installation.database.chmod(file)
    result = installation.run("check")
    assert result.exit_code == 0
    is_open = folder in (0o755, 0o711) and file == 0o644
    assert ("can be read by others; run: chmod -R go= " in result.stderr) == is_open


OTHER_THAN_OWN = (
    ("check",), ("run", "--once"), ("status",), ("feeds",), ("items",), ("developments",), ("alerts",),
    ("explain", "ab10"), ("timeline", "furniture"), ("replay", "--stored", "--story", "furniture"),
    ("know", "furniture", "--list"), ("mute", "furniture"), ("unmute", "furniture"),
    ("irrelevant", "x"), ("alert", "test"), ("alert", "show", "x"), ("alert", "drop", "x"),
    ("backup", "backup.db"), ("restore", "backup.db"),
)  # fmt: skip


#: The commands that ask for no state, or make one of their own.
WITHOUT_STATE = frozenset({"demo", "init", "diff", "web", "install-service", "completion"})


def test_every_command_that_asks_for_a_state_is_tried_with_that_of_another() -> None:
    tried = {name for name, *_ in OTHER_THAN_OWN}
    missing = COMMANDS.keys() - tried - WITHOUT_STATE
    assert not missing, "give each a row in OTHER_THAN_OWN, or a place in WITHOUT_STATE"


@pytest.mark.parametrize("arguments", OTHER_THAN_OWN, ids=" ".join)
def test_another_configuration_is_told_whose_the_state_is(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    refused(installation)
    installation.run("run", "--once")
    before = {path: path.stat().st_mtime_ns for path in installation.state.iterdir()}
    other = installation.folder / "other.toml"
    other.write_text(CONFIGURATION)
    result = installation.run("--config", str(other), *arguments)
    assert result.exit_code == 2
    assert result.stderr.count("belongs to the configuration") == 1, result.stderr
    assert str(installation.config) in result.stderr
    assert f"{other}:2: " in result.stderr  # where it says `state`
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("arguments", [("feeds", "export"), ("diff", "source.md", "source.md")])
def test_what_asks_for_no_state_works_with_any(
    installation: Installation, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(installation.folder)
    refused(installation)
    installation.run("run", "--once")
    other = installation.folder / "other.toml"
    other.write_text(CONFIGURATION)
    assert installation.run("--config", str(other), *arguments).exit_code == 0
