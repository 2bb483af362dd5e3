"""The counters of a daemon, as they are published."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.daemon.metrics import Activity, Meter
from monitor.errors import MetricsError, StoreError
from tests.examples import NOW

MINUTE = timedelta(minutes=1)


def test_rounds_add_up_and_those_without_a_poll_are_none() -> None:
    meter = Meter(NOW)
    meter.count_polls(3, 1, 0.5)
    meter.count_polls(0, 0, 9.0)
    meter.count_polls(2, 0, 1.5)
    meter.note_tick("poll", NOW)
    meter.note_tick("poll", NOW + MINUTE)
    meter.note_tick("deliver", NOW)
    assert meter.activity == Activity(NOW, 5, 1, 2.0, 2, {"poll": NOW + MINUTE, "deliver": NOW})


def test_what_was_told_does_not_change_afterwards() -> None:
    meter = Meter(NOW)
    told = meter.activity
    meter.note_tick("poll", NOW)
    assert told.ticks == {}


def test_no_count_is_lost_between_threads() -> None:
    meter = Meter(NOW)

    def count() -> None:
        for _ in range(2000):
            meter.count_polls(1, 1, 1.0)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert meter.activity == Activity(NOW, 8000, 8000, 8000.0, 8000, {})


def test_what_is_published_is_what_was_counted_and_what_is_stored(tmp_path: Path) -> None:
    meter = Meter(NOW)
    meter.count_polls(3, 1, 0.5)
    file = tmp_path / "x.prom"
    meter.publish(file, tmp_path / "none.db", NOW)
    assert "news_monitor_polls_total 3\n" in file.read_text()
    assert "news_monitor_items_total 0\n" in file.read_text()


def test_a_fault_leaves_what_was_published_before(tmp_path: Path) -> None:
    meter, file, broken = Meter(NOW), tmp_path / "x.prom", tmp_path / "broken.db"
    meter.publish(file, tmp_path / "none.db", NOW)
    before = file.read_text()
    broken.write_bytes(b"spoilt " * 1000)
    with pytest.raises(StoreError, match="cannot be read"):
        meter.publish(file, broken, NOW)
    assert file.read_text() == before
    with pytest.raises(MetricsError):
        meter.publish(tmp_path / "none" / "x.prom", tmp_path / "none.db", NOW)
