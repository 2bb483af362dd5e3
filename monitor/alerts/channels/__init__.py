"""The ways out: one module a channel, each with `send`. I/O."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Protocol

from monitor.model import Alert

#: The names of those whose messages are mails.
MAIL_CHANNELS = frozenset({"maildir", "email"})


class Channel(Protocol):
    """Hands one message over."""

    @property
    def name(self) -> str:
        """Return the name under which alerts are addressed to this channel."""

    @property
    def patience(self) -> timedelta:
        """Return the longest that handing one message over may take."""

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return to whom this channel sends what is for `readers`, who are mail addresses."""

    def send(self, alert: Alert) -> None:
        """Hand the alert over, or raise SendError(permanent=…)."""

    def run(self) -> AbstractContextManager[None]:
        """Return what is entered while several messages go out: these may share a connection.

        What becomes of each is what would become of it alone.
        """

    def end(self) -> None:
        """Cut off what is under way, as far as that is possible; for any thread."""


class SingleChannel:
    """What channels have in common whose messages share nothing."""

    def run(self) -> AbstractContextManager[None]:
        """Return what does nothing: each message goes out by itself."""
        return nullcontext()


class LocalChannel(SingleChannel):
    """What channels have in common that write to this machine: nothing to wait for."""

    patience = timedelta(minutes=1)

    def end(self) -> None:
        """Let a write end by itself: it takes no time."""
