"""What would keep the like of unwanted news out: words of it that nothing wanted has. Pure.

A word serves where it says much, stands in the unwanted item (best in its headline, or in several
unwanted ones), and neither in the source articles nor in any other development that was told. It is
found out by the queries themselves, so what is offered does what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.model import Item, SourceArticle
from monitor.story.facts import SPELLED
from monitor.story.reading import concept_weight
from monitor.story.topic.match import Query
from monitor.story.topic.readable import Readable
from monitor.story.words import COUNTRIES, SECTION_OF, Phrases, Token, fold, phrases_with

_LOOKED_AT = 80  # words of an item, its headline first; further down it digresses
_SHORTEST = 4  # letters of a word
_RARE = 5.0  # nats; one news item in a hundred and fifty has such a word
_COMMON = 4.0  # nats; of a word that three unwanted developments have
_RARE_ENOUGH = 7.0  # nats; beyond, rarer is not better
_BEYOND_DOUBT = 0.98  # how likely an item is on the story that no word may keep out
_VERB = re.compile(r".*(ed|ing)$")  # says what was done, not what with


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A development that the reader called irrelevant, with the items that tell it."""

    items: tuple[Item, ...]
    is_latest: bool = False  # called so just now: for it an exclusion is sought
    likely: float = 0.0  # how likely it was taken to be on the story, 0..1

    @property
    def is_sought(self) -> bool:
        """Whether a word is to be found that keeps it out."""
        return self.is_latest and self.likely < _BEYOND_DOUBT


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Queries for `exclude`, none where no word serves, and why these."""

    queries: tuple[str, ...]
    reason: str
    kept_out: int = 0  # of the `tried` stored items
    tried: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A word or two, and what speaks for them, the strongest reason first."""

    query: Query
    support: int  # unwanted developments that have it
    in_headline: bool
    count: int  # in the item
    weight: float  # nats
    place: int  # in the item

    @property
    def is_typical(self) -> bool:
        """Whether it is what an item is about, rather than a word that it happens to use."""
        if self.weight < (_COMMON if self.support > 2 else _RARE):
            return False
        times = self.support + self.count + self.in_headline
        return times > 3 or (self.in_headline and self.count > 1)

    @property
    def rank(self) -> tuple[float, ...]:
        weight = min(self.weight, _RARE_ENOUGH)
        return (self.support, self.in_headline, min(self.count, 3), weight, -self.place)


def exclusion(
    unwanted: Sequence[Unwanted],
    sources: Iterable[SourceArticle],
    wanted: Iterable[Item],
    stored: Iterable[Item],
    *,
    watched: Iterable[str] = (),
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> Exclusion:
    """Return what keeps out the latest unwanted developments and nothing that is wanted.

    `wanted` are all other items that were taken to be on the story, told or not, `watched` the watch
    queries of the story. What is found is tried on the `stored` items. For what is beyond doubt on
    the story nothing is sought: a word of it is a word of the story, wanted yet or not.
    """
    phrases = phrases_with(aliases or {})
    known = [Readable.of(source.title, source.text) for source in sources]
    known += [_read(item, phrases) for item in wanted]
    known += [
        Readable.of(said, "") for query in watched for said in Query.of(query).expression.said()
    ]
    texts = [[_read(item, phrases) for item in each.items] for each in unwanted]
    sought = [place for place, each in enumerate(unwanted) if each.is_sought]
    if not sought and any(each.is_latest for each in unwanted):
        return Exclusion((), _ON_THE_STORY)
    chosen = _chosen(texts, sought, known)
    if not chosen:
        return Exclusion((), _NONE)
    tried = [_read(item, phrases) for item in stored]
    kept_out = sum(any(c.query.expression.hits(each) for c in chosen.values()) for each in tried)
    reason = " ".join(_reason(candidate) for candidate in chosen.values())
    return Exclusion(tuple(chosen), reason, kept_out, len(tried))


def _chosen(
    marked: Sequence[Sequence[Readable]], sought: Iterable[int], known: Sequence[Readable]
) -> dict[str, _Candidate]:
    """Return the best word for each development that is `sought` and has none of those before."""
    chosen: dict[str, _Candidate] = {}
    for texts in (marked[place] for place in sought):
        if any(_has(best.query, texts) for best in chosen.values()):
            continue
        found = _candidates(texts, marked, known)
        if best := max(found, key=lambda candidate: candidate.rank, default=None):
            chosen[best.query.text] = best
    return chosen


_ON_THE_STORY = (
    "It is on the story by all that your sources and watches say; a word that keeps it out would keep"
    " out what you want to know."
)
_NONE = (
    "No word of it would do: what it says more than once, and most news do not say, also stands in"
    " the source articles or in what you were told besides."
)


def _reason(candidate: _Candidate) -> str:
    where = "in its headline" if candidate.in_headline else "in it"
    if candidate.support > 1:
        where = f"in {candidate.support} developments that you called irrelevant"
    return (
        f"`{candidate.query.text}` stands {where}, and neither in the source articles nor in any"
        " other development."
    )


def _read(item: Item, phrases: Phrases) -> Readable:
    return Readable.of(item.title, item.text, phrases)


def _has(query: Query, texts: Iterable[Readable]) -> bool:
    return any(query.expression.hits(text) for text in texts)


def _candidates(
    texts: Sequence[Readable], marked: Sequence[Sequence[Readable]], known: Sequence[Readable]
) -> Iterator[_Candidate]:
    """Yield the words of a development that serve, and pairs of words of which neither does."""
    said = frozenset(root for text in known for root in text.roots)
    for text in texts:
        serving: set[int] = set()
        for place, word in enumerate(text.words[:_LOOKED_AT]):
            if not _may_serve(word) or text.roots[place] in said:
                continue
            found = _candidate(fold(word.text), concept_weight(word.concept), text, place, marked)
            if found.is_typical or word.concept in SECTION_OF:
                serving.add(place)
                yield found
        for place, (first, second) in enumerate(pairwise(text.words[:_LOOKED_AT])):
            if serving & {place, place + 1} or not (_may_serve(first) and _may_serve(second)):
                continue
            is_apart = second.start - first.end != 1 or place + 1 == text.title_length
            weight = (concept_weight(first.concept) + concept_weight(second.concept)) / 2
            query = f'"{fold(first.text)} {fold(second.text)}"'
            if not is_apart and not _has(Query.of(query), known):
                found = _candidate(query, weight, text, place, marked)
                if found.is_typical:
                    yield found


def _candidate(
    words: str, weight: float, text: Readable, place: int, marked: Sequence[Sequence[Readable]]
) -> _Candidate:
    query = Query.of(words)
    return _Candidate(
        query=query,
        support=sum(_has(query, others) for others in marked),
        in_headline=place < text.title_length,
        count=len(query.expression.hits(text)),
        weight=weight,
        place=place,
    )


def _may_serve(word: Token) -> bool:
    """Whether a word says what an item is about: no number, deed or country, nor a short one."""
    folded = fold(word.text)
    return (
        len(folded) >= _SHORTEST
        and folded.isalpha()
        and folded.isascii()
        and bool(word.concept)
        and word.concept not in COUNTRIES
        and folded not in SPELLED
        and not _VERB.match(folded)
    )
