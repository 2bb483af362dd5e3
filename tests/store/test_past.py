"""What was decided, in the order in which it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.model import Action
from monitor.store.past import count_past, read_past
from monitor.store.rows import to_json
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW, STORY, a_decision, an_item


def test_decisions_come_in_their_order_on_the_texts_of_then(views: Views) -> None:
    past = list(read_past(views, STORY))
    assert len(past) == count_past(views, STORY) == 5
    assert [each.decided for each in past] == sorted(each.decided for each in past)
    third = [each for each in past if each.item.id == an_item(3).id]
    assert [(each.revision, each.item.title, each.is_last) for each in third] == [
        (1, "100% of cats agree", False),
        (2, "100% of dogs agree", True),
    ]
    assert (past[0].action, past[0].development) == (Action.ALERT, 1)


def test_what_bore_no_date_is_dated_by_when_it_was_seen(store: Store, path: Path) -> None:
    with store.transaction():
        undated = an_item(1, published=None)
        store.add_item(undated, NOW)
        store.record_decision(undated, 1, STORY, a_decision(Action.KNOWN), NOW)
    (past,) = read_past(Views(path), STORY)
    assert past.item.published == NOW


def test_another_story_has_another_past(views: Views) -> None:
    assert [each.action for each in read_past(views, "cats")] == [Action.UNRELATED]
    assert count_past(views, "dogs") == 0


def test_a_column_of_json_holds_sets_and_nothing_that_json_does_not_know() -> None:
    assert to_json({"a": frozenset({"y", "x"})}) == '{"a":["x","y"]}'
    with pytest.raises(TypeError, match="object"):
        to_json(object())
