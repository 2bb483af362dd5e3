"""What one machine carries: what feeds, items, stories and readers cost, and where that ends.

    python -m tests.benchmarks.one_machine [--quick] [--speed 60] [--only FEEDS ITEMS STORIES READERS]

The daemon polls every feed each ten minutes from a loopback server that deals out real news; stories
are real watches, each reader has a mail of his own in a Maildir. Every run is an hour of the daemon's
clock, which runs `speed` times as fast as the machine's. Costs are seconds of the processor, of all
processes of the daemon: the machine may be shared. A linear model is fitted to the runs.
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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon.daemon import Daemon
from monitor.model import Feed
from monitor.store.rows import stamp
from monitor.store.views import Views
from tests.benchmarks.memory import Held, family, held
from tests.benchmarks.soak import HOSTS, SOURCE, all_polled
from tests.field import STREAM, stories

EVERY = timedelta(minutes=10)
TICK = timedelta(seconds=0.1)
TICKS = os.sysconf("SC_CLK_TCK")
CORE_HOUR = 3600.0  # seconds that one core has in an hour
TERMS = ("fixed", "a poll", "an item", "a story × item", "a mail")


@dataclass(frozen=True, slots=True)
class Load:
    """What the machine is to carry."""

    feeds: int
    items: int  # a day, of all feeds
    stories: int
    readers: int  # of every story


@dataclass(frozen=True, slots=True)
class Hour:
    """What came of an hour."""

    load: Load
    hours: float
    polls: int
    items: int
    mails: int
    cpu: float  # seconds, of all processes
    main: float  # seconds, of the process that decides and writes
    poll_late: float  # seconds of the machine's clock, at the worst
    mail_late: float  # the same, from written to sent
    memory: Held
    database: int  # bytes

    @property
    def terms(self) -> tuple[float, ...]:
        """What the costs are a sum over, as TERMS names it."""
        return (1.0, self.polls, self.items, self.load.stories * self.items, self.mails)


#: Each alone is raised over the first.
RUNS = (
    Load(200, 12_000, 5, 1),
    Load(800, 12_000, 5, 1),
    Load(1_600, 12_000, 5, 1),
    Load(200, 48_000, 5, 1),
    Load(200, 12_000, 40, 1),
    Load(200, 12_000, 5, 50),
    Load(200, 24_000, 20, 5),
)
QUICK = tuple(Load(*each) for each in ((5, 2_000, 1, 1), (20, 2_000, 1, 1)))


def configuration(folder: Path, port: int, load: Load) -> Config:
    """Return a configuration of that size; the labelled stories take turns."""
    return Config(
        path=folder / "monitor.toml",
        state=folder / "state",
        fetch=FetchConfig(allow_private=HOSTS, at_least_every=EVERY),
        mail=MailConfig(),
        stories=tuple(_stories(folder, load)),
        feeds=tuple(
            Feed(
                f"http://{HOSTS[number % len(HOSTS)]}:{port}/{number}", f"Outlet {number}",
                every=EVERY, full_text=False,
            )
            for number in range(load.feeds)
        ),
    )  # fmt: skip


def _stories(folder: Path, load: Load) -> Iterator[StoryConfig]:
    to = tuple(f"reader{number}@example.org" for number in range(load.readers))
    found = stories() if STREAM.exists() else []
    (folder / "bridge.md").write_text(SOURCE)
    for number in range(load.stories):
        name, sources = f"bridge {number}", ["bridge.md"]
        watch: tuple[str, ...] = ('"harbour bridge"',)
        exclude: tuple[str, ...] = ()
        if found:
            story = found[number % len(found)]
            name, watch, exclude = f"{story.name} {number}", story.watch, story.exclude
            sources = [f"{story.name}-{place}.md" for place in range(len(story.sources))]
            for file, source in zip(sources, story.sources, strict=True):
                (folder / file).write_text(f"# {source.title}\n\n{source.text}\n")
        yield StoryConfig(name, tuple(sources), watch, exclude, to=to)


@contextmanager
def serving(load: Load, speed: float) -> Iterator[tuple[int, int]]:
    """Run the server; give its port and its process."""
    numbers = (str(load.feeds), str(load.items), str(speed))
    command = [sys.executable, "-m", "tests.benchmarks.one_machine_server", *numbers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), process.pid
        finally:
            process.kill()


def spent(processes: Sequence[str]) -> float:
    """Return the seconds of the processor that the processes took, ended children included."""
    total = 0
    for process in processes:
        with suppress(OSError):
            fields = Path("/proc", process, "stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
    return total / TICKS


class Clock:
    """The machine's clock until `begin`, then one that runs faster."""

    def __init__(self, speed: float) -> None:
        self.speed, self._began, self._at = speed, datetime.now(UTC), 0.0

    def begin(self) -> None:
        self._began, self._at = datetime.now(UTC), time.monotonic()

    def __call__(self) -> datetime:
        return self._began + self.passed if self._at else datetime.now(UTC)

    @property
    def passed(self) -> timedelta:
        """How long it is since `begin`, by this clock."""
        return timedelta(seconds=(time.monotonic() - self._at) * self.speed)


def counted(views: Views, since: str) -> tuple[int, int, float]:
    """Return the items there are, mails sent since, and by how many seconds the latest mail was late."""
    items = views.query("SELECT coalesce(sum(items), 0) AS n FROM feeds")[0]["n"]
    sent = views.query("SELECT created, sent FROM alerts WHERE sent >= ?", (since,))
    waited = [
        (datetime.fromisoformat(row["sent"]) - datetime.fromisoformat(row["created"]))
        for row in sent
    ]
    return items, len(sent), max(waited, default=timedelta(0)).total_seconds()


