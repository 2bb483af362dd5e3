"""What a development changed, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.alerts.content import one_line
from monitor.model import WITHOUT_VALUE, Change, ChangeKind

_MOST_NEW = 3


def in_words(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what changed, then the first new figures: `10% → 25% tariff on furniture`, `new: $7 billion`.

    A figure that moved is not told as a new one, too.
    """
    moved = [change for change in changes if change.before]
    known = {change.after for change in moved}
    new = [c for c in changes if not c.before and is_telling(c) and c.after not in known]
    yield from map(_in_words, [*moved, *new[:_MOST_NEW]])


def is_telling(change: Change) -> bool:
    """Whether a change is a figure that says much by itself; the headline says the others."""
    return change.fact not in WITHOUT_VALUE and change.weight >= 1


def _in_words(change: Change) -> str:
    about = f" {one_line(change.about)}" if change.about else ""
    after = one_line(change.after)
    if not change.before:
        return f"new: {after}{about}"
    before = one_line(change.before)
    if change.kind is ChangeKind.DISPUTED:
        return f"disputed: {after} here, {before} elsewhere{about}"
    return f"{before} → {after}{about}"
