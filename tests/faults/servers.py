"""The world around the daemon on its worst days: a mail server that fails in every way, and a feed
that keeps publishing."""

from __future__ import annotations

import asyncio
import random
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from tests.ports import held_port

HANG = 4.0  # seconds, longer than the daemon waits for an answer here
#: Whom the server never takes a mail for: at RCPT, and at the end of the mail.
REFUSED = {"gone@example.org": "550 5.1.1 no such user"}
REJECTED = {"strict@example.org": "554 5.7.1 not wanted here"}

#: The certificate that the daemon trusts and that names this server; one that it trusts and that
#: names another; one that names this server and that nobody vouches for.
LOOPBACK = Path(__file__).parents[1] / "alerts" / "channels" / "loopback.pem"
ELSEWHERE = Path(__file__).with_name("elsewhere.pem")
STRANGER = Path(__file__).with_name("stranger.pem")

NO_STARTTLS = "no STARTTLS offered"
OTHER_NAME = "certificate of another name"
UNTRUSTED = "untrusted certificate"
BROKEN_HANDSHAKE = "handshake broken off"
TLS_FAULTS = (NO_STARTTLS, OTHER_NAME, UNTRUSTED, BROKEN_HANDSHAKE)
RCPT_FAULTS = (
    "421 4.3.2 closing", "450 4.2.0 busy", "451 4.3.0 try again", "452 4.2.2 no room", "hang", "drop",
)  # fmt: skip
AFTER_THE_DOT = "drop after the dot"
DATA_FAULTS = (
    "421 4.3.2 shutting down", "451 4.3.0 later", "452 4.3.1 no space", "hang at the dot",
    "drop at the dot", AFTER_THE_DOT,
)  # fmt: skip
BEFORE_THE_DOT = "drop before the dot"
EVERY_FAULT = frozenset((*TLS_FAULTS, *RCPT_FAULTS, *DATA_FAULTS, BEFORE_THE_DOT))


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@dataclass(frozen=True)
class Delivery:
    """A mail that the server has whole; `heard` is whether the sender was told so."""

    at: float
    message_id: str
    to: str
    text: str
    heard: bool
    under_tls: bool


@dataclass
class MailServer:
    """A real SMTP server that fails by chance while `faulty`, and keeps what it got.

    It takes a mail without TLS too: that none comes so is for the sender to see to.
    """

    chance: random.Random
    faulty: bool = True
    deliveries: list[Delivery] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    contexts: dict[str | None, ssl.SSLContext] = field(
        default_factory=lambda: {
            None: _context(LOOPBACK),
            BROKEN_HANDSHAKE: _context(LOOPBACK),
            OTHER_NAME: _context(ELSEWHERE),
            UNTRUSTED: _context(STRANGER),
        }
    )

    def start(self) -> Callable[[], None]:
        """Start serving; return what stops it."""
        handler, held = self, ExitStack()
        self.port = held.enter_context(held_port())

        class Loopback(Controller):
            def factory(self) -> SMTP:
                return handler.session()

        controller = Loopback(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        held.callback(controller.stop)
        return held.close

    def session(self) -> SMTP:
        """Return what answers one connection."""
        fault = self.fault(TLS_FAULTS, 0.1)
        return _Session(
            self, fault, tls_context=self.contexts.get(fault), enable_SMTPUTF8=True, loop=None
        )

    def missing(self) -> frozenset[str]:
        """Return the faults that were not committed yet."""
        return EVERY_FAULT.difference(self.faults)

    def fault(self, choices: tuple[str, ...], likely: float) -> str | None:
        """Return a fault to commit now, or None; one that was not committed yet is likelier."""
        with self.lock:
            missing = [each for each in choices if each not in self.faults]
            if not self.faulty or self.chance.random() >= max(likely, 0.5 * bool(missing)):
                return None
            chosen = self.chance.choice(missing or choices)
            self.faults.append(chosen)
            return chosen

    async def commit(self, fault: str, server: SMTP) -> str:
        """Do what a fault says; return the answer that is left to give."""
        if fault.startswith("hang"):
            await asyncio.sleep(HANG)
        if fault.startswith(("hang", "drop")):
            assert server.transport
            server.transport.abort()
            return "421 4.3.2 gone"
        return fault

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in REFUSED:
            return REFUSED[address]
        if fault := self.fault(RCPT_FAULTS, 0.2):
            return await self.commit(fault, server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if envelope.rcpt_tos[0] in REJECTED:
            return REJECTED[envelope.rcpt_tos[0]]
        fault = self.fault(DATA_FAULTS, 0.25)
        if fault and fault != AFTER_THE_DOT:
            return await self.commit(fault, server)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        assert body
        self.deliveries.append(
            Delivery(
                time.monotonic(),
                str(mail["Message-ID"]),
                envelope.rcpt_tos[0],
                f"{mail['Subject']}\n{body.get_content()}",
                heard=fault is None,
                under_tls=session.ssl is not None,
            )
        )
        if fault:
            assert server.transport
            server.transport.abort()
        return "250 kept"


class _Session(SMTP):
    """A session whose TLS may fail, and that may break off before the final dot of a mail."""

    def __init__(self, handler: MailServer, tls_fault: str | None, **options: Any) -> None:
        super().__init__(handler, **options)
        self._tls_fault = tls_fault

    @syntax("STARTTLS")
    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if self._tls_fault == BROKEN_HANDSHAKE:
            await self.push("220 go on")
            await self._reader.read(1)
            assert self.transport
            self.transport.abort()
            return
        await super().smtp_STARTTLS(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        handler = self.event_handler
        assert isinstance(handler, MailServer)
        if handler.fault((BEFORE_THE_DOT,), 0.1):
            await self.push("354 go on")
            await self._reader.readline()
            assert self.transport
            self.transport.abort()
            return
        await super().smtp_DATA(arg)
