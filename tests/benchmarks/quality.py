"""How right the engine is, with the goals beside the figures: `python -m tests.benchmarks.quality`.

Verdicts and figures that moved are counted over the project's streams, which the classifiers were
fitted to (the head of each table in `classifiers.toml` says how right they are on stories left out),
over those kept aside and over the streams of `../shared/stories`, which no weight was fitted to. The
same-event task is that of the ECB+ corpus in `../shared/ecb`. What is not beside the project is
skipped with a word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from monitor.model import Action, ChangeKind, Decision, FactKind, Item
from monitor.story import digest
from monitor.story.news.edit import compare_edit
from monitor.story.reading.event import event, log_odds
from tests.story.streams import (
    ROOT,
    SHARED,
    Expected,
    Stream,
    aside_streams,
    labelled_streams,
    replay,
    shared_streams,
)

ECB = ROOT.parent / "shared" / "ecb" / "dev.jsonl"
EDITS = SHARED / "title-edits.jsonl"
Rows = list[tuple[Item, Expected, Decision]]


def main() -> None:
    """Print the tables."""
    print(
        "verdicts               right         missed  false alerts   same item   goal 95 %, none missed"
    )
    _verdicts("own", labelled_streams())
    _verdicts("own, with watches", labelled_streams(), with_watch=True)
    _verdicts("kept aside", aside_streams())
    _verdicts("kept aside, with watches", aside_streams(), with_watch=True)
    _verdicts("busy days, 8 times as fast", [s.at_pace(8) for s in labelled_streams()])
    _verdicts("kept aside, busy days", [s.at_pace(8) for s in aside_streams()])
    if shared := shared_streams():
        _verdicts("shared", shared)
    else:
        print("  ../shared/stories is not beside the project")
    if EDITS.exists():
        print(f"\nheadlines edited         {edits()}")
    if ECB.exists():
        f1, best, auc = same_event()
        print(f"\nECB+ same event          F1 {f1:.3f} at 0.5 (best {best:.3f}), AUC {auc:.3f} on hard pairs"
              "   goal 0.90, 0.95")  # fmt: skip
    else:
        print("\n../shared/ecb is not beside the project")


def _verdicts(name: str, streams: list[Stream], *, with_watch: bool = False) -> None:
    rows: Rows = []
    for stream in streams:
        found = replay(stream, with_watch=with_watch)
        rows += found
        if not with_watch:
            print(f"  {stream.name:<20} {verdicts(found)}")
    print(f"  {name + ', all':<20} {verdicts(rows)}")
    print(f"  {'figures that moved':<20} {moved(rows)}   goal 90 % found, 95 % true\n")


def verdicts(rows: Rows) -> str:
    """Count the verdicts that agree with the labels, leaving out those marked soft."""
    hard = [(e, d) for _, e, d in rows if not e.get("soft")]
    pairs = [(e["verdict"], d.action.verdict) for e, d in hard]
    right = sum(wanted == given for wanted, given in pairs)
    missed = sum(wanted == "development" != given for wanted, given in pairs)
    false = sum(given == "development" != wanted for wanted, given in pairs)
    copies = [
        (e["same_as"], d.same_as)
        for e, d in hard
        if e.get("same_as") and d.action.verdict == "known"
    ]
    same = sum(wanted == given for wanted, given in copies)
    return (
        f"{right:>4} of {len(pairs):<4} {100 * right / len(pairs):>4.0f} % {missed:>6} {false:>8}"
        f"        {same:>3} of {len(copies)}"
    )


def moved(rows: Rows) -> str:
    """Count the labelled movements that were found, and the claimed ones that are true.

    A claim is true when it is labelled or when the item's own sentences state it.
    """
    count: Counter[str] = Counter()
    for item, expected, decision in rows:
        labels = {
            (_value(c["before"], item), _value(c["after"], item))
            for c in expected.get("changed", ())
        }
        claims = {(_value(b, item), _value(a, item)) for b, a in _claims(decision)}
        read = digest(item.title, item.text, published=item.published)
        stated = {
            (_value(m.before.display, item), _value(m.after.display, item)) for m in read.movements
        }
        count["wanted"] += len(labels)
        count["found"] += len(labels & claims)
        count["claimed"] += len(claims)
        count["true"] += len(claims & (labels | stated))
    return f"{count['found']} of {count['wanted']} found, {count['true']} of {count['claimed']} claims true"


def _value(written: str | None, item: Item) -> object:
    """Return what a figure says, however it is written: `US$1bn` and `$1 billion` are one."""
    read = digest("", written or "", published=item.published)
    figures = [fact for sentence in read.sentences for fact in sentence.figures]
    if not figures:
        return written
    first = figures[0]
    return first.kind, first.high, first.low if first.kind is FactKind.DATE else 0.0


def _claims(decision: Decision) -> Iterator[tuple[str | None, str]]:
    """Yield the (before, after) that an alert claims."""
    if decision.action is Action.ALERT and decision.diff:
        for change in decision.diff.changes:
            if change.kind is ChangeKind.CHANGED:
                yield change.before, change.after


def edits() -> str:
    """Count the edited headlines of which the figure that moved was found, and nothing else."""
    rows = [json.loads(line) for line in EDITS.read_text("utf-8").splitlines()]
    right = 0
    for row in rows:
        found = compare_edit(digest(row["old"], ""), digest(row["new"], ""), "old")
        right += [(c.before, c.after) for c in found] == [(row["before"], row["after"])]
    return f"{right} of {len(rows)} right"


def same_event() -> tuple[float, float, float]:
    """Return the F1 over all pairs at 0.5 and at its best, and the AUC over the hard pairs."""
    articles: list[dict[str, Any]] = [
        json.loads(line) for line in ECB.read_text("utf-8").splitlines()
    ]
    events = [event(digest("", " ".join(a["sentences"]))) for a in articles]
    scored = [
        (log_odds(events[i], events[j]), a["topic"] == b["topic"], a["event"] == b["event"])
        for (i, a), (j, b) in combinations(enumerate(articles), 2)
    ]
    scored.sort(key=lambda pair: -pair[0])
    positives = sum(same for *_, same in scored)
    best = at_half = 0.0
    hits = 0
    for taken, (score, _, same) in enumerate(scored, 1):
        hits += same
        f1 = 2 * hits / (taken + positives)
        best = max(best, f1)
        at_half = f1 if score >= 0 else at_half
    return at_half, best, area([same for _, topic, same in scored if topic])


def area(labels: list[bool]) -> float:
    """Return the area under the ROC curve of labels sorted by falling score (Mann & Whitney)."""
    ahead = wins = 0
    for label in labels:
        if label:
            ahead += 1
        else:
            wins += ahead
    negatives = len(labels) - ahead
    return wins / (ahead * negatives) if ahead and negatives else 0.0


if __name__ == "__main__":
    main()
