"""The arithmetic of the benchmark of one machine: what is fitted to its runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.one_machine import RUNS, fitted

PRICES = st.lists(st.integers(0, 1_000), min_size=3, max_size=3)
ROWS = [(1.0, 100.0, 5.0), (1.0, 400.0, 5.0), (1.0, 100.0, 50.0), (1.0, 200.0, 20.0)]


@given(PRICES)
def test_prices_are_found_again(prices: list[int]) -> None:
    costs = [sum(p * t for p, t in zip(prices, row, strict=True)) for row in ROWS]
    assert fitted(ROWS, costs) == pytest.approx(prices, abs=0.01)


@given(st.lists(st.floats(0, 1e4), min_size=4, max_size=4))
def test_nothing_has_a_price_below_nothing(costs: list[float]) -> None:
    assert min(fitted(ROWS, costs)) >= 0


def test_the_runs_raise_each_thing_alone() -> None:
    first = RUNS[0]
    loads = [(each.feeds, each.items, each.stories, each.readers) for each in RUNS]
    for place in range(4):
        base = (first.feeds, first.items, first.stories, first.readers)
        others = [load[:place] + load[place + 1 :] for load in loads if load[place] != base[place]]
        assert base[:place] + base[place + 1 :] in others
