"""The metrics file is whole at any moment, and others can read it."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from monitor.daemon.metrics import write_metrics
from monitor.daemon.metrics.file import metrics_fault
from monitor.errors import MetricsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news-monitor.prom"


def test_the_file_can_be_read_by_others_whatever_the_umask(path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_metrics(path, "a 1\n")
    finally:
        os.umask(before)
    assert path.read_text() == "a 1\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_reader_finds_the_old_text_or_the_new_one(path: Path) -> None:
    texts = ["a 1\n" * 5000, "b 2\n" * 5000]
    write_metrics(path, texts[0])
    found: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            found.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(200):
        write_metrics(path, texts[number % 2])
    stop.set()
    reader.join()
    assert found <= set(texts)


def test_what_a_killed_program_left_is_no_hindrance(path: Path) -> None:
    path.with_name(f".{path.name}.part").write_text("half")
    write_metrics(path, "a 1\n")
    assert path.read_text() == "a 1\n"


def test_a_place_that_cannot_be_written_is_named(path: Path, tmp_path: Path) -> None:
    path.mkdir()
    with pytest.raises(
        MetricsError, match=r"the metrics file .* cannot be written: Is a directory"
    ):
        write_metrics(path, "a 1\n")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    with pytest.raises(MetricsError, match="No such file or directory"):
        write_metrics(tmp_path / "none" / "x.prom", "a 1\n")


def test_a_fault_is_known_before_the_first_writing(path: Path, tmp_path: Path) -> None:
    assert metrics_fault(path) is None
    assert not path.exists()
    assert "is a folder" in (metrics_fault(tmp_path) or "")
    assert "there is no folder" in (metrics_fault(tmp_path / "none" / "x.prom") or "")
