"""What a watch for an article should be: a proposal, a narrower and a wider one, and a word of warning. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Item, SourceArticle
from monitor.stories.proposing.archive import Tally, tally
from monitor.stories.proposing.breadth import Breadth, breadth_of
from monitor.stories.proposing.propose import BEAT, FITTING, NARROW, WIDE, Proposal, propose
from monitor.stories.proposing.terms import terms_of
from monitor.story import Engine

MOST_ITEMS = 5_000  # of an archive that are looked at, the latest


@dataclass(frozen=True, slots=True)
class Advice:
    """The watches to choose from, each once, and whether the article is a beat.

    `fitting` is None where the article names nothing that a watch could be made of.
    """

    fitting: Proposal | None
    narrower: Proposal | None
    wider: Proposal | None
    breadth: Breadth


def advise(sources: Sequence[SourceArticle], items: Sequence[Item], engine: Engine) -> Advice:
    """Advise on a watch for a story of `sources`, of which there is one at least.

    `items` are an archive in time order; `engine` is that of the story before its first item, without
    watches.
    """
    looked_at = items[-MOST_ITEMS:]
    background = engine.topic.background
    terms = terms_of(sources, background)
    found = tally(looked_at, terms, engine)
    fitting = propose(terms, found, FITTING)
    breadth = breadth_of(sources[0], found.total, _share(fitting, found), background)
    if breadth.is_beat:
        return Advice(propose(terms, found, BEAT), None, None, breadth)
    narrower = propose(terms, found, NARROW)
    wider = propose(terms, found, WIDE, fitting.clauses if fitting else ())
    return Advice(fitting, _other_than(fitting, narrower), _other_than(fitting, wider), breadth)


def _share(proposal: Proposal | None, found: Tally) -> float:
    """Return which share of the items on the story a watch matches."""
    if proposal is None or not found.total:
        return 0.0
    return found.on_story(proposal.items) / found.total


def _other_than(first: Proposal | None, second: Proposal | None) -> Proposal | None:
    return None if first and second and first.queries == second.queries else second
