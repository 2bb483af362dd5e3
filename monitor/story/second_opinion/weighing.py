"""Engine × Decision × Opinion → Decision: a judge's word is one more piece of evidence. Pure.

It adds to the odds or takes from them; it tells of nothing that the engine did not find. What a mail
shows of the item is what the engine read in it.
"""

from __future__ import annotations

import math
from dataclasses import replace

from monitor.model import Action, Decision, Diff, Evidence, Item, Opinion
from monitor.story import news
from monitor.story.engine import Engine

#: Nats for what the judge says. Within the band of what it is asked about, its word decides; an alert
#: that is surer than that stands against it.
WEIGHT = 4.0
IMPORTANCE_WEIGHT = 2.0  # for an importance of 1, and as much against for one of 0
NAME = "second_opinion"
_LEAST = 1e-4  # of a probability


def weigh(engine: Engine, item: Item, decision: Decision, opinion: Opinion) -> Decision:
    """Return a candidate's decision with an opinion weighed.

    Where it turns the decision, the reason says so. The engine stays as it is.
    """
    assert decision.diff is not None  # noqa: S101 - else nobody was asked
    diff = _weighed(decision.diff, opinion)
    if not opinion.on_story:
        return _off_story(engine, decision, diff)
    match = decision.match
    if not match.on_topic:
        reason = f"{match.reason}; the judge says that it is on the story"
        match = replace(
            match, on_topic=True, reason=reason, evidence=(_piece(1.0), *match.evidence)
        )
    told = engine.told.get(diff.told_by) if diff.told_by else None
    found = news.decide(match, diff, told, item.published, engine.threshold)
    found = news.only_important(found, engine.least_importance)
    return _explained(decision, found, opinion)


def _off_story(engine: Engine, decision: Decision, diff: Diff) -> Decision:
    """Hold back what the judge calls off topic, unless the engine is too sure that it is to be told."""
    if decision.action is Action.ALERT and diff.novelty >= engine.threshold:
        return replace(decision, diff=diff)
    reason = f"{decision.match.reason}; the judge says that it is not on the story"
    evidence = (_piece(-1.0), *decision.match.evidence)
    match = replace(decision.match, on_topic=False, reason=reason, evidence=evidence)
    return replace(
        decision, action=Action.UNRELATED, reason=f"Off topic: {reason}.", match=match, diff=diff,
        development=None, same_as=None,
    )  # fmt: skip


def _explained(before: Decision, found: Decision, opinion: Opinion) -> Decision:
    """Say in the reason what the judge turned, in the outlet's words where they are quoted."""
    if found.action is Action.ALERT and before.action is not Action.ALERT:
        return replace(found, reason=f"{found.reason} The judge points at: “{opinion.quote}”")
    if before.action is Action.ALERT and found.action is not Action.ALERT:
        return replace(found, reason=f"{found.reason} The judge says that it tells nothing new.")
    return found


def _weighed(diff: Diff, opinion: Opinion) -> Diff:
    sign = 1.0 if opinion.is_for_telling else -1.0
    heft = IMPORTANCE_WEIGHT * (2.0 * opinion.importance - 1.0)
    important = Evidence(NAME, round(opinion.importance, 4), round(heft, 4))
    return replace(
        diff,
        novelty=_moved(diff.novelty, sign * WEIGHT),
        evidence=(_piece(sign), *diff.evidence),
        importance=_moved(diff.importance, heft),
        weighty=(important, *diff.weighty) if heft else diff.weighty,
    )


def _piece(sign: float) -> Evidence:
    return Evidence(NAME, sign, sign * WEIGHT)


def _moved(likely: float, effect: float) -> float:
    """Return a probability whose log-odds are moved by so many nats."""
    known = min(1.0 - _LEAST, max(_LEAST, likely))
    odds = math.log(known / (1.0 - known)) + effect
    return round(1.0 / (1.0 + math.exp(-odds)), 4)
