"""What is handed out: the wheel and the sdist hold what they must and no more, and the wheel runs."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from monitor import __version__
from tests.bridge import ARTICLE, CONFIGURATION
from tests.pages import ROOT

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.xdist_group("wheel"),  # which is built once
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="wants a checkout"),
]

#: Where the wheel has what a checkout has elsewhere.
PLACES = {
    "config/": "monitor/service/config/",
    "systemd/": "monitor/service/systemd/",
    "man/": f"news_monitor-{__version__}.data/data/share/man/man1/",
}
IN_SDIST = tuple(
    "monitor config systemd docs man tests scripts requirements README.md CHANGELOG.md"
    " CONTRIBUTING.md LICENSE Makefile".split()
)


def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command that must succeed; return what it prints."""
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(tree: Path, target: str, folder: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=tree)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def checkout() -> list[str]:
    """Return the files of the project: no leavings of a run, nothing that git ignores."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    return [name for name in listed.splitlines() if (ROOT / name).exists()]


def test_the_wheel_holds_the_package_and_what_it_installs_and_no_more(wheel: Path) -> None:
    wanted = {name for name in checkout() if name.startswith("monitor/")}
    for folder, place in PLACES.items():
        names = [name for name in checkout() if name.startswith(folder)]
        assert names
        wanted |= {place + name.removeprefix(folder) for name in names}
    about = f"news_monitor-{__version__}.dist-info/"
    assert {name for name in contents(wheel) if not name.startswith(about)} == wanted
    for needed in (
        "py.typed",
        "alerts/templates/mail.html",
        "story/classifiers.toml",
        "story/document_frequencies.tsv",
        "story/lexicon/phrases.tsv",
        "story/languages/names.txt",
        "feeds/zones.tsv",
        "demo/recording.json",
        "service/config/monitor.toml",
    ):
        assert f"monitor/{needed}" in wanted


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    about = f"news_monitor-{__version__}.dist-info"
    files = contents(wheel)
    metadata = message_from_bytes(files[f"{about}/METADATA"])
    assert metadata["Name"] == "news-monitor"
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert files[f"{about}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert b"news-monitor = monitor.cli:main" in files[f"{about}/entry_points.txt"]


def test_the_sdist_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    tree = tmp_path / f"news_monitor-{__version__}"
    held = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    # What the build itself puts there, or needs.
    held -= {"PKG-INFO", "pyproject.toml", ".gitignore"}
    assert held == {name for name in checkout() if name.startswith(IN_SDIST)}
    assert contents(build(tree, "wheel", tmp_path / "dist")) == contents(wheel)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """The command of an environment that holds the wheel, and this one's libraries without us."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv/bin/python"
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    elif uv := shutil.which("uv"):
        pip = [uv, "pip", "install", "--quiet", "--offline", "--python", python]
    else:
        pytest.skip("wants pip or uv")
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    # A folder that a .pth names is searched, but its own .pth files, ours among them, are not read.
    site = next((folder / "venv/lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    empty = folder / "empty"
    empty.mkdir()
    environ = {"HOME": str(empty), "PATH": "/usr/bin:/bin", "COLUMNS": "100"}

    def call(*words: str | Path) -> str:
        return run(folder / "venv/bin" / words[0], *words[1:], cwd=empty, env=environ)

    return call


def test_it_is_the_wheel_that_runs(installed: Callable[..., str]) -> None:
    place = installed("python", "-c", "import monitor; print(monitor.__file__)").strip()
    assert not Path(place).is_relative_to(ROOT)
    assert "venv/lib" in place
    assert installed("news-monitor", "--version").strip().endswith(__version__)


def test_it_checks_a_configuration(installed: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text(CONFIGURATION)
    (tmp_path / "bridge.md").write_text(ARTICLE)
    shown = installed("news-monitor", "--config", tmp_path / "monitor.toml", "check")
    assert "monitor.toml is good." in shown


def test_it_plays_the_demo(installed: Callable[..., str], tmp_path: Path) -> None:
    shown = installed("news-monitor", "demo", "--pace", "0", "--directory", tmp_path / "demo")
    told = re.search(r"(\d+) mails, \d+ seconds", shown)
    assert told
    assert len(list((tmp_path / "demo/Maildir/new").iterdir())) == int(told[1]) > 0


def test_it_would_install_itself_as_a_service(
    installed: Callable[..., str], tmp_path: Path
) -> None:
    shown = installed("news-monitor", "install-service", "--dry-run", "--root", tmp_path)
    assert "monitor.toml" in shown


def test_its_manual_is_where_man_looks(installed: Callable[..., str]) -> None:
    find = "import sys, pathlib; print(*pathlib.Path(sys.prefix, 'share/man/man1').iterdir())"
    assert installed("python", "-c", find).strip().endswith("news-monitor.1")
