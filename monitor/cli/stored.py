"""What is stored, decided anew, beside what really happened. I/O."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from monitor.cli import screen
from monitor.cli.comparison import Compared, show_comparison
from monitor.cli.rules import Rules
from monitor.desk.again import decide_again
from monitor.errors import MonitorError
from monitor.store.past import count_past, read_past
from monitor.store.views import Views


def replay_stored(database: Path, rules: Rules, since: datetime | None, *, as_json: bool) -> None:
    """Decide the stored items of a story anew and print how that differs; raise MonitorError."""
    views, story = Views(database), rules.story.name
    total = count_past(views, story)
    if not total:
        raise MonitorError(f"nothing was decided for the story {story} yet.")
    with screen.progress(read_past(views, story), total) as past:
        again = decide_again(past, rules.begin, since)
        compared = (Compared(each.item, found, each.action, each.reason) for each, found in again)
        show_comparison(compared, "then", as_json=as_json)
