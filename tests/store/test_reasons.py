"""All that is known of one item."""

from __future__ import annotations

import pytest

from monitor.model import SourceArticle
from monitor.store.reasons import Reasons
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW, STORY, an_item
from tests.store.test_views import ids


@pytest.fixture
def reasons(views: Views) -> Reasons:
    return Reasons(views)


def test_an_item_is_found_by_the_beginning_of_its_id(reasons: Reasons) -> None:
    assert ids(reasons.find_items(an_item(2).id)) == [an_item(2).id]
    assert len(reasons.find_items("item")) == 4
    assert reasons.find_items("item%") == reasons.find_items("_tem") == []


def test_an_item_is_found_by_its_link_and_its_guid(reasons: Reasons) -> None:
    item = an_item(2)
    assert (
        ids(reasons.items_at(item.link or "")) == ids(reasons.items_at(item.identity)) == [item.id]
    )
    assert reasons.items_at("https://news.example/elsewhere") == []


def test_decisions_come_with_their_json_read_the_latest_first(reasons: Reasons) -> None:
    latest, first = reasons.decisions(an_item(3).id)
    assert (latest["revision"], first["revision"]) == (2, 1)
    assert latest["matched"]["on_topic"] is True
    assert latest["diff"]["novelty"] == 0.7
    assert reasons.decisions(an_item(1).id)[0]["diff"] is None


def test_the_others_that_tell_a_development_are_named(reasons: Reasons) -> None:
    assert ids(reasons.others(an_item(1).id, 1)) == [an_item(2).id]
    assert reasons.others(an_item(3).id, 99) == []


def test_articles_and_items_are_called_by_what_people_know(
    reasons: Reasons,
    views: Views,
) -> None:
    with Store(views.path) as store:
        store.put_source(STORY, SourceArticle("a", "An article", "Text.", "a.md"), NOW)
    found = reasons.names(STORY, ["a", an_item(2).id, "unknown"])
    assert found == {"a": "An article", an_item(2).id: "Outlet 2, 2026-11-24"}
