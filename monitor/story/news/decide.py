"""Match + Diff + what was told → Decision, with its reason. Pure.

Does not know feeds, the store or the clock. The rules, in order:

1. off topic                                            → UNRELATED
2. the evidence of the diff speaks for news             → ALERT (where it adds to a development
   that was told in the hours before, and moves nothing: as its follow-up)
3. an item told before likely tells the same            → FOLD into that item's development
4. else                                                 → KNOWN
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from textwrap import shorten

from monitor.model import Action, Change, ChangeKind, Decision, Diff, Item, Match
from monitor.story.evidence import WORDS
from monitor.story.topic import CATCHING_UP

NEWS = 0.5  # how likely it must be that an item tells something new
IMPORTANT = 0.5  # how likely it must be that a development must be known, to be important
SAME_EVENT = 0.5  # how likely a told item must tell what another tells to be of its development
MOST_MAILS = 2  # about one development: the first and one follow-up
_HEADLINE_CHARACTERS = 80  # of a headline that a reason names


@dataclass(frozen=True, slots=True)
class Told:
    """A development that the reader was told: its number and the item that told it first."""

    development: int
    first_item: str
    headline: str  # of that item
    alerts: int
    outlet: str = ""
    at: datetime | None = None  # when the item told it
    mails: tuple[tuple[int, datetime], ...] = ()  # that the item made: of which development, when

    @property
    def named(self) -> str:
        """The item that told it first, as a reason names it."""
        headline = shorten(self.headline, _HEADLINE_CHARACTERS, placeholder="…")
        return f"“{headline}” (item {self.first_item})"

    def is_within(self, span: timedelta, now: datetime | None) -> bool:
        """Whether it was told at most so long before `now`."""
        return bool(now and self.at and abs(now - self.at) <= span)


def note_told(
    told: dict[str, Told], item: Item, development: int, outlet: str, at: datetime | None
) -> None:
    """Note in `told` that an item told (more of) a development, in a mail of the moment `at`."""
    thread = [key for key, each in told.items() if each.development == development]
    begun = told[thread[0]] if thread else None
    first, headline = (begun.first_item, begun.headline) if begun else (item.id, item.title)
    alerts = begun.alerts + 1 if begun else 1
    for earlier in thread:
        told[earlier] = replace(told[earlier], alerts=alerts)
    before = told.pop(item.id, None)
    mails = (*(before.mails if before else ()), *([(development, at)] if at else []))
    told[item.id] = Told(development, first, headline, alerts, outlet, item.published, mails)


def decide(
    match: Match,
    diff: Diff | None,
    told: Told | None,
    now: datetime | None,
    threshold: float = NEWS,
    *,
    usual: float | None = None,
) -> Decision:
    """Decide what is done with an item; `told` is the development of `diff.told_by`.

    `threshold` is how likely, 0..1, it must be that the item tells something new; `usual` is what that
    would be without the reader's verdicts.
    """
    if not match.on_topic or diff is None:
        return Decision(Action.UNRELATED, f"Off topic: {match.reason}.", match)
    if diff.novelty >= threshold:
        reason = f"New to the reader: {_news(diff)}."
        is_follow_up = (
            told is not None
            and diff.told_likely >= SAME_EVENT
            and told.alerts < MOST_MAILS
            and told.is_within(CATCHING_UP, now)
            and not any(map(_is_event_of_its_own, diff.changes, repeat(diff)))
        )
        development = told.development if told and is_follow_up else None
        return Decision(Action.ALERT, reason, match, diff, development)
    known = _known(match, diff, told)
    if usual is not None and diff.novelty >= usual:
        asked = (
            f"{round(100 * diff.novelty)}% likely news, and your verdicts ask for {threshold:.0%}"
        )
        return replace(known, reason=f"{known.reason.removesuffix('.')}; {asked}.")
    return known


def _is_event_of_its_own(change: Change, diff: Diff) -> bool:
    """Whether what moved, or a share, sum or toll of the headline, makes an item a development by itself."""
    in_headline = bool(diff.sentences) and change.sentence == diff.sentences[0].sentence
    return change.kind is ChangeKind.CHANGED or (in_headline and change.is_telling)


def only_important(decision: Decision, least: float) -> Decision:
    """Hold back a development of less importance than `least`, 0..1; others leave as they are.

    It is not known then: told by more outlets, it may be important enough.
    """
    diff = decision.diff
    if decision.action is not Action.ALERT or diff is None or diff.importance >= least:
        return decision
    reason = (
        f"New, but not important: {round(100 * diff.importance)}% likely that whoever follows the"
        " story must know it, and the story tells only what is important."
    )
    return replace(decision, action=Action.KNOWN, reason=reason, development=None)


def _known(match: Match, diff: Diff, told: Told | None) -> Decision:
    against = _against(diff)
    if told and diff.told_likely >= SAME_EVENT:
        likely = round(100 * diff.told_likely)
        reason = f"Same news as {told.named}, {likely}% likely{against}."
        return Decision(Action.FOLD, reason, match, diff, told.development, told.first_item)
    share = round(100 * diff.said)
    reason = f"Nothing new: {share}% of its lead is said in one place already{against}."
    return Decision(Action.KNOWN, reason, match, diff)


_TELLING = 0.4  # nats that a piece of evidence must add to be named in a reason


def _against(diff: Diff) -> str:
    """Return what spoke most against its being news, as the end of a sentence."""
    pieces = [piece for piece in diff.evidence if piece.effect <= -_TELLING]
    named = [WORDS[piece.name] for piece in pieces[:2]]
    return f" ({' and '.join(named)})" if named else ""


def _news(diff: Diff) -> str:
    """Say what is new: the figures and events, or the share of the lead that is not known."""
    weighty = [change for change in diff.changes if change.weight >= _WEIGHTY]
    if weighty:
        return _listed(weighty)
    return f"{round(100 * (1.0 - diff.said))}% of its lead is not known"


_WEIGHTY = 0.5


def _listed(changes: list[Change]) -> str:
    ordered = sorted(changes, key=lambda change: change.before is None)
    shown = [_shown(change) for change in ordered[:3]]
    more = f" and {len(changes) - 3} more" if len(changes) > 3 else ""
    return ", ".join(shown) + more


def _shown(change: Change) -> str:
    if change.kind is ChangeKind.DISPUTED:
        return f"{change.after} where another outlet says {change.before}"
    return f"{change.before} → {change.after}" if change.before else change.after
