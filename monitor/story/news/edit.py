"""An item that was told and what its outlet made of it → what of that is news. Pure.

It is a correction where a figure of the story that was delivered is replaced by one that never was.
What a page counts about itself, the price of a share and a value that was told before (two caches
that answer in turn) are none. What else an edit says is judged as any item is; under a new headline
it is another report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from monitor.model import (
    MOVING,
    Action,
    Change,
    ChangeKind,
    Decision,
    Fact,
    Item,
    Passage,
    are_alike,
)
from monitor.story.facts import agree
from monitor.story.news.decide import Told
from monitor.story.news.shown import written
from monitor.story.reading import Digest, Sentence, about

_SAME_SENTENCE = 0.5  # share of words in order that two versions of a sentence have in common
_NEARLY_THE_SAME = 0.75  # the same under another headline, which may be of another report
_MOST_CHANGED = 40  # sentences of a version that are compared; an item of more was written anew
_DELIVERED = 1_000  # characters of a text that a mail shows
DAY = timedelta(days=1)
MOST_OF_ONE_REPORT = 2  # mails in a day about what an outlet made of a report that was told
MOST_OF_ONE_ITEM = 6  # mails in a day about one item, the headlines of a live page among them


@dataclass(frozen=True, slots=True)
class Replaced:
    """A figure that stands where an earlier version of the sentence had another one."""

    old: Sentence
    new: Sentence
    was: Fact
    now: Fact


@dataclass(frozen=True, slots=True)
class Edit:
    """What an outlet made of an item that was told.

    `corrected` are figures of the story that were never told, in the place of told ones, and `passed`
    those in their place that are no news by themselves. `added` are the sentences that no told version
    is like. A headline that is alike is changed, one that is not is new: that of another report.
    """

    corrected: tuple[Change, ...]
    passed: tuple[Replaced, ...]
    added: tuple[str, ...]
    beside: tuple[str, ...]  # sentences that say something else each time, and nothing of the story
    says_more: bool  # than any told version: in words or in facts
    has_new_headline: bool
    changes_headline: bool

    @property
    def is_rewritten(self) -> bool:
        """Whether it is judged by its headline and what is added, and not as the text that it was."""
        return self.changes_headline and not self.corrected


def compare_edit(before: Digest, after: Digest, document: str) -> tuple[Change, ...]:
    """Return the figures of `after` that stand in the place of others in the item `document`.

    Sentences are paired by their words; in a pair, the figures that only the new version states
    replace those of their kind and unit that only the old version states, each in its turn.
    """
    return _as_changes(replacements(before, after), document)


def replacements(before: Digest, after: Digest) -> list[Replaced]:
    """Return the figures that one version of a text has in the place of another's."""
    return [each for old, new in _paired(before, after) for each in _replaced(old, new)]


def read_edit(
    told: Sequence[Digest],
    after: Digest,
    document: str,
    is_beside: Callable[[Sentence, Fact], bool],
    is_told: Callable[[Sentence, Fact], bool],
) -> Edit:
    """Compare an item with all versions of it that were told, the latest last.

    `is_beside` says that a figure is none of the story, `is_told` that another item told it already.
    """
    before = told[-1]
    corrected: list[Replaced] = []
    passed: list[Replaced] = []
    delivered = _delivered(before)
    for each in replacements(before, after):
        is_news = (
            each.old.text in delivered
            and not is_beside(each.new, each.now)
            and not is_beside(each.old, each.was)
            and not any(_states(version, each.now) for version in told)
            and not is_told(each.new, each.now)
        )
        (corrected if is_news else passed).append(each)
    known = [sentence for version in told for sentence in version.sentences]
    added = [s for s in after.sentences[1:] if not _is_like_one_of(s, known)]
    beside = [s for s in added if _is_all_beside(s, is_beside)]
    of_story = [s for s in after.sentences if s not in beside]
    return Edit(
        _as_changes(corrected, document),
        tuple(passed),
        tuple(s.text for s in added if s not in beside),
        tuple(s.text for s in beside),
        _says_more(of_story, known, {each.now.key for each in passed}),
        not are_alike(_headline(before), _headline(after)),
        _headline(before) != _headline(after),
    )


def as_told(item: Item, edit: Edit) -> Item:
    """Return an edited item with what was told in the place of what is passed over."""
    title, summary, content, full = item.title, item.summary, item.content, item.full_text
    told = dict.fromkeys(edit.beside, "")
    for each in edit.passed:
        span, was = each.now.span, each.was.span
        known = each.old.text[was.start : was.end]
        line = each.new.text
        told[line] = f"{line[: span.start]}{known}{line[span.end :]}"
    for line, instead in told.items():
        title, summary, content, full = (
            text.replace(line, instead) for text in (title, summary, content, full)
        )
    return replace(item, title=title, summary=summary, content=content, full_text=full)


def only_new(item: Item, edit: Edit) -> Item:
    """Return an item with its headline and what no told version of it says."""
    return replace(item, summary="\n".join(edit.added), content="", full_text="")


def decide_edit(judged: Decision, edit: Edit, told: Told, *, same: bool) -> Decision:
    """Decide another version of an item that told `told`; `judged` is what any item would be.

    `same` says that it is the item itself, and not another feed of its outlet that carries it.
    """
    if judged.diff is None:
        return judged
    if edit.corrected:
        moved = ", ".join(f"{change.before} → {change.after}" for change in edit.corrected)
        return Decision(
            Action.ALERT, f"The outlet corrected its report: {moved}.", judged.match,
            replace(judged.diff, changes=edit.corrected), told.development, is_correction=True,
        )  # fmt: skip
    if edit.has_new_headline and edit.says_more:
        return replace(judged, development=None) if judged.action is Action.ALERT else judged
    if judged.action is Action.ALERT and edit.says_more:
        return replace(judged, development=told.development)
    known = "Edited" if same else f"The same article as {told.named}, in another feed,"
    return replace(
        judged, action=Action.FOLD, reason=f"{known} without a new fact{_passed_over(edit)}.",
        development=told.development, same_as=told.first_item,
    )  # fmt: skip


