"""Items that were published → which of them say a term, and how likely each is on the story. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Item
from monitor.stories.proposing.terms import Term
from monitor.story import Engine
from monitor.story.topic import Readable

_USUAL_SHARE = 1 / 100  # of the items of a stream that are on a story that the classifier knows
_PRIOR_ITEMS = 500  # that what is usual counts for
_MOST_SHIFT = 3.0  # nats
_ROUNDS = 30
_SURE = 0.1  # from here on an item is on the story: of a hundred such, ninety-five are
_UNLIKELY = 0.02  # up to here it is not
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Tally:
    """An archive as far as some terms go: a bit for each item that says a term.

    `likely` is how likely each item is on the story by its article alone, 0..1.
    """

    likely: tuple[float, ...]
    saying: dict[str, int]  # by the text of a term

    @property
    def total(self) -> float:
        """How many items are on the story, as far as its article tells."""
        return math.fsum(self.likely)

    def on_story(self, items: int) -> float:
        """Return how many of the items, given as bits, are on the story."""
        return math.fsum(self.likely[place] for place in places(items))


def places(bits: int) -> Iterator[int]:
    """Yield where bits are set, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def tally(items: Sequence[Item], terms: Iterable[Term], engine: Engine) -> Tally:
    """Count an archive; `engine` is that of the story before its first item, without watches."""
    saying = {term.text: 0 for term in terms}
    phrases = {term.text: term.phrase for term in terms}
    for place, item in enumerate(items):
        readable = Readable.of(item.title, item.text)
        for text, phrase in phrases.items():
            if phrase.hits(readable):
                saying[text] |= 1 << place
    return Tally(likelihood([_score(item, engine) for item in items]), saying)


def _score(item: Item, engine: Engine) -> float:
    """Return how likely an item is on the story, 0..1, by what it says and what was said before it."""
    read = engine.readings.glance(item, engine.phrases)
    words = engine.topic.background.weigh(read, read.foreign).whole
    engine.neighbours.add(item.id, words, item.published)
    found = engine.match(item)
    if found.on_topic:
        engine.story_items.add(item.id)
    return found.score


def likelihood(scores: Sequence[float]) -> tuple[float, ...]:
    """Return how likely each item is on the story, from what the classifier says of it.

    The classifier knows streams of which a hundredth is on the story; where more is, each item is
    the likelier on it (expectation maximisation of Saerens, Latinne & Decaestecker 2002).
    """
    odds = [math.log(max(_LEAST, score) / max(_LEAST, 1 - score)) for score in scores]
    share, shifted = _USUAL_SHARE, list(scores)
    for _ in range(_ROUNDS):
        shift = max(0.0, min(_MOST_SHIFT, math.log(share / _USUAL_SHARE)))
        shifted = [1 / (1 + math.exp(-(each + shift))) for each in odds]
        before = share
        share = (math.fsum(shifted) + _PRIOR_ITEMS * _USUAL_SHARE) / (len(scores) + _PRIOR_ITEMS)
        if abs(share - before) < _LEAST:
            break
    return tuple(min(1.0, each / _SURE) if each > _UNLIKELY else 0.0 for each in shifted)
