"""`replay`: the decisions over an archive or what is stored, without touching the state. I/O."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import IO, Any

import click

from monitor.cli import screen
from monitor.cli.archive import items_of
from monitor.cli.comparison import Compared, show_comparison
from monitor.cli.options import moment_of, read_own_config, since_option
from monitor.cli.rules import Given, Rules, read_rules
from monitor.cli.rulings import as_record, decide_all, summary
from monitor.cli.second_opinion import counsel_for_replay
from monitor.desk.timeline.changes import in_words
from monitor.errors import MonitorError
from monitor.model import Action, Item
from monitor.stories import Ruling

_LISTED = frozenset({Action.ALERT, Action.UNDECIDABLE})  # what a reader of the story would hear of
_INDENT = 17  # columns in front of what is said of an item


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of a call say."""

    stored: bool
    story: str | None
    sources: tuple[str, ...]
    watches: tuple[str, ...]
    excludes: tuple[str, ...]
    threshold: float | None
    compare: bool
    with_judge: bool
    every: bool
    since: timedelta | None
    as_json: bool

    @property
    def given(self) -> Given:
        """The rules that they say instead of the configured ones."""
        return Given(self.story, self.sources, self.watches, self.excludes, self.threshold)


@click.command()
@click.argument(
    "file", type=click.File("r", encoding="utf-8-sig", errors="replace"), required=False
)
@click.option(
    "--stored", is_flag=True, help="Instead of FILE: what is stored, beside what was done."
)
@click.option(
    "--story", metavar="NAME", help="The configured story whose sources and watches apply."
)
@click.option(
    "--source", "sources", multiple=True, metavar="FILE", help="A source article instead."
)
@click.option("--watch", "watches", multiple=True, metavar="QUERY", help="A watch instead.")
@click.option("--exclude", "excludes", multiple=True, metavar="QUERY", help="An exclusion instead.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="How likely an item must be news to become a mail; the daemon asks 0.5, or what readers' verdicts made of it.",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Show only how FILE comes out otherwise than by the configured story.",
)
@click.option(
    "--judge",
    "with_judge",
    is_flag=True,
    help="Ask the configured judge; show only what its answers change.",
)
@click.option("--all", "every", is_flag=True, help="List also the items that would not be told.")
@since_option
@click.option("--json", "as_json", is_flag=True, help="Answer with a line of JSON for each item.")
@click.pass_context
def replay(ctx: click.Context, /, file: IO[str] | None, **options: Any) -> None:
    """Decide an archive, or what is stored, anew.

    It is decided as the daemon would; the state stays as it is. Listed is what would be told, the
    rest is counted; with --all every item is listed, and with --json, too. FILE (- for stdin) holds a JSON
    object a line, in time order: id, published, outlet, title, summary, and where there is one
    content and link. An id and a title, summary or content are needed; published is a date such as
    2026-01-31T08:00:00Z. An id that comes again is an edit of that item. With --source no
    configuration is needed; without --watch the watch is derived from the sources.

    --compare shows only which mails come and go against the configured story. With --stored the
    items of the database are decided anew, and shown is which mails would come and go, and how
    many of those judged right and wrong; with --since, what was told before is known. --judge asks
    the model of [judge] about what is doubtful, as often as its budget for a day says, and shows which
    mails come and go by that.
    """
    wanted = Wanted(**options)
    if wanted.stored == (file is not None):
        raise click.UsageError("Name a FILE (- for stdin), or say --stored.")
    if wanted.since and not wanted.stored:
        raise click.UsageError("--since goes with --stored.")
    if wanted.with_judge and wanted.compare:
        raise click.UsageError("--judge compares already; leave out --compare.")
    with counsel_for_replay(ctx, wanted=wanted.with_judge) as counsel:
        plain = read_rules(ctx, wanted.given)
        rules = replace(plain, counsel=counsel)
        if file is None:
            from monitor.cli.stored import replay_stored  # noqa: PLC0415 - an archive needs no database

            database = read_own_config(ctx).database
            replay_stored(database, rules, moment_of(wanted.since), as_json=wanted.as_json)
            return
        usual, called = None, "as configured"
        if counsel:
            usual, called = plain, "without the judge"
        elif wanted.compare:
            usual = read_rules(ctx, Given(wanted.story))
        _replay_archive(file, rules, usual, called, every=wanted.every, as_json=wanted.as_json)


def _replay_archive(
    file: IO[str], rules: Rules, usual: Rules | None, called: str, *, every: bool, as_json: bool
) -> None:
    if usual is None:
        count = _decide_and_show(file, rules, every=every, as_json=as_json)
    else:
        items = list(items_of(file))
        both = zip(decide_all(items, rules), decide_all(items, usual), strict=True)
        compared = (
            Compared(item, found, other.decision.action, other.decision.reason)
            for (item, found), (_, other) in both
        )
        count = show_comparison(compared, called, as_json=as_json)
    if not count:
        name = getattr(file, "name", "<stdin>")
        raise MonitorError(
            f"{name} holds no item; write one JSON object a line, with an `id` and a `title`."
        )


def _decide_and_show(file: IO[str], rules: Rules, *, every: bool, as_json: bool) -> int:
    counts: Counter[Action] = Counter()
    with screen.progress(items_of(file)) as items:
        for item, ruling in decide_all(items, rules):
            action = ruling.decision.action
            counts[action] += 1
            if as_json:
                screen.say_json(as_record(item, ruling), indent=None)
            elif every or action in _LISTED:
                _show(item, ruling, with_reason=every)
    if counts and not as_json:
        are_hidden = not every and counts.total() > sum(counts[each] for each in _LISTED)
        screen.say(screen.wrapped(summary(counts) + (" (--all lists them)" if are_hidden else "")))
    return counts.total()


def _show(item: Item, ruling: Ruling, *, with_reason: bool) -> None:
    """Print an item with its verdict and why, or what it changed where it says enough by itself."""
    decision = ruling.decision
    verdict = decision.action.verdict
    label = click.style(verdict.ljust(11), fg=screen.VERDICT_COLOURS[verdict])
    number = f"#{decision.development}" if decision.development else ""
    room = screen.width() - 30
    when = item.published.strftime("%Y-%m-%d") if item.published else " " * 10
    screen.say(f"{label} {number.rjust(4)} {when} {screen.safe(screen.cut(item.title, room))}")
    changed = list(in_words(decision.diff.changes)) if decision.diff and ruling.is_alert else []
    for change in () if with_reason else changed:
        screen.say(click.style(screen.wrapped(change, _INDENT), fg="green"))
    if with_reason or not changed:
        screen.say(click.style(screen.wrapped(decision.reason, _INDENT), dim=True))
    if ruling.is_alert:
        sys.stdout.flush()
