"""Hands mails to an SMTP server, with TLS verified unless the server is on this machine. I/O."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import truststore

from monitor.alerts.message import bare_address, email_of, needs_smtputf8
from monitor.config import MailConfig
from monitor.errors import SendError
from monitor.model import Alert
from monitor.net.deadline import Deadline, Deadlines, running_deadline
from monitor.net.dial import Dialler

_ANSWERS = 5  # a message takes no longer than so many answers of the slowest server
#: The server said that it has not taken the message; where it said nothing, it may have.
_REFUSALS = (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class _Dialling(smtplib.SMTP):
    """Connects under the deadline of its thread; knows whether the server may have the message."""

    may_have_it = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the message itself."""
        self.may_have_it = True
        return super().data(msg)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return Dialler(running_deadline(), allow_private=None, seconds=timeout).dial(host, port)


class _DiallingTls(smtplib.SMTP_SSL, _Dialling):
    """Begins TLS on the socket that it dials."""


@dataclass(slots=True)
class _Kept:
    """The connection that the messages of a run share, once there is one."""

    in_run: bool = False
    server: _Dialling | None = None


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """A mail server. `password` is asked for at each login, so that a changed one is heeded."""

    mail: MailConfig
    password: Callable[[], str | None] = lambda: None
    name: str = "email"
    deadlines: Deadlines = field(default_factory=Deadlines)
    _kept: _Kept = field(default_factory=_Kept)

    @property
    def patience(self) -> timedelta:
        """Return the longest that one message may take, however slowly the server answers."""
        return _ANSWERS * self.mail.timeout

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the readers: each has a mail of their own."""
        return readers

    def send(self, alert: Alert) -> None:
        """Hand the alert's mail over; raise SendError, permanent where the server says so."""
        with Deadline(self.patience.total_seconds()) as deadline:
            try:
                self.deadlines.add(deadline)
                if self._is_taken_in_run(alert, deadline):
                    return
                server = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                # Nothing was said about this message yet: the server may be back tomorrow.
                raise SendError(self._sentence(error, deadline), permanent=False) from error
            self._send(alert, server, deadline)

    @contextmanager
    def run(self) -> Iterator[None]:
        """Let the messages that are sent meanwhile share a connection; hang up at the end."""
        self._kept.in_run = True
        try:
            yield
        finally:
            self._kept.in_run = False
            server, self._kept.server = self._kept.server, None
            if server:
                self._part(server)

    def _is_taken_in_run(self, alert: Alert, deadline: Deadline) -> bool:
        """Send over the connection of the message before, if there is one that still serves.

        Servers end a connection after some time or so many messages, in many ways: what is refused
        is judged by what a new connection is told.
        """
        server, self._kept.server = self._kept.server, None
        if server is None:
            return False
        server.may_have_it = False
        try:
            deadline.watch(_socket_of(server))
            server.rset()  # RFC 5321 4.1.1.5: it changes nothing, and shows whether anyone is there
        except (smtplib.SMTPException, OSError):
            server.close()
            return False
        try:
            self._send(alert, server, deadline)
        except SendError as error:
            if isinstance(error.__cause__, _REFUSALS) or not server.may_have_it:
                return False
            raise
        return True

    def _send(self, alert: Alert, server: _Dialling, deadline: Deadline) -> None:
        """Hand over; then keep the connection for the next message of a run, or hang up."""
        try:
            self._hand_over(alert, server)
        except (smtplib.SMTPException, OSError) as error:
            sentence = self._sentence(error, deadline)
            raise SendError(sentence, permanent=_is_permanent(error)) from error
        else:
            if self._kept.in_run:
                self._kept.server = server
        finally:
            if self._kept.server is not server:
                _hang_up(server)

    def _part(self, server: smtplib.SMTP) -> None:
        """Hang up after a run: the deadline of its last message is over."""
        with suppress(OSError), Deadline(self.mail.timeout.total_seconds()) as deadline:
            self.deadlines.add(deadline)
            deadline.watch(_socket_of(server))
            _hang_up(server)
        server.close()

    def end(self) -> None:
        """Cut off the message under way: the server has it or has it not, and is asked again."""
        self.deadlines.end()

    def _hand_over(self, alert: Alert, server: smtplib.SMTP) -> None:
        # Not `send_message`: that puts a ">" before a line that begins with "From ".
        server.sendmail(
            bare_address(alert.sender),
            [bare_address(alert.to)],
            email_of(alert).as_bytes(),
            self._mail_options(server, alert),
        )  # one recipient: a refusal is an exception

    def _mail_options(self, server: smtplib.SMTP, alert: Alert) -> Sequence[str]:
        if not needs_smtputf8(alert):
            return ()
        server.ehlo_or_helo_if_needed()
        if not server.has_extn("smtputf8"):
            sentence = f"{self._place} does not take addresses outside ASCII (SMTPUTF8)."
            raise SendError(sentence, permanent=True)
        return ("SMTPUTF8", "BODY=8BITMIME")

    def _connect(self) -> _Dialling:
        host, port = self.mail.server or "localhost", self.mail.port
        timeout = self.mail.timeout.total_seconds()
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.mail.security == "tls":
            server: _Dialling = _DiallingTls(host, port, timeout=timeout, context=context)
        else:
            server = _Dialling(host, port, timeout=timeout)
        try:
            if self.mail.security == "starttls":
                server.starttls(context=context)
            if self.mail.username:
                self._login(server, self.mail.username)
        except BaseException:
            server.close()
            raise
        return server

    def _login(self, server: smtplib.SMTP, username: str) -> None:
        try:
            server.login(username, self.password() or "")
        except UnicodeEncodeError:
            sentence = f"the user name or the password for {self._place} is not plain ASCII."
            raise SendError(sentence, permanent=False) from None  # the cause holds the password

    @property
    def _place(self) -> str:
        return f"{self.mail.server}:{self.mail.port}"

    def _sentence(self, error: Exception, deadline: Deadline) -> str:
        place = self._place
        if deadline.expired:
            return f"{place} was cut off before it said that it has the message."
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return f"{place} does not offer what `security` or `username` asks for."
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return f"{place} refuses the user name or the password ({error.smtp_code})."
        if code_and_text := _answer(error):
            return f"{place} answers {code_and_text[0]} {code_and_text[1]}".rstrip(". ") + "."
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return f"{place}: {_printable(str(reason))}."


def _socket_of(server: smtplib.SMTP) -> socket.socket:
    """Return the socket of a connection; raise ConnectionAbortedError where it is closed."""
    if server.sock is None:
        raise ConnectionAbortedError
    return server.sock


def _hang_up(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _answer(error: Exception) -> tuple[int, str] | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return code, _printable(text)
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, _printable(error.smtp_error)
    return None


def _is_permanent(error: Exception) -> bool:
    """Whether the server refused this message for good: a 5xx answer (RFC 5321 4.2.1)."""
    answer = _answer(error)
    return bool(answer and 500 <= answer[0] < 600)


def _printable(text: bytes | str) -> str:
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return "".join(char if char.isprintable() else " " for char in decoded)[:300].strip()
