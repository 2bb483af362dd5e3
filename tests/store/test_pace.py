"""Work in slices: as large as the time allows, with as much rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.store.pace import Pace


class Machine:
    """A clock that runs while work is done, `cost` seconds for each thing."""

    def __init__(self, cost: float, things: int, stop_after: int = 10**9) -> None:
        self.now = 0.0
        self.cost, self.left, self.stop_after = cost, things, stop_after
        self.slices: list[float] = []
        self.rests: list[float] = []

    def step(self, size: int) -> int | None:
        if not self.left:
            return None
        done = min(size, self.left)
        self.left -= done
        self.now += done * self.cost
        self.slices.append(done * self.cost)
        return done

    def rest(self, seconds: float) -> bool:
        self.rests.append(seconds)
        return len(self.rests) < self.stop_after

    def work(self) -> tuple[int, bool]:
        return Pace(lambda: self.now, self.rest).work(self.step)


@pytest.mark.parametrize("cost", [0.00001, 0.0001, 0.001, 0.01])
def test_a_slice_takes_the_time_that_it_may_on_any_machine(cost: float) -> None:
    machine = Machine(cost, 20_000)
    assert machine.work() == (20_000, True)
    settled = machine.slices[len(machine.slices) // 2 : -1]
    assert max(settled) <= 0.05
    if cost >= 0.0001:  # a faster one would need larger slices than there are
        assert min(settled) >= 0.01 or cost == 0.01
    assert len(machine.rests) == len(machine.slices)
    assert machine.rests == pytest.approx(machine.slices)


def test_a_slice_is_never_nothing() -> None:
    assert Machine(5.0, 10).work() == (10, True)


def test_work_ends_when_the_program_does() -> None:
    machine = Machine(0.001, 20_000, stop_after=3)
    done, ended = machine.work()
    assert not ended
    assert done == 20_000 - machine.left > 0
    assert len(machine.slices) == 3


def test_a_step_that_finds_nothing_to_do_does_not_end_the_work() -> None:
    answers: list[int | None] = [0, 5, 0, None]
    step: Callable[[int], int | None] = lambda _: answers.pop(0)  # noqa: E731
    assert Pace(lambda: 0.0, lambda _: True).work(step) == (5, True)
