"""What is stored, decided anew by other rules. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain

from monitor.model import Action, Feed, Item
from monitor.store.past import Past
from monitor.stories import LONG_AGO, Ruling, Stories
from monitor.story import Engine

ARCHIVE = Feed("archive", "archive")

Begin = Callable[[datetime | None], tuple[Stories, Engine]]


def decide_again(
    past: Iterable[Past], begin: Begin, since: datetime | None
) -> Iterator[tuple[Past, Ruling]]:
    """Yield past decisions with the rulings of now, the baseline growing by what is mailed now.

    `begin` returns the story before its first item. What was decided before `since` is not decided
    anew: what was told then is known. What was older than its feed's first poll is left out.
    """
    remaining = iter(past)
    first = next(remaining, None)
    if first is None:
        return
    stories, engine = begin(first.item.published)
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
