"""How long the commands that a person looks at take over a database of a million items.

    python -m tests.benchmarks.screens [--items 1000000] [--folder DIR]

Each is a process of its own, so start-up counts; the median of seven runs. Goal: `status` and
`explain` within 0.2 s.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.benchmarks.keeping import CONFIGURATION, FEEDS, generate

RUNS = 7
GOAL = 0.2  # seconds
HELD = {"status", "explain ID", "explain LINK"}


def commands(item: str) -> dict[str, tuple[str, ...]]:
    return {
        "--version": ("--version",),
        "status": ("status",),
        "explain ID": ("explain", item),
        "explain LINK": ("explain", f"https://{7 % FEEDS}.example/7"),
        "items": ("items", "--no-pager"),
        "items --search": ("items", "--search", "tariff NEAR/3 minister", "--no-pager"),
        "items --search, nothing": ("items", "--search", "nonesuch", "--no-pager"),
        "items --verdict development": ("items", "--verdict", "development", "--no-pager"),
        "developments": ("developments", "--no-pager"),
        "developments --search": ("developments", "--search", "tariff", "--no-pager"),
        "alerts": ("alerts", "--no-pager"),
        "feeds": ("feeds",),
        "timeline": ("timeline", "story"),
    }


def seconds_of(folder: Path, arguments: Sequence[str]) -> list[float]:
    command = [
        sys.executable,
        "-m",
        "monitor",
        "--config",
        str(folder / "monitor.toml"),
        *arguments,
    ]
    taken = []
    for _ in range(RUNS):
        began = time.monotonic()
        subprocess.run(command, capture_output=True, check=True)
        taken.append(time.monotonic() - began)
    return taken


def measure(folder: Path, items: int) -> bool:
    """Print the table; return whether the goals were met."""
    database = folder / "news-monitor.db"
    if not database.exists():
        began = time.monotonic()
        generate(database, items)
        print(f"generated {items:,} items in {time.monotonic() - began:.0f} s")
    (folder / "monitor.toml").write_text(CONFIGURATION)
    (folder / "source.md").write_text("# A source\n\nThe tariff is 10 percent.\n")
    with closing(sqlite3.connect(database)) as db:
        (item,) = db.execute("SELECT id FROM items ORDER BY rowid DESC LIMIT 1").fetchone()
    print(f"{database.stat().st_size / 1e6:,.0f} MB; seconds, median (least to most) of {RUNS}")
    met = True
    for name, arguments in commands(item).items():
        taken = seconds_of(folder, arguments)
        median = statistics.median(taken)
        missed = name in HELD and median > GOAL
        met = met and not missed
        print(
            f"  {name:32} {median:6.3f} ({min(taken):.3f} to {max(taken):.3f}){' MISSED' * missed}"
        )
    return met


def main() -> int:
    """Measure, in a folder that stays where one is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        return 0 if measure(given.folder, given.items) else 1
    with tempfile.TemporaryDirectory() as name:
        return 0 if measure(Path(name), given.items) else 1


if __name__ == "__main__":
    sys.exit(main())
