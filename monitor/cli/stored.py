"""What is stored, decided anew, beside what really happened. I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from monitor.cli import screen
from monitor.cli.archive import ARCHIVE
from monitor.cli.comparison import Compared, show_comparison
from monitor.cli.rules import Rules
from monitor.errors import MonitorError
from monitor.model import Action, Item
from monitor.store.past import Past, count_past, read_past
from monitor.store.views import Views
from monitor.stories import LONG_AGO, Ruling


def replay_stored(database: Path, rules: Rules, since: datetime | None, *, as_json: bool) -> None:
    """Decide the stored items of a story anew and print how that differs; raise MonitorError."""
    views, story = Views(database), rules.story.name
    total = count_past(views, story)
    if not total:
        raise MonitorError(f"nothing was decided for the story {story} yet.")
    with screen.progress(read_past(views, story), total) as past:
        again = decide_again(past, rules, since)
        compared = (Compared(each.item, found, each.action, each.reason) for each, found in again)
        show_comparison(compared, "then", as_json=as_json)


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
                engine.tell(each.item, each.development, each.decided)
                stories.next_development = max(stories.next_development, each.development + 1)
            continue
        if each.action is Action.HOLD:
            continue
        before = edited.pop(each.item.id, None)
        if not each.is_last:
            edited[each.item.id] = each.item
        for ruling in stories.rule(ARCHIVE, each.item, before, LONG_AGO, each.decided):
            yield each, ruling
