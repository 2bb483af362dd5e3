"""Alert → an e-mail as RFC 5322 has it, text and HTML side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from monitor.alerts.headers import POLICY, mailbox_field, structured_field, text_field
from monitor.model import Alert

#: Of the fields that alerts bring themselves.
_STRUCTURED = frozenset(("list-id", "list-unsubscribe", "list-unsubscribe-post"))


def email_of(alert: Alert) -> EmailMessage:
    """Return the message of an alert; the same bytes at every attempt."""
    message = EmailMessage(policy=POLICY)
    for name, text in (("From", alert.sender), ("To", alert.to)):
        found = _address(text)
        message[name] = mailbox_field(name, found.display_name, found.addr_spec)
    message["Subject"] = text_field("Subject", alert.subject)
    for name, parts in _for_programs(alert):
        message[name] = structured_field(name, parts)
    for name, value in (("X-News-Monitor-Story", alert.story), *alert.headers):
        is_structured = name.lower() in _STRUCTURED
        message[name] = (
            structured_field(name, value.split()) if is_structured else text_field(name, value)
        )
    # Quoted-printable never holds the "=_" with which the boundary begins (RFC 2045 6.7).
    message.set_content(alert.text, cte="quoted-printable")
    message.add_alternative(alert.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{alert.id}")
    return message


def _for_programs(alert: Alert) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the fields that programs read, each with its parts."""
    yield "Date", format_datetime(alert.created).split()
    yield "Message-ID", [alert.message_id]
    if alert.references:
        yield "In-Reply-To", [alert.references[-1]]
        yield "References", alert.references
    yield "Auto-Submitted", ["auto-generated"]  # RFC 3834: no automatic replies, please
    yield "X-Auto-Response-Suppress", ["All"]  # the same for Exchange


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
