"""Plans on a real disk, below a root of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest

from monitor.cli.service.actions import (  # fmt: skip
    Action,
    Build,
    Keep,
    Link,
    MakeFolder,
    Plan,
    Remove,
    RemoveIfEmpty,
    Systemctl,
    Write,
)
from monitor.cli.service.carry_out import carry_out
from monitor.cli.service.disk import Disk
from monitor.cli.service.release import File, Release
from monitor.errors import ServiceError

OPT = Path("/opt/x")


def do(root: Path, *actions: Action) -> list[str]:
    said: list[str] = []
    carry_out(Plan(actions, ()), Disk(root), said.append)
    return said


def module(path: str, text: str) -> File:
    content = text.encode()
    return File(PurePosixPath(path), None, sha256(content).hexdigest(), content)


def made(*files: File) -> Release:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    interpreter = Path(sys.base_prefix, "bin", f"python{python}")
    return Release("1.0", interpreter, python, ("news-monitor",), files)


GOOD = made(
    module("monitor/__init__.py", ""),
    module("monitor/cli/__init__.py", "def main():\n    print('it works')\n"),
    module("monitor/cli/run.py", ""),
    module("monitor/feeds/__init__.py", ""),
    module("monitor/feeds/parser_process.py", ""),
    module("library/used_later.py", "WORD = 1\n"),
    module("odd/template.py", "{{ this is no Python }}\n"),
)


def test_files_links_and_folders_are_made_and_removed(tmp_path: Path) -> None:
    said = do(
        tmp_path,
        MakeFolder(Path("/etc/x"), 0o700),
        Write(Path("/etc/x/a"), b"one", "new", 0o600),
        Link(OPT / "current", OPT / "1"),
        Link(OPT / "current", OPT / "2"),
        Keep(Path("/etc/x/b"), "it was changed"),
    )
    assert said[1] == "write   /etc/x/a (new)"
    assert (tmp_path / "etc/x").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "etc/x/a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "opt/x/current").readlink() == OPT / "2"
    do(tmp_path, RemoveIfEmpty(Path("/etc/x")), Remove(OPT / "current"), Remove(OPT / "no"))
    assert (tmp_path / "etc/x/a").exists()
    assert not (tmp_path / "opt/x/current").is_symlink()
    do(tmp_path, Remove(Path("/etc/x/a")), RemoveIfEmpty(Path("/etc/x")), Remove(Path("/opt")))
    assert not (tmp_path / "etc/x").exists()
    assert not (tmp_path / "opt").exists()


def test_removing_a_link_leaves_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    do(tmp_path, Remove(Path("/link")))
    assert (tmp_path / "kept").is_dir()


def test_what_is_written_can_be_read_by_the_service_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        do(tmp_path, Build(OPT / "1", GOOD), Write(OPT / "unit", b""))
    finally:
        os.umask(before)
    for path in (tmp_path / "opt").rglob("*"):
        assert path.stat().st_mode & 0o004, path


def test_a_release_is_a_virtual_environment_with_its_bytecode(tmp_path: Path) -> None:
    do(tmp_path, Build(OPT / "1", GOOD))
    folder = tmp_path / "opt/x/1"
    ask = "import sys, monitor; print(sys.prefix, monitor.__file__)"
    found = subprocess.run(
        [folder / "bin/python", "-I", "-c", ask], capture_output=True, text=True, check=True
    )
    prefix, file = found.stdout.split()
    assert Path(prefix) == folder
    assert Path(file).is_relative_to(folder)
    assert list(folder.rglob("library/__pycache__/used_later.*.pyc"))
    assert f'"{OPT}/1/bin/python"' in (folder / "bin/news-monitor").read_text()


def test_a_release_that_does_not_work_leaves_nothing(tmp_path: Path) -> None:
    broken = replace(GOOD, files=(*GOOD.files[:2], module("monitor/cli/run.py", "import missing")))
    with pytest.raises(ServiceError, match="No module named 'missing'"):
        do(tmp_path, Build(OPT / "1", broken))
    assert list((tmp_path / "opt/x").iterdir()) == []


def test_a_file_that_changed_since_it_was_read_is_not_installed(tmp_path: Path) -> None:
    """A release is named after what is in its files: no two of one name may differ."""
    library = tmp_path / "data.pem"
    library.write_text("a certificate\n")
    digest = sha256(library.read_bytes()).hexdigest()
    release = made(*GOOD.files, File(PurePosixPath("library/data.pem"), library, digest))
    do(tmp_path, Build(OPT / "1", release))
    (installed,) = (tmp_path / "opt/x/1").rglob("data.pem")
    assert installed.read_bytes() == library.read_bytes()
    library.write_text("a certificate\nand another\n")
    with pytest.raises(ServiceError, match=r"data\.pem was changed while .* try again"):
        do(tmp_path, Build(OPT / "2", release))
    assert [path.name for path in (tmp_path / "opt/x").iterdir()] == ["1"]


def test_what_an_attempt_before_left_behind_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "opt/x/.1/bin").mkdir(parents=True)
    do(tmp_path, Build(OPT / "1", GOOD))
    assert [path.name for path in (tmp_path / "opt/x").iterdir()] == ["1"]


def test_a_failure_names_what_failed(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file")
    with pytest.raises(ServiceError, match=r"this failed: .*\(.*/etc"):
        do(tmp_path, Write(Path("/etc/x"), b""))
    with pytest.raises(ServiceError, match="`systemctl"):
        do(tmp_path, Systemctl(("no-such-verb",), is_user=False))
