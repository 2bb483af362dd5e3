"""`mute`, `unmute` and `irrelevant`: hush what a reader does not want to hear. I/O."""

from __future__ import annotations

from datetime import timedelta

import click

from monitor.cli import options, screen
from monitor.cli.options import read_config
from monitor.cli.screen import Since
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.store.views import Views


@click.command()
@click.argument("what", metavar="DEVELOPMENT|STORY")
@click.option("--for", "span", type=Since(), metavar="TIME", help="For so long: 90m, 3d, 1w.")
@click.pass_context
def mute(ctx: click.Context, what: str, span: timedelta | None) -> None:
    """Tell nothing more of a development or a whole story.

    A development is named by its number, a story by its name. What comes meanwhile is stored and
    listed, but never mailed. Without --for it is muted until `news-monitor unmute`.
    """
    config = read_config(ctx)
    story, development = _target(config, what)
    until = options.now() + span if span else None
    with Store(config.database) as store:
        store.notices.mute(story, development, until)
    end = f"until {screen.day(stamp(until))} UTC" if until else "until it is unmuted"
    screen.say(f"{_name(story, development)} is muted {end}.")


@click.command()
@click.argument("what", metavar="DEVELOPMENT|STORY")
@click.pass_context
def unmute(ctx: click.Context, what: str) -> None:
    """Tell of a development or story again.

    What came meanwhile stays untold.
    """
    config = read_config(ctx)
    story, development = _target(config, what)
    with Store(config.database) as store:
        if not store.notices.unmute(story, development):
            raise MonitorError(f"{_name(story, development)} is not muted.")
    screen.say(f"{_name(story, development)} is told of again.")


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


def _target(config: Config, what: str) -> tuple[str, int | None]:
    """Return the story that `what` names, or the story and number of its development."""
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
