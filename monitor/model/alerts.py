"""Alerts and how far each has come: frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Alert:
    """A rendered message for one recipient and one channel.

    A message to the operator is about no development and no story, one about several developments
    names none here.
    """

    id: str
    development: int | None
    story: str
    to: str
    channel: str
    subject: str
    text: str
    html: str
    message_id: str
    created: datetime
    references: tuple[str, ...] = field(default=())
    sender: str = ""
    parcel: str = ""  # what is the same for all recipients and channels of one mail
    headers: tuple[tuple[str, str], ...] = ()  # of the e-mail, besides those that every mail has
    data: str = "{}"  # JSON: what it says, for programs


class DeliveryState(StrEnum):
    """Where an alert stands on its way out."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    HELD = "held"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the reader knows a passage from: an article of theirs, or an item that was told."""

    title: str
    outlet: str = ""  # of an item
    published: datetime | None = None  # of an item
