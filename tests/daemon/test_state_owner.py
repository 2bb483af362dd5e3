"""A state directory belongs to one configuration, and another is told so."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config import Config, FetchConfig, MailConfig
from monitor.daemon.state_owner import claim, foreign
from monitor.errors import ConfigError


@pytest.fixture
def first(tmp_path: Path) -> Config:
    return configured(tmp_path / "first.toml", tmp_path / "state")


@pytest.fixture
def second(tmp_path: Path) -> Config:
    return configured(tmp_path / "second.toml", tmp_path / "state")


def configured(path: Path, state: Path) -> Config:
    path.touch()
    state.mkdir(exist_ok=True)
    return Config(path, state, FetchConfig(), MailConfig(), (), ())


def test_the_first_that_claims_a_state_has_it_and_another_is_told_whose_it_is(
    first: Config, second: Config
) -> None:
    assert foreign(first) is foreign(second) is None
    claim(first)
    claim(first)
    assert foreign(first) is None
    sentence = foreign(second)
    assert sentence
    for named in (first.state, first.path, first.state / "configuration"):
        assert str(named) in sentence
    with pytest.raises(ConfigError, match="belongs to the configuration"):
        claim(second)
    assert foreign(first) is None
    (second.state / "configuration").unlink()  # as the sentence says
    claim(second)
    assert foreign(first)


def beneath_another_name(first: Config) -> Config:
    link = first.path.with_name("link.toml")
    link.symlink_to(first.path)
    return replace(first, path=link)


def from_another_folder(first: Config) -> Config:
    return replace(first, path=Path(os.path.relpath(first.path)))


def with_dots(first: Config) -> Config:
    return replace(first, path=first.path.parent / "state" / ".." / first.path.name)


def moved(first: Config) -> Config:
    return replace(first, path=first.path.rename(first.path.with_name("moved.toml")))


def in_a_folder_that_was_moved(first: Config) -> Config:
    folder = first.path.with_name("folder")
    folder.mkdir()
    claim(replace(first, path=first.path.rename(folder / "monitor.toml")))
    folder.rename(folder.with_name("file"))
    folder.touch()  # no folder any more
    return replace(first, path=folder.with_name("file") / "monitor.toml")


def led_to_another_file(first: Config) -> Config:
    """As where each change of a configuration is a new file that a link leads to."""
    other = first.path.with_name("other.toml")
    other.touch()
    link = first.path.with_name("link.toml")
    link.symlink_to(first.path)
    (first.state / "configuration").unlink()
    claim(replace(first, path=link))
    link.unlink()
    link.symlink_to(other)
    return replace(first, path=link)


@pytest.mark.parametrize(
    "change",
    [beneath_another_name, from_another_folder, with_dots, moved, in_a_folder_that_was_moved,
     led_to_another_file],
)  # fmt: skip
def test_what_is_the_same_configuration_keeps_its_state(
    first: Config, change: Callable[[Config], Config]
) -> None:
    claim(first)
    again = change(first)
    assert foreign(again) is None
    claim(again)
    assert foreign(again) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"/nowhere/monitor.toml\n"])
def test_a_note_that_names_nobody_is_nobodys(first: Config, content: bytes) -> None:
    (first.state / "configuration").write_bytes(content)
    claim(first)
    assert (first.state / "configuration").read_bytes() == f"{first.path}\n".encode()


def test_a_name_that_is_no_text_is_noted_as_it_is(first: Config, second: Config) -> None:
    odd = replace(first, path=Path(os.fsdecode(bytes(first.path.parent) + b"/\xe9.toml")))
    odd.path.touch()
    claim(odd)
    assert foreign(odd) is None
    assert foreign(second)


def test_what_cannot_be_noted_keeps_nobody_from_starting(first: Config, tmp_path: Path) -> None:
    claim(replace(first, state=tmp_path / "not" / "there"))
    assert not (tmp_path / "not").exists()
