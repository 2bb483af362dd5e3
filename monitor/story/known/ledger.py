"""The known sentences and their facts, indexed for comparison. Pure.

The index is by concept, so that one comparison does not cost the whole history: a lookup follows
the rarest concepts of a sentence, and of each only its latest places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import chain

from monitor.model import Fact, FactKind, Passage
from monitor.story.facts import Movement, agree, cut_off, rounded, significant_digits
from monitor.story.reading import Digest, Sentence, concept_weight, total_weight
from monitor.story.words import CONCEPTS, stem, stems_of

_RAREST = 6  # concepts of a sentence by which its neighbours are looked up
_FIRST, _LATEST = 8, 24  # places of a common concept that are looked at
_PLACES = _FIRST + _LATEST
_CANDIDATES = 6  # places that are compared word by word
_REGION = 2  # sentences before and after one that are read with it


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact of the ledger and the sentence that states it."""

    fact: Fact
    place: int


#: Nouns that count people; whoever is counted, the same number of them may be the same fact.
_PEOPLE = frozenset(
    stems_of(
        "person patient victim worker job passenger resident case infect ill injure hurt man woman child"
        " job member driver survivor"
    )
)
_ALL_PEOPLE = _PEOPLE | {CONCEPTS.get(stem, stem) for stem in _PEOPLE}
_DEAD = frozenset(stems_of("die kill death"))


def shelf(fact: Fact) -> str:
    """Return under which unit a fact is kept: all counts together, the others by their unit."""
    return "" if fact.kind is FactKind.COUNT else fact.unit


def counts_people(fact: Fact) -> bool:
    """Whether a count is of people, alive or dead."""
    return fact.kind is FactKind.COUNT and fact.unit in _ALL_PEOPLE | _DEAD


def toll_of(fact: Fact) -> str:
    """Return which toll a count is of, `dead`, `ill` or `injured`; empty for any other count."""
    return _TOLLS.get(fact.unit, "") if fact.kind is FactKind.COUNT else ""


def counts_harmed(fact: Fact) -> bool:
    """Whether a count is of dead, injured or missing people."""
    is_of_missing = fact.kind is FactKind.COUNT and fact.unit == _MISSING
    return is_of_missing or toll_of(fact) in {"dead", "injured"}


_MISSING = CONCEPTS.get(stem("missing"), stem("missing"))  # whose number also falls


def _are_other_tolls(known: Fact, fact: Fact) -> bool:
    """Whether one counts the dead and the other the injured, or the ill."""
    tolls = {toll_of(known), toll_of(fact)}
    return "" not in tolls and len(tolls) > 1


_TOLLS = {
    CONCEPTS.get(stem, stem): toll
    for toll, words in {
        "dead": "die kill death",
        "ill": "infect ill patient case",
        "injured": "injure",
    }.items()
    for stem in stems_of(words)
}


