"""pending → sending → sent | retry | dead: what follows from an attempt. Pure.

The pauses grow from seconds (a server that is being restarted) to hours, and an alert is given up
after five days, as RFC 5321 4.5.4.1 asks of senders; a permanent refusal is given up at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import DeliveryState

GIVE_UP_AFTER = timedelta(days=5)
_PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of an alert after an attempt."""

    state: DeliveryState
    due: datetime | None = None  # when to try again
    error: str | None = None


SENT = Settlement(DeliveryState.SENT)


def after_failure(
    error: str, *, permanent: bool, attempts: int, created: datetime, now: datetime
) -> Settlement:
    """Return what follows from a failed attempt, the `attempts`-th one."""
    if permanent:
        return Settlement(DeliveryState.DEAD, error=error)
    if now - created >= GIVE_UP_AFTER:
        return Settlement(DeliveryState.DEAD, error=f"given up after five days: {error}")
    pause = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    return Settlement(DeliveryState.RETRY, due=now + pause, error=error)
