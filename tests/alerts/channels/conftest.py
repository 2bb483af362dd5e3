"""A real SMTP server on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

#: In an address of Apprise: how long it waits for an answer of a service here, on a slow machine.
PATIENTLY = "rto=600&cto=600"
CERTIFICATE = Path(__file__).with_name("loopback.pem")  # of nobody whom anyone trusts


class MailServer(Controller):
    """Keeps what it accepts; answers DATA and RCPT with what a test puts into the lists."""

    def __init__(self, **options: object) -> None:
        super().__init__(self, hostname="127.0.0.1", port=0, **options)
        self.mails: list[Message] = []
        self.envelopes: list[Envelope] = []
        self.commands: list[str] = []
        self.data_answers: list[str] = []
        self.rcpt_answers: list[str] = []

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        self.commands.append("AUTH")
        good = LoginPassword(b"monitor", b"sesame")
        return AuthResult(success=data == good, handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.rcpt_answers:
            return self.rcpt_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answers:
            return self.data_answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.envelopes.append(envelope)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"


StartServer = Callable[..., MailServer]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Start mail servers that stop with the test."""
    with ExitStack() as running:

        def start(**options: object) -> MailServer:
            server = MailServer(**options)
            server.start()
            running.callback(server.stop)
            return server

        yield start


@pytest.fixture
def tls() -> ssl.SSLContext:
    """The server's side of TLS, with a certificate that is trusted where a test says so."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context
