"""Mails handed to a real SMTP server on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.channels.smtp import SmtpChannel
from monitor.alerts.render import render
from monitor.config import MailConfig
from monitor.errors import SendError
from tests.alerts.channels.conftest import CERTIFICATE, MailServer, StartServer
from tests.alerts.test_portion import GMAIL, many
from tests.examples import an_alert, an_envelope
from tests.liar import Behaviour, Liar, Talk


def channel(server: MailServer, **settings: object) -> SmtpChannel:
    values = {"server": "127.0.0.1", "port": server.port, "security": "none", **settings}
    return SmtpChannel(MailConfig(**values), lambda: "sesame")  # type: ignore[arg-type]


def refusal(sender: SmtpChannel) -> SendError:
    with pytest.raises(SendError) as caught:
        sender.send(an_alert())
    return caught.value


def test_a_mail_reaches_its_recipient_with_its_message_id(start_server: StartServer) -> None:
    server = start_server()
    alert = an_alert(to="Desk <desk@example.org>")
    channel(server).send(alert)
    (mail,), (envelope,) = server.mails, server.envelopes
    assert mail["Message-ID"] == alert.message_id
    assert mail["Subject"] == alert.subject
    assert (envelope.mail_from, envelope.rcpt_tos) == ("monitor@example.org", ["desk@example.org"])


@pytest.mark.parametrize("count", [1, 68, 300])
def test_a_digest_arrives_whole_and_is_cut_by_no_mail_program(
    start_server: StartServer, count: int
) -> None:
    server = start_server()
    channel(server).send(render(many(count), an_envelope()))
    (mail,), (envelope,) = server.mails, server.envelopes
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))  # type: ignore[attr-defined]
    assert all(f"Development number {n} of" in text.get_content() for n in range(count))
    assert html.get_content().rstrip().endswith("</html>")
    assert len(html.get_payload().encode()) < GMAIL
    assert max(map(len, bytes(envelope.content).splitlines())) <= 998  # RFC 5321, 4.5.3.1.6


def test_a_second_attempt_is_the_same_mail(start_server: StartServer) -> None:
    server = start_server()
    for _ in range(2):
        channel(server).send(an_alert())
    first, second = (envelope.content for envelope in server.envelopes)
    assert first == second


def test_lines_that_are_only_a_dot_survive_the_journey(start_server: StartServer) -> None:
    server = start_server()
    alert = replace(an_alert(), text="One\n.\n..\n.\nQUIT\n")
    channel(server).send(alert)
    (mail,) = server.mails
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    assert "\n.\n..\n.\nQUIT\n" in body.get_content().replace("\r\n", "\n")


def test_a_line_that_begins_with_from_stays_as_it_is(start_server: StartServer) -> None:
    server = start_server()
    channel(server).send(replace(an_alert(), text="News:\nFrom the first of May on\n"))
    (envelope,) = server.envelopes
    assert b"\r\nFrom the first" in envelope.content  # type: ignore[operator]


def test_a_mailbox_outside_ascii_needs_a_server_that_takes_it(start_server: StartServer) -> None:
    alert = an_alert(to="Чтец <пример@example.org>")
    willing, unwilling = start_server(enable_SMTPUTF8=True), start_server(enable_SMTPUTF8=False)
    channel(willing).send(alert)
    (envelope,) = willing.envelopes
    assert envelope.rcpt_tos == ["пример@example.org"]
    assert "SMTPUTF8" in envelope.mail_options
    assert willing.mails[0]["To"] == "Чтец <пример@example.org>"
    with pytest.raises(SendError, match="does not take addresses outside ASCII") as caught:
        channel(unwilling).send(alert)
    assert caught.value.permanent
    assert unwilling.commands == []


def test_a_domain_outside_ascii_is_written_as_every_server_takes_it(
    start_server: StartServer,
) -> None:
    server = start_server(enable_SMTPUTF8=False)
    channel(server).send(an_alert(to="desk@bücher.example"))
    (envelope,) = server.envelopes
    assert envelope.rcpt_tos == ["desk@xn--bcher-kva.example"]
    assert server.mails[0]["To"] == "desk@xn--bcher-kva.example"


def test_a_busy_server_is_tried_again_and_takes_the_mail(start_server: StartServer) -> None:
    server = start_server()
    server.data_answers.append("451 4.3.0 try again later")
    error = refusal(channel(server))
    assert not error.permanent
    assert str(error) == f"127.0.0.1:{server.port} answers 451 4.3.0 try again later."
    assert server.mails == []
    channel(server).send(an_alert())
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("answers", "answer", "permanent"),
    [
        ("rcpt_answers", "550 5.1.1 no such user", True),
        ("rcpt_answers", "450 4.2.0 greylisted", False),
        ("data_answers", "554 5.7.1 looks like spam", True),
        ("data_answers", "452 4.3.1 no room", False),
    ],
)
def test_only_a_5xx_answer_to_the_message_is_for_good(
    start_server: StartServer, answers: str, answer: str, permanent: bool
) -> None:
    server = start_server()
    getattr(server, answers).append(answer)
    error = refusal(channel(server))
    assert error.permanent is permanent
    assert answer in str(error)
    assert server.mails == []


def test_a_server_without_starttls_gets_neither_mail_nor_password(
    start_server: StartServer,
) -> None:
    server = start_server(authenticator=None, auth_require_tls=False)
    error = refusal(channel(server, security="starttls", username="monitor"))
    assert not error.permanent
    assert "does not offer what `security` or `username` asks for" in str(error)
    assert (server.commands, server.mails) == ([], [])


def starttls_server(start_server: StartServer, tls: ssl.SSLContext) -> MailServer:
    return start_server(tls_context=tls, require_starttls=True)


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    start_server: StartServer, tls: ssl.SSLContext
) -> None:
    server = starttls_server(start_server, tls)
    error = refusal(channel(server, security="starttls", username="monitor"))
    assert not error.permanent
    assert "certificate" in str(error).lower()
    assert (server.commands, server.mails) == ([], [])


def test_a_mail_goes_through_starttls_to_a_server_that_is_trusted(
    start_server: StartServer, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    server = starttls_server(start_server, tls)
    channel(server, security="starttls").send(an_alert())
    assert len(server.mails) == 1


def test_a_mail_goes_through_tls_to_a_server_that_is_trusted(
    start_server: StartServer, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start_server(ssl_context=tls)
    assert "certificate" in str(refusal(channel(server, security="tls"))).lower()
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    channel(server, security="tls").send(an_alert())
    assert len(server.mails) == 1


def auth_server(start_server: StartServer) -> MailServer:
    server = start_server(auth_require_tls=False)
    server.SMTP_kwargs["authenticator"] = server.authenticate
    return server


def test_a_user_name_and_its_password_open_the_door(start_server: StartServer) -> None:
    server = auth_server(start_server)
    channel(server, username="monitor").send(an_alert())
    assert server.commands == ["AUTH", "MAIL"]
    assert len(server.mails) == 1


def test_a_refused_password_is_a_fault_that_can_be_mended(start_server: StartServer) -> None:
    server = auth_server(start_server)
    mail = MailConfig("127.0.0.1", server.port, "none", "monitor")
    error = refusal(SmtpChannel(mail, lambda: "wrong"))
    assert not error.permanent
    assert "refuses the user name or the password (535)" in str(error)
    assert "wrong" not in str(error)
    assert server.mails == []


def test_the_password_is_read_anew_at_each_login(start_server: StartServer) -> None:
    server = auth_server(start_server)
    passwords = ["old", "sesame"]
    mail = MailConfig("127.0.0.1", server.port, "none", "monitor")
    sender = SmtpChannel(mail, lambda: passwords.pop(0))
    refusal(sender)
    sender.send(an_alert())
    assert len(server.mails) == 1


@pytest.mark.parametrize("password", ["пароль", "\udcff"])
def test_a_password_that_smtp_cannot_carry_is_a_fault_in_words(
    start_server: StartServer, password: str
) -> None:
    server = auth_server(start_server)
    mail = MailConfig("127.0.0.1", server.port, "none", "monitor")
    error = refusal(SmtpChannel(mail, lambda: password))
    assert not error.permanent
    assert "ASCII" in str(error)
    assert password not in str(error)


def test_a_password_that_cannot_be_read_is_told_as_it_is(start_server: StartServer) -> None:
    def unreadable() -> str:
        raise SendError("the password file is empty.", permanent=False)

    server = auth_server(start_server)
    mail = MailConfig("127.0.0.1", server.port, "none", "monitor")
    assert str(refusal(SmtpChannel(mail, unreadable))) == "the password file is empty."


def test_a_server_that_is_down_may_be_back_tomorrow() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        error = refusal(SmtpChannel(MailConfig("127.0.0.1", port, "none")))
    assert not error.permanent
    assert str(error) == f"127.0.0.1:{port}: Connection refused."


def refusing_greeter(listener: socket.socket, greeting: bytes) -> threading.Thread:
    """Answer one connection with `greeting` and hang up."""

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(greeting)

    thread = threading.Thread(target=answer)
    thread.start()
    return thread


@pytest.mark.parametrize(
    "greeting",
    [b"554 go away\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"\x1b[2J\x00\xff\r\n"],
)
def test_a_server_that_does_not_let_us_in_is_tried_again(greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = refusing_greeter(listener, greeting)
        port = listener.getsockname()[1]
        error = refusal(SmtpChannel(MailConfig("127.0.0.1", port, "none")))
        thread.join()
    assert not error.permanent
    assert str(error).isprintable()
    assert str(error).startswith(f"127.0.0.1:{port}")


# --- a server that takes its time ----------------------------------------------------------------


def drips(talk: Talk) -> None:
    """Greet for ever, a line at a time, so that no answer is late."""
    talk.drip(b"220-wait\r\n")


def test_a_server_that_drips_is_cut_off_when_the_message_has_had_its_time(
    liar: Callable[[Behaviour], Liar],
) -> None:
    server = liar(drips)
    mail = MailConfig("127.0.0.1", server.port, "none", timeout=timedelta(seconds=1))
    sender = SmtpChannel(mail)
    assert sender.patience == timedelta(seconds=5)
    error = refusal(sender)
    assert not error.permanent
    assert str(error).endswith("was cut off before it said that it has the message.")


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_stop_ends_what_is_under_way_and_lets_nothing_begin(
    liar: Callable[[Behaviour], Liar], security: str
) -> None:
    asked = threading.Event()

    def say_nothing(talk: Talk) -> None:
        asked.set()
        talk.wait(60)

    server = liar(say_nothing)
    mail = MailConfig("127.0.0.1", server.port, security, timeout=timedelta(minutes=10))
    sender = SmtpChannel(mail)

    def end() -> None:
        asked.wait(60)
        sender.end()

    ender = threading.Thread(target=end)
    ender.start()
    assert not refusal(sender).permanent
    ender.join()
    assert not refusal(sender).permanent
    assert server.requests == 1
