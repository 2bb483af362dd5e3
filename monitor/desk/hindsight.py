"""What readers judged beside what other rules would tell of it: right ones lost, wrong ones left. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.desk.judging import Verdict
from monitor.desk.wording import plural
from monitor.store.said import Said


@dataclass(frozen=True, slots=True)
class Judgements:
    """What most of its readers say of each development, and which item told it first."""

    verdicts: Mapping[int, Verdict]
    first: Mapping[int, str]

    @classmethod
    def of(cls, said: Iterable[Said]) -> Judgements:
        """Count what was said; where as many say one thing as another, the better one counts."""
        votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
        first: dict[int, str] = {}
        for each in said:
            votes[each.development][each.verdict] += 1
            first[each.development] = each.item
        in_order = list(Verdict)
        verdicts = {
            number: max(in_order, key=lambda verdict: (own[verdict], -in_order.index(verdict)))
            for number, own in votes.items()
        }
        return cls(verdicts, first)


@dataclass(slots=True)
class Hindsight:
    """Counts, of the developments that were judged, those that other rules would tell."""

    judgements: Judgements
    _seen: set[int] = field(default_factory=set)
    _told: set[int] = field(default_factory=set)

    def note(self, development: int | None, item: str, *, is_alert: bool) -> Verdict | None:
        """Note what becomes of an item that told, or joined, a development; return what that was.

        A right one is told by any of its items, a wrong one only by the item that was wrong.
        """
        verdict = self.judgements.verdicts.get(development) if development else None
        if development is None or verdict is None:
            return None
        self._seen.add(development)
        if is_alert and (verdict is Verdict.RIGHT or item == self.judgements.first[development]):
            self._told.add(development)
        return verdict

    def counts(self) -> dict[Verdict, tuple[int, int]]:
        """Return how many were called each, and how many of these would be told."""
        verdicts = self.judgements.verdicts
        return {
            verdict: (
                sum(verdicts[number] is verdict for number in self._seen),
                sum(verdicts[number] is verdict for number in self._told),
            )
            for verdict in Verdict
        }

    def said(self) -> str:
        """Say the counts in a sentence; empty where nothing of it was judged."""
        if not self._seen:
            return ""
        parts = [
            f"{told} of {judged} {_CALLED[verdict]}"
            for verdict, (judged, told) in self.counts().items()
            if judged
        ]
        count = plural(len(self._seen), "development")
        return f"of {count} that you judged it would tell {_listed(parts)}"


_CALLED = {
    Verdict.RIGHT: "right",
    Verdict.REPEAT: "told before",
    Verdict.UNRELATED: "not of the story",
}


def _listed(parts: list[str]) -> str:
    return " and ".join([*([", ".join(parts[:-1])] if parts[1:] else []), parts[-1]])
