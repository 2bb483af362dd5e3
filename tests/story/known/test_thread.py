"""What the items of a story said so far: what is known, what is unheard, who tells the same."""

from __future__ import annotations

import pytest

from monitor.story import Digest, digest
from monitor.story.evidence.models import shipped_models
from monitor.story.known.report import report_of
from monitor.story.known.thread import Thread
from monitor.story.topic.background import Background

SOURCE = digest(
    "Ferry Linnea on fire off Vardholm", "The ferry burns. There are 214 people on board."
)
RESCUE = digest(
    "All passengers of ferry Linnea rescued", "Helicopters took 183 passengers off the ferry."
)
COPY = digest(
    "Passengers of ferry Linnea all rescued",
    "Helicopters took 183 passengers off the burning ferry.",
)
DEAD = digest(
    "Two sailors of the Linnea found dead", "Firefighters found the bodies on the car deck."
)


def hear(
    thread: Thread, item: Digest, hour: float, *, likely: float = 0.0, is_told: bool = False
) -> None:
    thread.hear(report_of(item, f"{hour}", hour, "One", is_told=is_told, likely=likely))


def a_thread(*told: Digest) -> Thread:
    thread = Thread(Background())
    thread.add_source(SOURCE)
    for hour, item in enumerate(told):
        hear(thread, item, float(hour), is_told=True)
    return thread


def values(thread: Thread, item: Digest, hour: float, outlet: str = "Two") -> dict[str, float]:
    report, models = report_of(item, "new", hour, outlet), shipped_models()
    return thread.values(report, thread.retold(report, models), models)


def test_what_the_source_says_is_said_by_it_and_the_rest_is_not_known() -> None:
    rescue = values(a_thread(), RESCUE, 5.0)
    retold = values(a_thread(), digest("Ferry Linnea burns off Vardholm", ""), 5.0)
    assert retold["headline_in_source"] > 0.8 > rescue["headline_in_source"]
    assert rescue["headline_unknown"] > 0.5 > retold["headline_unknown"]


def test_a_copy_of_a_told_item_is_covered_by_it_and_other_news_is_not() -> None:
    thread = a_thread(RESCUE)
    copy, other = values(thread, COPY, 1.0), values(thread, DEAD, 1.0)
    for name in ("covered", "covered_together", "shared", "covered_lately", "told_by_outlets"):
        assert copy[name] > other[name], name
    assert copy["shared"] > 0.0 > other["covered"]


def test_what_was_told_long_ago_was_not_told_lately() -> None:
    assert values(a_thread(RESCUE), COPY, 48.0)["covered_lately"] == 0.0


def test_before_anything_was_told_nothing_is_covered() -> None:
    found = values(a_thread(), COPY, 1.0)
    assert max(found["covered"], found["shared"]) < -4.0
    assert found["told_by_outlets"] == found["supported"] == 0.0


def test_what_each_item_of_the_story_says_weighs_nothing_there() -> None:
    thread = a_thread(RESCUE, DEAD, COPY)
    assert thread.weigh("linnea") < thread.weigh("sailor") / 3


@pytest.mark.parametrize(("outlet", "supported"), [("Two", True), ("One", False)])
def test_other_outlets_that_tell_the_same_support_it(outlet: str, supported: bool) -> None:
    thread = a_thread()
    hear(thread, RESCUE, 0.0, likely=0.8)
    found = values(thread, COPY, 1.0, outlet)
    assert (found["supported_most"] > 0.5) is supported
    assert (found["supported_likely"] > 0.4) is supported


def test_support_ends_when_it_was_told_or_is_long_ago() -> None:
    told = values(a_thread(RESCUE), COPY, 1.0)
    assert told["told_by_outlets"] > 0.0 == told["supported"]
    thread = a_thread()
    hear(thread, RESCUE, 0.0, likely=0.4)
    assert values(thread, COPY, 40.0)["supported"] == 0.0


def test_an_item_that_was_not_told_is_heard_and_not_known() -> None:
    thread = a_thread()
    hear(thread, DEAD, 0.0)
    found = values(thread, DEAD, 1.0)
    assert found["headline_unheard"] == 0.0 < found["headline_unknown"]
