"""What was put in its place is there still after a loss of power."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts.channels.atom import AtomChannel
from monitor.alerts.channels.maildir import MaildirChannel
from monitor.config.editing import append_tables, create
from monitor.config.whole_file import make_folder, replace_file
from monitor.daemon.metrics import write_metrics
from monitor.store.backup import back_up
from monitor.store.restore import restore
from monitor.store.store import Store
from tests.examples import NOW, an_alert

CONFIGURATION = """
[[story]]
name = "furniture"
sources = ["source.md"]
[[feed]]
url = "https://news.example/business.rss"
"""


class Disk:
    """Notes what is synced and renamed, in its order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[tuple[str, Path, Path]] = []
        fsync = os.fsync

        def synced(file: int) -> None:
            path = Path(f"/proc/self/fd/{file}").readlink()
            self.events.append(("sync", path, path))
            fsync(file)

        monkeypatch.setattr(os, "fsync", synced)
        for name in ("rename", "replace"):
            monkeypatch.setattr(os, name, self._noting(getattr(os, name)))

    def _noting(self, really: Callable[..., None]) -> Callable[..., None]:
        def renamed(source: Any, target: Any, **options: Any) -> None:
            really(source, target, **options)
            self.events.append(("rename", Path(source).absolute(), Path(target).absolute()))

        return renamed

    @property
    def unsafe(self) -> list[str]:
        """What would be lost: renamed without a sync of the file before and of its folder after."""
        found = []
        for at, (kind, source, target) in enumerate(self.events):
            if kind != "rename":
                continue
            before = [path for kind, path, _ in self.events[:at] if kind == "sync"]
            after = [path for kind, path, _ in self.events[at:] if kind == "sync"]
            found += [f"{target.name} itself"] * (source not in before)
            found += [f"the name of {target.name}"] * (target.parent not in after)
        return found

    @property
    def renamed(self) -> list[Path]:
        return [target for kind, _, target in self.events if kind == "rename"]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    with monkeypatch.context() as patch:
        yield Disk(patch)


def by_replacing(folder: Path) -> Path:
    replace_file(folder / "file", b"content")
    return folder / "file"


def a_mail(folder: Path) -> Path:
    MaildirChannel(folder / "Maildir").send(an_alert())
    (mail,) = (folder / "Maildir" / "new").iterdir()
    return mail


def an_entry(folder: Path) -> Path:
    AtomChannel(folder / "news.atom").send(an_alert())
    return folder / "news.atom"


def figures(folder: Path) -> Path:
    write_metrics(folder / "figures.prom", "a 1\n")
    return folder / "figures.prom"


def a_backup(folder: Path) -> Path:
    Store(folder / "news-monitor.db").close()
    return back_up(folder / "news-monitor.db", folder / "backup.db").path


def a_restored_database(folder: Path) -> Path:
    Store(folder / "news-monitor.db").close()
    backup = back_up(folder / "news-monitor.db", folder / "backup.db").path
    return restore(backup, folder / "state" / "news-monitor.db", NOW).path


def a_configuration(folder: Path) -> Path:
    create(folder / "monitor.toml", CONFIGURATION)
    return folder / "monitor.toml"


def an_addition(folder: Path) -> Path:
    (folder / "monitor.toml").write_text(CONFIGURATION)
    append_tables(folder / "monitor.toml", '[[feed]]\nurl = "https://news.example/other.rss"\n')
    return folder / "monitor.toml"


@pytest.mark.parametrize(
    "write",
    [by_replacing, a_mail, an_entry, figures, a_backup, a_restored_database, a_configuration,
     an_addition],
)  # fmt: skip
def test_what_is_put_in_its_place_is_synced_before_and_its_folder_after(
    tmp_path: Path, disk: Disk, write: Callable[[Path], Path]
) -> None:
    assert write(tmp_path) in disk.renamed
    assert disk.unsafe == []


def test_a_mail_that_an_attempt_put_there_before_it_died_is_synced_by_the_next(
    tmp_path: Path, disk: Disk
) -> None:
    a_mail(tmp_path)
    disk.events.clear()
    mail = a_mail(tmp_path)
    assert [path for kind, path, _ in disk.events if kind == "sync"] == [mail.parent]


def test_folders_that_are_made_are_synced_from_the_first_that_was_not_there(
    tmp_path: Path, disk: Disk
) -> None:
    made = tmp_path / "a" / "b"
    make_folder(made)
    make_folder(made)
    assert {path for _, path, _ in disk.events} == {tmp_path, tmp_path / "a"}
    assert len(disk.events) == 2


@pytest.mark.parametrize("for_others", [True, False])
def test_a_folder_is_for_others_where_that_is_meant_whatever_the_umask(
    tmp_path: Path, for_others: bool
) -> None:
    tmp_path.chmod(0o700)
    before = os.umask(0o077)
    try:
        make_folder(tmp_path / "a" / "b", for_others=for_others)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a", tmp_path / "a" / "b")}
    assert modes == {0o755 if for_others else 0o700}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
