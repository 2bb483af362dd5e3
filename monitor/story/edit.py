"""Two versions of one item → the figures that its outlet corrected. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from monitor.model import Change, ChangeKind, Fact, FactKind, Passage
from monitor.story.about import about
from monitor.story.digest import Digest
from monitor.story.sentence import Sentence

_SAME_SENTENCE = 0.5  # share of words in order that two versions of a sentence have in common
_MOST_CHANGED = 40  # sentences of a version that are compared; an item of more was written anew
_CORRECTABLE = frozenset({FactKind.PERCENT, FactKind.MONEY, FactKind.COUNT})


def compare_edit(before: Digest, after: Digest, document: str) -> tuple[Change, ...]:
    """Compare two versions of the item `document`.

    Sentences are paired by their words; in a pair, the figures that only the new version states
    replace those of their kind and unit that only the old version states, each in its turn.
    """
    changes: dict[tuple[str, str], Change] = {}
    for old, new in _paired(before, after):
        for was, now in _replaced(old, new):
            change = Change(
                ChangeKind.CHANGED,
                was.display,
                now.display,
                about(new.text, now),
                new.text,
                Passage(document, old.text),
                now.kind,
            )
            changes.setdefault((was.display, now.display), change)
    return tuple(changes.values())


def _replaced(old: Sentence, new: Sentence) -> Iterator[tuple[Fact, Fact]]:
    """Yield the figures that one version of a sentence has in the place of another's."""
    kept = {fact.key for fact in old.figures} & {fact.key for fact in new.figures}
    gone = [fact for fact in old.figures if fact.key not in kept and fact.kind in _CORRECTABLE]
    for fact in new.figures:
        if fact.key in kept:
            continue
        alike = [was for was in gone if (was.kind, was.unit) == (fact.kind, fact.unit)]
        if alike:
            gone.remove(alike[0])
            yield alike[0], fact


def _paired(before: Digest, after: Digest) -> list[tuple[Sentence, Sentence]]:
    """Return the sentences that changed, each new one with the old one it is most like."""
    stayed = {sentence.text for sentence in before.sentences} & {s.text for s in after.sentences}
    old = [s for s in before.sentences if s.text not in stayed][:_MOST_CHANGED]
    new = [s for s in after.sentences if s.text not in stayed][:_MOST_CHANGED]
    pairs: list[tuple[Sentence, Sentence]] = []
    for sentence in new:
        scored = [
            (SequenceMatcher(None, other.text.split(), sentence.text.split()).ratio(), -index)
            for index, other in enumerate(old)
        ]
        ratio, index = max(scored, default=(0.0, 0))
        if ratio >= _SAME_SENTENCE:
            pairs.append((old[-index], sentence))
    return pairs
