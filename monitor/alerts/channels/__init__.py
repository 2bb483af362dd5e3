"""The ways out: one module a channel, each with `send`. I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monitor.model import Alert


class Channel(Protocol):
    """Hands one message over."""

    @property
    def name(self) -> str:
        """Return the name under which alerts are addressed to this channel."""

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return to whom this channel sends what is for `readers`, who are mail addresses."""

    def send(self, alert: Alert) -> None:
        """Hand the alert over, or raise SendError(permanent=…)."""
