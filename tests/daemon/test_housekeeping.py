"""A round of housekeeping: what goes, that the file shrinks, that nobody is held up."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from monitor.config import KeepConfig
from monitor.daemon.housekeeping import Housekeeping, Tidied
from monitor.errors import StoreError
from monitor.model import Action
from monitor.store import upgrade
from monitor.store.backup import verify
from monitor.store.store import Store
from monitor.store.views import HOUSEKEEPING, Views
from tests.examples import FEED, NOW, STORY, a_decision, an_item
from tests.store.first_version import build

DAY = timedelta(days=1)
ITEMS = 3000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of three thousand items off topic, of which the feed carries the last."""
    path = tmp_path / "news-monitor.db"
    with Store(path) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            for number in range(ITEMS):
                item = an_item(number, content=f"{number} " * 500)
                store.add_item(item, NOW)
                decision = a_decision(Action.UNRELATED, development=None)
                store.record_decision(item, 1, STORY, decision, NOW)
            store.carried.note(FEED.url, [(an_item(ITEMS - 1).id, b"")], frozenset(), NOW)
    return path


def housekeeping(path: Path, rest: Callable[[float], bool] = lambda _: True) -> Housekeeping:
    return Housekeeping(path, KeepConfig(), time.perf_counter, rest)


def number(path: Path, sql: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(sql).fetchone()[0])


def test_a_round_removes_what_may_go_and_gives_the_room_back(path: Path) -> None:
    before = path.stat().st_size
    tidied = housekeeping(path).run(NOW + 31 * DAY)
    assert (tidied.removed.items, tidied.is_whole) == (ITEMS - 1, True)
    assert (tidied.bytes_before, tidied.bytes_after) == (before, path.stat().st_size)
    assert tidied.bytes_after < before / 5
    assert number(path, "SELECT count(*) FROM items") == 1
    assert number(path, "PRAGMA freelist_count") <= number(path, "PRAGMA page_count") / 20
    assert verify(path)["forgotten"] == ITEMS - 1
    assert Views(path).status(NOW)["items"]["total"] == ITEMS
    assert str(tidied).startswith(
        "removed 2,999 items and 0 revisions, emptied 0 sent mails, gave "
    )


def test_others_write_between_two_slices(path: Path) -> None:
    rests = 0
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:

        def rest(_: float) -> bool:
            nonlocal rests
            rests += 1
            other.execute("UPDATE feeds SET detail = 'x'")  # fails at once where it is locked out
            return True

        housekeeping(path, rest).run(NOW + 31 * DAY)
    assert rests > 5


def test_the_log_is_short_afterwards_although_others_have_the_file_open(path: Path) -> None:
    with Store(path):
        housekeeping(path).run(NOW + 31 * DAY)
        assert path.with_name(f"{path.name}-wal").stat().st_size < 100_000


def test_a_reader_who_takes_long_reads_on(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        rows = reader.execute("SELECT id FROM items")
        rows.fetchone()
        assert housekeeping(path).run(NOW + 31 * DAY).is_whole
        assert len(rows.fetchall()) == ITEMS - 1  # it reads what was there when it began


def test_a_round_that_is_stopped_is_gone_on_with(path: Path) -> None:
    rests = count()
    tidied = housekeeping(path, lambda _: next(rests) < 2).run(NOW + 31 * DAY)
    assert not tidied.is_whole
    assert 0 < tidied.removed.items < ITEMS - 1
    assert str(tidied).endswith("; stopped before the end, the next round goes on")
    rest = housekeeping(path).run_if_due(NOW + 31 * DAY)
    assert rest
    assert rest.removed.items == ITEMS - 1 - tidied.removed.items


def test_a_round_is_due_a_day_after_the_last_whole_one(path: Path) -> None:
    keeping = housekeeping(path)
    assert keeping.run_if_due(NOW)
    assert keeping.run_if_due(NOW + DAY - timedelta(seconds=1)) is None
    assert keeping.run_if_due(NOW + DAY)
    assert keeping.run_if_due(NOW)  # the clock was set back: the last round lies ahead
    assert Views(path).chore(HOUSEKEEPING) == ("2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z")


def test_a_second_round_finds_nothing(path: Path) -> None:
    housekeeping(path).run(NOW + 31 * DAY)
    size = path.stat().st_size
    again = housekeeping(path).run(NOW + 31 * DAY)
    assert again == Tidied(again.removed, size, size, True)
    assert again.removed.items == 0


def test_a_file_that_cannot_shrink_is_tidied_nevertheless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrade, "_QUICKLY_REBUILT", 0)
    path = tmp_path / "old.db"
    build(path)
    assert housekeeping(path).run(NOW).is_whole
    assert number(path, "PRAGMA auto_vacuum") == 0


def test_a_database_that_cannot_be_written_is_a_fault(path: Path) -> None:
    path.write_bytes(b"spoilt " * 1000)
    with pytest.raises(StoreError, match="cannot be opened"):
        housekeeping(path).run(NOW)
