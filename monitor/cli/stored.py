"""What is stored, decided anew, beside what really happened. I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.cli import screen
from monitor.cli.comparison import Compared, show_comparison
from monitor.cli.rules import Rules
from monitor.desk.again import decide_again
from monitor.desk.hindsight import Hindsight, Judgements
from monitor.errors import MonitorError
from monitor.store.past import Past, count_past, read_past
from monitor.store.reasons import Reasons
from monitor.store.views import Views
from monitor.stories import Ruling
from monitor.stories.verdicts import feedback_of


def replay_stored(database: Path, rules: Rules, since: datetime | None, *, as_json: bool) -> None:
    """Decide the stored items of a story anew and print how that differs; raise MonitorError.

    Without a threshold of its own it is that of the story, as its readers' verdicts have moved it.
    """
    views, story = Views(database), rules.story.name
    total = count_past(views, story)
    if not total:
        raise MonitorError(f"nothing was decided for the story {story} yet.")
    said = Reasons(views).said(story)
    if rules.threshold is None:
        rules = replace(rules, feedback=feedback_of(said))
    hindsight = Hindsight(Judgements.of(said))
    with screen.progress(read_past(views, story), total) as past:
        again = decide_again(past, rules.begin, since)
        show_comparison(_compared(again, hindsight), "then", as_json=as_json)
    if (judged := hindsight.said()) and not as_json:
        screen.say(screen.wrapped(judged))


def _compared(again: Iterable[tuple[Past, Ruling]], hindsight: Hindsight) -> Iterator[Compared]:
    for each, found in again:
        said = hindsight.note(each.development, each.item.id, is_alert=found.is_alert)
        yield Compared(each.item, found, each.action, each.reason, said)
