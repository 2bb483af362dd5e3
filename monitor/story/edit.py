"""Two versions of one item → the figures that its outlet corrected. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher

from monitor.model import Change, ChangeKind, Fact, FactKind, Passage
from monitor.story.about import about
from monitor.story.digest import Digest
from monitor.story.sentence import Sentence

_SAME_SENTENCE = 0.5  # share of words in order that two versions of a sentence have in common
_CORRECTABLE = frozenset({FactKind.PERCENT, FactKind.MONEY, FactKind.COUNT})


def compare_edit(before: Digest, after: Digest, document: str) -> tuple[Change, ...]:
    """Compare two versions of the item `document`.

    Sentences are paired by their words; in a pair, a figure that only the new version states
    replaces the first one of its kind and unit that only the old version states.
    """
    changes: dict[tuple[str, str], Change] = {}
    for old, new in _paired(before, after):
        for fact in new.figures:
            replaced = _replaced(fact, old, new)
            if replaced:
                passage = Passage(document, old.text)
                words = about(new.text, fact)
                change = Change(
                    ChangeKind.CHANGED,
                    replaced.display,
                    fact.display,
                    words,
                    new.text,
                    passage,
                    fact.kind,
                )
                changes.setdefault((replaced.display, fact.display), change)
    return tuple(changes.values())


def _replaced(fact: Fact, old: Sentence, new: Sentence) -> Fact | None:
    if fact.kind not in _CORRECTABLE:
        return None
    same_kind = [f for f in old.figures if (f.kind, f.unit) == (fact.kind, fact.unit)]
    if any(f.key == fact.key for f in same_kind):
        return None
    kept = {f.key for f in new.figures}
    return next((f for f in same_kind if f.key not in kept), None)


def _paired(before: Digest, after: Digest) -> list[tuple[Sentence, Sentence]]:
    pairs: list[tuple[Sentence, Sentence]] = []
    for new in after.sentences:
        scored = [
            (SequenceMatcher(None, old.text.split(), new.text.split()).ratio(), -index, old)
            for index, old in enumerate(before.sentences)
        ]
        ratio, _, old = max(scored, default=(0.0, 0, new), key=lambda row: row[:2])
        if _SAME_SENTENCE <= ratio < 1.0:
            pairs.append((old, new))
    return pairs
