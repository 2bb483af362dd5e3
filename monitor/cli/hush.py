"""`mute`, `unmute` and `irrelevant`: hush what a reader does not want to hear. I/O."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from monitor.cli import options, screen
from monitor.cli.options import known_story, read_config
from monitor.cli.screen import Moment, Since
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.store.views import Views

what_argument = click.argument("what", metavar="[DEVELOPMENT|STORY]", required=False)
whole_story_option = click.option("--story", metavar="NAME", help="This story, as a whole.")


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
    config = read_config(ctx)
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
    config = read_config(ctx)
    name, development = _target(config, what, story)
    with Store(config.database) as store:
        if not store.notices.unmute(name, development):
            raise MonitorError(f"{_name(name, development)} is not muted.")
    screen.say(f"{_name(name, development)} is told of again.")


@click.command()
@click.argument("alert", metavar="ALERT")
@click.pass_context
def irrelevant(ctx: click.Context, alert: str) -> None:
    """Say that ALERT was no news to you.

    Its developments are muted. ALERT is the id of an alert as the mail and `news-monitor alerts`
    show it. What you said is shown by `news-monitor explain`.
    """
    config = read_config(ctx)
    with Store(config.database) as store:
        found = store.notices.mark_irrelevant(alert, options.now())
    if not found:
        raise MonitorError(
            f"there is no alert {alert!r} that tells a development; `news-monitor alerts` lists them."
        )
    for story, development, headline in found:
        screen.say(f"{_name(story, development)} is irrelevant and muted: {screen.safe(headline)}")
    screen.say(
        f"To keep its like out, add words of it to `exclude` of the story {screen.safe(found[0][0])}."
    )


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
