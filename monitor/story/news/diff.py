"""Item × Ledger → Diff: what is known, what changed (before → after), what is new. Pure.

Words and names find the place, facts decide; `monitor.story.known.judge` says how each fact stands, and
`monitor.story.news.novelty` what that and the words speak for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from monitor.model import (
    AMOUNTS,
    WITHOUT_VALUE,
    Change,
    ChangeKind,
    Diff,
    Fact,
    FactKind,
    Passage,
    SentenceDiff,
    Standing,
)
from monitor.story.evidence import Models, shipped_models
from monitor.story.facts import agree
from monitor.story.known import (
    Claim,
    Entry,
    Ledger,
    Movements,
    Recent,
    Retold,
    counts_harmed,
    judge,
    weight,
)
from monitor.story.news.novelty import SAME_WORDS, Finding, novelty, values
from monitor.story.news.shown import is_shown, written
from monitor.story.news.subjects import is_of_another_subject
from monitor.story.reading import Digest, Sentence, about

_MOST_REASONS = 5  # of an importance
KNOWN_SENTENCE = 0.6  # share of a sentence that must be known for the sentence to be
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MostLike:
    """The told item that most likely tells a development of one, and how likely it does, 0..1."""

    document: str
    likely: float

    @classmethod
    def among(cls, retold: Sequence[Retold]) -> MostLike | None:
        """Return the told item with which one most likely shares a development, if any."""
        best = max(retold, key=lambda each: (each.shares, each.earlier.at), default=None)
        return cls(best.earlier.document, best.shares) if best else None


def compare(
    item: Digest,
    ledger: Ledger,
    recent: Sequence[Recent] = (),
    most_like: MostLike | None = None,
    outlet: str = "",
    beside: Mapping[str, float] = _NOTHING,
    models: Models | None = None,
) -> Diff:
    """Compare what an item says with what is known, sentence by sentence.

    `recent` are the items told in the hours before, `most_like` the told one that most likely
    tells the same, if any.
    `beside` is evidence, by name, that does not follow from its facts.
    """
    models = models or shipped_models()
    found = findings(item, ledger, recent, outlet)
    changes = _changes(found, ledger, item)
    by_sentence: dict[str, list[Change]] = {}
    for change in changes:
        by_sentence.setdefault(change.sentence, []).append(change)
    nearest = ledger.nearest(item.lead_words)
    said = nearest.share if nearest else 0.0
    if _repeats_a_source(item, ledger):
        most_like = None  # it says what the reader had read, not what was told since
    evidence = {**beside, **values(item, found)}
    return Diff(
        novelty=round(novelty(said, evidence, models.news), 4),
        changes=tuple(changes),
        sentences=tuple(
            _sentence_diff(s, by_sentence.get(s.text, []), ledger) for s in item.sentences
        ),
        said=round(said, 4),
        told_by=most_like.document if most_like else None,
        told_likely=round(most_like.likely, 4) if most_like else 0.0,
        evidence=models.news.evidence(evidence),
        importance=round(models.importance.probability(evidence), 4),
        weighty=models.importance.evidence(evidence)[:_MOST_REASONS],
    )


def findings(
    item: Digest, ledger: Ledger, recent: Sequence[Recent] = (), outlet: str = ""
) -> list[Finding]:
    """Return every distinct fact of an item with how it stands against what is known."""
    found: dict[tuple[FactKind, float, float, str], Finding] = {}
    movements = Movements(item.movements)
    fresh = {each.document: each for each in recent}
    for place, sentence in enumerate(item.sentences):
        claim = Claim(sentence, movements, fresh, outlet)
        for fact in sentence.facts:
            if fact.key not in found:
                judged = judge(fact, claim, ledger)
                found[fact.key] = Finding(fact, sentence, place, judged)
    return list(found.values())


def _repeats_a_source(item: Digest, ledger: Ledger) -> bool:
    """Whether a place of a source says nearly all words that an item leads with, and each figure."""
    said = frozenset().union(*(sentence.concepts for sentence in item.lead))
    nearest = ledger.nearest(said)
    return (
        nearest is not None
        and nearest.share >= SAME_WORDS
        and ledger.document(nearest.place) in ledger.sources
        and said - item.lead_words <= ledger.region(nearest.place)
    )


def _changes(found: Sequence[Finding], ledger: Ledger, item: Digest) -> list[Change]:
    """Return what is new and what moved; what an earlier sentence of the item told is left out."""
    told: dict[str, set[str | None]] = {}  # by the figure: None for new, else what it was
    changes: list[Change] = []
    for finding in found:
        change = _change(finding, ledger, item) if is_shown(finding, item, ledger) else None
        if change is None:
            continue
        earlier = told.setdefault(change.after, set())
        if not any(before is not None or change.before is None for before in earlier):
            earlier.add(change.before)
            changes.append(change)
    return changes


def _change(finding: Finding, ledger: Ledger, item: Digest) -> Change | None:
    fact, sentence, judged = finding.fact, finding.sentence, finding.judged
    is_of_another = judged.standing is Standing.CHANGED and is_of_another_subject(
        finding, item, ledger
    )
    if judged.standing is Standing.CHANGED and not is_of_another:
        return _changed(finding, *_where_stated(finding, item), ledger)
    if judged.standing is Standing.NEW or is_of_another:
        words = "" if fact.kind in WITHOUT_VALUE else about(sentence.text, fact)
        heft = weight(fact, is_title=finding.is_headline)
        return Change(
            ChangeKind.NEW, None, fact.display, words, sentence.text, None, fact.kind, heft,
            written(sentence.text, fact), fact.kind in AMOUNTS or counts_harmed(fact),
        )  # fmt: skip
    return None


def _where_stated(finding: Finding, item: Digest) -> tuple[Fact, Sentence]:
    """Return a figure where the item says what it was, with that sentence; else where it stands first.

    A headline often gives the new figure alone, and a later sentence says where it came from.
    """
    fact, before = finding.fact, finding.judged.replaces
    for sentence in (finding.sentence, *item.sentences):
        for moved in sentence.movements:
            if (
                before is not None
                and moved.after.key == fact.key
                and moved.before.key == before.key
            ):
                return moved.after, sentence
    return fact, finding.sentence


def _changed(finding: Finding, fact: Fact, sentence: Sentence, ledger: Ledger) -> Change:
    judged, before = finding.judged, finding.judged.replaces
    assert before is not None  # noqa: S101 - what has changed replaces something
    source = _passage(judged.entry, before, ledger) if judged.entry else None
    stands_beside = any(m.before == before and m.after == fact for m in sentence.movements)
    # What it is of, the headline says best.
    headed = about(finding.sentence.text, finding.fact) if finding.is_headline else ""
    words = headed or about(sentence.text, fact, (before,) if stands_beside else ())
    kind = ChangeKind.DISPUTED if judged.is_disputed else ChangeKind.CHANGED
    return Change(
        kind, before.display, fact.display, words, sentence.text, source, fact.kind,
        written=written(sentence.text, fact),
    )  # fmt: skip


def _passage(entry: Entry, before: Fact, ledger: Ledger) -> Passage | None:
    """Return the known sentence of `entry`, if it says what the figure was: else it is of another one."""
    known = ledger.sentence(entry.place)
    is_said = any(
        fact.kind is before.kind and agree(fact.low, before.low) and agree(fact.high, before.high)
        for fact in known.facts
    )
    return ledger.passage(entry.place) if is_said else None


def _sentence_diff(sentence: Sentence, changes: list[Change], ledger: Ledger) -> SentenceDiff:
    nearest = ledger.nearest(sentence.concepts)
    share = nearest.share if nearest else 0.0
    if any(change.before is not None for change in changes):
        standing = Standing.CHANGED
    elif changes or share < KNOWN_SENTENCE:
        standing = Standing.NEW
    else:
        standing = Standing.KNOWN
    passage = ledger.passage(nearest.place) if nearest else None
    return SentenceDiff(sentence.text, standing, passage, round(share, 4), sentence.facts)
