"""Item × Ledger → Diff: what is known, what changed (before → after), what is new. Pure.

Words and names find the place, facts decide. A figure is known when the baseline states it about
the same thing; it has changed when the sentence says so itself (`from 10% to 25%`) or when the
baseline states another value of the same thing; else it is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.model import (
    Change,
    ChangeKind,
    Diff,
    Fact,
    FactKind,
    Passage,
    SentenceDiff,
    Standing,
)
from monitor.story.about import about
from monitor.story.digest import Digest, Sentence, total_weight
from monitor.story.facts import Movement
from monitor.story.facts.numbers import significant_digits
from monitor.story.ledger import Entry, Ledger

#: Kinds whose value can move; a date or a span of time is only ever stated, known or new.
_MOVABLE = frozenset({FactKind.PERCENT, FactKind.MONEY, FactKind.COUNT})

SAME_THING = 0.30  # share of what is around a figure that must be around it in the baseline too
SAME_SERIES = 0.55  # the same for another value of the same thing: a wrong claim costs more
KNOWN_SENTENCE = 0.6  # share of a sentence that must be known for the sentence to be


@dataclass(frozen=True, slots=True)
class _Judged:
    standing: Standing
    entry: Entry | None = None
    movement: Movement | None = None


def compare(item: Digest, ledger: Ledger) -> Diff:
    """Compare what an item says with what is known, sentence by sentence."""
    changes: list[Change] = []
    rows: list[SentenceDiff] = []
    for sentence in item.sentences:
        found = _changes_of(sentence, ledger)
        changes += [change for change in found if not _is_told(change, changes)]
        rows.append(_sentence_diff(sentence, found, ledger))
    lead = frozenset().union(*(sentence.concepts for sentence in item.lead))
    known = ledger.nearest(lead)
    told = ledger.nearest(lead, told_only=True)
    return Diff(
        novelty=round(1.0 - (known.share if known else 0.0), 4),
        changes=tuple(changes),
        sentences=tuple(rows),
        told_by=ledger.document(told.place) if told else None,
        told_share=round(told.share, 4) if told else 0.0,
    )


def compare_edit(before: Digest, after: Digest, document: str) -> tuple[Change, ...]:
    """Compare two versions of one item: the figures that its outlet corrected.

    Sentences are paired in order by their words; in a pair, the figures of each kind and unit that
    only one version states are paired in order.
    """
    changes: list[Change] = []
    for old, new in _paired(before, after):
        for fact in new.figures:
            same_kind = [f for f in old.figures if (f.kind, f.unit) == (fact.kind, fact.unit)]
            if any(f.key == fact.key for f in same_kind) or fact.kind not in _MOVABLE:
                continue
            replaced = [f for f in same_kind if all(f.key != n.key for n in new.figures)]
            if replaced:
                change = Change(
                    ChangeKind.CHANGED,
                    replaced[0].display,
                    fact.display,
                    about(new.text, fact),
                    new.text,
                    Passage(document, old.text),
                )
                if not _is_told(change, changes):
                    changes.append(change)
    return tuple(changes)


def _paired(before: Digest, after: Digest) -> list[tuple[Sentence, Sentence]]:
    pairs: list[tuple[Sentence, Sentence]] = []
    for new in after.sentences:
        scored = [
            (SequenceMatcher(None, old.text.split(), new.text.split()).ratio(), index, old)
            for index, old in enumerate(before.sentences)
        ]
        ratio, _, old = max(scored, default=(0.0, 0, new), key=lambda row: (row[0], -row[1]))
        if 0.5 <= ratio < 1.0:
            pairs.append((old, new))
    return pairs


def _changes_of(sentence: Sentence, ledger: Ledger) -> list[Change]:
    changes: list[Change] = []
    for fact in sentence.facts:
        if fact.kind is FactKind.STATUS:
            continue
        judged = _judge(fact, sentence, ledger)
        if judged.standing is Standing.CHANGED:
            changes.append(_changed(fact, sentence, judged, ledger))
        elif judged.standing is Standing.NEW:
            words = "" if fact.kind is FactKind.NAME else about(sentence.text, fact)
            changes.append(Change(ChangeKind.NEW, None, fact.display, words, sentence.text))
    return changes


def _changed(fact: Fact, sentence: Sentence, judged: _Judged, ledger: Ledger) -> Change:
    source = ledger.passage(judged.entry.place) if judged.entry else None
    if judged.movement:
        before = judged.movement.before
        words = about(sentence.text, fact, (before,))
        return Change(
            ChangeKind.CHANGED, before.display, fact.display, words, sentence.text, source
        )
    assert judged.entry is not None  # noqa: S101 - CHANGED has a movement or an entry
    words = about(sentence.text, fact)
    before = judged.entry.fact
    return Change(ChangeKind.CHANGED, before.display, fact.display, words, sentence.text, source)


def _judge(fact: Fact, sentence: Sentence, ledger: Ledger) -> _Judged:
    if fact.kind is FactKind.NAME:
        return _judge_name(fact, ledger)
    if fact.kind is FactKind.DATE:
        return _judge_date(fact, ledger)
    same = [entry for entry in ledger.stating(fact) if _says_at_least(entry.fact, fact)]
    for entry in reversed(same):
        if _around(fact, sentence, entry, ledger) >= _needed(fact):
            return _Judged(Standing.KNOWN, entry)
    movement = next((m for m in sentence.movements if m.after == fact), None)
    series = _series(fact, ledger)
    if movement:
        return _Judged(Standing.CHANGED, series, movement)
    if any(m.before == fact for m in sentence.movements):
        return _Judged(Standing.KNOWN)  # the reader is told it as the other half of a movement
    return _Judged(Standing.CHANGED, series) if series else _Judged(Standing.NEW)


def _judge_name(fact: Fact, ledger: Ledger) -> _Judged:
    entries = ledger.of_kind(FactKind.NAME, fact.unit, frozenset({fact.unit}))
    if entries:
        return _Judged(Standing.KNOWN, entries[-1])
    known = all(ledger.knows_word(word) for word in fact.unit.split())
    return _Judged(Standing.KNOWN if known else Standing.NEW)


def _judge_date(fact: Fact, ledger: Ledger) -> _Judged:
    if fact.unit == "weekday":
        return _Judged(Standing.KNOWN)  # when it was said, not what
    for entry in ledger.of_kind(FactKind.DATE, fact.unit, fact.about):
        known = entry.fact
        nested = known.low <= fact.low <= fact.high <= known.high
        nested |= fact.low <= known.low <= known.high <= fact.high
        if nested and total_weight(fact.about & ledger.region(entry.place)) > 0:
            return _Judged(Standing.KNOWN, entry)
    return _Judged(Standing.NEW)


def _says_at_least(known: Fact, fact: Fact) -> bool:
    """Whether a known value or range states `fact`: `$40 to $50 billion` states `$50 billion`."""
    return known.key == fact.key or (fact.low == fact.high and known.high == fact.high)


def _needed(fact: Fact) -> float:
    """Return how much must agree around two equal figures: the rounder, the more."""
    return {1: SAME_THING, 2: SAME_THING}.get(significant_digits(fact.high), SAME_THING / 3)


def _around(fact: Fact, sentence: Sentence, entry: Entry, ledger: Ledger) -> float:
    """Return how much of what stands around a figure stands around the known one too, 0..1."""
    wanted = fact.about
    region = ledger.region(entry.place)
    whole = min(total_weight(wanted), total_weight(entry.fact.about)) or 1.0
    near = total_weight(wanted & entry.fact.about) / whole
    wide = total_weight(sentence.concepts & region) / (total_weight(sentence.concepts) or 1.0)
    return max(near, wide)


def _series(fact: Fact, ledger: Ledger) -> Entry | None:
    """Return the known value that `fact` replaces: the latest of the same thing, or None."""
    if fact.kind not in _MOVABLE or fact.low != fact.high:
        return None
    best: tuple[float, int, Entry] | None = None
    for entry in ledger.of_kind(fact.kind, fact.unit, fact.about):
        if entry.fact.low != entry.fact.high or entry.fact.high == fact.high:
            continue
        agreed = _agreement(fact.about, entry.fact.about)
        if agreed >= SAME_SERIES and (best is None or (agreed, entry.place) > best[:2]):
            best = (agreed, entry.place, entry)
    return best[2] if best else None


def _agreement(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the weighted Dice coefficient of two surroundings, 0..1."""
    both = total_weight(first) + total_weight(second)
    return 2 * total_weight(first & second) / both if both else 0.0


def _sentence_diff(sentence: Sentence, found: list[Change], ledger: Ledger) -> SentenceDiff:
    nearest = ledger.nearest(sentence.concepts)
    share = nearest.share if nearest else 0.0
    if any(change.kind is ChangeKind.CHANGED for change in found):
        standing = Standing.CHANGED
    elif found or share < KNOWN_SENTENCE:
        standing = Standing.NEW
    else:
        standing = Standing.KNOWN
    passage = ledger.passage(nearest.place) if nearest else None
    return SentenceDiff(sentence.text, standing, passage, round(share, 4), sentence.facts)


def _is_told(change: Change, earlier: list[Change]) -> bool:
    """Whether an earlier sentence of the same item already told this change."""
    return any(
        other.after == change.after
        and (other.kind is ChangeKind.CHANGED or other.kind is change.kind)
        for other in earlier
    )
