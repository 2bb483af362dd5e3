"""A loopback world for the real command: feeds that can be rewritten, a real SMTP server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from monitor.cli.demo.server import serving
from tests.ports import held_port

PATIENCE = 600.0  # seconds a step may take on a slow machine


def wait_for(what: str, done: Callable[[], object]) -> None:
    """Wait until `done()` is true; fail with `what` when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain for: {what}")
        time.sleep(0.05)


@dataclass
class Story:
    """One entry of a feed."""

    id: str
    title: str
    summary: str
    published: datetime = field(default_factory=lambda: datetime.now(UTC))
    link: str = ""  # one of its own, where none is given


def rss(items: list[Story]) -> bytes:
    entries = "".join(
        f"<item><title>{escape(i.title)}</title><guid isPermaLink='false'>{i.id}</guid>"
        f"<link>{escape(i.link or f'https://news.example/{i.id}')}</link><pubDate>{format_datetime(i.published)}</pubDate>"
        f"<description>{escape(i.summary)}</description></item>"
        for i in items
    )
    return f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()


class Feeds:
    """Feed documents by path, to be rewritten while they are polled."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.port = 0
        self.asked: list[str] = []

    def answer(self, path: str) -> bytes | None:
        document = self.documents.get(path)
        self.asked.append(path)  # what is put from now on is of the next poll
        return document

    def put(self, name: str, items: list[Story]) -> None:
        self.documents[f"/{name}"] = rss(items)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def wait_for_polls(self, name: str, times: int = 1) -> None:
        before = self.asked.count(f"/{name}")
        wait_for(f"a poll of {name}", lambda: self.asked.count(f"/{name}") >= before + times)


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    world = Feeds()
    with serving(world.answer) as port:
        world.port = port
        yield world


class MailServer:
    """A real SMTP server that keeps what it accepted; `before_reply` runs after each final dot.

    Its port is held for it, so that it may start late, or never, and nobody else is there meanwhile.
    """

    def __init__(self, port: int) -> None:
        self.mails: list[EmailMessage] = []
        self.before_reply: Callable[[int], None] = lambda _: None
        self._controller: Controller | None = None
        self.port = port

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.before_reply(len(self.mails))
        return "250 kept"

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with held_port() as port:
        server = MailServer(port)
        yield server
        server.stop()


SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China worth $3 billion a year,
the trade office in Washington said. Furniture makers in Guangdong said orders had already fallen.
"""


class Installation:
    """A configuration and a state directory, and the real command on them."""

    def __init__(self, folder: Path, feeds: Feeds, mail: MailServer | None) -> None:
        self.folder = folder
        self.feeds = feeds
        self.mail = mail
        self.config = folder / "monitor.toml"
        (folder / "source.md").write_text(SOURCE)

    def configure(self, *names: str, every: str = "1s", when: str = "") -> None:
        """Write a configuration of these feeds and one story; `when` are settings of the story."""
        mail = ""
        if self.mail:
            mail = (
                f'[mail]\nserver = "127.0.0.1"\nport = {self.mail.port}\nsecurity = "none"\n'
                'from = "News Monitor <monitor@example.org>"\n'
            )
        polled = "".join(
            f'[[feed]]\nurl = "{self.feeds.url(name)}"\nname = "{name}"\nevery = "{every}"\n'
            for name in names
        )
        self.config.write_text(
            f'state = "state"\n[fetch]\nallow_private = ["127.0.0.1"]\n{mail}'
            '[[story]]\nname = "furniture"\nsources = ["source.md"]\n'
            "watch = ['(tariff* OR duty) NEAR/12 (china OR chinese)']\n"
            f'to = ["desk@example.org"]\n{when}\n{polled}'
        )

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "monitor", "--config", str(self.config), *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "NO_COLOR": "1"},
        )

    def once(self, *arguments: str) -> None:
        done = self.command("run", "--once", *arguments)
        assert done.returncode == 0, done.stderr

    @contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the daemon until the block ends, then stop it as systemd does."""
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "--config", str(self.config), "run"],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
        )
        try:
            yield process
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0, (self.folder / "log").read_text()
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def installation(tmp_path: Path, feeds: Feeds, mail_server: MailServer) -> Installation:
    return Installation(tmp_path, feeds, mail_server)
