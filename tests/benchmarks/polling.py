"""How much polling costs, beside `reader` on the same server.

    python -m tests.benchmarks.polling [--feeds 1000]

Real feed documents are served from loopback (by nginx where it is installed). Both programs poll
them, one after the other, in seven situations; CPU time is that of all their processes. The goals
are shares of what `reader` takes. Exit status 1 when one is missed.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Self

from monitor.feeds.entries import find_entries
from tests.benchmarks.memory import Held, family, held
from tests.ports import held_port

SHARED = Path(__file__).resolve().parents[3] / "shared" / "feeds"
SHORTEST, LONGEST = 8_000, 110_000  # bytes of a document; their mean is about 38,000
FEWEST_ENTRIES = 10
TICKS = os.sysconf("SC_CLK_TCK")
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 256; }}
http {{
    access_log off; default_type application/xml; keepalive_requests 1000000;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen {port}; root {root}; }}
}}
"""


#: A thousand feeds are on many hosts; all of 127/8 is this one.
HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 17))


def address(port: str, number: int) -> str:
    """Return where a document is served."""
    return f"http://{HOSTS[number % len(HOSTS)]}:{port}/{number:05}.xml"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one pass over all feeds took."""

    cpu: float  # seconds, of all processes
    wall: float
    memory: Held  # afterwards, of all processes


class Contender:
    """A program in a process of its own that polls all feeds when it is told to."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"tests.benchmarks.polling_{name}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def poll(self) -> Cost:
        assert self.process.stdin is not None
        cpu, began = self._cpu(), time.monotonic()
        print("poll", file=self.process.stdin, flush=True)
        self._answer()
        return Cost(self._cpu() - cpu, time.monotonic() - began, held(self._family()))

    def _answer(self) -> None:
        assert self.process.stdout is not None
        if not self.process.stdout.readline():
            raise SystemExit("a contender died")

    def _family(self) -> list[str]:
        return family(str(self.process.pid))

    def _cpu(self) -> float:
        total = 0
        for process in self._family():
            fields = Path("/proc", process, "stat").read_text().rpartition(")")[2].split()
            # Its own time, and that of the children that it has waited for.
            total += sum(map(int, fields[11:15]))
        return total / TICKS


def real_documents() -> list[bytes]:
    """Return real feed documents of a usual size, most of one a kind first."""
    series = [
        gzip.decompress(path.read_bytes())
        for outlet in sorted((SHARED / "series").iterdir())
        for path in sorted(outlet.glob("*.gz"))[:120:10]
    ]
    singles = [path.read_bytes() for path in sorted((SHARED / "real").rglob("*")) if path.is_file()]
    fitting = [body for body in singles + series if SHORTEST <= len(body) <= LONGEST]
    return [body for body in fitting if len(find_entries(body)) >= FEWEST_ENTRIES or is_odd(body)]


def is_odd(body: bytes) -> bool:
    """Whether a document must be read whole each time, by its encoding or a fault."""
    return len(re.findall(rb"<(?:item|entry)\b", body)) >= FEWEST_ENTRIES


class Site:
    """The served documents, and what happens to them between two polls."""

    def __init__(self, folder: Path, feeds: int) -> None:
        self.folder = folder
        self.step = 0
        bodies = real_documents()
        self.names = [f"{number:05}.xml" for number in range(feeds)]
        for name, body in zip(self.names, islice(cycle(bodies), feeds), strict=True):
            (folder / name).write_bytes(body)
        self.mean = sum(map(len, islice(cycle(bodies), feeds))) / feeds

    def change(self, kinds: Callable[[int], str]) -> None:
        """Change each document as `kinds` says for its number."""
        self.step += 1
        moment = 1_700_000_000 + self.step * 60
        for number, name in enumerate(self.names):
            path = self.folder / name
            kind = kinds(number)
            if kind == "unchanged":
                continue
            body = path.read_bytes()
            if kind == "other bytes":
                body += b"\n<!-- %d -->" % self.step
            elif kind == "new item":
                body = with_new_item(body, self.step)
            path.write_bytes(body)
            os.utime(path, (moment, moment))


