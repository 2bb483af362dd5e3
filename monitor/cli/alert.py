"""`alert`: a test message, and hands on the outbox. I/O."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO

import click

from monitor.alerts.brief import brief
from monitor.alerts.channels import Channel
from monitor.alerts.credentials import mail_links
from monitor.alerts.layout import read_layout
from monitor.alerts.message import email_of
from monitor.alerts.news import News
from monitor.alerts.opening import channels
from monitor.alerts.render import render
from monitor.cli import offers, options, screen
from monitor.cli.options import json_option, known_story, read_own_config, story_option
from monitor.config import Config, StoryConfig
from monitor.errors import MonitorError, SendError
from monitor.model import Alert, Change, ChangeKind, DeliveryState, Report, stable_id
from monitor.pipeline.composer import envelope_of
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.store.views import Record, Views


@click.group()
def alert() -> None:
    """Try the channels, and put hands on the outbox."""


@alert.command()
@story_option
@click.pass_context
def test(ctx: click.Context, story: str | None) -> None:
    """Send a test message through every channel to every recipient."""
    config = read_own_config(ctx)
    known_story(config, story)
    failed = 0
    for channel in channels(config, options.now).values():
        for message in _test_alerts(config, story, channel):
            try:
                channel.send(message)
                screen.say(f"sent to {screen.safe(message.to)} by {channel.name}")
            except SendError as error:
                failed += 1
                screen.complain(f"not sent to {message.to} by {channel.name}: {error}")
    if channel_folder := None if config.mail.server else config.maildir:
        screen.say(f"The Maildir is {channel_folder}.")
    if failed:
        ctx.exit(1)


def _test_alerts(config: Config, story: str | None, channel: Channel) -> list[Alert]:
    chosen = [each for each in config.stories if story in (None, each.name)]
    found: dict[str, Alert] = {}
    for each in chosen:
        for to in channel.recipients(each.readers):
            found.setdefault(to, _test_alert(config, each, to, channel.name))
    return list(found.values())


def _test_alert(config: Config, story: StoryConfig, to: str, channel: str) -> Alert:
    now = options.now()
    change = Change(ChangeKind.CHANGED, "untested", "tested", "the way to your mailbox", "")
    news = News(
        story=story.name,
        development=0,
        first_item=stable_id("test", now.isoformat()),
        sequence=1,
        headline="This is a test message of News Monitor",
        summary="If you can read this, alerts will reach you. No news has happened.",
        changes=(change,),
        reports=(Report("ITEM", "News Monitor", "A test", None, now),),
        reason="Sent by `news-monitor alert test`.",
    )
    envelope = envelope_of(config, to, channel, now, mail_links(config))
    return render([news], envelope, read_layout(config.templates))


@alert.command()
@click.argument("alert_id", metavar="ID", shell_complete=offers.alerts)
@click.option("--raw", is_flag=True, help="The whole message, as it goes over the wire.")
@click.option(
    "--html",
    "page",
    type=click.File("w", encoding="utf-8"),
    metavar="FILE",
    help="Write the HTML part to FILE instead.",
)
@json_option
@click.pass_context
def show(ctx: click.Context, alert_id: str, raw: bool, page: IO[str] | None, as_json: bool) -> None:
    """Show the alert ID as it was sent or will be.

    That is the text part of a mail, the lines of a messenger, the JSON of a webhook.
    """
    if raw + (page is not None) + as_json > 1:
        raise click.UsageError("Give one of --raw, --html and --json.")
    found = Views(read_own_config(ctx).database).alert(alert_id)
    if found is None:
        raise MonitorError(f"there is no alert {alert_id!r}; `news-monitor alerts` lists them.")
    shown, progress = found
    if as_json:
        screen.say_json({**asdict(shown), "created": stamp(shown.created), **progress})
    elif page is not None:
        page.write(shown.html)
    elif raw:
        click.echo(_wire(shown), nl=False)
    else:
        for line in (*_head(shown, progress), "", *_body(shown).splitlines()):
            screen.say(screen.safe(line))


def _head(shown: Alert, progress: Record) -> Iterator[str]:
    yield f"To:      {shown.to}, by {shown.channel}"
    yield f"Date:    {screen.day(stamp(shown.created))} UTC"
    state = progress["state"]
    if state == DeliveryState.SENT:
        yield f"State:   sent {screen.day(progress['sent'])} UTC"
    else:
        yield f"State:   {state}" + (f": {e}" if (e := progress["last_error"]) else "")
    yield f"Subject: {shown.subject}"


def _body(shown: Alert) -> str:
    """Return what a reader of the alert's channel is shown, as text."""
    if shown.channel == "apprise":
        short = brief(shown)
        return f"{short.title}\n{short.body}"
    if shown.channel == "webhook":
        return json.dumps(json.loads(shown.data), ensure_ascii=False, indent=2)
    return shown.text


def _wire(shown: Alert) -> bytes:
    """Return what goes over the wire; a mail is printable ASCII, whatever feeds say."""
    if shown.channel in {"apprise", "webhook"}:
        return f"{screen.safe(shown.data)}\n".encode()
    return email_of(shown).as_bytes()


@alert.command()
@click.argument("alert_id", metavar="ID", shell_complete=offers.alerts)
@click.pass_context
def retry(ctx: click.Context, alert_id: str) -> None:
    """Try the alert ID again at once, also one that was given up."""
    _move(ctx, alert_id, DeliveryState.RETRY, "will be tried again at the daemon's next tick")


@alert.command()
@click.argument("alert_id", metavar="ID", shell_complete=offers.alerts)
@click.pass_context
def drop(ctx: click.Context, alert_id: str) -> None:
    """Give the alert ID up: it will not be sent."""
    _move(ctx, alert_id, DeliveryState.DEAD, "will not be sent")


def _move(ctx: click.Context, alert_id: str, state: DeliveryState, outcome: str) -> None:
    config = read_own_config(ctx)
    with Store(config.database) as store:
        if not store.outbox.move_alert(alert_id, state, options.now()):
            raise MonitorError(
                f"there is no alert {alert_id!r} that waits or was given up;"
                " `news-monitor alerts` lists them."
            )
    screen.say(f"Alert {screen.safe(alert_id)} {outcome}.")