def hour_of(load: Load, speed: float, hours: float = 1.0) -> Hour:
    """Run the daemon until every feed was polled, then for an hour that is measured."""
    with tempfile.TemporaryDirectory() as name, serving(load, speed) as (port, server):
        config, clock = configuration(Path(name), port, load), Clock(speed)
        with Daemon(config, clock) as daemon, daemon.running(TICK):
            views = Views(config.database)
            while not all_polled(views) or views.status(clock())["alerts"]["pending"]:
                time.sleep(0.5)
            urlopen(f"http://127.0.0.1:{port}/begin").close()
            clock.begin()
            return _measured(load, hours, clock, config, server)


def _measured(load: Load, hours: float, clock: Clock, config: Config, server: int) -> Hour:
    views, since = Views(config.database), clock()
    items, *_ = counted(views, stamp(since))
    everyone = family(apart=server)
    all_before, main_before, late, most = spent(everyone), time.process_time(), 0.0, Held(0.0, 0.0)
    polls = 0
    polled: dict[str, str] = {}
    while clock.passed < timedelta(hours=hours):
        for feed in views.feeds():
            polls += polled.get(feed["url"], feed["last_polled"]) != feed["last_polled"]
            polled[feed["url"]] = feed["last_polled"]
        late = max(late, _late(views, clock()))
        most = most.or_more(held(family(apart=server)))
        time.sleep(min(0.5, 120 / clock.speed))
    passed = clock.passed / timedelta(hours=1)
    cpu, main = spent(family(apart=server)) - all_before, time.process_time() - main_before
    after, mails, waited = counted(views, stamp(since))
    size = sum(file.stat().st_size for file in config.state.glob("*.db*"))
    return Hour(
        load, passed, polls, after - items, mails, cpu, main, late / clock.speed,
        waited / clock.speed, most, size,
    )  # fmt: skip


def _late(views: Views, now: datetime) -> float:
    due = views.next_poll()
    return max(0.0, (now - datetime.fromisoformat(due)).total_seconds()) if due else 0.0


def fitted(rows: Sequence[Sequence[float]], costs: Sequence[float]) -> list[float]:
    """Return the factors of least squares, none below 0: what would be is left out in turn."""
    used = list(range(len(rows[0])))
    while True:
        found = _solved(
            [[sum(r[i] * r[j] for r in rows) for j in used] for i in used],
            [sum(r[i] * c for r, c in zip(rows, costs, strict=True)) for i in used],
        )
        least = min(range(len(used)), key=lambda place: found[place])
        if found[least] >= 0:
            factors = dict(zip(used, found, strict=True))
            return [factors.get(place, 0.0) for place in range(len(rows[0]))]
        del used[least]


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve linear equations by Gauss's elimination; what they leave open is 0."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda each: abs(rows[each][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        if abs(rows[place][place]) < 1e-9:
            rows[place] = [float(each == place) for each in range(size)] + [0.0]
        for other in set(range(size)) - {place}:
            factor = rows[other][place] / rows[place][place]
            rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def show(hour: Hour) -> None:
    """Print what came of an hour."""
    load = hour.load
    print(
        f"{load.feeds:6} {load.items:8} {load.stories:8} {load.readers:8} {hour.polls:7}"
        f" {hour.items:6} {hour.mails:6} {hour.cpu:7.1f} s {hour.main:7.1f} s {hour.poll_late:7.1f} s"
        f" {hour.mail_late:7.1f} s {hour.memory.pss:5.0f} {hour.memory.rss:5.0f} MB"
        f" {hour.database / 1e6:6.1f} MB",
        flush=True,
    )


def show_model(hours: Sequence[Hour]) -> None:
    """Print what each thing costs, and how well that explains the runs."""
    rows = [hour.terms for hour in hours]
    for name, costs in (("all", [h.cpu for h in hours]), ("deciding", [h.main for h in hours])):
        factors = fitted(rows, costs)
        told = [sum(f * t for f, t in zip(factors, row, strict=True)) for row in rows]
        worst = max(abs(a - b) / b for a, b in zip(told, costs, strict=True) if b)
        prices = ", ".join(
            f"{term} {factor * 1000:.2f} ms" for term, factor in zip(TERMS, factors, strict=True)
        )
        print(f"processes, {name}: {prices}; off by {worst:.0%} at most")


def main() -> None:
    """Print the runs and the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="two small runs, which say little")
    parser.add_argument("--speed", type=float, default=60, help="times the machine's clock")
    parser.add_argument("--only", type=int, nargs=4, metavar="N", help="one run of this load")
    given = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    runs = (Load(*given.only),) if given.only else QUICK if given.quick else RUNS
    print(
        f"{'feeds':>6} {'items/d':>8} {'stories':>8} {'readers':>8} {'polls':>7} {'items':>6} {'mails':>6}"
        f" {'CPU':>9} {'deciding':>9} {'poll late':>9} {'mail late':>9} {'PSS':>5} {'RSS':>8} {'database':>9}"
    )
    done = []
    for load in runs:
        done.append(hour_of(load, given.speed, 0.4 if given.quick else 1.0))
        show(done[-1])
    if len(done) > 1:
        show_model(done)


if __name__ == "__main__":
    main()
