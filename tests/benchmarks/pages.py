"""What the pages take over a million items, and what polls feel of twenty browsers.

    python -m tests.benchmarks.pages [--items 1000000] [--browsers 20] [--folder DIR]

The words of the items are spread as those of news are (Zipf 1949), so that a search can be of frequent
and of rare ones. Each search and page is asked of the application itself, in one process, as a browser
asks it; goal: 95 % within 0.3 s. Then feeds are polled while browsers ask the served pages without a
pause, and while none does; goal: 1.1 times the time at most.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flask.testing import FlaskClient

from monitor.config import WebConfig
from monitor.model import Feed
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.web.app import create_app
from monitor.web.desk import Desk
from monitor.web.guard import Keys, limiter

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FEEDS, DAYS, VOCABULARY = 300, 120, 30_000
DEVELOPMENTS = 5_000  # of the greater of two stories
STORIES = ("great", "small")
GOAL, RATIO = 0.3, 1.1  # seconds; times
MATCH = '{"on_topic": false, "reason": "not on topic", "spans": [], "score": 0.1}'
INSERT_ITEM = (
    "INSERT INTO items (id, feed, identity, outlet, title, summary, content, link, published,"
    " first_seen, content_hash) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?)"
)
INSERT_DECISION = (
    "INSERT INTO decisions (item, story, revision, action, verdict, reason, matched, development,"
    " decided) VALUES (?, ?, 1, ?, ?, 'It says so.', ?, ?, ?)"
)
CONFIGURATION = """
state = "."

[fetch]
allow_private = ["127.0.0.1:{port}"]

[keep]
unrelated = "forever"
known = "forever"
held = "forever"
reports = "forever"

[web]
listen = "127.0.0.1:{web}"

[[story]]
name = "great"
sources = ["source.md"]

