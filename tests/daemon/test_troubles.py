"""Troubles are said when they begin and when they are over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.daemon.troubles import Troubles


@pytest.fixture
def noted() -> list[tuple[str, ...]]:
    return []


@pytest.fixture
def troubles(noted: list[tuple[str, ...]], caplog: pytest.LogCaptureFixture) -> Troubles:
    caplog.set_level("INFO")

    def note(sentences: Sequence[str]) -> None:
        noted.append(tuple(sentences))

    return Troubles(note)


def test_a_trouble_that_goes_on_is_said_once(
    troubles: Troubles, noted: list[tuple[str, ...]], caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        troubles.begin("poll", "the disk is full.")
    assert [record.getMessage() for record in caplog.records] == ["the disk is full."]
    assert noted == [("the disk is full.",)]


def test_one_trouble_of_many_is_one_sentence_until_it_is_over_everywhere(
    troubles: Troubles, noted: list[tuple[str, ...]], caplog: pytest.LogCaptureFixture
) -> None:
    for where in ("poll", "tell"):
        troubles.begin(where, "the disk is full.")
    assert troubles.all() == ("the disk is full.",)
    troubles.end("poll")
    assert noted[-1] == ("the disk is full.",)
    troubles.end("tell")
    troubles.end("tell")
    assert noted[-1] == ()
    said = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert said == [("WARNING", "the disk is full."), ("INFO", "over: the disk is full.")]


def test_a_trouble_that_becomes_another_one_is_said_anew(
    troubles: Troubles, caplog: pytest.LogCaptureFixture
) -> None:
    troubles.begin("poll", "the database is locked.")
    troubles.begin("poll", "the disk is full.")
    assert troubles.all() == ("the disk is full.",)
    assert len(caplog.records) == 2
