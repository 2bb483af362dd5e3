"""Does one report tell what an earlier one told? Pure.

Pairs of reports of one story are weighed by what they share: the words by their weight within the
story, the names, events and figures, and the time between them. Two classifiers, trained on pairs of
labelled reports, say whether the earlier one covers the later (it tells all that the later tells), and
whether the two share a development.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Fact
from monitor.story.evidence import Classifier
from monitor.story.known.recent import CATCHING_UP_HOURS
from monitor.story.known.report import Report
from monitor.story.known.weighing import Weighing

_LATELY = 24.0  # hours
_SUREST = 0.9  # how likely an item that was not told was news at most
_BEST = 5  # told reports that together may tell what one of them does not
_LEAST = 0.01  # of odds
_LEAST_SHARED = 0.0  # of a lead, by weight: hardly any report is covered by one that shares less
_NO_NAMES = 0.5  # share of the names of a report without any


@dataclass(frozen=True, slots=True)
class Retold:
    """How likely an earlier report covers a later one, and how likely they share a development."""

    earlier: Report
    covers: float
    shares: float


def pair_values(later: Report, earlier: Report, weigh: Weighing) -> dict[str, float]:
    """Return what speaks for two reports' telling the same, by name."""
    same, other = _agreement(later.figures, earlier.figures)
    headline_same, headline_other = _agreement(later.headline_figures, earlier.figures)
    headline_new = len(later.headline_figures) - headline_same - headline_other
    hours = max(0.0, later.at - earlier.at)
    share, part = weigh.share, weigh.part
    headline_said = later.headline & earlier.whole
    earlier_headline_said = earlier.headline & later.whole
    return {
        "lead_alike": weigh.cosine(later.lead, earlier.lead),
        "headlines_alike": weigh.cosine(later.headline, earlier.headline),
        "alike": weigh.cosine(later.whole, earlier.whole),
        "headline_said": part(headline_said, later.headline),
        "lead_said": share(later.lead, earlier.whole),
        "headline_headed": part(headline_said & earlier.headline, later.headline),
        "earlier_headline_said": part(earlier_headline_said, earlier.headline),
        "headline_said_at_once": weigh.most(
            map(headline_said.__and__, earlier.sentences), later.headline
        ),
        "earlier_headline_said_at_once": weigh.most(
            map(earlier_headline_said.__and__, later.sentences), earlier.headline
        ),
        "headline_not_said": min(3.0, weigh.total(later.headline - earlier.whole) / 10),
        "names_shared": share(later.names, earlier.names) if later.names else _NO_NAMES,
        "headline_names_shared": (
            share(later.headline_names, earlier.names) if later.headline_names else _NO_NAMES
        ),
        "events_shared": len(later.statuses & earlier.statuses) / max(1, len(later.statuses)),
        "other_events": float(len(later.headline_statuses - earlier.statuses)),
        "same_figures": min(3.0, same),
        "other_figures": min(3.0, other),
        "same_headline_figures": min(2.0, headline_same),
        "other_headline_figures": min(2.0, headline_other),
        "new_headline_figures": min(2.0, headline_new),
        "apart": math.log1p(hours),
        "within_hours": math.exp(-hours / 6),
        "within_a_day": math.exp(-hours / 24),
        "same_outlet": float(later.outlet == earlier.outlet),
    }


def _agreement(figures: Sequence[Fact], others: Sequence[Fact]) -> tuple[float, float]:
    """Count the figures that the others state too, and those of which they state another value."""
    same = other = 0
    for fact in figures:
        values = {each.high for each in others if each.kind is fact.kind and each.unit == fact.unit}
        same += fact.high in values
        other += bool(values) and fact.high not in values
    return float(same), float(other)


def retold(
    later: Report,
    earlier: Iterable[Report],
    weigh: Weighing,
    covers: Classifier,
    shares: Classifier,
) -> list[Retold]:
    """Compare a report with each earlier one with which its lead shares words that say something."""
    return [
        Retold(each, covers.probability(values), shares.probability(values))
        for each in earlier
        if weigh.share(later.lead, each.lead) > _LEAST_SHARED
        for values in (pair_values(later, each, weigh),)
    ]


def values(later: Report, told: Sequence[Retold], untold: Sequence[Retold]) -> dict[str, float]:
    """Return how far a report was told before, and how far other outlets tell it too, by name.

    `untold` are reports of the hours in which outlets catch up.
    """
    covering = sorted((each.covers for each in told), reverse=True)
    sharing = sorted((each.shares for each in told), reverse=True)
    lately = [each for each in told if later.at - each.earlier.at < _LATELY]
    caught_up = [each for each in told if later.at - each.earlier.at < CATCHING_UP_HOURS]
    supporting = _by_outlet(later, ((each, each.shares) for each in untold))
    likely = _by_outlet(later, ((each, each.shares * each.earlier.likely) for each in untold))
    told_too = _by_outlet(later, ((each, each.shares) for each in caught_up))
    return {
        "covered": _odds(max(covering, default=0.0)),
        "covered_together": _odds(_any(covering[:_BEST])),
        "covered_lately": max((each.covers for each in lately), default=0.0),
        "shared": _odds(max(sharing, default=0.0)),
        "shared_together": _odds(_any(sharing[:_BEST])),
        "told_by_outlets": math.log1p(sum(told_too.values())),
        "supported": math.log1p(sum(supporting.values())),
        "supported_most": max(supporting.values(), default=0.0),
        "supported_likely": -sum(math.log(1.0 - min(_SUREST, p)) for p in likely.values()),
    }


def _by_outlet(later: Report, found: Iterable[tuple[Retold, float]]) -> dict[str, float]:
    """Return the best value of each other outlet."""
    best: dict[str, float] = {}
    for each, value in found:
        outlet = each.earlier.outlet
        if outlet != later.outlet:
            best[outlet] = max(best.get(outlet, 0.0), value)
    return best


def _odds(likely: float) -> float:
    return math.log((likely + _LEAST) / (1.0 + _LEAST - likely))


def _any(likely: Iterable[float]) -> float:
    """Return how likely one of several is true (noisy or)."""
    return 1.0 - math.prod(1.0 - each for each in likely)
