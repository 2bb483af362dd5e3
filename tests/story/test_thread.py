"""What the items of a story said so far: what is known, what is unheard, who tells the same."""

from __future__ import annotations

import pytest

from monitor.story import Digest, digest
from monitor.story.background import Background
from monitor.story.thread import Thread

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


def a_thread(*told: Digest) -> Thread:
    thread = Thread(Background())
    thread.add_source(SOURCE)
    for hour, item in enumerate(told):
        thread.hear(item, float(hour), "One", is_told=True)
    return thread


def test_what_the_source_says_is_said_by_it_and_the_rest_is_not_known() -> None:
    values = a_thread().values(RESCUE, 5.0, "Two")
    retold = a_thread().values(digest("Ferry Linnea burns off Vardholm", ""), 5.0, "Two")
    assert retold["headline_in_source"] > 0.8 > values["headline_in_source"]
    assert values["headline_unknown"] > 0.5 > retold["headline_unknown"]


def test_a_copy_of_a_told_item_is_like_it_and_the_less_the_longer_ago() -> None:
    thread = a_thread(RESCUE)
    copy, other = thread.values(COPY, 1.0, "Two"), thread.values(DEAD, 1.0, "Two")
    assert copy["told_alike"] > 0.6 > other["told_alike"]
    assert copy["headline_told"] > 0.9 > other["headline_told"]
    late = thread.values(COPY, 48.0, "Two")
    assert late["told_alike_lately"] < copy["told_alike_lately"] / 4


def test_what_each_item_of_the_story_says_weighs_nothing_there() -> None:
    thread = a_thread(RESCUE, DEAD, COPY)
    assert thread.weigh("linnea") < thread.weigh("sailor") / 3


@pytest.mark.parametrize(("outlet", "supported"), [("Two", True), ("One", False)])
def test_other_outlets_that_tell_the_same_support_it(outlet: str, supported: bool) -> None:
    thread = a_thread()
    thread.hear(RESCUE, 0.0, "One", 0.4, is_told=False)
    values = thread.values(COPY, 1.0, outlet)
    assert (values["other_outlets_untold"] == 1) is supported
    assert (values["untold_likely"] > 0.4) is supported


def test_support_ends_when_it_was_told_or_is_long_ago() -> None:
    told = a_thread(RESCUE).values(COPY, 1.0, "Two")
    assert (told["other_outlets"], told["other_outlets_untold"]) == (1, 0)
    thread = a_thread()
    thread.hear(RESCUE, 0.0, "One", 0.4, is_told=False)
    assert thread.values(COPY, 40.0, "Two")["other_outlets"] == 0


def test_an_item_that_was_not_told_is_heard_and_not_known() -> None:
    thread = a_thread()
    thread.hear(DEAD, 0.0, "One", is_told=False)
    values = thread.values(DEAD, 1.0, "Two")
    assert values["headline_unheard"] == 0.0 < values["headline_unknown"]
