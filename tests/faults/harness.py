"""The real daemon against a world that fails, and the audit of what came of it."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from monitor.model import DeliveryState
from monitor.store.figures import read_figures
from monitor.store.store import Store
from tests.faults import machine
from tests.faults.machine import Machine
from tests.faults.servers import ELSEWHERE, LOOPBACK, REFUSED, REJECTED, MailServer

PATIENCE = 600.0  # seconds for the world to come to rest on a slow machine
_AT_WORK = 0.7  # of the lives in which nothing else breaks: killed at work, not as it starts
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
    machine: Counter[str] = field(default_factory=Counter)  # its faults
    mail: Counter[str] = field(default_factory=Counter)  # faults of the mail server
    left_out: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    second_ids: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    in_the_clear: list[str] = field(default_factory=list)
    integrity: str = ""

    def __str__(self) -> str:
        return "\n".join(
            (
                f"{self.kills} kills, {self.published} developments published, {self.deliveries}"
                f" deliveries, {self.repeats} of them repeats of the same Message-ID",
                f"{len(self.lost)} lost, {len(self.second_ids)} second Message-IDs,"
                f" {len(self.unexplained)} repeats unexplained, {len(self.silent)} silent give-ups,"
                f" {len(self.in_the_clear)} deliveries without TLS; integrity {self.integrity}",
                f"faults of the machine: {_counted(self.machine)}",
                f"faults of the mail server: {_counted(self.mail)}",
                f"left out: {'; '.join(self.left_out) or 'nothing'}",
            )
        )


def _counted(faults: Counter[str]) -> str:
    return ", ".join(f"{name}: {times}" for name, times in sorted(faults.items()))


@dataclass
class Harness:
    """One run: a folder, the servers, and the daemon that is killed again and again."""

    folder: Path
    machine: Machine
    mail: MailServer
    feed_port: int
    hook_url: str
    posts: list[tuple[str, dict[str, Any]]]
    publish: Callable[[bytes], None]
    report: Report = field(default_factory=Report)
    breaks: list[tuple[float, float]] = field(default_factory=list)  # when settling could fail

    @property
    def state(self) -> Path:
        return self.machine.state

    def configure(self) -> None:
        (self.folder / "source.md").write_text(SOURCE)
        secret = self.folder / "hook-secret"
        secret.write_text(f"whsec_{'A' * 32}\n")
        secret.chmod(0o600)
        self._trusted.write_text("".join(map(_certificate_of, (LOOPBACK, ELSEWHERE))))
        readers = json.dumps([*READERS, *REFUSED, *REJECTED])
        (self.folder / "monitor.toml").write_text(
            f'state = "{self.state}"\n[fetch]\nallow_private = ["127.0.0.1"]\n'
            f'[mail]\nserver = "127.0.0.1"\nport = {self.mail.port}\nsecurity = "starttls"\n'
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

    @property
    def _trusted(self) -> Path:
        return self.folder / "trusted.pem"

    @contextmanager
    def daemon(self, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run the daemon until the block ends, however that is."""
        log = (self.folder / "log").open("ab")
        known = {**os.environ, "SSL_CERT_FILE": str(self._trusted), **environment}
        with (
            log,
            subprocess.Popen(self.command("run"), stdout=log, stderr=log, env=known) as process,
        ):
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

    def publish_up_to(self, developments: int) -> None:
        self.publish(_document(developments))
        self.report.published = developments

    def live(self, kills: int, developments: int) -> None:
        """Publish developments over time; kill the daemon at random moments; break its world."""
        for number, fault in enumerate(self._schedule(kills)):
            self.publish_up_to(1 + number * developments // kills)
            self._live_once(fault)
            self.report.kills += 1
        self.publish_up_to(developments)

    def _schedule(self, kills: int) -> list[str]:
        """Return what breaks in each life: every fault once, then nothing as often as a fault."""
        faults = self.machine.faults()
        further = [machine.NOTHING] * len(faults) + faults
        chosen = (faults + self.machine.chance.choices(further, k=kills))[:kills]
        self.machine.chance.shuffle(chosen)
        self.report.machine.update(fault for fault in chosen if fault != machine.NOTHING)
        return chosen

    def _live_once(self, fault: str) -> None:
        """Start the daemon, have one fault beneath it for a while, kill it."""
        environment: dict[str, str] = {}
        if fault == machine.READ_ONLY:
            with self.machine.read_only():
                self._is_refused()
        elif fault in machine.STEPS:
            assert self.machine.clock
            environment = self.machine.clock.environment
        began = time.monotonic()
        with self.daemon(**environment) as process:
            # On a slow machine each life would be over before the work began.
            if fault == machine.NOTHING and self.machine.chance.random() < _AT_WORK:
                self.machine.wait_for_start(process.pid)
            with self.machine.broken(fault, process.pid):
                time.sleep(self.machine.chance.uniform(0.2, 5.0))
            if fault not in (machine.NOTHING, machine.READ_ONLY, *machine.STEPS):
                self.breaks.append((began, time.monotonic()))
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.breaks.append((time.monotonic(), time.monotonic()))

    def _is_refused(self) -> None:
        """See that the daemon does not start, and says why in a sentence.

        Status 1 lets systemd start it again; 2 says that the configuration is wrong.
        """
        done = subprocess.run(
            self.command("run"), capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        status, reason = (1, "read-only") if self.machine.is_small else (2, "cannot be written")
        assert (done.returncode, reason in done.stderr) == (status, True), done
        assert "Traceback" not in done.stderr

    def come_to_rest(self) -> None:
        """Have the faults of the mail server that are missing; then wait for nothing under way."""
        before = self._starts()
        with self.daemon() as process:
            self._wait(process, lambda: self._starts() > before)
            self._wait(process, self._is_thorough)
            self.mail.faulty = False
            self._wait(process, self._is_at_rest)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0

    def wait_for_mails(self, process: subprocess.Popen[bytes], developments: int) -> None:
        """Wait until every reader has a mail about each development."""

        def is_told() -> bool:
            got = {(d.to, d.message_id) for d in self.mail.deliveries if d.to in READERS}
            return len(got) == developments * len(READERS)

        self._wait(process, is_told)

    def _wait(self, process: subprocess.Popen[bytes], done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, (self.mail.missing(), self.log()[-4000:])
            assert process.poll() is None, self.log()[-4000:]
            time.sleep(0.5)

    def log(self) -> str:
        """Return what the daemons logged."""
        return (self.folder / "log").read_text()

    def _starts(self) -> int:
        """Return how often a daemon began to work: before that, a signal just ends it."""
        return self.log().count(" follows ")

    def _is_thorough(self) -> bool:
        """Whether the mail server has failed in every way; else give it another mail to fail at."""
        if not self.mail.missing():
            return True
        if not self._hurry() and self.report.published < len(GOODS):
            self.publish_up_to(self.report.published + 1)
        return False

    def _is_at_rest(self) -> bool:
        items = self.ask("items", "--verdict", "development", "--limit", "100000")
        if self._hurry() or len(items) != self.report.published:
            return False
        return not read_figures(self.state / "news-monitor.db").waiting  # in no mail yet

    def _hurry(self) -> bool:
        """Whether alerts wait; have them sent now, as `alert retry` does: nobody waits for hours."""
        waiting = [a for a in self.alerts() if a["state"] in ("pending", "sending", "retry")]
        with Store(self.state / "news-monitor.db") as store:
            for alert in waiting:
                if alert["state"] == "retry":
                    store.outbox.move_alert(alert["id"], DeliveryState.PENDING, datetime.now(UTC))
        return bool(waiting)

    # --- the audit -------------------------------------------------------------------------------

    def audit(self) -> Report:
        """Compare what was published with what arrived."""
        report = self.report
        report.mail.update(self.mail.faults)
        report.left_out = self.machine.left_out()
        report.deliveries = len(self.mail.deliveries)
        with closing(sqlite3.connect(self.state / "news-monitor.db")) as db:
            report.integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
            items = dict(db.execute("SELECT link, id FROM items"))
            told = db.execute(
                "SELECT n.item, a.recipient, a.channel, a.id, a.message_id FROM notices n"
                " LEFT JOIN alerts a ON a.parcel = n.parcel"
            ).fetchall()
        news = [each for each in self.mail.deliveries if each.to in READERS]
        mails = {(each.to, each.message_id): items[_link_of(each.text)] for each in news}
        posts = {
            ("webhook", number): told["developments"][0]["item"]
            for number, told in self.posts
            if "developments" in told
        }
        self._audit_loss(told, mails.keys() | posts.keys())
        self._audit_identities({**mails, **posts})
        self._audit_repeats()
        self._audit_refusals(
            len({each for _, to, _, each, _ in told if to in {**REFUSED, **REJECTED}})
        )
        report.in_the_clear = [d.message_id for d in self.mail.deliveries if not d.under_tls]
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
            answer = {**REFUSED, **REJECTED}.get(alert["to"])
            if not answer or answer not in reason or alert["id"] not in told:
                self.report.silent.append(f"{alert['id']} to {alert['to']}: {reason}")
        if len(dead) != wanted:
            self.report.silent.append(f"{wanted - len(dead)} refused alerts are not dead")


def _link_of(text: str) -> str:
    """Return the first link of a mail: that of the item that brought it."""
    found = re.search(r"^https://\S+", text, re.MULTILINE)
    assert found, text
    return found[0]


def _certificate_of(path: Path) -> str:
    """Return the certificate in a file without its key."""
    return path.read_text().partition("-----END PRIVATE KEY-----\n")[2]


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
