"""Items of an archive decided anew, and how a ruling is told: a line of JSON, a total. I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from monitor.cli import screen
from monitor.cli.archive import ARCHIVE
from monitor.cli.rules import Rules
from monitor.model import Action, Item
from monitor.stories import LONG_AGO, Ruling


def decide_all(items: Iterable[Item], rules: Rules) -> Iterator[tuple[Item, Ruling]]:
    """Yield the ruling on each item, the baseline growing by what was alerted."""
    remaining = iter(items)
    first = next(remaining, None)
    if first is None:
        return
    stories, _ = rules.begin(first.published)
    seen: dict[str, Item] = {}
    for item in chain([first], remaining):
        before = seen.get(item.id)
        seen[item.id] = item
        for ruling in stories.rule(ARCHIVE, item, before, LONG_AGO):
            yield item, ruling


def as_record(item: Item, ruling: Ruling) -> dict[str, Any]:
    """Return the JSON line of one item."""
    decision = ruling.decision
    changes = decision.diff.changes if decision.diff and decision.action is Action.ALERT else ()
    return {
        "id": item.id,
        "verdict": decision.action.verdict,
        "reason": decision.reason,
        "same_as": decision.same_as,
        "development": decision.development,
        "novelty": decision.diff.novelty if decision.diff else 0.0,
        "changes": [asdict(change) for change in changes],
    }


def summary(counts: Counter[Action]) -> str:
    """Return the last line: what would have been sent and what was spared."""
    sent = counts[Action.ALERT]
    held = sum(counts.values()) - sent
    undecidable = counts[Action.UNDECIDABLE]
    failed = f", {undecidable} undecidable" if undecidable else ""
    return (
        f"would have sent {screen.plural(sent, 'mail')}, held {held:,}: {counts[Action.KNOWN]:,} known,"
        f" {counts[Action.UNRELATED]:,} off topic, {counts[Action.FOLD]:,} copies{failed}"
    )
