"""What follows from an attempt to send."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.delivery import GIVE_UP_AFTER, SENT, Settlement, after_failure
from monitor.model import DeliveryState
from tests.examples import NOW

ages = st.timedeltas(timedelta(0), timedelta(days=30))
young = st.timedeltas(timedelta(0), GIVE_UP_AFTER - timedelta(seconds=1))


def failed(
    attempts: int = 1, *, permanent: bool = False, age: timedelta = timedelta(0)
) -> Settlement:
    return after_failure(
        "busy.", permanent=permanent, attempts=attempts, created=NOW - age, now=NOW
    )


def test_a_message_that_went_out_is_sent_and_has_no_fault() -> None:
    assert Settlement(DeliveryState.SENT) == SENT


def test_the_first_failure_is_tried_again_within_seconds() -> None:
    settled = failed()
    assert (settled.state, settled.error) == (DeliveryState.RETRY, "busy.")
    assert settled.due is not None
    assert timedelta(0) < settled.due - NOW <= timedelta(seconds=30)


@given(st.integers(1, 10_000), young)
def test_pauses_grow_and_stay_within_hours(attempts: int, age: timedelta) -> None:
    this, following = failed(attempts, age=age).due, failed(attempts + 1, age=age).due
    assert this is not None
    assert following is not None
    assert NOW < this <= following <= NOW + timedelta(hours=4)


@given(st.integers(1, 10_000), ages)
def test_a_permanent_refusal_is_never_tried_again(attempts: int, age: timedelta) -> None:
    settled = failed(attempts, permanent=True, age=age)
    assert settled == Settlement(DeliveryState.DEAD, error="busy.")


@given(st.integers(1, 10_000), ages)
def test_an_alert_is_given_up_after_five_days_and_not_before(attempts: int, age: timedelta) -> None:
    is_dead = failed(attempts, age=age).state is DeliveryState.DEAD
    assert is_dead == (age >= timedelta(days=5))


def test_giving_up_says_so_and_why() -> None:
    assert failed(age=GIVE_UP_AFTER).error == "given up after five days: busy."


def test_many_attempts_fit_into_the_days_before_an_alert_is_given_up() -> None:
    moment, attempts = NOW, 0
    while (settled := after_failure(
        "busy.", permanent=False, attempts=attempts + 1, created=NOW, now=moment
    )).due:  # fmt: skip
        moment, attempts = settled.due, attempts + 1
    assert 25 <= attempts <= 60