def with_new_item(body: bytes, number: int) -> bytes:
    """Return a document with an entry more at its top, like its first one."""
    entries = find_entries(body)
    if not entries:
        return body + b"\n<!-- %d -->" % number
    first = entries[0]
    entry = body[first.start : first.end]
    mark = b"-%d" % number
    for end in (rb"</(?:\w+:)?guid>", rb"</(?:\w+:)?id>", rb"</link>", rb"</(?:\w+:)?title>"):
        entry = re.sub(rb"((?:\]\]>)?\s*" + end + rb")", lambda m: mark + m[1], entry, count=1)
    entry = re.sub(rb"""((?:href|about)=["'][^"']*)""", lambda m: m[1] + mark, entry)
    return body[: first.start] + entry + body[first.start :]


@contextmanager
def serving(folder: Path, root: Path) -> Iterator[int]:
    """Serve `root`; give the port."""
    with held_port() as port:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if program:
            (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, root=root))
            command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        else:
            command = [sys.executable, "-m", "tests.benchmarks.file_server", str(port), str(root)]
        print(f"Served by {Path(command[0]).name}.")
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            try:
                for _ in range(200):
                    with socket.socket() as probe:
                        if probe.connect_ex(("127.0.0.1", port)) == 0:
                            break
                    time.sleep(0.05)
                yield port
            finally:
                server.terminate()


def hour(number: int) -> str:
    """Return what an hour does to a feed: mostly nothing."""
    place = number * 37 % 100
    if place < 80:
        return "unchanged"
    if place < 90:
        return "same bytes"
    return "other bytes" if place < 94 else "new item"


#: Situation, what changes before it, the goals as shares of reader's CPU and wall time.
SITUATIONS: tuple[tuple[str, Callable[[int], str], float, float | None], ...] = (
    ("cold", lambda _: "unchanged", 0.7, 0.4),
    ("unchanged, 304", lambda _: "unchanged", 0.7, None),
    ("same bytes, new ETag", lambda _: "same bytes", 0.1, None),
    ("same items, other bytes", lambda _: "other bytes", 0.3, None),
    ("one new item", lambda _: "new item", 0.4, None),
    ("a realistic hour", hour, 0.35, None),
)


def run(feeds: int) -> bool:
    """Poll in every situation, print what it took; return whether every goal was met."""
    is_met = True
    with tempfile.TemporaryDirectory(prefix="polling-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / "root"
        root.mkdir()
        site = Site(root, feeds)
        with serving(folder, root) as port:
            arguments = (str(folder), str(port), str(feeds))
            with Contender("reader", *arguments) as theirs, Contender("ours", *arguments) as ours:
                print(f"{feeds} feeds of {site.mean / 1000:.0f} kB; CPU and wall in seconds\n")
                print(
                    f"{'':24} {'reader':>15} {'ours':>15}  {'CPU':>5} goal  {'wall':>5} goal"
                    f"  {'MB PSS':>9}  {'MB RSS':>9}"
                )
                for title, change, cpu_goal, wall_goal in SITUATIONS:
                    site.change(change)
                    their, our = theirs.poll(), ours.poll()
                    cpu, wall = our.cpu / their.cpu, our.wall / their.wall
                    is_met &= cpu <= cpu_goal and (wall_goal is None or wall <= wall_goal)
                    print(
                        f"{title:24} {their.cpu:7.1f} {their.wall:7.1f} {our.cpu:7.1f} {our.wall:7.1f}"
                        f"  {cpu:5.2f} {cpu_goal:4}  {wall:5.2f} {wall_goal or '':4}"
                        f"  {our.memory.pss:4.0f} {their.memory.pss:4.0f}"
                        f"  {our.memory.rss:4.0f} {their.memory.rss:4.0f}"
                    )
    return is_met


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=1000)
    sys.exit(0 if run(parser.parse_args().feeds) else 1)


if __name__ == "__main__":
    main()
