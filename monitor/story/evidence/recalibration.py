"""What the verdicts of readers say of the trained model of news: by how much its odds are too high. Pure.

Recalibration in the large: the weights stay, one number is added to the logarithm of all odds (Cox 1958;
Steyerberg 2009, Clinical Prediction Models, 15.3). It is the most probable one under a normal prior
around 0, which is as strong as so many verdicts as `_PRIOR` says, so that a few of them move hardly
anything. Whatever the order in which they come, they say the same.

Readers judge what they were told, never what they were not: verdicts can show that too much was told, not
that too little was. So they raise how likely news must be, or take that back, and never lower it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 0.6  # to which the verdicts of readers raise how likely news must be
_FARTHEST = 0.5  # nats that are looked at
_PRIOR = 100.0  # verdicts on what is as likely as not
_INFORMATION = 0.25  # of such a verdict: p (1 - p)
_SURE = 1e-4  # no model is surer than that
_HALVINGS = 50  # to a precision that no threshold shows


@dataclass(frozen=True, slots=True)
class Judged:
    """A development of the story as its readers judged it, and how likely it was news when it was told."""

    was_news: float  # share of the readers to whom it was, 0..1
    likely: float  # 0..1


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is learnt of a story's readers: nats that are added to the odds that an item is news."""

    verdicts: int = 0  # developments that were judged
    nats: float = 0.0

    def threshold(self, usual: float) -> float:
        """Return how likely an item must be news to be told, where that is `usual` without verdicts."""
        return min(max(moved(usual, -self.nats), usual), max(MOST, usual))

    def said(self, usual: float) -> str:
        """Say what the verdicts changed, in sentences; empty where there are none."""
        if not self.verdicts:
            return ""
        before, after = (round(100 * each) for each in (usual, self.threshold(usual)))
        count = "1 verdict" if self.verdicts == 1 else f"{self.verdicts} verdicts"
        if before == after:
            return f"Your {count} left the threshold at {after}%."
        return f"Your {count} moved the threshold from {before}% to {after}%."


def feedback(judged: Iterable[Judged]) -> Feedback:
    """Return what the verdicts on some developments teach, whatever their order."""
    found = list(judged)
    return Feedback(len(found), _shift(found))


def moved(likely: float, nats: float) -> float:
    """Return a probability with so many nats added to the logarithm of its odds."""
    return 1.0 / (1.0 + math.exp(-(_logit(likely) + nats)))


def _shift(judged: Sequence[Judged]) -> float:
    """Return the most probable shift of the odds, within bounds.

    Its equation, sum of (was news - probability) = prior * shift, falls on the left and rises on the
    right, so it has one solution, which is halved in on.
    """
    high = _FARTHEST
    low = -high
    for _ in range(_HALVINGS):
        shift = (low + high) / 2
        surprise = math.fsum(each.was_news - moved(each.likely, shift) for each in judged)
        if surprise > _PRIOR * _INFORMATION * shift:
            low = shift
        else:
            high = shift
    return round((low + high) / 2, 6) + 0.0


def _logit(likely: float) -> float:
    bounded = min(1.0 - _SURE, max(_SURE, likely))
    return math.log(bounded / (1.0 - bounded))
