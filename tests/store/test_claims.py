"""Which alert is claimed next, and what it costs to find it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.store.rows import stamp
from monitor.store.store import Store
from tests.examples import NOW, an_alert

LEASE = timedelta(minutes=2)
CHANNELS = ("email", "webhook")


@dataclass(frozen=True)
class Row:
    """An alert of the outbox; moments are minutes from now."""

    channel: str
    state: str
    due: int
    created: int
    lease: int

    @property
    def is_claimable(self) -> bool:
        if self.state in ("pending", "retry"):
            return self.due <= 0
        return self.state == "sending" and self.lease <= 0


minutes = st.integers(-2, 2)
alerts = st.builds(
    Row,
    st.sampled_from(CHANNELS),
    st.sampled_from(["pending", "retry", "sending", "sent", "dead", "held"]),
    minutes,
    minutes,
    minutes,
)


def fill(store: Store, found: list[Row]) -> None:
    """Put alerts into the outbox as they are, named by their number."""
    made = replace(an_alert(), development=None)
    with store.transaction():
        for number, row in enumerate(found):
            store.outbox.enqueue(
                replace(made, id=f"{number}", message_id=f"<{number}>", channel=row.channel)
            )
            store._db.run(
                "UPDATE alerts SET state = ?, due = ?, created = ?, lease = ? WHERE id = ?",
                (
                    row.state,
                    *(stamp(NOW + timedelta(minutes=m)) for m in (row.due, row.created, row.lease)),
                    f"{number}",
                ),
            )


@given(st.lists(alerts, max_size=12))
def test_all_that_is_due_or_whose_claim_has_lapsed_is_claimed_in_order(found: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "db") as store:
        fill(store, found)
        for channel in CHANNELS:
            wanted = sorted(
                (row.due, row.created, number)
                for number, row in enumerate(found)
                if row.channel == channel and row.is_claimable
            )
            claims = [store.outbox.claim(channel, NOW, LEASE) for _ in range(len(wanted) + 1)]
            assert [claimed and claimed.alert.id for claimed in claims] == [
                *(f"{number}" for *_, number in wanted),
                None,
            ]


@pytest.mark.parametrize("state", ["pending", "retry", "sending", "sent", "dead"])
def test_a_claim_costs_as_much_however_many_alerts_there_are(store: Store, state: str) -> None:
    """Counted in the steps of SQLite's own machine, which are the same on every computer."""
    few = _steps(store, [Row("email", state, -1, -1, 1)] * 10)
    store._db.run("DELETE FROM alerts")
    store._db._db.conn.commit()
    many = _steps(store, [Row("email", state, -1, -1, 1)] * 2_000)
    assert many < 2 * few + 100, (few, many)


def _steps(store: Store, found: list[Row]) -> int:
    fill(store, found)
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    connection = store._db._db.conn
    connection.set_progress_handler(step, 1)
    store.outbox.claim("email", NOW, LEASE)
    connection.set_progress_handler(None, 1)
    return steps
