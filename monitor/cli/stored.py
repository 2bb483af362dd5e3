"""What is stored, decided anew, beside what really happened. I/O."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import click

from monitor.cli import screen
from monitor.cli.archive import ARCHIVE
from monitor.cli.replay import BEGINNING, as_record, summary
from monitor.cli.rules import Rules
from monitor.errors import MonitorError
from monitor.model import Action, Item
from monitor.store.past import Past, count_past, read_past
from monitor.store.views import Views
from monitor.stories import Ruling


def replay_stored(database: Path, rules: Rules, since: datetime | None, *, as_json: bool) -> None:
    """Decide the stored items of a story anew and print how that differs; raise MonitorError."""
    views, story = Views(database), rules.story.name
    total = count_past(views, story)
    if not total:
        raise MonitorError(f"nothing was decided for the story {story} yet.")
    now: Counter[Action] = Counter()
    then: Counter[Action] = Counter()
    moved: Counter[bool] = Counter()  # mails that come (True) and that go
    lines: list[str] = []
    with click.progressbar(
        read_past(views, story), total, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as past:
        for each, ruling in decide_again(past, rules, since):
            now[ruling.decision.action] += 1
            then[each.action] += 1
            if as_json:
                before = {"verdict": each.action.verdict, "reason": each.reason}
                record = {**as_record(each.item, ruling), "before": before}
                screen.say_json(record, indent=None)
            elif ruling.is_alert is not (each.action is Action.ALERT):
                moved[ruling.is_alert] += 1
                lines += _difference(each, ruling)
    if not as_json:
        for line in [*lines, *_totals(now, then, moved)]:
            screen.say(line)


def decide_again(
    past: Iterable[Past], rules: Rules, since: datetime | None
) -> Iterator[tuple[Past, Ruling]]:
    """Yield past decisions with the rulings of now, the baseline growing by what is mailed now.

    What was decided before `since` is not decided anew: what was told then is known. What was older
    than its feed's first poll is left out.
    """
    remaining = iter(past)
    first = next(remaining, None)
    if first is None:
        return
    stories, engine = rules.begin(first.item.published)
    edited: dict[str, Item] = {}
    for each in chain([first], remaining):
        if since and each.decided < since:
            if each.action is Action.ALERT and each.development:
                engine.tell(each.item, each.development)
                stories.next_development = max(stories.next_development, each.development + 1)
            continue
        if each.action is Action.HOLD:
            continue
        before = edited.pop(each.item.id, None)
        if not each.is_last:
            edited[each.item.id] = each.item
        for ruling in stories.rule(ARCHIVE, each.item, before, BEGINNING):
            yield each, ruling


def _difference(past: Past, ruling: Ruling) -> list[str]:
    """Say which mail comes or goes, why now, and why not then."""
    sign, colour = ("+", "green") if ruling.is_alert else ("-", "red")
    when = f"{past.item.published:%Y-%m-%d}" if past.item.published else " " * 10
    title = screen.safe(screen.cut(past.item.title, screen.width() - 14))
    return [
        f"{click.style(sign, fg=colour, bold=True)} {when} {title}",
        click.style(screen.wrapped(f"now:  {ruling.decision.reason}", 13), dim=True),
        click.style(screen.wrapped(f"then: {past.reason}", 13), dim=True),
    ]


def _totals(now: Counter[Action], then: Counter[Action], moved: Counter[bool]) -> Iterator[str]:
    if moved:
        yield ""
    yield (
        f"{screen.plural(moved[True], 'mail')} would come, {moved[False]} would go, of"
        f" {then[Action.ALERT]} that there were"
    )
    yield summary(now)
