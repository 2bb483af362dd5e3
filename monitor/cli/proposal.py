"""Shows what watches would have done with what was published, so that a person can choose one. I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import click

from monitor.cli import options, screen
from monitor.cli.archive import ARCHIVE
from monitor.cli.patience import within
from monitor.config import Config, StoryConfig
from monitor.config.settings import BACKLOG
from monitor.desk.beginning import Tried, advise_on, tried
from monitor.errors import MonitorError
from monitor.model import Action, Feed, Item, SourceArticle
from monitor.stories.proposing.advice import MOST_ITEMS, Advice
from monitor.stories.trial import Trial, fresh, try_out

_TRIAL_SECONDS = 120.0  # of processor time; a thousand items take ten or twenty
_SHOWN = 5  # items of a watch
_LABEL = 11
_NOTHING_YET = (
    "Nothing that the feeds carry is on the story yet: the first item that matches is told. If it"
    " should have matched by now, try a wider --watch, other feeds (--feed, --bundle), or what was"
    " published before (--archive)."
)

_UNTRIED = (
    "Not tried: there is no item to try it on, neither of a feed nor of the past. Give items of the"
    " past with --archive, or try it with `news-monitor replay --stored` after some days."
)

Carried = Sequence[tuple[Feed, Item]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The watch of a story; what else could be its watch, and what speaks against it, in sentences."""

    watch: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def choose_watch(
    story: StoryConfig,
    source: SourceArticle,
    carried: Carried,
    before: Config | None,
    *,
    asks: bool,
) -> Choice:
    """Propose a watch where the story has none, show what it would have done, and ask which to take."""
    latest = _latest(carried)
    try:
        with within("trying the story on what was published", _TRIAL_SECONDS):
            if story.watch:
                return _show_given(story, source, latest, before)
            advice = advise_on(story, source, latest)
            found = list(tried(advice, story, source, latest, options.now()))
    except MonitorError as error:  # a trial is worth a look, no more
        screen.complain(f"warning: {error}")
        return Choice(story.watch)
    return _choice(advice, found, before, _unpolled(carried), asks=asks)


def _latest(carried: Carried) -> list[tuple[Feed, Item]]:
    """Return the latest items, each once, oldest first."""
    seen: dict[str, tuple[Feed, Item]] = {}
    for feed, item in carried:
        seen.setdefault(item.id, (feed, item))
    now = options.now()
    in_order = sorted(seen.values(), key=lambda each: each[1].published or now)
    return in_order[-MOST_ITEMS:]


def _unpolled(carried: Carried) -> frozenset[str]:
    """Return the items that a first poll will bring: those of the past are seen already."""
    return frozenset(item.id for feed, item in carried if feed is not ARCHIVE)


def _show_given(
    story: StoryConfig, source: SourceArticle, carried: Carried, before: Config | None
) -> Choice:
    trial = try_out(story, [source], carried, options.now())
    _show(Tried("watch", story.watch, trial), before, _unpolled(carried), at_length=True)
    return Choice(story.watch)


def _choice(
    advice: Advice,
    tried: Sequence[Tried],
    before: Config | None,
    unpolled: frozenset[str],
    *,
    asks: bool,
) -> Choice:
    remarks = []
    if advice.breadth.is_beat:
        warning = (
            f"Your article tells of many threads, not of one event ({advice.breadth.reason}). It"
            " cannot be followed by likeness: write a watch for each thread that you want."
        )
        screen.complain(f"warning: {warning}")
        remarks.append(warning)
    if not tried:
        screen.say("\nNo watch is proposed: the article names nothing that is its own.")
        return Choice((), tuple(remarks))
    for each in tried:
        _show(each, before, unpolled, at_length=each is tried[0])
    taken = tried[0]
    if asks and len(tried) > 1:
        labels = [each.label for each in tried]
        answer = click.prompt("Which watch?", type=click.Choice(labels), default=labels[0])
        taken = tried[labels.index(answer)]
    others = [each for each in tried if each is not taken]
    remarks += [f"{each.label.capitalize()}: {' | '.join(each.watch)}" for each in others]
    return Choice(taken.watch, tuple(remarks))


def _show(
    tried: Tried, before: Config | None, unpolled: frozenset[str], *, at_length: bool
) -> None:
    watch = " | ".join(tried.watch)
    screen.say(f"\n{tried.label.rjust(_LABEL - 2)}  {screen.wrapped(watch, _LABEL).strip()}")
    trial, total = tried.trial, len(tried.trial.rulings)
    if not total:
        if at_length:
            _explain(_UNTRIED)
        return
    matched, told = trial.matched, trial.told
    would = f"would have matched {len(matched)} of {total:,}, and told {len(told)}"
    screen.say(f"{' ' * _LABEL}{would}{':' if matched and at_length else '.'}")
    if not at_length:
        return
    if not matched:
        _explain(_NOTHING_YET)
    news = {item.id for item, _ in told}
    shown = [item for item, _ in told] + [item for item in matched if item.id not in news]
    for item in shown[:_SHOWN]:
        mark = "told " if item.id in news else "     "
        title = screen.safe(screen.cut(item.title, screen.width() - _LABEL - 6))
        screen.say(click.style(f"{' ' * _LABEL}{mark} {title}", dim=item.id not in news))
    if len(shown) > _SHOWN:
        screen.say(f"{' ' * _LABEL}and {len(shown) - _SHOWN} more")
    _show_when(trial, options.now(), before, unpolled)


def _show_when(
    trial: Trial, now: datetime, before: Config | None, unpolled: frozenset[str]
) -> None:
    if not trial.counts[Action.ALERT]:
        return
    backlog = before.backlog if before else BACKLOG
    hours = backlog.total_seconds() / 3600
    told = [item for item, _ in trial.told]
    coming = [item for item in told if item.id in unpolled]
    _explain(_of_age(fresh(coming, now, backlog), len(coming), len(told), hours))


def _of_age(fresh: int, coming: int, told: int, hours: float) -> str:
    """Return what is mailed of the items that would be told, and what brings the rest.

    A first poll brings those that are `coming`, of which some are `fresh`; the others are seen.
    """
    if not coming:
        return (
            "None of those told is mailed: they are of the past, stored already or in an archive."
            " What comes from now on is."
        )
    if seen := told - coming:
        verb = "is" if seen == 1 else "are"
        past = f"Of those told {seen} {verb} of the past, and not mailed."
        return f"{past} {_of_first_poll(fresh, coming, 'the others', hours)}"
    return _of_first_poll(fresh, coming, "those told", hours)


def _of_first_poll(fresh: int, coming: int, who: str, hours: float) -> str:
    if fresh == coming:
        return f"All of {who} are young enough ({hours:g} h) for the first poll."
    if fresh:
        verb = "is" if fresh == 1 else "are"
        return f"Of {who} {fresh} {verb} young enough ({hours:g} h) for the first poll."
    return (
        f"None of {who} is young enough ({hours:g} h) to be mailed at a first poll: what comes"
        " from now on is. A longer `backlog` in monitor.toml, set before that poll, mails older"
        " ones of its feeds, too."
    )


def _explain(sentence: str) -> None:
    screen.say(screen.wrapped(sentence, _LABEL))
