"""A day of many feeds in quick time: new items, edits, and every usual kind of trouble.

    python -m tests.benchmarks.soak_server SPEED

Prints its port. A feed is at `/NUMBER`, on any address of this machine; `/asked` says how many
requests there were.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

ENTRIES = 30
SLOW = 0.3  # seconds
ON_TOPIC_EVERY = 200  # items
TROUBLES = ("500", "404", "503", "drop", "garbage", "half", "slow", "slow")
TROUBLED = 0.06  # of the requests
WORDS = (
    "council harbour budget ferry market school library garden winter summer river festival"
    " hospital railway station museum airport forest vineyard theatre stadium lighthouse orchard"
).split()


def hours_between_items(feed: int) -> float:
    """Return the rhythm of a feed: some bring an item every half hour, some one a day."""
    return (0.5, 1, 2, 3, 6, 12, 24)[feed % 7]


def item(feed: int, number: int, began: datetime) -> str:
    """Return an entry; one in many is about the bridge and tells a figure of its own."""
    chance = random.Random(f"{feed} {number}")  # noqa: S311 - the same entry at each request
    words = " ".join(chance.choices(WORDS, k=60))
    title = f"Report {number} of outlet {feed}: {' '.join(chance.choices(WORDS, k=5))}"
    if (feed + number) % ON_TOPIC_EVERY == 0:
        cost = chance.randrange(31, 900)
        title = f"Harbour bridge to cost ${cost} million, says outlet {feed}"
        words = (
            f"The new harbour bridge will cost ${cost} million, the harbour authority said on"
            f" Monday. Builders of the bridge had asked for more money. {words}"
        )
    when = began + timedelta(hours=number * hours_between_items(feed))
    return (
        f"<item><title>{title}</title><guid isPermaLink='false'>{feed}-{number}</guid>"
        f"<link>https://outlet-{feed}.example/{number}</link>"
        f"<pubDate>{format_datetime(when)}</pubDate><description>{words}</description></item>"
    )


def document(feed: int, hours: float, began: datetime) -> bytes:
    """Return a feed as it is so many hours after it began."""
    latest = int(hours / hours_between_items(feed))
    entries = "".join(item(feed, n, began) for n in range(latest, latest - ENTRIES, -1))
    return f"<rss version='2.0'><channel><title>{feed}</title>{entries}</channel></rss>".encode()


class Handler(BaseHTTPRequestHandler):
    """Answers a request for a feed, or fails at it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    speed = 1.0
    began = datetime.now(UTC)
    started = time.monotonic()
    asked: ClassVar[Counter[int]] = Counter()

    def do_GET(self) -> None:
        if self.path == "/asked":
            self._send(200, str(self.asked.total()).encode())
            return
        feed = int(self.path[1:])
        self.asked[feed] += 1
        chance = random.Random(f"{feed} {self.asked[feed]}")  # noqa: S311 - the same at each run
        trouble = chance.choice(TROUBLES) if chance.random() < TROUBLED else None
        trouble = "500" if feed % 20 == 19 else trouble  # some are dead all day
        self._answer(feed, trouble)

    def _answer(self, feed: int, trouble: str | None) -> None:
        if trouble in ("500", "404", "503"):
            self._send(int(trouble), b"sorry")
        elif trouble == "drop":
            self.close_connection = True
        elif trouble == "garbage":
            self._send(200, random.Random(feed).randbytes(2000))  # noqa: S311
        else:
            if trouble == "slow":
                time.sleep(SLOW)
            hours = (time.monotonic() - self.started) * self.speed / 3600
            body = document(feed, hours, self.began)
            self._send(200, body, half=trouble == "half")

    def _send(self, status: int, body: bytes, *, half: bool = False) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and not half and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        self.close_connection |= half

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Stay silent."""


class Server(ThreadingHTTPServer):
    """Takes it in silence when a daemon that stops hangs up."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def main(speed: str) -> None:
    Handler.speed = float(speed)
    server = Server(("", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