def within_limits(
    decision: Decision, mails: Sequence[tuple[int, datetime]], now: datetime
) -> Decision:
    """Return a decision, or for one mail too many of one item in a day that it is not told.

    `mails` are those about the item so far: the development that each told, and when.
    """
    if decision.action is not Action.ALERT:
        return decision
    told: set[int] = set()
    lately = again = 0
    for development, at in mails:
        if abs(now - at) < DAY:
            lately += 1
            again += development in told
        told.add(development)
    if lately >= MOST_OF_ONE_ITEM:
        limit = f"{MOST_OF_ONE_ITEM} mails about one item"
    elif decision.development in told and again >= MOST_OF_ONE_REPORT:
        limit = f"{MOST_OF_ONE_REPORT} mails about edits of one report"
    else:
        return decision
    reason = f"Not told, as a day has no more than {limit}. {decision.reason}"
    return replace(
        decision, action=Action.KNOWN, reason=reason, development=None, is_correction=False
    )


def _passed_over(edit: Edit) -> str:
    """Say which figures were passed over, as the end of a sentence."""
    if not edit.passed:
        return ""
    moved = dict.fromkeys(f"{each.was.display} → {each.now.display}" for each in edit.passed)
    return f" ({', '.join([*moved][:2])}: told before, or no figure of the story)"


def _as_changes(replaced: Iterable[Replaced], document: str) -> tuple[Change, ...]:
    changes: dict[tuple[str, str], Change] = {}
    for each in replaced:
        change = Change(
            ChangeKind.CHANGED,
            each.was.display,
            each.now.display,
            about(each.new.text, each.now),
            each.new.text,
            Passage(document, each.old.text),
            each.now.kind,
            written=written(each.new.text, each.now),
        )
        changes.setdefault((each.was.display, each.now.display), change)
    return tuple(changes.values())


def _headline(text: Digest) -> str:
    return text.sentences[0].text if text.sentences else ""


def _delivered(text: Digest) -> frozenset[str]:
    """Return the sentences that a mail showed: the opening, and what says that a figure moved."""
    shown, length = set(), 0
    for sentence in text.sentences:
        if length < _DELIVERED or sentence.movements:
            shown.add(sentence.text)
        length += len(sentence.text)
    return frozenset(shown)


def _states(text: Digest, fact: Fact) -> bool:
    """Whether a text states a figure, whatever it says of it."""
    return any(
        (known.kind, known.unit) == (fact.kind, fact.unit)
        and known.low == known.high
        and agree(known.high, fact.high)
        for sentence in text.sentences
        for known in sentence.figures
    )


def _is_all_beside(sentence: Sentence, is_beside: Callable[[Sentence, Fact], bool]) -> bool:
    """Whether a sentence has figures, and none of the story."""
    figures = [fact for fact in sentence.figures if fact.kind in MOVING]
    return bool(figures) and all(is_beside(sentence, fact) for fact in figures)


def _says_more(
    text: Sequence[Sentence], known: Sequence[Sentence], passed: frozenset[object] | set[object]
) -> bool:
    """Whether some sentences have a word or a fact that no known one has, but for those `passed`."""
    words = frozenset().union(*(sentence.words for sentence in known))
    facts = {fact.key for sentence in known for fact in sentence.facts} | passed
    return any(
        not sentence.words <= words or any(fact.key not in facts for fact in sentence.facts)
        for sentence in text
    )


def _is_like_one_of(sentence: Sentence, known: Sequence[Sentence]) -> bool:
    """Whether a known sentence says nearly the same, perhaps with other figures."""
    if any(sentence.text == other.text for other in known):
        return True
    return any(_likeness(other, sentence) >= _SAME_SENTENCE for other in known[-_MOST_CHANGED:])


def _likeness(one: Sentence, other: Sentence) -> float:
    return SequenceMatcher(None, one.text.split(), other.text.split()).ratio()


def _replaced(old: Sentence, new: Sentence) -> Iterator[Replaced]:
    """Yield the figures that one version of a sentence has in the place of another's."""
    kept = {fact.key for fact in old.figures} & {fact.key for fact in new.figures}
    gone = [fact for fact in old.figures if fact.key not in kept and fact.kind in MOVING]
    for fact in new.figures:
        if fact.key in kept:
            continue
        alike = [was for was in gone if (was.kind, was.unit) == (fact.kind, fact.unit)]
        if alike:
            gone.remove(alike[0])
            yield Replaced(old, new, alike[0], fact)


def _paired(before: Digest, after: Digest) -> list[tuple[Sentence, Sentence]]:
    """Return the sentences that changed, each new one with the old one it is most like.

    Under a new headline only what is nearly the same sentence is a pair.
    """
    stayed = {sentence.text for sentence in before.sentences} & {s.text for s in after.sentences}
    old = [s for s in before.sentences if s.text not in stayed][:_MOST_CHANGED]
    new = [s for s in after.sentences if s.text not in stayed][:_MOST_CHANGED]
    is_other = not are_alike(_headline(before), _headline(after))
    least = _NEARLY_THE_SAME if is_other else _SAME_SENTENCE
    pairs: list[tuple[Sentence, Sentence]] = []
    for sentence in new:
        scored = [(_likeness(other, sentence), -index) for index, other in enumerate(old)]
        ratio, index = max(scored, default=(0.0, 0))
        if ratio >= least:
            pairs.append((old[-index], sentence))
    return pairs