[[story]]
name = "small"
sources = ["source.md"]
"""


def word(rank: int) -> str:
    """Return the word of a rank: letters that no stemmer shortens."""
    letters = ""
    while True:
        rank, place = divmod(rank, 21)
        letters += "bcdfghjklmnpqrtvwxzao"[place]
        if not rank:
            return f"q{letters}k"


def generate(path: Path, items: int) -> None:
    """Fill a database as months of polling would."""
    with Store(path) as store:
        store.sync_feeds([Feed(f"https://{n}.example/rss", f"Feed {n}") for n in range(FEEDS)], NOW)
    chance = random.Random(1)  # noqa: S311 - no secret
    told = min(DEVELOPMENTS, items // 10)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        (trigger,) = db.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'items_text_added'"
        ).fetchone()
        db.execute("DROP TRIGGER items_text_added")  # to index all at the end is faster
        db.executemany(
            "INSERT INTO developments (id, story, headline, changes, first_seen, last_seen, importance)"
            " VALUES (?, ?, ?, '[]', ?, ?, ?)",
            (
                (n, STORIES[n % 50 == 0], f"Headline {n}", _seen(n, told), _seen(n, told), n % 97 / 97)
                for n in range(1, told + 1)
            ),
        )  # fmt: skip
        db.executemany(INSERT_ITEM, _items(chance, items))
        db.executemany(INSERT_DECISION, _decisions(items, told))
        db.execute("UPDATE feeds SET outcome = 'ok', items = ?", (items // FEEDS,))
        db.commit()
        db.execute("INSERT INTO items_text (items_text) VALUES ('rebuild')")
        db.execute(trigger)
        db.commit()


def _items(chance: random.Random, items: int) -> Iterator[tuple[object, ...]]:
    vocabulary = [word(rank) for rank in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    for n in range(items):
        said = chance.choices(vocabulary, cum_weights=weights, k=52)
        seen, feed = _seen(n, items), n % FEEDS
        yield (
            _id(n), f"https://{feed}.example/rss", f"g{n}", f"Feed {feed}", " ".join(said[:12]),
            " ".join(said[12:]), f"https://{feed}.example/{n}", seen, seen, f"{n:x}",
        )  # fmt: skip


def _decisions(items: int, told: int) -> Iterator[tuple[object, ...]]:
    every = max(1, items // (3 * told))  # three reports of each development
    for n in range(items):
        number = 1 + n // every % told if n % every == 0 else None
        kind = ("alert", "development") if number and n // every < told else ("fold", "known")
        for place, story in enumerate(STORIES):
            is_on = number is not None and (number % 50 == 0) == bool(place)
            action, verdict = kind if is_on else ("unrelated", "unrelated")
            if not is_on and n % 40 == place:
                action, verdict = "known", "known"
            yield (
                _id(n), story, action, verdict, MATCH, number if is_on else None, _seen(n, items)
            )  # fmt: skip


def _id(number: int) -> str:
    return f"{number * 2654435761 % 2**48:012x}"


def _seen(number: int, of: int) -> str:
    return stamp(NOW - timedelta(days=DAYS) * (1 - number / of))


# --- searches and pages --------------------------------------------------------------------------


def searches() -> dict[str, list[str]]:
    """Return what is searched for, by kind."""
    frequent, middling = [word(r) for r in range(8)], [word(r) for r in range(200, 208)]
    rare = [word(r) for r in range(VOCABULARY - 8, VOCABULARY)]
    pairs = list(zip(frequent, middling, strict=True))
    return {
        "frequent words": frequent,
        "middling words": middling,
        "rare words": rare,
        "words that nobody says": [f"{each}zz" for each in rare],
        "frequent AND frequent": [f"{a} {b}" for a, b in itertools.pairwise(frequent)],
        "frequent AND rare": [f"{a} {b}" for a, b in zip(frequent, rare, strict=True)],
        "frequent OR middling": [f"{a} OR {b}" for a, b in pairs],
        "frequent NOT frequent": [f"{a} NOT {b}" for a, b in itertools.pairwise(frequent)],
        "NEAR": [f"{a} NEAR/3 {b}" for a, b in pairs],
        "a phrase": [f'"{a} {b}"' for a, b in pairs],
        "a phrase of frequent words": [f'"{a} {b}"' for a, b in itertools.pairwise(frequent)],
        "a prefix of three letters": [f"q{letter}b*" for letter in "bcdfghjk"],
        "title:": [f"title:{each}" for each in frequent],
        "without spaces": ["关税上调", "家具", "中国"],
    }


FILTERS = ("", "&story=small", "&verdict=development", "&story=small&verdict=known", "&feed=Feed+7")
PAGES = (
    "/", "/stories/great", "/stories/great?order=weight", "/stories/great?page=150", "/stream",
    "/stream?verdict=development", "/stream?verdict=known&story=small", "/feeds", "/alerts",
    "/stories/great/workbench",
)  # fmt: skip


def ask(client: FlaskClient, place: str) -> tuple[float, str]:
    """Return how long a page takes, the best of three times, and what it says."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        answer = client.get(place)
        taken.append(time.perf_counter() - began)
        assert answer.status_code == 200, (place, answer.text)
    return min(taken), answer.text


