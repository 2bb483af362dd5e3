"""The running program as a release."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

import monitor
from monitor.errors import ServiceError
from monitor.service import gather as gathering
from monitor.service.gather import gather


def test_the_running_program_is_gathered_whole() -> None:
    release = gather(is_user=True)
    paths = {file.path for file in release.files}
    for needed in (
        "monitor/daemon.py",
        "monitor/alerts/templates/mail.html",
        "monitor/service/systemd/news-monitor.service",
        "monitor/service/config/monitor.toml",
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


def test_the_same_program_is_the_same_release() -> None:
    assert gather(is_user=True).name == gather(is_user=True).name


def test_a_python_that_no_service_can_see_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_HIDDEN", (Path("/"),))
    with pytest.raises(ServiceError, match=r"could not see /.*python3.*install python3"):
        gather(is_user=False)
    assert gather(is_user=True).interpreter.exists()
