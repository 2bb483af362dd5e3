"""Runs the monitor against every path of the hostile server and says what became of each.

    python -m tests.benchmarks.hostile --scale 1        # bombs of full size, 20 s for each fetch

Each path is a feed with a store of its own, polled as often as the server's list says, with a day
between two polls. Exit status 1 when an outcome is neither as listed nor argued below, when the
canary was hit, when a poll outlasted its limits, or when the monitor took 200 MB (PSS) or more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from monitor.config import Config, FetchConfig, MailConfig
from monitor.feeds.parsers import SECONDS, Parsers
from monitor.feeds.poll import Poller
from monitor.model import Feed
from monitor.pipeline import Pipeline
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.stories import Stories
from tests.benchmarks.memory import Peak

SERVER = Path(__file__).resolve().parents[3] / "shared" / "tools" / "hostile_server.py"
MOST_MEGABYTES = 200
LONGEST_PARSE = SECONDS + 20.0  # of a document of 10 MB
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

#: Path → the outcomes that are right though the list has another, and why.
ARGUED: dict[str, tuple[set[str], str]] = {
    **dict.fromkeys(
        (
            "/ok-conditional.rss",
            "/bomb/huge-etag.rss",
            "/cache/etag-changes.rss",
            "/cache/etag-weak.rss",
            "/cache/etag-unquoted.rss",
            "/cache/etag-crlf.rss",
            "/cache/last-modified-future.rss",
            "/cache/last-modified-garbage.rss",
            "/id/edited-title.rss",
            "/id/date-bumped.rss",
        ),
        ({"ok", "not-modified"}, "The last document is the one before: the word is not-modified."),
    ),
    "/xml/billion-laughs.rss": ({"ok"}, "The entities are left literal; both items are read."),
    "/xml/quadratic.rss": ({"ok"}, "The entities are left literal; both items are read."),
    **dict.fromkeys(
        (
            "/xml/many-attrs.rss",
            "/xml/redos-author.rss",
            "/xml/redos-categories.rss",
            "/xml/redos-namespaces.rss",
        ),
        ({"ok"}, "Nobody reads the element, so it is cut out; both items are read at once."),
    ),
    "/xml/redos-comment.rss": ({"ok", "timeout"}, "A fast machine is done within the limit."),
    "/xml/redos-title.rss": ({"ok", "timeout"}, "A slow machine is not done within the limit."),
    "/bomb/gzip-many-members.rss": (
        {"error-net"},
        "Members (RFC 1952 2.2) are counted: more than ten thousand are no document.",
    ),
    "/bomb/50k-items.rss": ({"ok", "too-big"}, "Of full size it is longer than `max_bytes`."),
    "/redir/to-loopback-name": (
        {"blocked", "error-net"},
        "Without a name server the name leads nowhere.",
    ),
    "/redir/301-via-302": ({"moved"}, "It has moved as far as the redirects are permanent."),
    "/redir/cross-scheme": ({"blocked"}, "The address is private, so it is not even dialled."),
}
#: Path → how many items are kept where the list has another number, and why.
KEPT = {
    "/id/guid-case.rss": (4, "One guid on two stories that lead elsewhere keeps both apart."),
    "/text/html-title.rss": (8, "One item says nothing once its markup is gone."),
    "/text/cdata-html.rss": (8, "One item says nothing once its markup is gone."),
}
#: Path → how many items are new at each poll, where it is polled more than once.
NEW = {
    "/id/guid-changes.rss": [10, 0, 0],
    "/id/guid-scheme-flips.rss": [10, 0, 0],
    "/id/link-tracking.rss": [10, 0, 0],
    "/id/guid-timestamp.rss": [10, 0, 0],
    "/id/edited-title.rss": [10, 0, 0],
    "/id/edited-trivially.rss": [10, 0, 0, 0],
    "/id/date-bumped.rss": [10, 0, 0],
    "/id/disappear-return.rss": [10, 0, 0],
    "/id/empty-then-return.rss": [10, 0, 0],
    "/id/reordered.rss": [10, 0, 0],
    "/id/flood-on-poll-2.rss": [10, 1000],
    "/id/new-each-poll.rss": [10, 1, 1, 1, 1],
    "/cache/etag-stuck.rss": [10, 1, 1],
    "/cache/etag-new-lm-same.rss": [10, 1, 1],
    "/cache/etag-changes.rss": [10, 0, 0],
    "/cache/304-with-body.rss": [10, 0],
}


@dataclass
class Result:
    """What became of one path."""

    path: str
    listed: str
    outcomes: list[str] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    edits: list[int] = field(default_factory=list)
    items: int = 0
    detail: str = ""
    seconds: float = 0.0  # of the longest poll
    faults: list[str] = field(default_factory=list)


@contextmanager
def server(scale: float) -> Iterator[tuple[int, int]]:
    """Run the hostile server; give its port and its process."""
    command = [sys.executable, str(SERVER), "--port", "0", "--warm", "--scale", str(scale)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().split("/")[2].rpartition(":")[2])
            assert process.stdout.readline().strip() == "warm"
            yield port, process.pid
        finally:
            process.kill()


def ask(port: int, path: str) -> Any:
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return json.load(answer)


def poll(row: dict[str, Any], port: int, fetch: FetchConfig, parsers: Parsers, at: Path) -> Result:
    """Poll one path as often as the list says."""
    result = Result(row["path"], row["react"])
    # By name: a redirect to the number is one to another, private address.
    feed = Feed(f"http://localhost:{port}{row['path']}", row["path"])
    config = Config(at / "monitor.toml", at, fetch, MailConfig(), (), (feed,))
    with Store(config.database) as store:
        store.sync_feeds([feed], NOW)
        poller = Poller(fetch, parsers)
        stories = Stories({}, 1, config.backlog)
        pipeline = Pipeline(config, store, lambda _: stories, {}, poller)
        for number in range(row["polls"]):
            began = time.monotonic()
            counts = pipeline.poll(NOW + number * timedelta(days=1), 1, force=True)
            result.seconds = max(result.seconds, time.monotonic() - began)
            (shown,) = Views(config.database).feeds()
            result.outcomes.append(shown["outcome"])
            result.new.append(counts.new_items)
            result.edits.append(counts.edits)
            result.items, result.detail = shown["items"], shown["detail"]
    judge(row, result, fetch)
    return result


def judge(row: dict[str, Any], result: Result, fetch: FetchConfig) -> None:
    """Note what is not as it should be."""
    allowed, _ = ARGUED.get(result.path, ({result.listed}, ""))
    last = result.outcomes[-1]
    if last not in allowed:
        result.faults.append(f"{last}, not {' or '.join(sorted(allowed))}: {result.detail}")
    limit = 2 * (fetch.timeout.total_seconds() + LONGEST_PARSE)  # it may wait for a free process
    if result.seconds > limit:
        result.faults.append(f"took {result.seconds:.0f} s")
    kept, _ = KEPT.get(result.path, (row["items"], ""))
    is_counted = last in {"ok", "moved"} and kept is not None and "50k" not in result.path
    if is_counted and row["polls"] == 1 and result.items != kept:
        result.faults.append(f"{result.items} items, not {kept}")
    if result.path in NEW and result.new != NEW[result.path]:
        result.faults.append(f"new at each poll: {result.new}, not {NEW[result.path]}")


def run(scale: float) -> dict[str, Any]:
    """Poll every path; return what became of them, the peak of memory and the canary's hits."""
    with server(scale) as (port, pid), tempfile.TemporaryDirectory() as folder:
        allowed = (f"localhost:{port}",)
        if scale >= 1:
            fetch = FetchConfig(allow_private=allowed)
        else:
            fetch = FetchConfig(timedelta(seconds=max(4, 20 * scale)), 3_000_000, allowed)
        rows = ask(port, "/index.json")["paths"]
        memory = Peak(pid)
        memory.start()
        with (
            Parsers(2) as parsers,
            ThreadPoolExecutor(8) as pool,
        ):
            places = [Path(folder) / str(number) for number in range(len(rows))]
            results = list(
                pool.map(lambda row, at: poll(row, port, fetch, parsers, at), rows, places)
            )
        memory.stop()
        hits = [hit["target"] for hit in ask(port, "/_log") if "/_internal/" in hit["target"]]
    faults = [f"{r.path}: {fault}" for r in results for fault in r.faults]
    faults += [f"the canary was hit: {hit}" for hit in hits]
    if memory.peak.pss >= MOST_MEGABYTES:
        faults.append(f"the monitor took {memory.peak}")
    return {
        "results": [asdict(result) for result in results],
        "memory": str(memory.peak),
        "canary": hits,
        "faults": faults,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scale", type=float, default=0.2, help="of the bombs; 1 is full size")
    parser.add_argument("--json", action="store_true", help="answer with one JSON document")
    options = parser.parse_args()
    report = run(options.scale)
    if options.json:
        print(json.dumps(report))
    else:
        show(report)
    sys.exit(1 if report["faults"] else 0)


def show(report: dict[str, Any]) -> None:
    argued = {path: reason for path, (_, reason) in [*ARGUED.items(), *KEPT.items()]}
    for row in report["results"]:
        reason = argued.get(row["path"], "")
        mark = "!" if row["faults"] else "~" if reason else " "
        print(
            f"{mark} {row['path']:36} {row['listed']:12} {row['outcomes'][-1]:12}"
            f" {row['items']:6} items {row['seconds']:5.1f} s  {reason or row['detail'][:90]}"
        )
    exact = sum(not row["faults"] and row["path"] not in argued for row in report["results"])
    print(f"\n{len(report['results'])} paths: {exact} as listed, {len(argued)} argued.")
    print(f"Peak memory {report['memory']}; canary hits: {len(report['canary'])}.")
    for fault in report["faults"]:
        print(f"FAULT {fault}")


if __name__ == "__main__":
    main()
