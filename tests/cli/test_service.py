"""`install-service` below a root of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.cli.service.actions import Plan
from monitor.cli.service.carry_out import carry_out
from monitor.cli.service.disk import Disk


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        main(["install-service", *arguments])
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture(autouse=True)
def _not_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever is broken, nothing is installed on the machine that runs the tests."""

    def carry_out_elsewhere(plan: Plan, disk: Disk, say: Callable[[str], None]) -> None:
        assert not disk.is_live
        carry_out(plan, disk, say)

    monkeypatch.setattr("monitor.cli.service.command.carry_out", carry_out_elsewhere)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def visible_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever Python runs the tests is one that a service would see."""
    monkeypatch.setattr("monitor.cli.service.gather._HIDDEN", ())


@pytest.mark.usefixtures("visible_python")
def test_it_installs_says_so_and_goes_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ("--root", str(tmp_path))
    _, foreseen, _ = run(capsys, *root, "--dry-run")
    assert list(tmp_path.iterdir()) == []
    status, said, _ = run(capsys, *root)
    assert status == 0
    assert said.startswith(foreseen)
    config = (tmp_path / "etc/news-monitor/monitor.toml").read_text()
    assert '\nstate = "/var/lib/news-monitor"\n' in config
    (release,) = (tmp_path / "opt/news-monitor/releases").iterdir()
    done = subprocess.run(
        [release / "bin/python", "-I", "-m", "monitor", "install-service", "--help"],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert "--uninstall" in done.stdout, done.stderr
    assert run(capsys, *root)[1].startswith("Nothing to do")
    status, said, _ = run(capsys, *root, "--uninstall")
    assert status == 0
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    assert not (tmp_path / "opt/news-monitor").exists()
    assert run(capsys, *root, "--uninstall")[1].startswith("Nothing to do")


@pytest.mark.parametrize(
    "arguments", [("--now", "--uninstall"), ("--user", "--root", "/"), ("--root", "/no/such")]
)
def test_wrong_usage_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(capsys, *arguments)[0] == 2


def test_the_machine_is_roots(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    status, _, complaint = run(capsys)
    assert status == 1
    assert "sudo" in complaint
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("SUDO_USER", "reader")
    status, _, complaint = run(capsys, "--user")
    assert status == 1
    assert "leave out sudo" in complaint


@pytest.mark.parametrize(
    ("version", "complaint"),
    [(None, "there is no systemd"), (249, "needs systemd 250 or newer; here is 249")],
)
def test_a_machine_without_the_right_systemd_is_told_so(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    version: int | None,
    complaint: str,
) -> None:
    monkeypatch.setattr("monitor.cli.service.command.version_of_systemd", lambda _: version)
    status, _, said = run(capsys, "--dry-run")
    assert status == 1
    assert complaint in said
