"""The schema as its own history."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from monitor.errors import StoreError
from monitor.model.feed_state import FeedClock
from monitor.store import versions
from monitor.store.readers import Sent
from monitor.store.retention import _REMOVABLE, GO_WITH_ITEM
from monitor.store.schema import migrations
from monitor.store.store import Store
from tests.examples import FEED, NOW, a_decision, an_item

TABLES = {
    "feeds",
    "items",
    "revisions",
    "sources",
    "developments",
    "decisions",
    "alerts",
    "notices",
    "mutes",
    "labels",
    "readers",
    "absences",
}


def rows_of(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def applied(path: Path) -> list[tuple[object, ...]]:
    return rows_of(path, f"SELECT name FROM {migrations.migrations_table}")  # noqa: S608


def test_an_empty_file_gets_every_table(path: Path) -> None:
    path.touch()
    Store(path).close()
    found = {name for (name,) in rows_of(path, "SELECT name FROM sqlite_schema")}
    assert found >= TABLES


def test_every_migration_stands_in_the_versions(path: Path) -> None:
    path.touch()
    names = [each.name for each in migrations.pending(sqlite_utils.Database(path))]
    assert names == list(versions.KNOWN), "monitor/store/versions.py names them all, in their order"


def test_a_row_that_names_an_item_goes_with_it_or_keeps_it(path: Path) -> None:
    Store(path).close()
    naming = rows_of(
        path,
        'SELECT s.name, k."from" FROM sqlite_schema s, pragma_foreign_key_list(s.name) k'
        " WHERE k.\"table\" = 'items'",
    )
    assert naming
    keeping = set(re.findall(r"FROM (\w+)", _REMOVABLE))
    for table, column in naming:
        known = (table, column) in GO_WITH_ITEM or table in keeping
        assert known, f"{table}: GO_WITH_ITEM or _REMOVABLE in monitor/store/retention.py"


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    Store(tmp_path / "a" / "b" / "news.db").close()
    assert (tmp_path / "a" / "b" / "news.db").is_file()


def test_opening_twice_applies_nothing_twice_and_loses_nothing(path: Path) -> None:
    with Store(path) as store:
        store.sync_feeds([FEED], NOW)
    before = applied(path)
    with Store(path) as store:
        assert [state.url for state in store.due_feeds(NOW, 9)] == [FEED.url]
    assert before
    assert applied(path) == before


OPEN_EACH = """
import sys
from pathlib import Path
from monitor.store.store import Store
print("ready", flush=True)
for line in sys.stdin:
    Store(Path(line.strip())).close()