def counts_the_same(known: Fact, fact: Fact) -> bool:
    """Whether two facts of one kind can be values of one thing: `31 ill`, `31 patients`, `31`."""
    if (
        fact.kind is not FactKind.COUNT
        or known.unit == fact.unit
        or not known.unit
        or not fact.unit
    ):
        return True
    if {known.unit, fact.unit} <= _ALL_PEOPLE:
        return True
    is_toll = {known.unit, fact.unit} & _DEAD
    return bool(is_toll) and "person" in {known.unit, fact.unit}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The known sentence that says most of a text: its place and the share it says, 0..1."""

    place: int
    share: float


def _spellings(value: float) -> set[float]:
    """Return a value and what it is rounded to two digits, by which a rounded one finds it."""
    return {value, rounded(value, 2), rounded(value, 1), cut_off(value, 2)}


def _is_telling(fact: Fact) -> bool:
    """Whether a count is known by its value, whatever its noun: `2.8m cars`, `2.8 million diesels`."""
    return fact.high >= _TELLING and significant_digits(fact.high) > 1


_TELLING = 1_000


class Ledger:
    """What is known and where it stands: source articles first, then what was told."""

    def __init__(self) -> None:
        self._sentences: list[Sentence] = []
        self._documents: list[str] = []  # of each sentence
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._ledger: defaultdict[tuple[FactKind, str], list[Entry]] = defaultdict(list)
        self._values: defaultdict[tuple[FactKind, float, str], list[Entry]] = defaultdict(list)
        self._extent: dict[str, list[range]] = {}  # of each document: the places of its sentences
        self._movements: set[tuple[tuple[object, ...], tuple[object, ...]]] = set()
        self.sources: set[str] = set()
        self.theme: frozenset[str] = frozenset()  # what the leads of the sources say

    def add(self, document: str, text: Digest, *, is_source: bool = False) -> None:
        """Note that the reader now knows `text`."""
        if is_source:
            self.sources.add(document)
            self.theme = self.theme.union(*(sentence.concepts for sentence in text.lead))
        first = len(self._sentences)
        self._movements.update((m.before.key, m.after.key) for m in text.movements)
        extent = range(first, first + len(text.sentences))
        self._extent.setdefault(document, []).append(extent)
        for offset, sentence in enumerate(text.sentences):
            place = first + offset
            self._sentences.append(sentence)
            self._documents.append(document)
            for concept in sentence.concepts:
                self._places[concept].append(place)
            for fact in sentence.facts:
                entry = Entry(fact, place)
                self._ledger[fact.kind, shelf(fact)].append(entry)
                for value in _spellings(fact.low) | _spellings(fact.high):
                    self._values[fact.kind, value, shelf(fact)].append(entry)

    def __len__(self) -> int:
        return len(self._sentences)

    def passage(self, place: int) -> Passage:
        """Return the sentence at `place` with the document that says it."""
        return Passage(self._documents[place], self._sentences[place].text)

    def versions(self, documents: Iterable[str]) -> list[Digest]:
        """Return what some documents said each time when they were noted, first to last."""
        extents = [extent for each in documents for extent in self._extent.get(each, ())]
        return [
            Digest(tuple(self._sentences[extent.start : extent.stop]))
            for extent in sorted(extents, key=lambda extent: extent.start)
        ]

    def sentence(self, place: int) -> Sentence:
        """Return the sentence at `place`, read."""
        return self._sentences[place]

    def region(self, place: int) -> frozenset[str]:
        """Return what is said at `place` and right around it."""
        document = self._documents[place]
        around = range(max(0, place - _REGION), min(len(self._sentences), place + _REGION + 1))
        return frozenset().union(
            *(self._sentences[p].concepts for p in around if self._documents[p] == document)
        )

    def document(self, place: int) -> str:
        """Return the source article or item that holds `place`."""
        return self._documents[place]

    def stating(self, fact: Fact) -> Sequence[Entry]:
        """Return the latest entries that state a bound of `fact`, exactly or rounded."""
        values = sorted(_spellings(fact.high) | _spellings(fact.low))
        entries = [
            entry
            for value in values
            for entry in self._values.get((fact.kind, value, shelf(fact)), ())[-_LATEST:]
            if (counts_the_same(entry.fact, fact) or _is_telling(fact))
            and not _are_other_tolls(entry.fact, fact)
            and any(
                agree(known, bound)
                for known in {entry.fact.low, entry.fact.high}
                for bound in {fact.low, fact.high}
            )
        ]
        return sorted(dict.fromkeys(entries), key=lambda entry: entry.place)

    def knows_reverse_only(self, movement: Movement) -> bool:
        """Whether a figure is known to have moved the other way, and not this way: `halves` now."""
        there = (movement.before.key, movement.after.key)
        return there[::-1] in self._movements and there not in self._movements

    def latest(self, fact: Fact) -> Entry | None:
        """Return the latest entry of the kind and unit of `fact`, for a name the name itself."""
        entries = self._ledger.get((fact.kind, shelf(fact)))
        return entries[-1] if entries else None

    def comparable(self, fact: Fact, near: frozenset[str]) -> list[Entry]:
        """Return the entries of the kind and unit of `fact`, where many only those near `near`."""
        entries = self._ledger.get((fact.kind, shelf(fact)), [])
        if len(entries) > _PLACES:
            places = self._candidates(near)
            entries = [
                Entry(other, place)
                for place in sorted(places)
                for other in self._sentences[place].facts
                if (other.kind, shelf(other)) == (fact.kind, shelf(fact))
            ]
        return [entry for entry in entries if counts_the_same(entry.fact, fact)]

    def shared(self, said: frozenset[str], document: str) -> tuple[float, float]:
        """Return how much of `said` one document says: its share, 0..1, and in nats beyond the theme.

        The theme counts for nothing there: each report of the story names the same parties.
        """
        places = chain.from_iterable(self._extent.get(document, ()))
        known = said & frozenset().union(*(self._sentences[place].concepts for place in places))
        share = total_weight(known) / (total_weight(said) or 1.0)
        return share, total_weight(known - self.theme)

    def nearest(self, said: frozenset[str]) -> Nearest | None:
        """Return where most of `said` is known: by its own sentence first, then its region."""
        whole = total_weight(said)
        if not whole:
            return None
        best: tuple[float, float, int] | None = None
        for place in self._candidates(said):
            share = total_weight(said & self.region(place)) / whole
            own = total_weight(said & self._sentences[place].concepts) / whole
            if best is None or (share, own, place) > best:
                best = (share, own, place)
        return Nearest(best[2], best[0]) if best else None

    def knows_word(self, concept: str) -> bool:
        """Whether any known sentence says `concept`."""
        return concept in self._places

    def _candidates(self, said: frozenset[str]) -> list[int]:
        """Return the places that share most weight with `said`, by its rarest known concepts."""
        present = [concept for concept in said if concept in self._places]
        rarest = nsmallest(_RAREST, present, key=lambda c: (-concept_weight(c), c))
        shared: defaultdict[int, float] = defaultdict(float)
        for concept in rarest:
            places = self._places[concept]
            weight = concept_weight(concept)
            for place in places if len(places) <= _PLACES else places[:_FIRST] + places[-_LATEST:]:
                shared[place] += weight
        return nlargest(_CANDIDATES, shared, key=lambda place: (shared[place], place))
