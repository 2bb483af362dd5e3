"""How likely is an item news to the reader, and what speaks for it and against it. Pure.

Where one place says nearly all of an item's words already, its figures alone decide: the same words
with another figure are news, the same figures in the same words are not. An event in the
headline that is not known (`resigns`) makes other words of them. A share, a sum or a toll in the headline
of a report that is not known is news, too. Else named pieces of evidence are weighed: what
was said before and by whom, which facts are new, what kind of item it is. Their weights, found by
`scripts/train-classifiers`, are the table `news` of `classifiers.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import AMOUNTS, Fact, FactKind, Standing
from monitor.story.evidence import Classifier, Values
from monitor.story.facts import significant_digits
from monitor.story.known import Judged, counts_harmed, is_figure, is_small_count
from monitor.story.reading import LEAD_SENTENCES, Digest, Sentence

SAME_WORDS = 0.8  # share of a lead that one place must say for figures alone to decide
_SURE = 0.95
_FIGURE_IS_NEWS = 0.6  # of eight that the weights held back in six field stories, four were news
#: Odds in nats that it is on the story: of the tolls below that the weights held back, five of seven
#: in the field were of a neighbour.
_SURE_OF_TOLL = 3.0
_NO_REPORTS = ("headline_explains", "headline_asks", "is_opinion_page", "comments", "sums_up")
_IN_SAME_WORDS = 0.5  # heft of new figures that makes the same words news


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact of an item, the sentence that states it first, and how it stands."""

    fact: Fact
    sentence: Sentence
    place: int  # of the sentence in the item
    judged: Judged

    @property
    def is_headline(self) -> bool:
        """Whether the item's first sentence states it."""
        return self.place == 0

    @property
    def is_lead(self) -> bool:
        """Whether one of the sentences that tell the news states it."""
        return self.place < LEAD_SENTENCES

    @property
    def is_known(self) -> bool:
        """Whether the reader knows it."""
        return self.judged.standing is Standing.KNOWN


def novelty(said: float, evidence: Values, model: Classifier) -> float:
    """Return how likely an item tells something new, 0..1.

    `said` is the share of its lead that one place says, `evidence` is what `values` returned.
    """
    figures = evidence["headline_figures"] + evidence["lead_figures"] + evidence["new_date"]
    if said >= SAME_WORDS and figures >= _IN_SAME_WORDS:
        return _SURE
    if said >= SAME_WORDS and not evidence["headline_event"]:
        return 1.0 - max(said, _SURE)
    likely = model.probability(evidence)
    return max(likely, _FIGURE_IS_NEWS) if _reports_how_much(evidence) else likely


def _reports_how_much(evidence: Values) -> bool:
    """Whether a headline reports a share or a sum of the story, or surely its toll, that is not known."""
    if any(evidence.get(kind) for kind in _NO_REPORTS):
        return False
    on_topic = evidence.get("topic_likely", 0.0)
    has_toll = evidence["headline_toll"] > 0 and on_topic >= _SURE_OF_TOLL
    return has_toll or (evidence["headline_amounts"] > 0 and on_topic >= 0)


def values(item: Digest, found: Sequence[Finding]) -> dict[str, float]:
    """Return the evidence of an item by name; each value is about 0 to 3."""
    if not item.sentences:
        return {}
    figures = [f for f in found if is_figure(f.fact)]
    new = [f for f in figures if not f.is_known]
    told = [f for f in figures if f.is_known and not f.judged.is_outgrown]
    return {
        "headline_figures": min(2.0, _heft(f.fact for f in new if f.is_headline)),
        "lead_figures": min(2.0, _heft(f.fact for f in new if f.is_lead and not f.is_headline)),
        "stated_change": float(any(f.judged.is_stated for f in new)),
        "headline_amounts": float(sum(f.is_headline and f.fact.kind in AMOUNTS for f in new)),
        "headline_toll": float(sum(f.is_headline and counts_harmed(f.fact) for f in new)),
        "headline_moved": float(
            any(f.is_headline and f.judged.standing is Standing.CHANGED for f in new)
        ),
        "known_figures": min(3.0, sum(min(1.0, _digits(f.fact) / 3) for f in told)),
        "headline_event": min(1.0, _count(found, FactKind.STATUS, is_headline=True)),
        "lead_event": min(2.0, _count(found, FactKind.STATUS, is_headline=False)),
        "new_names": min(3.0, _count(found, FactKind.NAME)),
        "new_date": float(any(_is_ahead(f, item) for f in found)),
    }


def _is_ahead(finding: Finding, item: Digest) -> bool:
    """Whether the lead states a day or quarter that the reader does not know and that is to come."""
    fact = finding.fact
    is_date = fact.kind is FactKind.DATE and fact.unit == "day"
    return (
        is_date
        and fact.high - fact.low <= _QUARTER
        and not finding.is_known
        and finding.is_lead
        and item.published is not None
        and fact.low > item.published.toordinal()
    )


_QUARTER = 92  # days that it has at most


def _heft(facts: Iterable[Fact]) -> float:
    """Return how much some new figures say together: a small count is a manner of speaking."""
    return sum(
        (0.3 if is_small_count(fact) else 1.0)
        * (0.5 if fact.kind is FactKind.COUNT and not fact.unit else 1.0)
        for fact in facts
    )


def _digits(fact: Fact) -> int:
    return significant_digits(fact.high)


def _count(found: Sequence[Finding], kind: FactKind, *, is_headline: bool | None = None) -> float:
    """Count the facts of a kind in the lead that the reader does not know."""
    return float(
        sum(
            f.fact.kind is kind and not f.is_known and f.is_lead
            for f in found
            if is_headline in {None, f.is_headline}
        )
    )
