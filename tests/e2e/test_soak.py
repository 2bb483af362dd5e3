"""The soak in small: an hour of twenty feeds; and that it would see what grows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.benchmarks.soak import ROOM, Sample, grown, show, soak

SAMPLES = [Sample(hour / 4, 70.0, 90.0, 120.0, 26.0, 18.0) for hour in range(1, 97)]


@pytest.mark.e2e
def test_a_short_soak_polls_and_measures(capsys: pytest.CaptureFixture[str]) -> None:
    day = soak(hours=1.2, feeds=20, speed=400)
    assert day.polls >= 20
    assert day.status["items"]["total"] >= 300  # of thirty in each feed
    assert day.status["feeds"]["failing"] >= 1
    assert {sample.hour < 1 for sample in day.samples} == {True, False}
    assert all(sample.own > 10 and sample.descriptors > 5 for sample in day.samples)
    show(day)
    assert "descriptors" in capsys.readouterr().out


def test_what_stays_as_it_is_has_not_grown() -> None:
    assert grown(SAMPLES) == []


def test_a_peak_is_no_growth() -> None:
    peak = replace(SAMPLES[90], own=500.0, threads=60.0)
    assert grown([*SAMPLES[:90], peak, *SAMPLES[91:]]) == []


@pytest.mark.parametrize("measure", ROOM)
def test_what_creeps_has_grown(measure: str) -> None:
    creeping = [
        replace(sample, **{measure: getattr(sample, measure) * (1 + sample.hour / 24)})
        for sample in SAMPLES
    ]
    (sentence,) = grown(creeping)
    assert sentence.startswith(f"{measure} grew from")
