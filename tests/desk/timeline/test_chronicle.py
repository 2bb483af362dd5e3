"""What was told, in the order of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.desk.timeline.conftest import a_chronicle, told
from tests.examples import NOW


def test_developments_stand_in_the_order_in_which_they_were_told() -> None:
    found = a_chronicle(told(1, day=9), told(2, day=3), told(3, day=3))
    assert [each.development.id for each in found.told] == [2, 3, 1]


def test_a_development_is_as_old_as_its_first_report_but_never_of_the_future() -> None:
    each = told(1, outlets=("Late", "Later"))
    assert each.when == NOW + timedelta(days=1)
    assert replace(each, first_seen=NOW).when == NOW


def test_a_development_without_a_report_is_as_old_as_when_it_was_seen() -> None:
    each = told(1, outlets=())
    assert each.when == each.first_seen


def test_a_time_has_both_its_ends() -> None:
    whole = a_chronicle(*(told(number) for number in range(1, 6)))
    part = whole.between(NOW + timedelta(days=2), NOW + timedelta(days=4))
    assert [each.development.id for each in part.told] == [2, 3, 4]
    assert whole.between(None, None) == whole


def test_each_outlet_is_named_once_in_the_order_in_which_they_came() -> None:
    found = a_chronicle(told(1, outlets=("B", "A")), told(2, outlets=("A", "C")))
    assert found.outlets == ["B", "A", "C"]