def show(name: str, taken: Sequence[float], given_up: int = 0) -> bool:
    """Print a line; return whether 95 % are within the goal."""
    at_95 = sorted(taken)[max(0, -(-95 * len(taken) // 100) - 1)]
    said = f", {given_up} given up" if given_up else ""
    missed = " MISSED" if at_95 > GOAL or given_up else ""
    print(f"  {name:36} {statistics.median(taken):6.3f} {at_95:6.3f}{said}{missed}", flush=True)
    return not missed


def measure_pages(folder: Path) -> bool:
    """Print what searches and pages take; return whether the goals were met."""
    app = create_app(Desk(folder / "monitor.toml", lambda: NOW), WebConfig(), Keys(b"k" * 32, None))
    limiter.enabled = False
    client = app.test_client()
    met, everything = True, list[float]()
    print(f"{'seconds':38} median    95 %")
    for filtered in FILTERS:
        for name, queries in searches().items():
            found = [
                ask(client, f"/stream?search={urllib.parse.quote(each)}{filtered}")
                for each in queries
            ]
            taken = [seconds for seconds, _ in found]
            everything += taken
            met &= show(f"{name} {filtered}", taken, sum("takes too long" in t for _, t in found))
    met &= show("all searches", everything)
    for place in PAGES:
        met &= show(place, [ask(client, place)[0] for _ in range(7)])
    return met


# --- polls beside browsers -----------------------------------------------------------------------


class _Answers(BaseHTTPRequestHandler):
    """A feed of twenty items, new at each request."""

    numbers = itertools.count()

    def do_GET(self) -> None:
        first = next(self.numbers) * 20
        items = "".join(
            f"<item><guid>n{n}</guid><title>{word(n % 900)} {word(n % 77)} number {n}</title>"
            f"<link>http://127.0.0.1/{n}</link></item>"
            for n in range(first, first + 20)
        )
        body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "monitor", "--config", str(folder / "monitor.toml"), *arguments]


def _poll(folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run(_command(folder, "run", "--once", "--force"), capture_output=True, check=True)
    return time.perf_counter() - began


@contextmanager
def _browsers(folder: Path, port: int, count: int) -> Iterator[None]:
    """Have so many browsers ask the served pages without a pause; they yield to all else."""
    server = subprocess.Popen(
        ["nice", "-n", "10", *_command(folder, "web")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    browsers = multiprocessing.get_context("fork").Process(target=_browse, args=(port, count))
    try:
        _wait_for(port)
        browsers.start()
        yield
    finally:
        for each in (browsers, server):
            each.terminate()
        browsers.join()
        server.wait()


def _browse(port: int, count: int) -> None:
    """Ask for page after page, in so many threads; in a process that is as patient as other machines."""
    os.nice(15)

    def browse(place: int) -> None:
        for number in itertools.count(place):
            address = f"http://127.0.0.1:{port}{PAGES[number % len(PAGES)]}"
            with suppress(OSError), urllib.request.urlopen(address) as answer:
                answer.read()

    for place in range(count):
        threading.Thread(target=browse, args=(place,)).start()


def _wait_for(port: int) -> None:
    """Wait until somebody listens at a port."""
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.2)


def measure_polls(folder: Path, browsers: int, feeds: int, rounds: int) -> bool:
    """Print what a round of polls takes beside browsers and alone; return whether the goal was met."""
    source = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    port = source.server_address[1]
    web = 20_000 + port % 10_000  # none of those that a connection may have for its own end
    configure(folder, port, web, [f"http://127.0.0.1:{port}/{n}" for n in range(feeds)])
    _poll(folder)
    alone, beside = list[float](), list[float]()
    for _ in range(rounds):
        alone.append(_poll(folder))
        with _browsers(folder, web, browsers):
            beside.append(_poll(folder))
    source.shutdown()
    source.server_close()
    ratio = statistics.median(beside) / statistics.median(alone)
    missed = " MISSED" if ratio > RATIO else ""
    print(
        f"a round of {feeds} feeds: {statistics.median(alone):.2f} s alone, "
        f"{statistics.median(beside):.2f} s beside {browsers} browsers: {ratio:.2f} x{missed}"
    )
    return not missed


def configure(folder: Path, port: int, web: int, feeds: Sequence[str]) -> None:
    """Write a configuration of two stories and some feeds."""
    tables = (f'\n[[feed]]\nurl = "{each}"\nfull_text = false\n' for each in feeds)
    text = CONFIGURATION.format(port=port, web=web) + "".join(tables)
    (folder / "monitor.toml").write_text(text)
    (folder / "source.md").write_text("# A source\n\nThe tariff is 10 percent.\n")


def measure(folder: Path, given: argparse.Namespace) -> bool:
    """Print the tables; return whether the goals were met."""
    database = folder / "news-monitor.db"
    if not database.exists():
        began = time.monotonic()
        generate(database, given.items)
        print(f"generated {given.items:,} items in {time.monotonic() - began:.0f} s")
    configure(folder, 9, 8700, [f"https://{n}.example/rss" for n in range(FEEDS)])
    print(f"{database.stat().st_size / 1e6:,.0f} MB")
    pages = measure_pages(folder)
    polls = measure_polls(folder, given.browsers, given.feeds, given.rounds)
    return pages and polls


def main() -> int:
    """Measure, in a folder that stays where one is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--browsers", type=int, default=20)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        return 0 if measure(given.folder, given) else 1
    with tempfile.TemporaryDirectory() as name:
        return 0 if measure(Path(name), given) else 1


if __name__ == "__main__":
    sys.exit(main())
