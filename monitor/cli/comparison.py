"""Decisions beside those of other rules or of then: which mails come, which go, and why. I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from monitor.cli import screen
from monitor.cli.rulings import as_record, summary
from monitor.model import Action, Item
from monitor.stories import Ruling


@dataclass(frozen=True, slots=True)
class Compared:
    """A ruling on an item beside the other decision on it."""

    item: Item
    ruling: Ruling
    other: Action
    reason: str  # of the other
    said: str | None = None  # what its reader says of the development that it told


def show_comparison(found: Iterable[Compared], other: str, *, as_json: bool) -> int:
    """Print how rulings differ from the others, which are called `other`; return how many there are."""
    now: Counter[Action] = Counter()
    then: Counter[Action] = Counter()
    moved: Counter[bool] = Counter()  # mails that come (True) and that go
    lines: list[str] = []
    for each in found:
        now[each.ruling.decision.action] += 1
        then[each.other] += 1
        if as_json:
            before = {"verdict": each.other.verdict, "reason": each.reason}
            said = {"said": each.said} if each.said else {}
            record = {**as_record(each.item, each.ruling), "before": before, **said}
            screen.say_json(record, indent=None)
        elif each.ruling.is_alert is not (each.other is Action.ALERT):
            moved[each.ruling.is_alert] += 1
            lines += _difference(each, other)
    if now and not as_json:
        for line in [*lines, *_totals(now, then, moved)]:
            screen.say(line)
    return now.total()


def _difference(each: Compared, other: str) -> list[str]:
    """Say which mail comes or goes, why now, and why not otherwise."""
    sign, colour = ("+", "green") if each.ruling.is_alert else ("-", "red")
    when = f"{each.item.published:%Y-%m-%d}" if each.item.published else " " * 10
    title = screen.safe(screen.cut(each.item.title, screen.width() - 14))
    width = len(other) + 2
    return [
        f"{click.style(sign, fg=colour, bold=True)} {when} {title}",
        click.style(
            screen.wrapped(f"{'now:'.ljust(width)}{each.ruling.decision.reason}", 13), dim=True
        ),
        click.style(screen.wrapped(f"{other}: {each.reason}", 13), dim=True),
    ]


def _totals(now: Counter[Action], then: Counter[Action], moved: Counter[bool]) -> Iterator[str]:
    if moved:
        yield ""
    yield (
        f"{screen.plural(moved[True], 'mail')} would come, {moved[False]} would go, of"
        f" {then[Action.ALERT]} that there were"
    )
    yield summary(now)
