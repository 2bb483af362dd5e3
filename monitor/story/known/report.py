"""A report of the story, with the parts by which it is compared with others. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Fact, FactKind
from monitor.story.reading import Digest, Sentence

Said = frozenset[str]


@dataclass(frozen=True, slots=True)
class Report:
    """What an item of the story says: when (hours since 1970), by whom, and what the reader got of it.

    `likely` is how likely it was news when it came, 0..1.
    """

    document: str
    at: float
    outlet: str
    headline: Said
    lead: Said
    whole: Said
    sentences: tuple[Said, ...]
    names: Said  # of its lead
    headline_names: Said
    statuses: Said
    headline_statuses: Said
    figures: tuple[Fact, ...]
    headline_figures: tuple[Fact, ...]
    is_told: bool = False
    likely: float = 0.0


def report_of(
    item: Digest,
    document: str,
    at: float,
    outlet: str,
    *,
    is_told: bool = False,
    likely: float = 0.0,
) -> Report:
    """Return the report that an item is; it has a sentence at least."""
    headline, lead = item.sentences[0], item.lead
    said = tuple(sentence.concepts for sentence in item.sentences)
    return Report(
        document=document,
        at=at,
        outlet=outlet,
        headline=headline.concepts,
        lead=lead_of(item),
        whole=frozenset().union(*said),
        sentences=said,
        names=frozenset().union(*(sentence.names for sentence in lead)),
        headline_names=headline.names,
        statuses=_statuses(item.sentences[:2]),
        headline_statuses=_statuses((headline,)),
        figures=tuple(fact for sentence in lead for fact in sentence.figures),
        headline_figures=headline.figures,
        is_told=is_told,
        likely=likely,
    )


def lead_of(item: Digest) -> Said:
    """Return what the headline and the first sentence of a text say."""
    return frozenset().union(*(sentence.concepts for sentence in item.sentences[:2]))


def _statuses(sentences: tuple[Sentence, ...]) -> Said:
    return frozenset(f.unit for s in sentences for f in s.facts if f.kind is FactKind.STATUS)
