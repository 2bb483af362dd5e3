"""Is an article about one event, or a beat of many threads? Pure.

A beat cannot be followed by likeness to its article: no word is common to its threads. Where an
archive holds items that are like the article, that shows in them: the best watch has hardly a third of
them, while of one event it has nearly half or more. Without such items the article itself tells: the
sentences of a report on one event share words with its headline. On the labelled stories the archive
told all of both kinds apart, the article alone nineteen of twenty (tests/stories/proposing).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import SourceArticle
from monitor.story.reading import digest
from monitor.story.topic import Background
from monitor.story.words import concepts, tokens

_ENOUGH = 8.0  # items on the story from which an archive tells by itself
_SOME = 3.0  # from which it can speak against what the article tells
_GATHERED = 0.4  # share of them that the best watch of one event has at least
_LIKE_HEADLINE = 0.085  # mean cosine of the sentences with the headline, of one event at least
_LINKED = 0.45  # share of the sentences below the lead that say a telling word of the headline
_TELLING = 3.5  # nats
_HEAVIEST = 8.0  # nats
_LEAD = 3  # sentences, the headline among them
_FEWEST = 6  # sentences that an article must have to be judged by itself


@dataclass(frozen=True, slots=True)
class Breadth:
    """Whether an article is a beat, and why."""

    is_beat: bool
    reason: str


def breadth_of(
    source: SourceArticle, on_story: float, share: float, background: Background
) -> Breadth:
    """Say whether an article is about one event.

    `on_story` is how many items of an archive are like it, `share` which share of these its best
    watch has, 0..1.
    """
    if on_story >= _ENOUGH:
        has = f"of the items that are like your article the best watch has {share:.0%}"
        return Breadth(share < _GATHERED, has)
    likeness, linked = cohesion(source, background)
    if math.isnan(likeness):
        return Breadth(False, "the article is short")
    is_gathered = on_story >= _SOME and share >= _GATHERED
    is_beat = likeness < _LIKE_HEADLINE and linked < _LINKED and not is_gathered
    often = "few" if is_beat else "enough"
    return Breadth(is_beat, f"{often} of its sentences are about what its headline says")


def cohesion(source: SourceArticle, background: Background) -> tuple[float, float]:
    """Return how like its headline the sentences of an article are, and how many share a telling word.

    The first is a mean of cosines, the second a share of the sentences below the lead, both 0..1; nan
    for an article of a few sentences.
    """
    rows = [
        {concept: min(_HEAVIEST, background.rarity(concept)) for concept in _said(sentence.text)}
        for sentence in digest(source.title, source.text).sentences
    ]
    if len(rows) < _FEWEST:
        return math.nan, math.nan
    headline, *below = rows
    body = below[_LEAD - 1 :]
    telling = {concept for concept, weight in headline.items() if weight >= _TELLING}
    linked = sum(not telling.isdisjoint(row) for row in body) / len(body)
    return math.fsum(_cosine(headline, row) for row in below) / len(below), linked


def _said(text: str) -> Sequence[str]:
    return [concept for concept, _ in concepts(tokens(text))]


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = math.fsum(one[concept] ** 2 for concept in one.keys() & other.keys())
    lengths = math.prod(
        math.sqrt(math.fsum(weight**2 for weight in row.values())) for row in (one, other)
    )
    return shared / lengths if lengths else 0.0
