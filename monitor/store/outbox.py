"""The outbox: claim → send → settle, each step written before the next. I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.model import Alert, DeliveryState
from monitor.store import rows
from monitor.store.database import Database
from monitor.store.rows import stamp, to_json

# Each half has an index in this order, so the first of ten thousand is found as that of ten.
_NEXT = """
    SELECT * FROM alerts WHERE rowid = (
        SELECT place FROM (
            SELECT * FROM (
                SELECT rowid AS place, due, created FROM alerts
                WHERE channel = :channel AND state IN ('pending', 'retry') AND due <= :now
                ORDER BY due, created, rowid LIMIT 1
            ) UNION ALL SELECT * FROM (
                SELECT rowid AS place, due, created FROM alerts
                WHERE channel = :channel AND state = 'sending' AND lease <= :now
                ORDER BY due, created, rowid LIMIT 1
            )
        ) ORDER BY due, created, place LIMIT 1
    )
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An alert that is ours to send, and how often it was tried, this time included."""

    alert: Alert
    attempts: int


class Outbox:
    """The alerts on their way out, over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def enqueue(self, alert: Alert) -> None:
        """Put an alert into the outbox; part of the caller's transaction."""
        row = rows.alert_row(alert)
        columns = ", ".join(row)
        marks = ", ".join(f":{column}" for column in row)
        self._db.run(f"INSERT INTO alerts ({columns}) VALUES ({marks})", row)  # noqa: S608 - our names

    def claim(self, channel: str, now: datetime, lease: timedelta) -> Claimed | None:
        """Take the next alert of a channel that is due, or whose claim has lapsed, to send it."""
        if not self._next(channel, now):  # most looks find nothing, and shall hold up no writer
            return None
        with self._db.transaction():
            for row in self._next(channel, now):
                self._db.run(
                    "UPDATE alerts SET state = 'sending', lease = ?, attempts = attempts + 1"
                    " WHERE id = ?",
                    (stamp(now + lease), row["id"]),
                )
                return Claimed(rows.alert_of(row), row["attempts"] + 1)
        return None

    def _next(self, channel: str, now: datetime) -> list[dict[str, Any]]:
        return self._db.all(_NEXT, {"channel": channel, "now": stamp(now)})

    def stranded(self, channels: Iterable[str]) -> list[Alert]:
        """Return the alerts that wait for a channel that is not among `channels`."""
        return [
            rows.alert_of(row)
            for row in self._db.all(
                "SELECT * FROM alerts WHERE state IN ('pending', 'retry', 'sending')"
                " AND channel NOT IN (SELECT value FROM json_each(?))",
                (to_json(list(channels)),),
            )
        ]

    def release_claims(self, now: datetime) -> int:
        """Make the alerts in doubt after a crash due again; only for the one running daemon.

        So are those that a clock that was ahead has written. Return how many were in doubt.
        """
        with self._db.transaction():
            self._db.run(
                "UPDATE alerts SET due = :now WHERE state IN ('pending', 'retry')"
                " AND created > :now",
                {"now": stamp(now)},
            )
            return self._db.run(
                "UPDATE alerts SET state = 'retry', due = ?, lease = NULL WHERE state = 'sending'",
                (stamp(now),),
            )

    def heed_clock_set_back(self, now: datetime) -> None:
        """Make all that waits due: when it was to be tried was said by a clock that was ahead."""
        with self._db.transaction():
            self._db.run(
                "UPDATE alerts SET due = :now WHERE state IN ('pending', 'retry') AND due > :now",
                {"now": stamp(now)},
            )

    def settle(
        self,
        alert: str,
        state: DeliveryState,
        now: datetime,
        *,
        due: datetime | None = None,
        error: str | None = None,
        messages: Iterable[Alert] = (),
    ) -> None:
        """Note what became of a claimed alert: sent, to be tried again at `due`, or dead.

        The `messages` that tell of it join the outbox in the same transaction.
        """
        with self._db.transaction():
            for message in messages:
                self.enqueue(message)
            self._db.run(
                "UPDATE alerts SET state = :state, lease = NULL, last_error = :error,"
                " due = coalesce(:due, due), sent = CASE WHEN :state = 'sent' THEN :now END"
                " WHERE id = :id",
                {
                    "id": alert,
                    "state": state.value,
                    "error": error,
                    "due": stamp(due) if due else None,
                    "now": stamp(now),
                },
            )

    def move_alert(self, alert: str, state: DeliveryState, now: datetime) -> bool:
        """Put an alert that is not sent or being sent into `state`, due now; say if there is one."""
        with self._db.transaction():
            found = self._db.run(
                "UPDATE alerts SET state = ?, due = ?,"
                " last_error = CASE WHEN ? = 'dead' THEN 'dropped by hand.' ELSE last_error END"
                " WHERE id = ? AND state IN ('pending', 'retry', 'dead', 'held')",
                (state.value, stamp(now), state.value, alert),
            )
        return found > 0
