"""What a database of a million items costs: a round of housekeeping, and the status screen.

    python -m tests.benchmarks.keeping [--items 1000000] [--folder DIR]

While housekeeping works, another connection writes as the poller does, and says how long it waited.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.config import KeepConfig
from monitor.daemon.housekeeping import Housekeeping
from monitor.model import Feed
from monitor.store.rows import stamp
from monitor.store.store import Store

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FEEDS = 300
DAYS = 120
CARRIED = 40  # items in the document of a feed
VERDICTS = (
    ("unrelated", "unrelated"),
    ("known", "known"),
    ("hold", "held"),
    ("fold", "known"),
)
SHARES = (94.5, 4, 1, 0.5)
TOLD = 500
WORDS = "tariff trade minister market company bank price report deal talks year people city".split()
MATCH = json.dumps({"on_topic": False, "reason": "not on topic " * 5, "spans": [], "score": 0.1})

CONFIGURATION = """
state = "."

[[story]]
name = "story"
sources = ["source.md"]

[[feed]]
url = "https://0.example/rss"
"""


def words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number))


def generate(path: Path, items: int) -> None:
    """Fill a database as months of polling would."""
    feeds = [Feed(f"https://{n}.example/rss", f"Feed {n}") for n in range(FEEDS)]
    with Store(path) as store:
        store.sync_feeds(feeds, NOW)
    chance = random.Random(1)  # noqa: S311
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.executemany(
            "INSERT INTO developments (id, story, headline, changes, first_seen, last_seen)"
            " VALUES (?, 'story', 'Headline', '[]', ?, ?)",
            ((n, stamp(NOW), stamp(NOW)) for n in range(1, TOLD + 1)),
        )
        for table, rows in (("items", item_rows), ("decisions", decision_rows)):
            marks = ",".join("?" * (15 if table == "items" else 11))
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows(chance, items))  # noqa: S608
        oldest_carried = items - FEEDS * CARRIED
        db.execute(
            "INSERT INTO carried SELECT feed, id, CAST(id AS BLOB) FROM items WHERE rowid > ?",
            (oldest_carried,),
        )
        db.execute("UPDATE items SET left_feed = first_seen WHERE rowid <= ?", (oldest_carried,))
        db.execute(
            "UPDATE feeds SET outcome = 'ok', items = ?, last_polled = next_poll",
            (items // FEEDS,),
        )
        db.execute(
            "INSERT INTO tallies SELECT story, verdict, substr(decided, 1, 10), count(*)"
            " FROM decisions GROUP BY 1, 2, 3"
        )
        db.executemany(
            "INSERT INTO alerts (id, development, story, recipient, channel, sender, subject, text,"
            " html, message_id, thread, state, created, due, sent)"
            " VALUES (?, 1, 'story', 'r', 'c', 's', 's', ?, ?, ?, '[]', 'sent', ?, ?, ?)",
            ((f"a{n}", "t" * 4000, "h" * 30_000, f"m{n}", *[stamp(NOW)] * 3) for n in range(TOLD)),
        )
        db.commit()


def item_rows(chance: random.Random, items: int) -> Iterator[tuple[object, ...]]:
    for n in range(items):
        seen = stamp(NOW - timedelta(days=DAYS) * (1 - n / items))
        feed = n % FEEDS
        yield (
            f"{n * 2654435761 % 2**48:012x}", f"https://{feed}.example/rss", f"guid-{n}",
            f"Feed {feed}", words(chance, 12), words(chance, 50), words(chance, chance.choice((0, 150))),
            f"https://{feed}.example/{n}", seen, seen, f"{n:016x}", 1, "", None, "",
        )  # fmt: skip


def decision_rows(chance: random.Random, items: int) -> Iterator[tuple[object, ...]]:
    for n in range(items):
        seen = stamp(NOW - timedelta(days=DAYS) * (1 - n / items))
        (action, verdict), development = chance.choices(VERDICTS, SHARES)[0], None
        if n % (items // TOLD) == 0:
            action, verdict = "alert", "development"
        if action in ("alert", "fold"):
            development = 1 + n % TOLD
        yield (
            f"{n * 2654435761 % 2**48:012x}", "story", 1, action, verdict,
            "It says nothing of the story.", MATCH, None, development, None, seen,
        )  # fmt: skip


class Writer(threading.Thread):
    """Writes a little, often, as the poller does, and measures how long each write takes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.waits: list[float] = []
        self.stop = threading.Event()

    def run(self) -> None:
        with Store(self.path) as store:
            while not self.stop.wait(0.02):
                began = time.monotonic()
                with store.transaction():
                    store.spare_host("example.org", NOW)
                self.waits.append(time.monotonic() - began)


def report(title: str, path: Path) -> None:
    free = sqlite3.connect(path).execute("PRAGMA freelist_count").fetchone()[0]
    print(f"{title}: {path.stat().st_size / 1e6:,.0f} MB, of which {free * 4096 / 1e6:,.0f} free")


def best(*command: str) -> float:
    def once() -> float:
        began = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    return statistics.median(once() for _ in range(7))


def measure_status(path: Path) -> None:
    config = path.parent / "monitor.toml"
    config.write_text(CONFIGURATION)
    nothing = best(sys.executable, "-c", "pass")
    command = str(Path(sys.executable).with_name("news-monitor"))
    status = best(command, "--config", str(config), "status")
    print(f"status: {status * 1000:.0f} ms, {status / nothing:.1f} times `python -c pass`")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--items", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "news-monitor.db"
        generate(path, given.items)
        report("before", path)
        measure_status(path)
        writer = Writer(path)
        writer.start()
        quiet = threading.Event()
        began = time.monotonic()
        housekeeping = Housekeeping(
            path, KeepConfig(), time.monotonic, lambda seconds: not quiet.wait(seconds)
        )
        print(housekeeping.run(NOW))
        took = time.monotonic() - began
        writer.stop.set()
        writer.join()
        waits = sorted(writer.waits)
        print(
            f"housekeeping: {took:.1f} s; of {len(waits)} writes meanwhile half took"
            f" {waits[len(waits) // 2] * 1000:.1f} ms, 99 in 100"
            f" {waits[len(waits) * 99 // 100] * 1000:.0f} ms, the longest {waits[-1] * 1000:.0f} ms"
        )
        report("after", path)
        measure_status(path)
        began = time.monotonic()
        housekeeping.run(NOW)
        print(f"a second round: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
