"""The real daemon against a world that fails, and the audit of what came of it."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.faults.servers import REFUSED, MailServer

PATIENCE = 180.0  # seconds for the world to come to rest on a slow machine
READERS = ("desk@example.org", "night@example.org")
GOODS = (
    "chairs tables lamps carpets bicycles kettles violins umbrellas tractors gloves candles pianos"
    " helmets ladders mirrors blankets compasses trumpets hammers curtains saddles telescopes"
    " buckets zippers harps envelopes pencils scissors fountains anchors baskets cushions drums"
    " elevators flutes globes hinges injectors jackets keyboards lanterns magnets needles ovens"
    " pulleys quilts ropes sledges thimbles urns valves wardrobes xylophones yachts zithers"
).split()
SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China, the office said.
"""


@dataclass
class Report:
    """What happened in a run, and what the audit found."""

    kills: int = 0
    published: int = 0
    deliveries: int = 0
    repeats: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    second_ids: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    integrity: str = ""

    def __str__(self) -> str:
        faults = ", ".join(f"{name}: {n}" for name, n in sorted(self.faults.items()))
        return (
            f"{self.kills} kills, {self.published} developments published, {self.deliveries}"
            f" deliveries, {self.repeats} of them repeats of the same Message-ID;"
            f" {len(self.lost)} lost, {len(self.second_ids)} second Message-IDs,"
            f" {len(self.unexplained)} repeats unexplained, {len(self.silent)} silent give-ups;"
            f" integrity {self.integrity}; faults: {faults}"
        )


