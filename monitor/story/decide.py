"""Match + Diff + what was told → Decision, with its reason. Pure.

Does not know feeds, the store or the clock. The rules, in order:

1. off topic                                   → UNRELATED
2. a figure or a date changed or is new        → ALERT (a follow-up, where it grows one just told)
3. most of the lead is not known               → ALERT
4. a told item says the lead                   → FOLD into that item's development
5. the source articles say it                  → KNOWN
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Action, Change, ChangeKind, Decision, Diff, FactKind, Match

UNKNOWN_LEAD = 0.65  # share of an item's lead that no one place says, for words alone to alert
UNHEARD_LEAD = 0.5  # share of it that no place says at all
GROWS = 0.55  # share of an item that a told one must say for new figures to be its follow-up
REWORDED = 0.5  # how much more must be new for another word about what was told just now
FRESH = 0.1  # how much more must be unknown right after a development was told
CATCHING_UP = timedelta(hours=36)  # in which outlets repeat each other's news
REPRINTING = timedelta(hours=12)  # in which most of them do


@dataclass(frozen=True, slots=True)
class Told:
    """A development that the reader was told: its number and the item that told it first."""

    development: int
    first_item: str
    alerts: int
    at: datetime | None = None  # when the item told it

    def is_within(self, span: timedelta, now: datetime | None) -> bool:
        """Whether it was told at most so long before `now`."""
        return bool(now and self.at and abs(now - self.at) <= span)


def decide(match: Match, diff: Diff | None, told: Told | None) -> Decision:
    """Decide what is done with an item; `told` is the development of `diff.told_by`."""
    if not match.on_topic or diff is None:
        return Decision(Action.UNRELATED, f"Off topic: {match.reason}.", match)
    weighty = [change for change in diff.changes if _is_weighty(change, diff)]
    if weighty:
        reason = f"New to the reader: {_listed(weighty)}."
        if told and diff.told_share >= GROWS and told.alerts < 2:
            return Decision(Action.ALERT, reason, match, diff, told.development)
        return Decision(Action.ALERT, reason, match, diff)
    patience = FRESH if diff.is_fresh else 0.0
    if diff.novelty >= UNKNOWN_LEAD + patience and diff.unheard >= UNHEARD_LEAD + patience:
        share = round(100 * diff.novelty)
        return Decision(
            Action.ALERT, f"New to the reader: {share}% of its lead is not known.", match, diff
        )
    return _known(match, diff, told)


def _is_weighty(change: Change, diff: Diff) -> bool:
    """Whether a change is worth a mail: what it does not say by itself must be new in its words."""
    if not change.weight:
        return False
    is_reworded = change.fact is FactKind.STATUS and diff.is_fresh  # as `called off` for `halted`
    return change.weight + diff.novelty >= 1.0 + (REWORDED if is_reworded else 0.0)


def _known(match: Match, diff: Diff, told: Told | None) -> Decision:
    slack = 0.3 if diff.is_fresh else 0.05
    if told and diff.told_share >= 1.0 - diff.novelty - slack:
        share = round(100 * diff.told_share)
        reason = f"Same news as {told.first_item}, which says {share}% of its lead; no new figure."
        return Decision(Action.FOLD, reason, match, diff, told.development, told.first_item)
    share = round(100 * (1.0 - diff.novelty))
    reason = f"Nothing new: the source article says {share}% of its lead and every figure."
    return Decision(Action.KNOWN, reason, match, diff)


def _listed(changes: list[Change]) -> str:
    ordered = sorted(changes, key=lambda change: change.kind is not ChangeKind.CHANGED)
    shown = [f"{c.before} → {c.after}" if c.before else c.after for c in ordered[:3]]
    more = f" and {len(changes) - 3} more" if len(changes) > 3 else ""
    return ", ".join(shown) + more
