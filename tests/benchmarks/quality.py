"""How right the engine is, with the goals beside the figures: `python -m tests.benchmarks.quality`.

Verdicts and figures that moved are counted over the streams of `tests/story/test_streams.py`; the
same-event task is that of the ECB+ corpus in `../shared/ecb`, skipped with a word where it is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

from monitor.model import Action, ChangeKind, Decision
from monitor.story import digest
from monitor.story.digest import cosine, event_vector
from tests.story.test_streams import ROOT, STREAMS, replay

ECB = ROOT.parent / "shared" / "ecb" / "dev.jsonl"


def main() -> None:
    """Print the tables."""
    print("verdicts                 right   missed   false alerts   goal 95 %, none missed")
    found: list[tuple[dict[str, Any], Decision]] = []
    for stream in STREAMS:
        if not stream.items.exists():
            print(f"  {stream.name:<12} not beside the project")
            continue
        rows = replay(stream)
        found += rows
        print(f"  {stream.name:<20} {verdicts(rows)}")
    print(f"  {'all':<20} {verdicts(found)}")
    print(f"\nfigures that moved       {moved(found)}   goal 90 % found, 95 % true")
    if ECB.exists():
        f1, threshold, auc = same_event()
        print(
            f"ECB+ same event          F1 {f1:.3f} (at {threshold:.3f}), AUC {auc:.3f} on hard pairs",
            end="",
        )
        print("   goal 0.90, 0.95")
    else:
        print("ECB+                     not beside the project")


def verdicts(rows: list[tuple[dict[str, Any], Decision]]) -> str:
    """Count the verdicts that agree with the labels, leaving out those marked soft."""
    pairs = [
        (row["expect"]["verdict"], decision.action.verdict)
        for row, decision in rows
        if not row["expect"].get("soft")
    ]
    right = sum(wanted == given for wanted, given in pairs)
    missed = sum(wanted == "development" != given for wanted, given in pairs)
    false = sum(given == "development" != wanted for wanted, given in pairs)
    return f"{right:>3} of {len(pairs):<3} {missed:>6} {false:>12}        {100 * right / len(pairs):.0f} %"


def moved(rows: list[tuple[dict[str, Any], Decision]]) -> str:
    """Count the labelled movements that were found, and the claimed ones that are true.

    A claim is true when it is labelled or when the item's own sentences state it.
    """
    wanted = found = claimed = true = 0
    for row, decision in rows:
        labels = {(c["before"], c["after"]) for c in row["expect"].get("changed", ())}
        claims = set(claims_of(decision))
        stated = set(stated_by(row))
        wanted += len(labels)
        found += len(labels & claims)
        claimed += len(claims)
        true += len(claims & (labels | stated))
    return f"{found} of {wanted} found, {true} of {claimed} claims true"


def claims_of(decision: Decision) -> Iterator[tuple[str | None, str]]:
    """Yield the (before, after) that an alert claims."""
    if decision.action is Action.ALERT and decision.diff:
        for change in decision.diff.changes:
            if change.kind is ChangeKind.CHANGED:
                yield change.before, change.after


def stated_by(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the (before, after) that the item's own sentences state."""
    published = datetime.fromisoformat(row["published"])
    for movement in digest(row["title"], row["summary"], published=published).movements:
        yield movement.before.display, movement.after.display


def same_event() -> tuple[float, float, float]:
    """Return the best F1 over all pairs with its threshold, and the AUC over the hard pairs."""
    articles = [json.loads(line) for line in ECB.read_text("utf-8").splitlines()]
    vectors = [event_vector(digest("", " ".join(a["sentences"]))) for a in articles]
    scored = [
        (cosine(vectors[i], vectors[j]), a["topic"] == b["topic"], a["event"] == b["event"])
        for (i, a), (j, b) in combinations(enumerate(articles), 2)
    ]
    scored.sort(key=lambda pair: -pair[0])
    positives = sum(same for *_, same in scored)
    best, threshold, hits = 0.0, 0.0, 0
    for taken, (score, _, same) in enumerate(scored, 1):
        hits += same
        f1 = 2 * hits / (taken + positives)
        if f1 > best:
            best, threshold = f1, score
    return best, threshold, area([same for _, topic, same in scored if topic])


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
