"""Alert → an e-mail as RFC 5322 has it, text and HTML side by side. Pure."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr

from monitor.model import Alert


def email_of(alert: Alert) -> EmailMessage:
    """Return the message of an alert; the same bytes at every attempt."""
    message = EmailMessage(policy=SMTPUTF8 if needs_smtputf8(alert) else SMTP)
    message["From"] = _address(alert.sender)
    message["To"] = _address(alert.to)
    message["Subject"] = _literal(alert.subject)
    message["Date"] = format_datetime(alert.created)
    message["Message-ID"] = alert.message_id
    if alert.references:
        message["In-Reply-To"] = alert.references[-1]
        message["References"] = " ".join(alert.references)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic replies, please
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message["X-News-Monitor-Story"] = alert.story
    for name, value in alert.headers:
        message[name] = _literal(value)
    # Quoted-printable never holds the "=_" with which the boundary begins (RFC 2045 6.7).
    message.set_content(alert.text, cte="quoted-printable")
    message.add_alternative(alert.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{alert.id}")
    return message


def needs_smtputf8(alert: Alert) -> bool:
    """Whether a mailbox of the alert has a name outside ASCII: not every server takes it (RFC 6531)."""
    return not (bare_address(alert.sender) + bare_address(alert.to)).isascii()


def bare_address(text: str) -> str:
    """Return the address in `text` without a name, its domain as the network knows it (IDNA)."""
    mailbox, _, domain = parseaddr(text)[1].rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return f"{mailbox}@{domain}"


def _address(text: str) -> Address:
    name, address = parseaddr(text)[0], bare_address(text)
    if address.isascii():
        return Address(display_name=name, addr_spec=address)
    mailbox, _, domain = address.rpartition("@")
    return Address(display_name=name, username=mailbox, domain=domain)


def _literal(text: str) -> str:
    """Return `text` without the beginning of an encoded word (RFC 2047).

    Python decodes such words when a header is set; one from a feed could hold line breaks, and
    with them headers of its own.
    """
    return text.replace("=?", "= ?")