@dataclass
class Harness:
    """One run: a folder, the servers, and the daemon that is killed again and again."""

    folder: Path
    state: Path
    mail: MailServer
    feed_port: int
    hook_url: str
    posts: list[tuple[str, dict[str, Any]]]
    publish: Callable[[bytes], None]
    chance: random.Random
    report: Report = field(default_factory=Report)
    breaks: list[tuple[float, float]] = field(default_factory=list)  # when settling could fail
    is_small: bool = False  # the state is on a small file system of its own

    def configure(self) -> None:
        (self.folder / "source.md").write_text(SOURCE)
        secret = self.folder / "hook-secret"
        secret.write_text("sesame\n")
        secret.chmod(0o600)
        readers = json.dumps([*READERS, REFUSED])
        (self.folder / "monitor.toml").write_text(
            f'state = "{self.state}"\n[fetch]\nallow_private = ["127.0.0.1"]\n'
            f'[mail]\nserver = "127.0.0.1"\nport = {self.mail.port}\nsecurity = "none"\n'
            'timeout = "2s"\nfrom = "monitor@example.org"\noperator = ["ops@example.org"]\n'
            f'[webhook]\nurl = "{self.hook_url}"\nsecret_file = "hook-secret"\n'
            '[[story]]\nname = "tariffs"\nsources = ["source.md"]\n'
            "watch = ['(tariff* OR duty) NEAR/12 (china OR chinese)']\n"
            f"to = {readers}\n"
            f'[[feed]]\nurl = "http://127.0.0.1:{self.feed_port}/feed"\nevery = "1s"\n'
        )
        self.publish(_document(0))

    def command(self, *arguments: str) -> list[str]:
        return [
            sys.executable, "-m", "monitor", "--config", str(self.folder / "monitor.toml"), *arguments
        ]  # fmt: skip

    @contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the daemon until the block ends, however that is."""
        log = (self.folder / "log").open("ab")
        with log, subprocess.Popen(self.command("run"), stdout=log, stderr=log) as process:
            try:
                yield process
            finally:
                process.kill()

    def ask(self, *arguments: str) -> Any:
        done = subprocess.run(
            self.command(*arguments, "--json"), capture_output=True, check=True, env=os.environ
        )
        return json.loads(done.stdout)

    def alerts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("alerts", "--limit", "100000")
        return found

    def live(self, kills: int, developments: int) -> None:
        """Publish developments over time; kill the daemon at random moments; break its world."""
        for number in range(kills):
            with self.daemon() as process:
                self.publish(_document(1 + number * developments // kills))
                with self._broken(process.pid):
                    time.sleep(self.chance.uniform(0.2, 5.0))
                process.send_signal(signal.SIGKILL)
                process.wait()
            self.breaks.append((time.monotonic(), time.monotonic()))
            self.report.kills += 1
        self.publish(_document(developments))
        self.report.published = developments

    @contextmanager
    def _broken(self, daemon: int) -> Iterator[None]:
        """Break something beneath the daemon for a while, or nothing."""
        choices = ["nothing", "nothing", "locked database", "no file descriptors"]
        choices += ["full disk"] * self.is_small
        fault = self.chance.choice(choices)
        began = time.monotonic()
        if fault == "nothing":
            yield
            return
        self.report.faults[fault] += 1
        breaks = {
            "locked database": self._locked,
            "full disk": self._full,
            "no file descriptors": lambda: self._without_descriptors(daemon),
        }
        with breaks[fault]():
            yield
        self.breaks.append((began, time.monotonic()))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        path = self.state / "news-monitor.db"
        if not path.exists():
            yield
            return
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
            with suppress(sqlite3.OperationalError):
                db.execute("BEGIN IMMEDIATE")
            yield
            if db.in_transaction:
                db.rollback()

    @contextmanager
    def _without_descriptors(self, daemon: int) -> Iterator[None]:
        time.sleep(self.chance.uniform(0.0, 3.0))  # let it start, or let it not
        soft, hard = resource.prlimit(daemon, resource.RLIMIT_NOFILE)
        resource.prlimit(daemon, resource.RLIMIT_NOFILE, (1, hard))
        yield
        with suppress(ProcessLookupError):  # it could not even start
            resource.prlimit(daemon, resource.RLIMIT_NOFILE, (soft, hard))

    @contextmanager
    def _full(self) -> Iterator[None]:
        ballast = self.state / "ballast"
        with suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(b"x" * 65_536)
                file.flush()
        yield
        ballast.unlink()

    def come_to_rest(self) -> None:
        """Let the world be well again; wait until nothing is under way."""
        self.mail.faulty = False
        with self.daemon() as process:
            deadline = time.monotonic() + PATIENCE
            while not self._is_at_rest():
                assert time.monotonic() < deadline, (self.folder / "log").read_text()[-4000:]
                assert process.poll() is None, (self.folder / "log").read_text()[-4000:]
                time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0

    def _is_at_rest(self) -> bool:
        waiting = [a for a in self.alerts() if a["state"] in ("pending", "sending", "retry")]
        for alert in waiting:
            if alert["state"] == "retry":  # nobody waits hours for the next try
                subprocess.run(self.command("alert", "retry", alert["id"]), check=False)
        items = self.ask("items", "--verdict", "development", "--limit", "100000")
        return not waiting and len(items) == self.report.published

    # --- the audit -------------------------------------------------------------------------------

    def audit(self) -> Report:
        """Compare what was published with what arrived."""
        report = self.report
        report.faults.update(self.mail.faults)
        report.deliveries = len(self.mail.deliveries)
        with closing(sqlite3.connect(self.state / "news-monitor.db")) as db:
            report.integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
            told = db.execute(
                "SELECT n.item, a.recipient, a.channel, a.id, a.message_id FROM notices n"
                " LEFT JOIN alerts a ON a.parcel = n.parcel"
            ).fetchall()
        mails = {(d.to, d.message_id): _told_by(d.text) for d in self.mail.deliveries}
        posts = {
            ("webhook", number): told["developments"][0]["item"]
            for number, told in self.posts
            if "developments" in told
        }
        self._audit_loss(told, mails.keys() | posts.keys())
        self._audit_identities({**mails, **posts})
        self._audit_repeats()
        self._audit_refusals(len({each for _, to, _, each, _ in told if to == REFUSED}))
        return report

    def _audit_loss(self, told: list[tuple[str, ...]], arrived: set[tuple[str, str]]) -> None:
        """Every item has a mail for each reader and a post, and each of them arrived."""
        items = {item for item, *_ in told}
        if len(items) != self.report.published:
            self.report.lost.append(f"{self.report.published - len(items)} items were never told")
        for item in items:
            for reader in READERS:
                ids = [
                    (to, mid)
                    for i, to, ch, _, mid in told
                    if (i, to, ch) == (item, reader, "email")
                ]
                if not ids or not set(ids) <= arrived:
                    self.report.lost.append(f"{item} for {reader}")
            numbers = [
                ("webhook", each) for i, _, ch, each, _ in told if (i, ch) == (item, "webhook")
            ]
            if not numbers or not set(numbers) <= arrived:
                self.report.lost.append(f"{item} for the webhook")

    def _audit_identities(self, arrived: dict[tuple[str, str], str]) -> None:
        """What tells an item to a reader has one identity, however often it came."""
        for (to, item), times in Counter((to, item) for (to, _), item in arrived.items()).items():
            if times > 1:
                self.report.second_ids.append(f"{item} for {to}: {times} identities")

    def _audit_repeats(self) -> None:
        """A repeat needs a reason: the sender did not hear, or could not note, that it was taken."""
        last: dict[str, Any] = {}
        for delivery in self.mail.deliveries:
            before = last.get(delivery.message_id)
            last[delivery.message_id] = delivery
            if before is None:
                continue
            self.report.repeats += 1
            broke = any(end >= before.at and begin <= delivery.at for begin, end in self.breaks)
            if before.heard and not broke:
                self.report.unexplained.append(delivery.message_id)

    def _audit_refusals(self, wanted: int) -> None:
        """Who is refused for good is shown as dead, with the reason, and told by the other channel."""
        dead = [alert for alert in self.alerts() if alert["state"] == "dead"]
        told = {told["text"].split("alert retry ")[1].split()[0] for _, told in self.posts
                if "alert retry " in told.get("text", "")}  # fmt: skip
        for alert in dead:
            reason = alert["last_error"] or ""
            if alert["to"] != REFUSED or "550" not in reason or alert["id"] not in told:
                self.report.silent.append(f"{alert['id']} to {alert['to']}: {reason}")
        if len(dead) != wanted:
            self.report.silent.append(f"{wanted - len(dead)} refused alerts are not dead")


def _told_by(text: str) -> str:
    """Return the item that a mail tells: the one that it offers to explain."""
    found = re.search(r"news-monitor explain (\w+)", text)
    assert found, text
    return found[1]


_STARTED = datetime.now(UTC)


def _document(number: int) -> bytes:
    """Return a feed of the first `number` developments, the newest first."""
    entries = "".join(
        f"<item><title>US puts {11 + index}% tariff on Chinese {good}</title>"
        f"<guid isPermaLink='false'>{good}</guid><link>https://news.example/{good}</link>"
        f"<pubDate>{format_datetime(_STARTED)}</pubDate><description>Importers of {good} from China"
        f" will pay a duty of {11 + index} percent on them.</description></item>"
        for index, good in reversed(list(enumerate(GOODS[:number])))
    )
    return f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()
