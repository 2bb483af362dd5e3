"""What ten thousand feeds cost while nothing happens: start, choice of due feeds, idle ticks, memory.

    python -m tests.benchmarks.many_feeds [--feeds 10000]

Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import Daemon
from monitor.feed_state import FeedState
from monitor.model import Feed, Outcome
from monitor.store.store import PollRecord, Store
from tests.benchmarks.memory import family, held

NOW = datetime.now(UTC)
IDLE_SECONDS = 20.0


def configuration(folder: Path, feeds: int) -> Config:
    (folder / "source.md").write_text("# Bridge\n\nThe harbour bridge costs $30 million.")
    return Config(
        path=folder / "monitor.toml",
        state=folder,
        fetch=FetchConfig(),
        mail=MailConfig(),
        stories=(StoryConfig("bridge", ("source.md",), ('"harbour bridge"',)),),
        feeds=tuple(
            Feed(f"https://outlet-{number % 3000}.example/{number}.xml", f"Outlet {number}")
            for number in range(feeds)
        ),
    )


def polled(config: Config, due: datetime) -> None:
    """Let every feed have been polled, to be polled again at `due`."""
    with Store(config.database) as store:
        store.sync_feeds(config.feeds, NOW)
        with store.transaction():
            for feed in config.feeds:
                state = FeedState(
                    feed.url, first_polled_at=NOW, outcome=Outcome.OK, entry_hashes=bytes(240)
                )
                store.record_poll(PollRecord(state, "30 items.", due), NOW)


def choice(config: Config, now: datetime) -> float:
    """Return the usual time that a tick's choice of due feeds takes, in seconds."""
    with Store(config.database) as store:
        times = []
        for _ in range(20):
            began = time.perf_counter()
            store.due_feeds(now, 256)
            times.append(time.perf_counter() - began)
    return median(times)


def run(feeds: int) -> bool:
    with tempfile.TemporaryDirectory() as name:
        config = configuration(Path(name), feeds)
        polled(config, NOW + timedelta(days=1))
        nothing, everything = choice(config, NOW), choice(config, NOW + timedelta(days=2))
        began = time.perf_counter()
        with Daemon(config) as daemon, daemon.running(timedelta(seconds=2)):
            start = time.perf_counter() - began
            time.sleep(2.0)  # the first ticks open what the others find open
            cpu = time.process_time()
            time.sleep(IDLE_SECONDS)
            idle = (time.process_time() - cpu) / IDLE_SECONDS
            memory = held(family())
    goals = (
        ("start", start, 3.0, "s"),
        ("choice of due feeds, none due", nothing * 1000, 10.0, "ms"),
        ("choice of due feeds, all due", everything * 1000, 10.0, "ms"),
        ("idle", idle * 100, 1.0, "% of a core"),
        ("memory, PSS", memory.pss, 150.0, "MB"),
        ("memory, summed RSS", memory.rss, None, "MB"),
    )
    print(f"{feeds} feeds")
    for title, value, goal, unit in goals:
        print(f"{title:30} {value:8.2f} {unit:12}" + (f" goal {goal:g}" if goal else ""))
    return all(goal is None or value <= goal for _, value, goal, _ in goals)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=10_000)
    sys.exit(0 if run(parser.parse_args().feeds) else 1)


if __name__ == "__main__":
    main()
