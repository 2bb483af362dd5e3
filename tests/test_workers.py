"""Workers: what they own is closed after their last work, and a failure makes them rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from monitor.workers import Worker, rest

LONG = 600.0


@dataclass
class World:
    """A worker, the time that it is told, and what became of it."""

    seconds: float = 0.0
    steps: int = 0
    told: list[str] = field(default_factory=list)

    def worker(self, work: Callable[[Worker], None]) -> Worker:
        resources = ExitStack()
        resources.callback(self.told.append, "closed")
        return Worker(
            "poll", work, resources, allowed=timedelta(seconds=5), monotonic=lambda: self.seconds,
            on_step=self._step, cut_off=lambda: self.told.append("cut off"),
        )  # fmt: skip

    def _step(self) -> None:
        self.steps += 1


@pytest.fixture
def world() -> World:
    return World()


def test_a_retired_worker_closes_what_it_has_once_its_work_is_done(world: World) -> None:
    def work(worker: Worker) -> None:
        world.told.append("works")
        worker.retire()
        world.told.append("goes on")

    worker = world.worker(work)
    worker.run()
    worker.run()
    assert world.told == ["works", "goes on", "closed"]


def test_a_stop_cuts_off_what_is_waited_for_and_waits_for_nothing(world: World) -> None:
    at_work, over = threading.Event(), threading.Event()

    def work(_: Worker) -> None:
        at_work.set()
        over.wait(LONG)

    worker = world.worker(work)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert at_work.wait(LONG)
    assert worker.is_at_work
    worker.stop()
    worker.close()
    assert world.told == ["cut off"]
    over.set()
    thread.join(LONG)
    assert world.told == ["cut off", "closed"]


def test_a_worker_hangs_when_its_last_step_is_too_long_ago(world: World) -> None:
    worker = world.worker(lambda _: None)
    world.seconds = 5.0
    assert not worker.hangs
    world.seconds = 5.1
    assert worker.hangs
    worker.went_on()
    assert not worker.hangs
    assert world.steps == 1


def test_a_worker_that_fails_rests_longer_each_time_and_is_fresh_after_a_success(
    world: World,
) -> None:
    outcomes = [ValueError(), ValueError(), None, ValueError()]
    began: list[float] = []

    def work(_: Worker) -> None:
        began.append(world.seconds)
        if outcome := outcomes.pop(0):
            raise outcome

    worker = world.worker(work)
    failures = 0
    while outcomes:
        try:
            worker.run()
        except ValueError:
            failures += 1
        world.seconds += 0.5
    assert began == [0.0, 2.0, 6.0, 6.5]
    assert (failures, worker.failures) == (3, 1)


def test_the_rest_grows_to_a_minute() -> None:
    assert [rest(n) for n in (1, 2, 5, 6, 10_000)] == [2.0, 4.0, 32.0, 60.0, 60.0]
