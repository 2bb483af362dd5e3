"""Item × Ledger → Diff: what is known, what changed (before → after), what is new. Pure.

Words and names find the place, facts decide; `monitor.story.judge` says how each fact stands.
"""

from __future__ import annotations

from monitor.model import Change, ChangeKind, Diff, Fact, FactKind, SentenceDiff, Standing
from monitor.story.about import about
from monitor.story.digest import Digest, Sentence
from monitor.story.judge import Claim, Judged, judge, weight
from monitor.story.ledger import Ledger

KNOWN_SENTENCE = 0.6  # share of a sentence that must be known for the sentence to be
_WITHOUT_SUBJECT = frozenset({FactKind.NAME, FactKind.STATUS})


def compare(item: Digest, ledger: Ledger) -> Diff:
    """Compare what an item says with what is known, sentence by sentence."""
    changes: list[Change] = []
    rows: list[SentenceDiff] = []
    movements = item.movements
    for sentence in item.sentences:
        claim = Claim(sentence, movements, is_title=sentence is item.sentences[0])
        found = _changes_of(claim, ledger)
        changes += [change for change in found if not _is_told(change, changes)]
        rows.append(_sentence_diff(sentence, found, ledger))
    lead = item.lead_concepts
    known = ledger.nearest(lead)
    told = ledger.nearest(lead, told_only=True)
    return Diff(
        novelty=round(1.0 - (known.share if known else 0.0), 4),
        changes=tuple(changes),
        sentences=tuple(rows),
        unheard=round(ledger.unheard(lead), 4),
        told_by=ledger.document(told.place) if told else None,
        told_share=round(told.share, 4) if told else 0.0,
    )


def _changes_of(claim: Claim, ledger: Ledger) -> list[Change]:
    changes: list[Change] = []
    text = claim.sentence.text
    for fact in claim.sentence.facts:
        judged = judge(fact, claim, ledger)
        if judged.standing is Standing.CHANGED:
            changes.append(_changed(fact, claim.sentence, judged, ledger))
        elif judged.standing is Standing.NEW:
            words = "" if fact.kind in _WITHOUT_SUBJECT else about(text, fact)
            heft = weight(fact, is_title=claim.is_title)
            new = Change(ChangeKind.NEW, None, fact.display, words, text, None, fact.kind, heft)
            changes.append(new)
    return changes


def _changed(fact: Fact, sentence: Sentence, judged: Judged, ledger: Ledger) -> Change:
    source = ledger.passage(judged.entry.place) if judged.entry else None
    before = judged.replaces
    assert before is not None  # noqa: S101 - what has changed replaces something
    stands_beside = any(m.before == before and m.after == fact for m in sentence.movements)
    words = about(sentence.text, fact, (before,) if stands_beside else ())
    return Change(
        ChangeKind.CHANGED, before.display, fact.display, words, sentence.text, source, fact.kind
    )


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
