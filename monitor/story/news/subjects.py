"""Are two figures of one kind told of two things? By what stands in front of each. Pure.

`The school of Calder loses 16 percent`, `The library of Calder loses 13 percent`: nearly the same words, and no
figure that moved. What a text says itself of a movement is so; a toll is of one event.
"""

from __future__ import annotations

import re

from monitor.model import Fact
from monitor.story.known import Ledger, toll_of
from monitor.story.news.novelty import Finding
from monitor.story.reading import Digest, Sentence, concept_weight
from monitor.story.words import tokens

_REACH = 90  # characters in front of a figure in which its subject stands
_CLAUSE_EDGE = re.compile(r"[;:!?()]|[.,](?!\d)|\s[-–—]\s")
_TELLING = 3.0  # nats of a word that can be a subject
#: What happens to a figure, and no subject.
_MOVES = re.compile(
    r"(?:rais|ris|rose|fall|fell|cut|lower|increas|decreas|climb|drop|jump|soar|surg|grow|grew|lift|hik|widen|doubl|tripl|slow"
    r"|eas|slump|declin|shrink|shrank|trim|halv|slash|plung|reach|hit|now|still|set|stand|stood|expect|forecast|report|announc"
    r"|say|said|will|would|could|latest|new|record|total|number|level|figure|amount|about|nearly|almost|more|less|least)\w*"
)


def is_of_another_subject(finding: Finding, item: Digest, ledger: Ledger) -> bool:
    """Whether a figure that was taken to have moved is of another thing than the known one.

    Each has a telling word in front of it that the other's report does not say at all.
    """
    judged = finding.judged
    if judged.is_stated or judged.is_disputed or judged.entry is None or toll_of(finding.fact):
        return False
    known = ledger.sentence(judged.entry.place)
    here = _subject(finding.sentence, finding.fact)
    there = _subject(known, judged.entry.fact)
    own = here - ledger.region(judged.entry.place)
    others = there - frozenset().union(*(sentence.concepts for sentence in item.lead))
    return bool(own) and bool(others)


def _subject(sentence: Sentence, fact: Fact) -> frozenset[str]:
    """Return the telling words that stand in front of a figure, in its clause."""
    lead = sentence.text[max(0, fact.span.start - _REACH) : fact.span.start]
    clause = _CLAUSE_EDGE.split(lead)[-1]
    return frozenset(
        token.concept
        for token in tokens(clause)
        if token.concept
        and concept_weight(token.concept) >= _TELLING
        and not _MOVES.fullmatch(token.text.lower())
    )
