"""Mails that share a connection: what becomes of each is what would become of it alone."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.channels.smtp import SmtpChannel
from monitor.config import MailConfig
from monitor.errors import SendError
from monitor.model import Alert
from tests.alerts.channels.conftest import CERTIFICATE, MailServer, StartServer
from tests.examples import an_alert

#: What the server answers to a recipient or a mail, by the recipient's name.
ANSWERS = {
    "taken": "250 kept",
    "unknown": "550 5.1.1 no such user",
    "greylisted": "450 4.2.0 come later",
    "spam": "554 5.7.1 looks like spam",
    "full": "452 4.3.1 no room",
    "leaves": "421 4.3.2 shutting down",
}
AT_RCPT = {"unknown", "greylisted"}
#: At which command, and how, the server refuses more over a connection that has had its share.
LIMITS = (
    ("MAIL", "drop"),
    ("MAIL", "421 4.7.0 too many mails"),
    ("MAIL", "452 4.5.3 too many mails"),
    ("MAIL", "554 5.7.0 too many mails"),
    ("DATA", "421 4.7.0 too many mails"),
    ("DATA", "554 5.7.0 too many mails"),
)
Limit = tuple[int, tuple[str, str]]  # so many mails over a connection, then this


class Fussy(MailServer):
    """Answers each recipient as it is called; takes so many mails over one connection."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: dict[object, int] = {}  # the mails of each
        self.limit: Limit = (99, LIMITS[0])

    def begin(self, limit: Limit) -> None:
        """Forget all; from now on have another limit."""
        self.limit = limit
        self.connections.clear()
        self.mails.clear()
        self.envelopes.clear()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        had = self.connections.setdefault(session.peer, 0)
        most, (command, answer) = self.limit
        if had >= most and command == "MAIL":
            if answer == "drop":
                assert server.transport
                server.transport.abort()
            return "421 4.3.2 gone" if answer == "drop" else answer
        self.connections[session.peer] += 1
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: object
    ) -> str:
        name = address.partition("@")[0]
        if name in AT_RCPT:
            return ANSWERS[name]
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        name = envelope.rcpt_tos[0].partition("@")[0]
        most, (_, answer) = self.limit
        if self.connections[session.peer] > most:
            return answer
        kept = await super().handle_DATA(server, session, envelope) if name == "taken" else ""
        return kept or ANSWERS[name]


@pytest.fixture(scope="module")
def fussy() -> Iterator[Fussy]:
    server = Fussy()
    server.start()
    yield server
    server.stop()


def mails_to(names: list[str]) -> list[Alert]:
    return [
        replace(an_alert(), id=f"{number}", message_id=f"<{number}@m>", to=f"{name}@example.org")
        for number, name in enumerate(names)
    ]


def outcome(channel: SmtpChannel, alert: Alert) -> str:
    """Return what became of a message, in words."""
    try:
        channel.send(alert)
    except SendError as error:
        return f"{error.permanent}: {error}"
    return "sent"


def channel(server: MailServer, **settings: object) -> SmtpChannel:
    values = {"server": "127.0.0.1", "port": server.port, "security": "none", **settings}
    return SmtpChannel(MailConfig(**values), lambda: "sesame")  # type: ignore[arg-type]


@given(
    st.lists(st.sampled_from(sorted(ANSWERS)), max_size=6),
    st.tuples(st.integers(1, 4), st.sampled_from(LIMITS)),
)
def test_what_becomes_of_a_mail_of_a_run_is_what_becomes_of_it_alone(
    fussy: Fussy, names: list[str], limit: Limit
) -> None:
    alerts = mails_to(names)
    fussy.begin(limit)
    alone = [outcome(channel(fussy), alert) for alert in alerts]
    fussy.begin(limit)
    sender = channel(fussy)
    with sender.run():
        together = [outcome(sender, alert) for alert in alerts]
    assert together == alone
    wanted = [alert.message_id for alert in alerts if alert.to.startswith("taken@")]
    assert [mail["Message-ID"] for mail in fussy.mails] == wanted


def test_the_mails_of_a_run_share_one_connection(fussy: Fussy) -> None:
    fussy.begin((99, LIMITS[0]))
    sender = channel(fussy)
    with sender.run():
        for alert in mails_to(["taken"] * 20):
            sender.send(alert)
    assert list(fussy.connections.values()) == [20]


def test_after_a_run_each_mail_has_a_connection_of_its_own(fussy: Fussy) -> None:
    fussy.begin((99, LIMITS[0]))
    sender = channel(fussy)
    alerts = mails_to(["taken"] * 4)
    with sender.run():
        sender.send(alerts[0])
    sender.send(alerts[1])
    sender.send(alerts[2])
    with sender.run():
        sender.send(alerts[3])
    assert list(fussy.connections.values()) == [1, 1, 1, 1]


def test_a_run_without_a_mail_asks_no_server() -> None:
    sender = SmtpChannel(MailConfig("nowhere.invalid", 25, "none"))
    with sender.run():
        """Nothing is due."""


class Silent(MailServer):
    """Takes a mail and never says so, from the second over a connection on."""

    def __init__(self) -> None:
        super().__init__()
        self.had = 0
        self.commands_after = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        kept = await super().handle_DATA(server, session, envelope)
        self.had += 1
        if self.had > 1:
            assert server.transport
            server.transport.abort()
        return kept


def test_a_mail_that_the_server_may_have_is_not_sent_again_at_once() -> None:
    server = Silent()
    server.start()
    sender = channel(server)
    first, second = mails_to(["taken", "taken"])
    with sender.run():
        sender.send(first)
        with pytest.raises(SendError) as caught:
            sender.send(second)
    server.stop()
    assert not caught.value.permanent
    assert len(server.mails) == 2


class Sleepy(MailServer):
    """Does not answer RSET, by which a kept connection is tried."""

    def factory(self) -> SMTP:
        made: SMTP = super().factory()

        async def smtp_RSET(_: str) -> None:  # noqa: N802 - aiosmtpd's name
            await asyncio.sleep(60)

        made._smtp_methods["RSET"] = smtp_RSET  # type: ignore[attr-defined]
        return made


def test_a_kept_connection_that_says_nothing_is_replaced() -> None:
    server = Sleepy()
    server.start()
    sender = channel(server, timeout=timedelta(seconds=3))
    with sender.run():
        for alert in mails_to(["taken", "taken"]):
            sender.send(alert)
    server.stop()
    assert len(server.mails) == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_run_goes_through_tls(
    start_server: StartServer,
    tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    options = (
        {"ssl_context": tls}
        if security == "tls"
        else {"tls_context": tls, "require_starttls": True}
    )
    server = start_server(**options)
    sender = channel(server, security=security)
    with sender.run():
        for alert in mails_to(["taken"] * 3):
            sender.send(alert)
    assert len(server.mails) == 3


def test_the_password_is_given_once_in_a_run(start_server: StartServer) -> None:
    server = start_server(auth_require_tls=False)
    server.SMTP_kwargs["authenticator"] = server.authenticate
    sender = channel(server, username="monitor")
    with sender.run():
        for alert in mails_to(["taken"] * 3):
            sender.send(alert)
    assert server.commands == ["AUTH", "MAIL", "MAIL", "MAIL"]


def test_a_stop_between_two_mails_lets_no_further_one_begin(fussy: Fussy) -> None:
    fussy.begin((99, LIMITS[0]))
    sender = channel(fussy)
    first, second = mails_to(["taken", "taken"])
    with sender.run():
        sender.send(first)
        sender.end()
        with pytest.raises(SendError):
            sender.send(second)
    assert len(fussy.mails) == 1