"""


@contextmanager
def opener() -> Iterator[Callable[[Path], None]]:
    """Run a process that opens the files it is told of; yield what tells it."""
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN_EACH],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "ready\n"
        yield lambda path: print(path, file=process.stdin, flush=True)
        process.stdin.close()
        assert process.stderr.read() == ""


def test_two_processes_that_open_a_new_file_at_once_both_succeed(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.db" for number in range(40)]
    with opener() as first, opener() as second:
        for path in paths:
            first(path)
            second(path)
    assert [applied(path) for path in paths] == [applied(paths[0])] * len(paths)


def test_a_file_that_is_no_database_is_named_in_the_fault(path: Path) -> None:
    path.write_bytes(b"this is a letter, not a database\n" * 100)
    with pytest.raises(StoreError, match=r"news-monitor\.db cannot be opened"):
        Store(path)
    assert path.read_bytes().startswith(b"this is a letter")


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "file" / "news.db")


def test_a_decision_on_an_item_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.transaction():
        store.record_decision(an_item(99), 1, "s", a_decision(development=None), NOW)


def test_a_database_of_the_first_version_keeps_its_outbox(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="m002_memory_of_feeds")
    old.execute(
        "INSERT INTO developments (id, story, headline, changes, first_seen, last_seen)"
        " VALUES (1, 's', 'h', '[]', '2026-11-24T08:00:00Z', '2026-11-24T08:00:00Z')"
    )
    old.execute(
        "INSERT INTO alerts (id, development, story, recipient, channel, sender, subject, text,"
        " html, message_id, thread, created, due) VALUES ('a', 1, 's', 'r', 'c', '', 's', 't', 'h',"
        " 'm', '[]', '2026-11-24T08:00:00Z', '2026-11-24T08:00:00Z')"
    )
    old.conn.commit()
    old.close()
    with Store(path) as store:
        claimed = store.outbox.claim("c", NOW, timedelta(minutes=1))
    assert claimed
    assert (claimed.alert.id, claimed.alert.development, claimed.attempts) == ("a", 1, 1)


def test_feeds_and_items_of_before_have_no_clock_and_no_date_text(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="m010_clocks")
    old.execute(
        "INSERT INTO feeds (url, name, every_seconds, next_poll, outcome)"
        " VALUES ('u', 'n', 60, '2026-11-24T08:00:00Z', 'ok')"
    )
    old.execute(
        "INSERT INTO items (id, feed, identity, outlet, title, summary, content, published,"
        " first_seen, content_hash) VALUES ('i', 'u', 'g', 'o', 't', 's', '',"
        " '2026-11-24T07:00:00Z', '2026-11-24T08:00:00Z', 'h')"
    )
    old.conn.commit()
    old.close()
    with Store(path) as store:
        (state,) = store.due_feeds(NOW, 1)
        assert state.clock == FeedClock()
        (found,) = store.known_items("u", [replace(an_item(), id="i", feed="u")]).values()
        assert found.item.date_text == ""


def test_a_database_of_before_has_nobody_away_and_nothing_judged(tmp_path: Path) -> None:
    path = tmp_path / "news-monitor.db"
    with closing(sqlite3.connect(path)) as db:
        old = sqlite_utils.Database(db)
        migrations.apply(old, stop_before="m011_labels")
    with Store(path) as store:
        assert store.labels.present("furniture", ("a@example.org",), NOW) == ("a@example.org",)
        assert store.labels.of("furniture", 1) == {}
    plan = rows_of(
        path, "EXPLAIN QUERY PLAN SELECT decided FROM decisions WHERE story = 'a' AND verdict = 'b'"
        " ORDER BY decided DESC LIMIT 9",
    )  # fmt: skip
    assert "decisions_verdict" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


def test_who_had_mails_before_is_no_new_reader(tmp_path: Path) -> None:
    path = tmp_path / "news-monitor.db"
    with closing(sqlite3.connect(path)) as db:
        old = sqlite_utils.Database(db)
        migrations.apply(old, stop_before="m012_readers")
        for statement in (
            "INSERT INTO feeds (url, name, every_seconds, next_poll) VALUES ('u', 'n', 60, '')",
            "INSERT INTO items (id, feed, identity, outlet, title, summary, content, first_seen, content_hash)"
            " VALUES ('i', 'u', 'g', 'o', 't', 's', '', '2026-11-24T08:00:00Z', 'h')",
            "INSERT INTO developments (id, story, headline, changes, first_seen, last_seen)"
            " VALUES (1, 'furniture', 'h', '[]', '', '')",
            "INSERT INTO notices (story, development, item, first_item, headline, summary, reason,"
            " changes, correction, urgent, created, state, parcel)"
            " VALUES ('furniture', 1, 'i', 'i', 'h', '', '', '[]', 0, 0, '', 'told', 'p')",
        ):
            old.execute(statement)
        for who, state in (("A@example.org", "sent"), ("b@example.org", "dead")):
            old.execute(
                "INSERT INTO alerts (id, story, recipient, channel, sender, subject, text, html,"
                " message_id, thread, created, due, parcel, state)"
                " VALUES (?, 'furniture', ?, 'c', '', '', '', '', ?, '[]', '', '', 'p', ?)",
                (who, who, who, state),
            )
        db.commit()
    with Store(path) as store:
        assert store.readers.known() == {("furniture", "a@example.org")}
        assert store.readers.sent("a@example.org", [1]) == {1: Sent(by_mail=True, thread="")}
        assert store.readers.sent("b@example.org", [1]) == {}
