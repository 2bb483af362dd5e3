"""Hands mails to an SMTP server, with TLS verified unless the server is on this machine. I/O."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parseaddr

import truststore

from monitor.alerts.message import email_of
from monitor.config import MailConfig
from monitor.errors import SendError
from monitor.model import Alert
from monitor.net.deadline import Deadline, Deadlines, running_deadline
from monitor.net.dial import Dialler

_ANSWERS = 5  # a message takes no longer than so many answers of the slowest server


class _Dialling(smtplib.SMTP):
    """Connects under the deadline of its thread."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return Dialler(running_deadline(), allow_private=None, seconds=timeout).dial(host, port)


class _DiallingTls(smtplib.SMTP_SSL, _Dialling):
    """Begins TLS on the socket that it dials."""


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """A mail server. `password` is asked for at each login, so that a changed one is heeded."""

    mail: MailConfig
    password: Callable[[], str | None] = lambda: None
    name: str = "email"
    deadlines: Deadlines = field(default_factory=Deadlines)

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
                server = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                # Nothing was said about this message yet: the server may be back tomorrow.
                raise SendError(self._sentence(error, deadline), permanent=False) from error
            try:
                self._hand_over(alert, server)
            except (smtplib.SMTPException, OSError) as error:
                sentence = self._sentence(error, deadline)
                raise SendError(sentence, permanent=_is_permanent(error)) from error
            finally:
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
                server.close()

    def end(self) -> None:
        """Cut off the message under way: the server has it or has it not, and is asked again."""
        self.deadlines.end()

    def _hand_over(self, alert: Alert, server: smtplib.SMTP) -> None:
        sender, recipient = parseaddr(alert.sender)[1], parseaddr(alert.to)[1]
        # One recipient: a refusal is an exception.
        server.send_message(email_of(alert), sender, [recipient])

    def _connect(self) -> smtplib.SMTP:
        host, port = self.mail.server or "localhost", self.mail.port
        timeout = self.mail.timeout.total_seconds()
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.mail.security == "tls":
            server: smtplib.SMTP = _DiallingTls(host, port, timeout=timeout, context=context)
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
