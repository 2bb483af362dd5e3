"""A day of five hundred feeds in quick time: does memory, do descriptors, do threads grow?

    python -m tests.benchmarks.soak [--hours 24] [--feeds 500] [--speed 240]

The daemon polls a loopback server that brings news, fails and is slow; its clock runs `speed` times
as fast as the machine's. Exit status 1 when something grew.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import Daemon
from monitor.model import Feed
from monitor.store.views import Views
from tests.benchmarks.memory import family

#: Five hundred feeds are on many hosts; all of 127/8 is this one.
HOSTS = tuple(f"127.0.1.{number}" for number in range(1, 101))
SOURCE = """# New harbour bridge to cost $30 million

The new harbour bridge will cost $30 million, the harbour authority said. Builders of the bridge had
asked for more money.
"""
TICK = timedelta(seconds=0.2)
SHOWN = (1, 6, 12, 18, 24)  # hours
SAMPLES_PER_HOUR = 12
#: By how much the last quarter's median may be above the second quarter's: a share, and so much.
SHARE = 0.05
#: Not of the proportional share: that changes with the other processes of the machine.
ROOM = {"own": 4.0, "rss": 8.0, "descriptors": 3.0, "threads": 1.0}


@dataclass(frozen=True, slots=True)
class Sample:
    """What the daemon's processes hold at an hour of the day."""

    hour: float
    own: float  # MB, of nobody else (anonymous)
    pss: float  # MB, what they share by its proportion
    rss: float  # MB, what they share once for each
    descriptors: float
    threads: float


@dataclass(frozen=True, slots=True)
class Day:
    """What came of a soak."""

    samples: tuple[Sample, ...]
    polls: int
    status: dict[str, Any]


def configuration(folder: Path, port: int, feeds: int) -> Config:
    (folder / "source.md").write_text(SOURCE)
    return Config(
        path=folder / "monitor.toml",
        state=folder / "state",
        fetch=FetchConfig(allow_private=HOSTS),
        mail=MailConfig(),
        stories=(StoryConfig("bridge", ("source.md",), ('"harbour bridge"',)),),
        feeds=tuple(
            Feed(f"http://{HOSTS[number % len(HOSTS)]}:{port}/{number}", f"Outlet {number}")
            for number in range(feeds)
        ),
    )


@contextmanager
def serving(speed: float) -> Iterator[tuple[int, int]]:
    """Run the server; give its port and its process."""
    command = [sys.executable, "-m", "tests.benchmarks.soak_server", str(speed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), process.pid
        finally:
            process.kill()


def measure(hour: float, processes: Sequence[str]) -> Sample:
    """Measure the processes together (proc(5)); one that ends meanwhile counts as nothing."""
    own = pss = rss = descriptors = threads = 0
    for pid in processes:
        with suppress(OSError):
            place = Path("/proc", pid)
            for line in (place / "smaps_rollup").read_text().splitlines():
                own += int(line.split()[1]) if line.startswith("Anonymous:") else 0
                pss += int(line.split()[1]) if line.startswith("Pss:") else 0
                rss += int(line.split()[1]) if line.startswith("Rss:") else 0
            descriptors += len(os.listdir(place / "fd"))  # noqa: PTH208 - nothing but their number
            threads += len(os.listdir(place / "task"))  # noqa: PTH208
    return Sample(hour, own / 1024, pss / 1024, rss / 1024, descriptors, threads)


def soak(hours: float, feeds: int, speed: float) -> Day:
    """Run the daemon for so many hours of its own clock, and until every feed was polled."""
    with tempfile.TemporaryDirectory() as name, serving(speed) as (port, server):
        config = configuration(Path(name), port, feeds)
        began, started = datetime.now(UTC), time.monotonic()

        def passed() -> timedelta:
            return timedelta(seconds=(time.monotonic() - started) * speed)

        samples: list[Sample] = []
        with Daemon(config, lambda: began + passed()) as daemon, daemon.running(TICK):
            views = Views(config.database)
            while (hour := passed() / timedelta(hours=1)) < hours or not all_polled(views):
                samples.append(measure(hour, family(apart=server)))
                time.sleep(3600 / SAMPLES_PER_HOUR / speed)
        with urlopen(f"http://127.0.0.1:{port}/asked") as answer:
            polls = int(answer.read())
        return Day(tuple(samples), polls, views.status(began + passed()))


def all_polled(views: Views) -> bool:
    """Whether every feed was polled at least once."""
    return all(feed["last_polled"] for feed in views.feeds())


def medians(samples: Sequence[Sample], begin: float, end: float) -> dict[str, float]:
    """Return the median of each measure between two hours."""
    within = [sample for sample in samples if begin <= sample.hour < end]
    names = [each.name for each in fields(Sample) if each.name != "hour"]
    return {name: median(getattr(sample, name) for sample in within) for name in names}


def grown(samples: Sequence[Sample]) -> list[str]:
    """Say what is more in the last quarter than in the second; the first is for warming up."""
    hours = samples[-1].hour
    early = medians(samples, hours / 4, hours / 2)
    late = medians(samples, hours * 3 / 4, hours + 1)
    return [
        f"{name} grew from {early[name]:.1f} to {late[name]:.1f}"
        for name in ROOM
        if late[name] > early[name] * (1 + SHARE) and late[name] > early[name] + ROOM[name]
    ]


def show(day: Day) -> None:
    """Print the measures around the hours that are shown, and what was done meanwhile."""
    print(
        f"{'hour':>5} {'own MB':>8} {'PSS MB':>8} {'RSS MB':>8} {'descriptors':>12} {'threads':>8}"
    )
    for hour in SHOWN:
        if hour > day.samples[-1].hour + 0.5:
            break
        found = medians(day.samples, hour - 0.5, hour + 0.5)
        print(
            f"{hour:5} {found['own']:8.1f} {found['pss']:8.1f} {found['rss']:8.1f} {found['descriptors']:12.0f}"
            f" {found['threads']:8.0f}"
        )
    status = day.status
    print(
        f"{day.polls} polls, {status['feeds']['failing']} feeds failing at the end;"
        f" {status['items']['total']} items, {status['developments']['total']} developments,"
        f" {status['alerts']['sent_24h']} mails, {status['database']['bytes'] / 1e6:.0f} MB of"
        " database"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--speed", type=float, default=240, help="times the machine's clock")
    given = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    day = soak(given.hours, given.feeds, given.speed)
    show(day)
    growth = grown(day.samples)
    print("; ".join(growth) or "Nothing grew.")
    sys.exit(1 if growth else 0)


if __name__ == "__main__":
    main()
