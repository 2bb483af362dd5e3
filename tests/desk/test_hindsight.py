"""What was judged, counted by what other rules would tell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.hindsight import Hindsight, Judgements
from monitor.desk.judging import Verdict
from monitor.store.said import Said


def said(development: int, verdict: str, reader: str = "you") -> Said:
    return Said(development, reader, verdict, f"first{development}", 0.6)


def after(judged: Sequence[Said], *noted: tuple[int | None, str, bool]) -> Hindsight:
    found = Hindsight(Judgements.of(judged))
    for development, item, is_alert in noted:
        found.note(development, item, is_alert=is_alert)
    return found


@pytest.mark.parametrize(
    ("verdict", "noted", "told"),
    [("right", [("first1", False), ("other", True)], 1),
     ("right", [("first1", False), ("other", False)], 0),
     ("repeat", [("first1", False), ("other", True)], 0),
     ("repeat", [("first1", True)], 1),
     ("unrelated", [("other", True), ("first1", False)], 0)],
)  # fmt: skip
def test_a_right_one_is_told_by_any_item_and_a_wrong_one_by_its_own(
    verdict: str, noted: list[tuple[str, bool]], told: int
) -> None:
    found = after([said(1, verdict)], *((1, item, is_alert) for item, is_alert in noted))
    assert found.counts()[Verdict(verdict)] == (1, told)


def test_most_readers_decide_and_the_better_word_where_they_are_at_odds() -> None:
    found = Judgements.of(
        [said(1, "repeat", "a"), said(1, "right", "b"), said(2, "unrelated", "a"),
         said(2, "unrelated", "b"), said(2, "right", "c")]
    )  # fmt: skip
    assert found.verdicts == {1: Verdict.RIGHT, 2: Verdict.UNRELATED}


def test_it_is_said_in_a_sentence() -> None:
    judged = [said(1, "right"), said(2, "right"), said(3, "repeat"), said(4, "unrelated")]
    found = after(judged, (1, "x", True), (2, "x", False), (3, "first3", True), (4, "x", False))
    assert found.said() == (
        "of 4 developments that you judged it would tell 1 of 2 right, 1 of 1 told before"
        " and 0 of 1 not of the story"
    )
    assert after(judged, (1, "x", True)).said() == (
        "of 1 development that you judged it would tell 1 of 1 right"
    )


def test_what_nobody_judged_and_what_was_not_decided_anew_does_not_count() -> None:
    assert after([said(1, "right")], (None, "x", True), (7, "x", True)).said() == ""


@given(
    st.lists(st.builds(said, st.integers(1, 5), st.sampled_from(list(Verdict)), st.sampled_from("abc"))),
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["first1", "first2", "x"]), st.booleans())),
)  # fmt: skip
def test_no_more_are_told_than_were_judged(
    judged: list[Said], noted: list[tuple[int | None, str, bool]]
) -> None:
    counts = after(judged, *noted).counts().values()
    assert all(0 <= told <= of for of, told in counts)
    seen = {number for number, *_ in noted} & {each.development for each in judged}
    assert sum(of for of, _ in counts) == len(seen)
