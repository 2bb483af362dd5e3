"""Rows of the database ↔ values of the model."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import (
    Action,
    Change,
    Decision,
    Diff,
    Fact,
    FactKind,
    Item,
    Match,
    SentenceDiff,
    Span,
    Standing,
)
from monitor.store import rows
from tests.examples import NAME, NOW, RISE, SHARE, a_decision, an_alert, an_item, some_news

offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=offsets)  # noqa: DTZ001
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(moments)
def test_a_moment_comes_back_in_utc_to_the_second(moment: datetime) -> None:
    back = rows.moment(rows.stamp(moment))
    assert back == moment.replace(microsecond=0)
    assert back.utcoffset() == timedelta(0)


@given(st.lists(moments, min_size=2))
def test_stamps_sort_as_their_moments_do(found: list[datetime]) -> None:
    in_time = sorted(moment.replace(microsecond=0) for moment in found)
    assert sorted(rows.stamp(moment) for moment in found) == [rows.stamp(m) for m in in_time]


def test_a_stamp_is_rfc_3339_with_a_z() -> None:
    there = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert rows.stamp(there) == "2026-02-28T23:30:00Z"


def test_no_moment_stays_none() -> None:
    assert rows.moment(None) is None


items = st.builds(
    Item,
    id=texts,
    feed=texts,
    identity=texts,
    outlet=texts,
    title=texts,
    summary=texts,
    link=st.none() | texts,
    published=st.none() | moments.map(lambda m: m.replace(microsecond=0)),
    content=texts,
)


@given(items)
def test_an_item_comes_back_from_its_row_as_it_was(item: Item) -> None:
    assert rows.item_of(rows.item_row(item)) == item


def test_the_row_of_an_item_holds_the_hash_of_what_is_read() -> None:
    row = rows.item_row(an_item())
    assert row["content_hash"] == an_item(link="https://elsewhere.example").content_hash
    assert row["content_hash"] != rows.item_row(an_item(summary="Another."))["content_hash"]


def test_an_alert_comes_back_from_its_row_as_it_was() -> None:
    alert = an_alert(some_news(sequence=3))
    assert alert.references
    assert rows.alert_of(rows.alert_row(alert)) == alert


def test_an_alert_is_due_when_it_is_made() -> None:
    assert rows.alert_row(an_alert())["due"] == rows.stamp(NOW)


def test_changes_come_back_from_their_json_with_their_passages() -> None:
    changes = (RISE, SHARE, NAME)
    assert rows.changes_of(rows.changes_json(changes)) == changes


@given(st.one_of(*map(st.from_type, (Match, Diff, Change, SentenceDiff, Fact, Decision))))
def test_a_value_of_the_model_is_written_field_by_field_however_deep(value: Any) -> None:
    def plainly(held: Any) -> list[str]:
        return sorted(held)

    whole = json.dumps(asdict(value), ensure_ascii=False, separators=(",", ":"), default=plainly)
    assert rows.to_json(value) == whole


def test_what_is_no_value_of_the_model_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        rows.to_json({"a": object()})


def test_to_write_a_decision_costs_less_than_to_copy_it() -> None:
    facts = tuple(
        Fact(FactKind.PERCENT, n, n, "%", f"{n}%", Span(n, n + 3), frozenset({"tariff", "chair"}))
        for n in range(8)
    )
    sentences = tuple(
        SentenceDiff(f"Sentence {n}.", Standing.NEW, None, 0.5, facts) for n in range(20)
    )
    decision = a_decision(diff=Diff(0.7, (RISE,), sentences))
    written = _least(lambda: rows.decision_row(decision))
    copied = _least(lambda: asdict(decision))
    assert written < copied, (written, copied)


def _least(work: Callable[[], object]) -> float:
    """Return the least processor time of several runs."""
    taken = []
    for _ in range(9):
        began = time.process_time()
        for _ in range(20):
            work()
        taken.append(time.process_time() - began)
    return min(taken)


def test_the_row_of_a_decision_is_json_that_is_the_same_every_time() -> None:
    fact = Fact(
        FactKind.PERCENT, 25, 25, "%", "25%", Span(0, 3), frozenset({"tariff", "chair", "china"})
    )
    decision = a_decision()
    assert decision.diff is not None
    sentence = SentenceDiff("At 25%.", Standing.NEW, None, 0.0, (fact,))
    diff = type(decision.diff)(0.7, (RISE,), (sentence,))
    row = rows.decision_row(a_decision(diff=diff, development=7, same_as="x"))
    assert json.loads(row["diff"])["sentences"][0]["facts"][0]["about"] == [
        "chair",
        "china",
        "tariff",
    ]
    assert json.loads(row["matched"])["spans"] == [{"start": 0, "end": 6}]
    assert (row["action"], row["verdict"]) == ("alert", "development")
    assert (row["development"], row["same_as"]) == (7, "x")


def test_a_decision_without_a_comparison_has_no_diff() -> None:
    assert rows.decision_row(a_decision(Action.UNRELATED, diff=None))["diff"] is None


def test_json_columns_keep_letters_readable() -> None:
    assert rows.to_json({"a": "Zürich → 25 %"}) == '{"a":"Zürich → 25 %"}'
    assert rows.moment("2026-11-24T08:00:00Z") == datetime(2026, 11, 24, 8, tzinfo=UTC)


some_changes = st.lists(st.sampled_from([RISE, SHARE, NAME]), max_size=3).map(tuple)


@given(some_changes, some_changes)
def test_joined_columns_hold_what_both_hold(
    first: tuple[Change, ...], second: tuple[Change, ...]
) -> None:
    joined = rows.joined_json(rows.changes_json(first), rows.changes_json(second))
    assert rows.changes_of(joined) == (*first, *second)
