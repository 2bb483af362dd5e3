"""When news joins a development that was told, and when it is one of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Action, Change, ChangeKind, Decision, Diff, Match
from monitor.story.news.decide import Told, decide, note_told
from tests.examples import NOW, RISE, SHARE, an_item

ON_TOPIC = Match(True, "matches the watch `tariff*`", (), 1.0)
DISPUTE = Change(ChangeKind.DISPUTED, "10%", "12%", "tariff", "The tariff is 12 percent.")
JUST_NOW = timedelta(minutes=30)

standing_still = st.lists(st.sampled_from([SHARE, DISPUTE]), max_size=3).map(tuple)
moving = st.lists(st.sampled_from([SHARE, DISPUTE, RISE]), max_size=3).map(lambda c: (*c, RISE))
shares = st.floats(0.6, 1.0)
ages = st.timedeltas(timedelta(0), JUST_NOW)


def decided(
    changes: tuple[Change, ...], *, mails: int = 1, share: float = 1.0, age: timedelta = JUST_NOW
) -> Decision:
    """Decide an item that is news, of a told development with the likelihood `share`."""
    diff = Diff(0.9, changes, (), told_by="first", told_likely=share)
    return decide(ON_TOPIC, diff, Told(7, "first", "Toll doubles", mails, at=NOW - age), NOW)


@given(standing_still, shares, ages)
def test_what_is_added_within_hours_is_a_follow_up(
    changes: tuple[Change, ...], share: float, age: timedelta
) -> None:
    found = decided(changes, share=share, age=age)
    assert (found.action, found.development) == (Action.ALERT, 7)


@given(moving, shares, ages, st.integers(0, 5))
def test_a_figure_that_moved_is_a_development_of_its_own(
    changes: tuple[Change, ...], share: float, age: timedelta, mails: int
) -> None:
    found = decided(changes, mails=mails, share=share, age=age)
    assert (found.action, found.development) == (Action.ALERT, None)


@given(standing_still, shares, ages, st.integers(2, 20))
def test_a_development_has_a_first_mail_and_one_follow_up_and_no_more(
    changes: tuple[Change, ...], share: float, age: timedelta, mails: int
) -> None:
    found = decided(changes, mails=mails, share=share, age=age)
    assert (found.action, found.development) == (Action.ALERT, None)


@pytest.mark.parametrize(
    "apart", [{"share": 0.2}, {"age": timedelta(days=3)}], ids=["says little of it", "long ago"]
)
def test_what_is_not_near_a_development_is_one_of_its_own(apart: dict[str, float]) -> None:
    found = decided((SHARE,), **apart)  # type: ignore[arg-type]
    assert (found.action, found.development) == (Action.ALERT, None)


def test_without_a_development_there_is_nothing_to_follow_up() -> None:
    found = decide(ON_TOPIC, Diff(0.9, (SHARE,), ()), None, NOW)
    assert (found.action, found.development) == (Action.ALERT, None)


@pytest.mark.parametrize(
    ("headline", "named"),
    [
        ("Toll doubles", "“Toll doubles” (item first)"),
        ("Toll " * 30, "“" + "Toll " * 15 + "Toll…” (item first)"),
    ],
)
def test_what_is_no_news_names_the_report_that_told_it(headline: str, named: str) -> None:
    diff = Diff(0.1, (SHARE,), (), told_by="first", told_likely=0.83)
    found = decide(ON_TOPIC, diff, Told(7, "first", headline, 1), NOW)
    assert (found.action, found.same_as) == (Action.FOLD, "first")
    assert found.reason == f"Same news as {named}, 83% likely."


def test_what_was_told_in_a_follow_up_is_named_by_the_report_that_began_it() -> None:
    told: dict[str, Told] = {}
    note_told(told, an_item(1, title="Toll doubles"), 7, "Example", NOW)
    note_told(told, an_item(2, title="Toll doubles, ministry says"), 7, "Another", NOW)
    second = told[an_item(2).id]
    assert (second.named, second.alerts) == (f"“Toll doubles” (item {an_item(1).id})", 2)


@pytest.mark.parametrize(
    ("likely", "threshold", "action", "said"),
    [(0.52, 0.54, Action.KNOWN, "; 52% likely news, and your verdicts ask for 54%."),
     (0.48, 0.54, Action.KNOWN, ""), (0.55, 0.54, Action.ALERT, "")],
)  # fmt: skip
def test_a_reason_says_where_the_readers_verdicts_decided(
    likely: float, threshold: float, action: Action, said: str
) -> None:
    diff = Diff(likely, (), ())
    found = decide(ON_TOPIC, diff, None, NOW, threshold, usual=0.5)
    assert found.action is action
    assert found.reason.endswith(said)
    assert ("your verdicts" in found.reason) is bool(said)
    assert "your verdicts" not in decide(ON_TOPIC, diff, None, NOW).reason
