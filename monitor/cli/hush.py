"""`mute`, `unmute` and `irrelevant`: hush what a reader does not want to hear. I/O."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from monitor.cli import offers, options, screen
from monitor.cli.options import known_story, read_own_config
from monitor.cli.screen import Moment, Since
from monitor.config import Config, StoryConfig
from monitor.errors import MonitorError
from monitor.model import Item
from monitor.store.past import read_on_story
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.store.views import Views

if TYPE_CHECKING:
    from monitor.story.topic import Exclusion

_TRIED = 2000  # stored items; reading so many takes some two seconds

what_argument = click.argument(
    "what",
    metavar="[DEVELOPMENT|STORY]",
    required=False,
    shell_complete=offers.developments_and_stories,
)
whole_story_option = click.option(
    "--story", metavar="NAME", shell_complete=offers.stories, help="This story, as a whole."
)


@click.command()
@what_argument
@whole_story_option
@click.option("--for", "span", type=Since(), metavar="TIME", help="For so long: 90m, 3d, 1w.")
@click.option(
    "--until",
    type=Moment(),
    metavar="DATE",
    help="Until then: 2026-12-01, or 2026-12-01T08:00, in UTC; with +01:00 behind it, in that.",
)
@click.pass_context
def mute(
    ctx: click.Context,
    what: str | None,
    story: str | None,
    span: timedelta | None,
    until: datetime | None,
) -> None:
    """Tell nothing more of a development or a whole story.

    A development is named by its number, a story by its name. What comes meanwhile is stored and
    listed, but never mailed. Without --for or --until it is muted until `news-monitor unmute`.
    """
    config = read_own_config(ctx)
    name, development = _target(config, what, story)
    end = _end(span, until, options.now())
    with Store(config.database) as store:
        store.notices.mute(name, development, end)
    shown = f"until {screen.day(stamp(end))} UTC" if end else "until it is unmuted"
    screen.say(f"{_name(name, development)} is muted {shown}.")


def _end(span: timedelta | None, until: datetime | None, now: datetime) -> datetime | None:
    """Return when a mute ends, or None for never; an end that is over is wrong usage."""
    if span is not None and until is not None:
        raise click.UsageError("Give --for or --until, not both.")
    if until is not None and until <= now:
        raise click.UsageError(f"{screen.day(stamp(until))} UTC is over already.")
    return now + span if span else until


@click.command()
@what_argument
@whole_story_option
@click.pass_context
def unmute(ctx: click.Context, what: str | None, story: str | None) -> None:
    """Tell of a development or story again.

    What came meanwhile stays untold.
    """
    config = read_own_config(ctx)
    name, development = _target(config, what, story)
    with Store(config.database) as store:
        if not store.notices.unmute(name, development):
            raise MonitorError(f"{_name(name, development)} is not muted.")
    screen.say(f"{_name(name, development)} is told of again.")


@click.command()
@click.argument("alert", metavar="ALERT", shell_complete=offers.alerts)
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1, type=int)
@click.option("--all", "whole", is_flag=True, help="All that ALERT tells.")
@click.pass_context
def irrelevant(ctx: click.Context, alert: str, numbers: tuple[int, ...], whole: bool) -> None:
    """Say that ALERT was no news to you.

    What it tells is muted, and its like is less likely to be told. ALERT is the id of an alert as
    `news-monitor alerts` shows it. Of one that tells several developments, name those that were no
    news by their NUMBER. What you said is shown by `news-monitor explain`. Where a word would keep
    the like of it out, and nothing that you wanted, the line for `exclude` is shown; the more alerts
    you call irrelevant, the better it gets.
    """
    config = read_own_config(ctx)
    with Store(config.database) as store:
        told = store.notices.told_in(alert)
        chosen = _chosen(alert, told, numbers, whole=whole)
        for story, development, _ in chosen:
            store.notices.mark_irrelevant(story, development, options.now())
    for story, development, headline in chosen:
        screen.say(f"{_name(story, development)} is irrelevant and muted: {screen.safe(headline)}")
    for name in dict.fromkeys(story for story, _, _ in chosen):
        if story_config := config.story(name):
            latest = {development for story, development, _ in chosen if story == name}
            _offer(config, story_config, _exclusion(config, story_config, latest))


def _chosen(
    alert: str, told: list[tuple[str, int, str]], numbers: tuple[int, ...], *, whole: bool
) -> list[tuple[str, int, str]]:
    """Return the developments of an alert that were no news; where it is not clear, say which there are."""
    if not told:
        raise MonitorError(
            f"there is no alert {alert!r} that tells a development; `news-monitor alerts` lists them."
        )
    if whole and numbers:
        raise click.UsageError("Give numbers or --all, not both.")
    if whole or (len(told) == 1 and not numbers):
        return told
    listed = "\n".join(f"  {number}  {screen.safe(headline)}" for _, number, headline in told)
    if not numbers:
        raise click.UsageError(
            f"Alert {alert} tells {len(told)} developments. Say which were no news, by number, or"
            f" --all:\n{listed}"
        )
    known = {number: each for each in told for number in each[1:2]}
    if unknown := [str(number) for number in numbers if number not in known]:
        raise click.UsageError(f"Alert {alert} does not tell {', '.join(unknown)}, but:\n{listed}")
    return [known[number] for number in dict.fromkeys(numbers)]


def _exclusion(config: Config, story: StoryConfig, latest: set[int]) -> Exclusion:
    """Seek what would have kept out the developments that were called irrelevant just now."""
    from monitor.story.topic import Unwanted, exclusion  # noqa: PLC0415 - mute needs no engine

    views = Views(config.database)
    unwanted: dict[int, list[Item]] = {}
    likely: dict[int, float] = {}
    wanted: list[Item] = []
    for each in read_on_story(views, story.name):
        if each.development is None or not each.is_irrelevant:
            wanted.append(each.item)
            continue
        unwanted.setdefault(each.development, []).append(each.item)
        likely.setdefault(each.development, each.likely)  # of what told it first
    return exclusion(
        [
            Unwanted(tuple(items), number in latest, likely[number])
            for number, items in unwanted.items()
        ],
        views.sources(story.name),
        wanted,
        views.latest_items(story.name, _TRIED),
        watched=story.watch,
        aliases=dict(story.aliases),
    )


def _offer(config: Config, story: StoryConfig, found: Exclusion) -> None:
    """Show the line that would keep the like of an alert out, and what it would have done."""
    if not found.queries:
        screen.say(f"There is no good `exclude` for it. {found.reason}")
        return
    line = ", ".join(map(_quoted, dict.fromkeys((*story.exclude, *found.queries))))
    key = ("story", config.stories.index(story), "exclude")
    place = config.lines.find(key)
    verb = "replace the `exclude`" if key in config.lines.lines else "add to the [[story]]"
    screen.say(f"To keep its like out, {verb} at {config.path}:{place}:")
    screen.say()
    screen.say(f"    exclude = [{line}]")
    screen.say()
    screen.say(found.reason)
    kept_out = f"{found.kept_out:,} of the latest {screen.plural(found.tried, 'stored item')}"
    screen.say(f"It would have kept out {kept_out}, and no other development that was told.")


def _quoted(text: str) -> str:
    """Return a text as TOML has it, literal where that can be."""
    return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"


def _target(config: Config, what: str | None, whole: str | None) -> tuple[str, int | None]:
    """Return the story that `what` or `whole` names, or the story and number of a development."""
    if (what is None) == (whole is None):
        raise click.UsageError("Name one development or story.")
    if known_story(config, whole):
        return whole or "", None
    what = what or ""
    if config.story(what):
        return what, None
    if what.isdecimal() and (story := Views(config.database).story_of(int(what))):
        return story, int(what)
    names = ", ".join(story.name for story in config.stories)
    raise MonitorError(
        f"there is no development or story {what!r};"
        f" `news-monitor developments` lists the ones, the others are: {names}."
    )


def _name(story: str, development: int | None) -> str:
    if development is None:
        return f"The story {screen.safe(story)}"
    return f"Development {development} of the story {screen.safe(story)}"
