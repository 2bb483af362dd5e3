"""The running program as a release."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

import pytest

import monitor
from monitor.cli.service import gather as gathering
from monitor.cli.service import shipped
from monitor.cli.service.gather import gather
from monitor.errors import ServiceError


def test_the_running_program_is_gathered_whole() -> None:
    release = gather(is_user=True)
    paths = {file.path for file in release.files}
    for needed in (
        "monitor/daemon/daemon.py",
        "monitor/alerts/templates/mail.html",
        "monitor/cli/service/systemd/news-monitor.service",
        "monitor/cli/service/config/monitor.toml",
        f"news_monitor-{monitor.__version__}.dist-info/METADATA",
        "click/__init__.py",
        "feedparser/__init__.py",
        "certifi/cacert.pem",
    ):
        assert PurePosixPath(needed) in paths, needed
    assert {"news-monitor", "requests", "lxml-html-clean"} <= set(release.distributions)
    assert len(paths) == len(release.files)


def test_what_development_needs_is_left_out() -> None:
    release = gather(is_user=True)
    assert not {"pytest", "mypy", "scikit-learn"} & set(release.distributions)
    parts = {part for file in release.files for part in file.path.parts}
    assert not parts & {"pytest", "mypy", "__pycache__", ".."}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small program with one library; those that run these tests may be changed meanwhile."""
    files = {
        "monitor/daemon/daemon.py": "import library\n",
        "monitor/cli/service/config/monitor.toml": "# nothing\n",
        "monitor/cli/service/systemd/news-monitor.service": "[Unit]\n",
        "news_monitor-1.dist-info/METADATA": "Name: news-monitor\nRequires-Dist: library\n",
        "library/__init__.py": "WORD = 1\n",
        "library/data.pem": "a certificate\n",
        "library-1.dist-info/METADATA": "Name: library\n",
    }
    for name, text in files.items():
        _write(tmp_path / name, text)
    listed = [name for name in files if name.startswith("library")]
    _write(tmp_path / "library-1.dist-info/RECORD", "".join(f"{name},,\n" for name in listed))
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for module in (gathering, shipped):
        monkeypatch.setattr(module, "_PACKAGE", tmp_path / "monitor")
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_same_program_is_the_same_release(installed: Path) -> None:
    name = gather(is_user=True).name
    for folder in ("monitor", "library"):
        _write(installed / folder / "__pycache__/daemon.cpython-311.pyc", "from another run")
    _write(installed / "beside.py", "of nobody")
    assert gather(is_user=True).name == name


@pytest.mark.parametrize(
    "changed",
    [
        "monitor/daemon/daemon.py",
        "monitor/new.py",
        "monitor/cli/service/config/monitor.toml",
        "monitor/cli/service/systemd/news-monitor.service",
        "news_monitor-1.dist-info/METADATA",
        "library/__init__.py",
        "library/data.pem",
    ],
)
def test_each_file_that_differs_makes_another_release(installed: Path, changed: str) -> None:
    """What a library has beside its code as well: whom the daemon trusts is such a file."""
    name = gather(is_user=True).name
    with (installed / changed).open("a") as file:
        file.write("# more\n")
    assert gather(is_user=True).name != name


def test_a_python_that_no_service_can_see_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_HIDDEN", (Path("/"),))
    with pytest.raises(ServiceError, match=r"could not see /.*python3.*install python3"):
        gather(is_user=False)
    assert gather(is_user=True).interpreter.exists()
