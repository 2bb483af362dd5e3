"""A question about a tariff, and answers to it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.story.second_opinion import Known, Question

QUESTION = Question(
    story="furniture",
    about=("United States puts 10% tariff on Chinese furniture. It begins in March.",),
    known=(Known("China will answer with duties of its own on 128 goods.", "2026-11-20 08:00"),),
    item="item1",
    title="US raises tariff on Chinese furniture to 25%",
    text=(
        "The tariff on furniture from China will rise to 25 percent in May, Jamieson Greer said."
        " Furniture worth $7 billion is concerned. Flight UA 370 was late."
    ),
    published=datetime(2026, 11, 24, 8, tzinfo=UTC),
)
NEW = {
    "on_story": True,
    "is_new": True,
    "quote": "US raises tariff on Chinese furniture to 25%",
    "change": "The tariff on Chinese furniture will rise to 25%.",
    "importance": 0.8,
}
NOT_NEW = NEW | {"is_new": False, "quote": "", "change": "", "importance": 0.1}
OFF_STORY = NOT_NEW | {"on_story": False}


def answer(**values: Any) -> str:
    return json.dumps(NEW | values)


def question(**values: Any) -> Question:
    return replace(QUESTION, **values)
