"""Our mails through a mail server that millions use: Postfix, on loopback, delivering to Maildirs."""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.alerts.channels.smtp import SmtpChannel
from monitor.config import MailConfig
from monitor.errors import SendError
from monitor.model import Alert
from tests.alerts.channels.conftest import CERTIFICATE
from tests.e2e.conftest import PATIENCE, wait_for
from tests.examples import an_alert
from tests.ports import held_port

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("mta")]  # one Postfix for all

PROGRAMS = Path("/usr/lib/postfix/sbin")
READERS = ("desk@example.org", "night@example.org", "пример@example.org")
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {programs}
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.org
mydestination =
inet_protocols = ipv4
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/readers
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {certificate}
smtputf8_enable = yes
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
error     unix - - n - - error
retry     unix - - n - - error
proxymap  unix - - n - - proxymap
tlsmgr    unix - - n 1000? 1 tlsmgr
anvil     unix - - n - 1 anvil
virtual   unix - n n - - virtual
postlog   unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A running Postfix of our own: its port, and the mails that it has delivered."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        owner = pwd.getpwnam("nobody")
        for name, who in (("mail", owner.pw_name), ("data", "postfix"), ("queue", "root")):
            (folder / name).mkdir()
            shutil.chown(folder / name, who)
        (folder / "certificate.pem").write_bytes(CERTIFICATE.read_bytes())
        (folder / "readers").write_text(
            "".join(f"{reader} {number}/\n" for number, reader in enumerate(READERS))
        )
        self._write("main.cf", MAIN, programs=PROGRAMS, user=owner.pw_uid, group=owner.pw_gid)
        self._write("master.cf", MASTER)

    def _write(self, name: str, text: str, **values: object) -> None:
        known = {"folder": self.folder, "port": self.port}
        certificate = self.folder / "certificate.pem"
        (self.folder / name).write_text(text.format(certificate=certificate, **known, **values))

    def run(self, command: str) -> None:
        done = subprocess.run(
            ["postfix", "-c", str(self.folder), command], check=False, capture_output=True
        )
        assert done.returncode == 0, f"{done.stderr.decode()}{self.log()}"

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def delivered(self, reader: str) -> list[EmailMessage]:
        """Return what lies in a reader's Maildir."""
        box = self.folder / "mail" / str(READERS.index(reader)) / "new"
        # As text: headers in UTF-8 (RFC 6532) are bytes of no kind to Python's parser.
        return [
            message_from_string(path.read_bytes().decode(), policy=policy.default)
            for path in box.glob("*")
        ]


@pytest.fixture(scope="module")
def postfix(open_folder: Path) -> Iterator[Postfix]:
    if not (PROGRAMS / "master").exists() or not shutil.which("postfix"):
        pytest.skip("Postfix is not installed (on Debian: apt-get install postfix)")
    if os.geteuid() != 0:
        pytest.skip("only root can start Postfix")
    with held_port() as port:
        server = Postfix(open_folder, port)  # its processes and the reader's are other users
        server.run("start")
        try:
            wait_for("Postfix", server.answers)
            yield server
        finally:
            with suppress(AssertionError):
                server.run("stop")


@pytest.fixture
def channel(postfix: Postfix, monkeypatch: pytest.MonkeyPatch) -> SmtpChannel:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    return SmtpChannel(MailConfig("127.0.0.1", postfix.port, "starttls"))


def arrived(postfix: Postfix, alert: Alert, reader: str) -> EmailMessage:
    """Return the one mail of an alert once it lies in the reader's Maildir."""

    def found() -> list[EmailMessage]:
        return [m for m in postfix.delivered(reader) if m["Message-ID"] == alert.message_id]

    wait_for(f"the mail for {reader} in {PATIENCE:.0f} s; {postfix.log()[-1000:]}", found)
    (mail,) = found()
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_arrives_as_it_was_written(postfix: Postfix, channel: SmtpChannel) -> None:
    alert = replace(
        an_alert(to="Bureau « Été » <desk@example.org>"),
        subject="Zölle auf Möbel: 10 % → 25 % — 关税上调",
        text=f"{'long ' * 400}\n.\n..\n.begins with a dot\nFrom the first line on\n关税 {'é' * 900}\n",
        html=f"<p>{'x' * 5000}</p>\n.\n<p>25 % → 30 %</p>\n",
    )
    channel.send(alert)
    mail = arrived(postfix, alert, "desk@example.org")
    assert mail["Subject"] == alert.subject
    assert part(mail, "plain") == alert.text
    assert part(mail, "html") == alert.html
    assert mail["To"].addresses[0].display_name == "Bureau « Été »"
    assert mail["Return-Path"] == "<monitor@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == alert.created
    assert "with ESMTPS" in mail["Received"]  # RFC 3848: it came under TLS
    assert not mail.defects


def test_each_of_two_readers_has_a_mail(postfix: Postfix, channel: SmtpChannel) -> None:
    for reader in READERS[:2]:
        alert = an_alert(to=reader)
        channel.send(alert)
        assert arrived(postfix, alert, reader)["To"] == reader


def test_a_repeat_is_the_same_mail(postfix: Postfix, channel: SmtpChannel) -> None:
    alert = replace(an_alert(to="night@example.org"), message_id="<twice@example.org>")
    for _ in range(2):
        channel.send(alert)

    def both() -> list[bytes]:
        found = [
            m
            for m in postfix.delivered("night@example.org")
            if m["Message-ID"] == "<twice@example.org>"
        ]
        for mail in found:
            for added in ("Received", "Delivered-To", "Return-Path", "X-Original-To"):
                del mail[added]
        return [mail.as_bytes() for mail in found] if len(found) == 2 else []

    wait_for("both", both)
    first, second = both()
    assert first == second


def test_an_unknown_reader_is_refused_for_good(channel: SmtpChannel) -> None:
    with pytest.raises(SendError, match=r"answers 550 5.1.1 .*User unknown") as caught:
        channel.send(an_alert(to="nobody-here@example.org"))
    assert caught.value.permanent


def test_a_reader_elsewhere_is_refused_for_good(channel: SmtpChannel) -> None:
    with pytest.raises(SendError, match="Relay access denied") as caught:
        channel.send(an_alert(to="desk@elsewhere.example"))
    assert caught.value.permanent


def test_a_reader_whose_name_is_not_ascii_gets_the_mail(
    postfix: Postfix, channel: SmtpChannel
) -> None:
    alert = an_alert(to="пример@example.org")
    channel.send(alert)
    mail = arrived(postfix, alert, "пример@example.org")
    assert mail["To"].addresses[0].addr_spec == "пример@example.org"
    assert mail["Subject"] == alert.subject
    assert part(mail, "plain") == f"{alert.text}\n"


def test_without_tls_the_server_gets_no_mail(postfix: Postfix) -> None:
    sender = SmtpChannel(MailConfig("127.0.0.1", postfix.port, "none"))
    with pytest.raises(SendError, match=r"530 5.7.0 Must issue a STARTTLS command first"):
        sender.send(an_alert(to="desk@example.org"))


def test_a_server_that_nobody_vouches_for_gets_no_mail(postfix: Postfix) -> None:
    with pytest.raises(SendError, match="certificate verify failed") as caught:
        SmtpChannel(MailConfig("127.0.0.1", postfix.port, "starttls")).send(an_alert())
    assert not caught.value.permanent
    with smtplib.SMTP("127.0.0.1", postfix.port) as server:  # it is well itself
        assert server.noop()[0] == 250
