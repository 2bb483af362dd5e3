"""Serves feeds of real news at a rate: the stream of `../shared/field`, dealt out to many outlets.

    python -m tests.benchmarks.one_machine_server FEEDS ITEMS_A_DAY SPEED

Prints its port. A feed is at `/NUMBER`, on any address of this machine. Its clock stands until
`/begin`, then runs SPEED times as fast as the machine's; `/asked` says how many requests there were.
"""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from itertools import count

from tests.benchmarks.soak_server import ON_TOPIC_EVERY, Server, item
from tests.field import STREAM, all_items

ENTRIES = 10
#: One item of so many is taken: some thousand go through all weeks of the stream, in its order.
STRIDE = 13


def texts() -> list[tuple[str, str]]:
    """Return titles and descriptions of the stream; where it is absent, those of the soak."""
    if STREAM.exists():
        return [(each.title, each.summary or each.content) for each in all_items()]
    made = (item(0, number, datetime.now(UTC)) for number in range(50 * ON_TOPIC_EVERY))
    return [(_between(each, "title"), _between(each, "description")) for each in made]


def _between(entry: str, tag: str) -> str:
    return entry.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


class World:
    """What the feeds carry at a time: item g of all is the next one of feed g modulo their number."""

    def __init__(self, feeds: int, items_a_day: float, speed: float) -> None:
        self.feeds, self.pause, self.speed = feeds, 86_400 / items_a_day, speed
        self.texts, self.asked = texts(), count()
        self.began, self.started = datetime.now(UTC), 0.0

    def begin(self) -> None:
        """Let the clock run."""
        self.began, self.started = datetime.now(UTC), time.monotonic()

    def document(self, feed: int) -> bytes:
        """Return a feed as it is now."""
        seconds = (time.monotonic() - self.started) * self.speed if self.started else 0.0
        newest = int(seconds / self.pause)  # of all feeds
        newest -= (newest - feed) % self.feeds
        oldest = newest - ENTRIES * self.feeds
        entries = "".join(self._entry(number) for number in range(newest, oldest, -self.feeds))
        return (
            f"<rss version='2.0'><channel><title>{feed}</title>{entries}</channel></rss>".encode()
        )

    def _entry(self, number: int) -> str:
        title, text = self.texts[number * STRIDE % len(self.texts)]
        when = self.began + timedelta(seconds=number * self.pause)
        return (
            f"<item><title>{escape(title)}</title><guid isPermaLink='false'>{number}</guid>"
            f"<link>https://outlet-{number % self.feeds}.example/{number}</link>"
            f"<pubDate>{format_datetime(when)}</pubDate>"
            f"<description>{escape(text)}</description></item>"
        )


class Handler(BaseHTTPRequestHandler):
    """Answers a request for a feed; what has not changed since, with 304."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    world: World

    def do_GET(self) -> None:
        if self.path == "/begin":
            self.world.begin()
            self._send(b"begun")
        elif self.path == "/robots.txt":
            self._send(b"")
        else:
            next(self.world.asked)
            self._send(self.world.document(int(self.path[1:])))

    def _send(self, body: bytes) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        same = self.headers.get("If-None-Match") == etag
        self.send_response(304 if same else 200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("ETag", etag)
        if not same:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if same else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Stay silent."""


def main(feeds: str, items_a_day: str, speed: str) -> None:
    Handler.world = World(int(feeds), float(items_a_day), float(speed))
    server = Server(("", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
