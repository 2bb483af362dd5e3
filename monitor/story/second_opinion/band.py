"""Engine × Decision → is a judge asked about it? Pure.

Asked is about what is told or nearly told: what is surely news and surely nothing is left alone, and so
is what is surely of another story. `tests/benchmarks/field.py` measures how many items these are.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Action, Decision, Item
from monitor.story.engine import Engine

EVERY_ALERT = "every alert"  # as `when` of [judge] says it
NEARLY_ON_STORY = 0.05  # how likely an item is on the story at least that is off it for the engine
NEARLY_NEWS = 0.15  # how likely it is at least that an item tells something new
SURELY_NEWS = 0.98  # from here on nobody is asked, unless about every alert


def candidate(engine: Engine, item: Item, decision: Decision) -> Decision | None:
    """Return the decision that a judge could turn, with its diff; None where there is none.

    That of an item which is nearly on the story is what it would be on the story. An item that was told
    already is decided by its facts alone.
    """
    if any(each in engine.told for each in (item.id, *engine.articles.of(item))):
        return None
    found = decision.match
    if not found.on_topic and found.score >= NEARLY_ON_STORY:
        compared = engine.decide_as(item, replace(found, on_topic=True))
        return replace(decision, diff=compared.diff) if compared.diff else None
    return decision if decision.diff else None


def is_asked(decision: Decision, when: str) -> bool:
    """Whether a judge is asked about a candidate; `when` is as [judge] says."""
    if decision.diff is None:
        return False
    if when == EVERY_ALERT and decision.action is Action.ALERT:
        return True
    return NEARLY_NEWS <= decision.diff.novelty < SURELY_NEWS
