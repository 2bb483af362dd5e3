"""The world around the daemon on its worst days: a mail server that fails in every way, and a feed
that keeps publishing."""

from __future__ import annotations

import asyncio
import random
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

HANG = 4.0  # seconds, longer than the daemon waits for an answer here
REFUSED = "gone@example.org"  # whom the server never takes

RCPT_FAULTS = (
    "421 4.3.2 closing", "450 4.2.0 busy", "451 4.3.0 try again", "452 4.2.2 no room", "hang", "drop",
)  # fmt: skip
DATA_FAULTS = ("421 4.3.2 closing", "451 4.3.0 try again", "452 4.3.1 no room", "drop", "hang")


@dataclass(frozen=True)
class Delivery:
    """A mail that the server has whole; `heard` is whether the sender was told so."""

    at: float
    message_id: str
    to: str
    text: str
    heard: bool


@dataclass
class MailServer:
    """A real SMTP server that fails by chance while `faulty`, and keeps what it got."""

    chance: random.Random
    faulty: bool = True
    deliveries: list[Delivery] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Callable[[], None]:
        """Start serving; return what stops it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        handler = self

        class Loopback(Controller):
            def factory(self) -> SMTP:
                return _Session(handler, enable_SMTPUTF8=True)

        controller = Loopback(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        return controller.stop

    def fault(self, choices: tuple[str, ...], likely: float) -> str | None:
        """Return a fault to commit now, or None."""
        with self.lock:
            if not self.faulty or self.chance.random() >= likely:
                return None
            chosen = self.chance.choice(choices)
            self.faults.append(chosen)
            return chosen

    async def commit(self, fault: str, server: SMTP) -> str:
        """Do what a fault says; return the answer that is left to give."""
        if fault == "hang":
            await asyncio.sleep(HANG)
        if fault in ("hang", "drop"):
            assert server.transport
            server.transport.abort()
            return "421 4.3.2 gone"
        return fault

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == REFUSED:
            return "550 5.1.1 no such user"
        if fault := self.fault(RCPT_FAULTS, 0.2):
            return await self.commit(fault, server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.fault((*DATA_FAULTS, "drop after the dot", "drop after the dot"), 0.25)
        if fault and fault != "drop after the dot":
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
            )
        )
        if fault:
            assert server.transport
            server.transport.abort()
        return "250 kept"


class _Session(SMTP):
    """A session that may break off while the mail is under way, before the final dot."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        handler = self.event_handler
        assert isinstance(handler, MailServer)
        if handler.fault(("drop before the dot",), 0.1):
            await self.push("354 go on")
            await self._reader.readline()
            assert self.transport
            self.transport.abort()
            return
        await super().smtp_DATA(arg)
