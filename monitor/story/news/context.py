"""Is a new figure part of what a lead says happened, or of a thing that is named in passing? Pure.

A dress has its price, a committee its members, a rate the average beside it: true, and no news. Neither
is what another item of the same column tells, nor a bound below what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from monitor.model import Fact, FactKind
from monitor.model.tables import read_words
from monitor.story.facts import agree
from monitor.story.known import Ledger, toll_of
from monitor.story.reading import Digest, Sentence, concept_weight
from monitor.story.words import STOP_STEMS, stem, tokens


class Context(StrEnum):
    """Why a figure is no news of its own."""

    CLAUSE = "it stands in a clause about a thing that is named"
    ONE_OF = "it says of how many things one is named"
    COMPARED = "something else is compared with it"
    BESIDE = "it is said of what goes on beside the news"
    HOLDS = "it says what a thing is or holds"
    PRICE = "it is what a thing costs that is named"
    ELSEWHERE = "its sentence is of another item of the same column"
    VAGUE = "more is known already"
    TOLD = "it was told"


_REACH = 140  # characters in front of a figure that are looked at
_ABOUT = (
    r"(?:(?:about|around|nearly|almost|some|roughly|over|more than|at least|up to|as many as|only|an?|the|its"
    r"|their)\s)*+"
)
_CLAUSE_EDGE = re.compile(r"[;:!?()]|[.,](?!\d)|\s[-–—]\s|[–—]")
#: `, which encompasses eight members`; what a thing did or led to is news there, too.
_OF_A_THING = re.compile(
    r",\s(?:whose\s|(?:which|who)\s(?:(?:is|are|has|have)\s(?![a-z]+(?:ed|en|ne|wn|ft|lt|ut|led)\b)"
    r"|(?!(?:has|is|was|says|warns|reports|confirms|announces|claims|estimates|expects)\b)[a-z]{2,20}s\s))"
    r"[^,;:!?()–—]{0,100}$"
)
_ONE_OF = re.compile(
    rf"\b(?:one|two|three|some|most|many|none|all|each|part|members?) of {_ABOUT}$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|against|above|below)\s(?:(?:the|an?|its|their)\s)?(?:[a-z-]+\s){0,2}?"
    rf"(?:average|mean|median|norm|usual|typical)\s(?:[a-z]+\s)?(?:of\s)?{_ABOUT}$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:amid|amidst|despite|besides|aside from|apart from|in addition to|on top of)\s"
    rf"(?:[\w'’-]+\s){{0,4}}?{_ABOUT}\W?$",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:contain(?:s|ing|ed)?|comprises?|comprising|encompass(?:es|ing)?|boasts?|employ(?:s|ing)|home to|consists? of"
    rf"|accounts? for|makes? up|pumps? out|a population of)\s{_ABOUT}$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?:Plus|Also|Elsewhere|Separately|Meanwhile|In other news|And finally)\b[,:]?\s"
)
_BOUND = re.compile(
    r"\b(?:over|more than|at least|above|in excess of|upwards of|no fewer than|exceed(?:s|ed|ing)?"
    r"|surpass(?:es|ed|ing)?|topp?(?:s|ed|ing)?)\s$",
    re.IGNORECASE,
)
_FAR = 3.0  # times a bound that a value may be of which the bound says less
_IN_PASSING = re.compile(
    r"(?:\b(?:in|inside|for|of|with|over|from|at|his|her|their|an?|the)\s|[‘“\"'])$", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"(?:\s|-|\s?[‘“\"'])(?P<words>[^\W\d_]+(?:[ -][^\W\d_]+){0,3})")
_DEALT = re.compile(
    r"\b(?:buy\w*|bought|acquir\w+|sell\w*|sold|purchas\w+|pay\w*|paid|spen[dt]\w*|invest\w*|sign\w*|su(?:e|es|ed|ing)|fin(?:e|es|ed)"
    r"|award\w*|donat\w+|st[eo]le\w*|offer\w*|bids?|approv\w+|announc\w+|launch\w*|unveil\w*|win|wins|won|agree\w*)\b",
    re.IGNORECASE,
)
#: What is itself of money, so that its sum is the news.
_OF_MONEY = frozenset(stem(word) for row in read_words(__package__, "of_money.tsv") for word in row)
_TELLING = 4.5  # nats of a word that two sentences on one thing share
_PARTS = re.compile(r";|\s[|–—]\s")


def context_of(fact: Fact, sentence: Sentence, item: Digest, ledger: Ledger) -> Context | None:
    """Say why a figure of a lead is no news of its own; None where it is.

    How many are dead, ill or injured is news wherever it stands, but in another item.
    """
    text = sentence.text
    if _is_of_another_item(sentence, item, ledger):
        return Context.ELSEWHERE
    if _is_told(fact, ledger):
        return Context.TOLD
    if _says_less(fact, text, _known(fact, item, ledger)):
        return Context.VAGUE
    if toll_of(fact):
        return None
    lead = text[max(0, fact.span.start - _REACH) : fact.span.start]
    found = next((why for why, pattern in _IN_FRONT.items() if pattern.search(lead)), None)
    if found is None and fact.kind is FactKind.MONEY and _is_price(lead, text[fact.span.end :]):
        return Context.PRICE
    return found


_IN_FRONT = {
    Context.CLAUSE: _OF_A_THING,
    Context.ONE_OF: _ONE_OF,
    Context.COMPARED: _COMPARED,
    Context.BESIDE: _BESIDE,
    Context.HOLDS: _HOLDS,
}


def _is_price(lead: str, behind: str) -> bool:
    """Whether a sum is what a thing costs that is named in passing: `in a £420 dress`."""
    clause = _CLAUSE_EDGE.split(lead)[-1]
    thing = _ATTRIBUTE.match(behind)
    if not thing or not _IN_PASSING.search(lead) or _DEALT.search(clause):
        return False
    words = [token.stem for token in tokens(thing["words"])]
    return bool(words) and words[0] not in STOP_STEMS and _OF_MONEY.isdisjoint(words)


def _says_less(fact: Fact, text: str, known: Iterable[float]) -> bool:
    """Whether a figure is a bound below a value that is known: `over 1,000` where 1,400 is."""
    if not _BOUND.search(text, max(0, fact.span.start - _REACH), fact.span.start):
        return False
    return any(fact.high < value <= _FAR * fact.high for value in known)


def _known(fact: Fact, item: Digest, ledger: Ledger) -> Iterable[float]:
    """Yield the values that the item itself or the ledger state of what may be the same thing."""
    for sentence in item.lead:
        yield from (
            other.high
            for other in sentence.figures
            if other.kind is fact.kind and (not fact.unit or other.unit == fact.unit)
        )
    for entry in ledger.comparable(fact, fact.about):
        if _shares(fact.about, entry.fact.about):
            yield entry.fact.high


def _is_told(fact: Fact, ledger: Ledger) -> bool:
    """Whether a report that was told states the same value of something that has to do with it.

    What is counted may have another name: `13 exporters`, `13 brands`. The dead are no injured.
    """
    anything = replace(fact, unit="") if fact.kind is FactKind.COUNT else fact
    return any(
        agree(entry.fact.high, fact.high)
        and toll_of(entry.fact) == toll_of(fact)
        and ledger.document(entry.place) not in ledger.sources
        and _shares(_own(fact, entry.fact, ledger), entry.fact.about)
        for entry in ledger.stating(anything)
    )


def _own(fact: Fact, known: Fact, ledger: Ledger) -> frozenset[str]:
    """Return what a figure must share with a known one: not only the story, where the units differ."""
    return fact.about if fact.unit == known.unit else fact.about - ledger.theme


def _is_of_another_item(sentence: Sentence, item: Digest, ledger: Ledger) -> bool:
    """Whether a sentence shares no telling word with the story, nor with what the headline says of it.

    A headline may be of two things: `Truce in Calder; storm hits Torquay`.
    """
    headline = item.sentences[0]
    own = [part for part in _PARTS.split(headline.text) if part.strip()]
    if sentence is headline:
        return False
    said = frozenset(token.concept for token in tokens(sentence.text) if token.concept)
    wanted = [frozenset(t.concept for t in tokens(part) if t.concept) for part in own]
    ours = [part for part in wanted if _shares(part, ledger.theme)] or wanted
    return not _shares(said, ledger.theme.union(*ours))


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of concepts share one that tells something."""
    return any(concept_weight(concept) >= _TELLING for concept in one & other if ":" not in concept)
