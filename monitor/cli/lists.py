"""`items`, `developments`, `alerts`: lists, newest first. I/O."""

from __future__ import annotations

import difflib
from datetime import datetime, timedelta

import click

from monitor.cli import offers, options, screen
from monitor.cli.development_list import show_developments
from monitor.cli.options import (
    json_option,
    known_story,
    limit_option,
    moment_of,
    pager_option,
    read_own_config,
    search_option,
    since_option,
    story_option,
    until_option,
)
from monitor.model import DeliveryState
from monitor.net.logins import without_login
from monitor.store.views import Record, Views

_STATE_COLOURS = {"sent": "green", "dead": "red", "retry": "yellow", "sending": "yellow"}


@click.command()
@story_option
@click.option(
    "--feed",
    metavar="NAME|URL",
    shell_complete=offers.feeds,
    help="Of this feed or outlet only.",
)
@click.option(
    "--verdict",
    type=click.Choice(list(screen.VERDICT_COLOURS)),
    help="With this verdict only.",
)
@search_option
@since_option
@until_option
@limit_option
@pager_option
@json_option
@click.pass_context
def items(
    ctx: click.Context,
    story: str | None,
    feed: str | None,
    verdict: str | None,
    search: str | None,
    since: timedelta | None,
    until: datetime | None,
    limit: int,
    no_pager: bool,
    as_json: bool,
) -> None:
    """List the items with what was decided on them and why.

    --search takes what a watch takes: words (any inflection), "phrases", prefix*, AND, OR, NOT,
    NEAR/n, title: and parentheses.
    """
    config = read_own_config(ctx)
    views = Views(config.database)
    words, holds = _searched(search)
    found = views.items(
        story=known_story(config, story),
        feed=feed,
        verdict=verdict,
        since=moment_of(since),
        until=until,
        words=words,
        holds=holds,
        limit=limit,
    )
    if feed and not found:
        _see_that_feed_is_known(views, feed)
    if as_json:
        screen.say_json(found)
    else:
        _show_items(found, options.now(), paged=not no_pager)


def _show_items(found: list[Record], now: datetime, *, paged: bool) -> None:
    if not found:
        screen.say("No items.")
        return
    screen.table(
        ("item", "published", "outlet", "verdict", "title"),
        [
            (
                row["id"],
                screen.short_day(row["published"], now),
                row["outlet"],
                row["verdict"] or "-",
                row["title"],
            )
            for row in found
        ],
        colour=lambda n: screen.VERDICT_COLOURS.get(found[n]["verdict"] or ""),
        shrinks=(2,),
        paged=paged,
    )


@click.command()
@story_option
@search_option
@since_option
@until_option
@limit_option
@pager_option
@json_option
@click.pass_context
def developments(
    ctx: click.Context,
    story: str | None,
    search: str | None,
    since: timedelta | None,
    until: datetime | None,
    limit: int,
    no_pager: bool,
    as_json: bool,
) -> None:
    """List the developments: what was new, who told it, when.

    --search finds those of which an item matches; it takes what a watch takes.
    """
    config = read_own_config(ctx)
    words, holds = _searched(search)
    found = Views(config.database).developments(
        story=known_story(config, story),
        since=moment_of(since),
        until=until,
        words=words,
        holds=holds,
        limit=limit,
    )
    if as_json:
        screen.say_json(found)
    else:
        show_developments(found, options.now(), paged=not no_pager)


def _searched(query: str | None) -> tuple[str | None, str | None]:
    """Return what to ask the full-text index and, for what that cannot find, a text to look for."""
    if query is None:
        return None, None
    from monitor.cli.searching import searched  # noqa: PLC0415 - status does not need it

    return searched(query)


def _see_that_feed_is_known(views: Views, feed: str) -> None:
    """Raise UsageError where no feed or outlet is called so, with the one that was probably meant."""
    known = {name for row in views.feeds() for name in (row["name"], row["url"])}
    feed, *names = map(without_login, [feed, *sorted(known)])
    if feed not in names and not views.has_outlet(feed):
        near = difflib.get_close_matches(feed, names, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else " `news-monitor feeds` lists them."
        raise click.UsageError(f"There is no feed or outlet '{feed}'.{hint}")


@click.command()
@story_option
@click.option(
    "--state", type=click.Choice([s.value for s in DeliveryState]), help="In this state only."
)
@since_option
@limit_option
@pager_option
@json_option
@click.pass_context
def alerts(
    ctx: click.Context,
    story: str | None,
    state: str | None,
    since: timedelta | None,
    limit: int,
    no_pager: bool,
    as_json: bool,
) -> None:
    """List the outbox: every message, or why it was not sent."""
    config = read_own_config(ctx)
    found = Views(config.database).alerts(
        story=known_story(config, story),
        state=state,
        since=moment_of(since),
        limit=limit,
    )
    if as_json:
        screen.say_json(found)
        return
    if not found:
        screen.say("No alerts.")
        return
    _show_alerts(found, options.now(), paged=not no_pager)


def _show_alerts(found: list[Record], now: datetime, *, paged: bool) -> None:
    """Print the outbox; whom alerts go to only where they do not all go to the same."""
    heads, same = ["alert", "created", "state", "subject"], len({row["to"] for row in found}) == 1
    rows = [
        [row["id"], screen.short_day(row["created"], now), row["state"], row["subject"]]
        for row in found
    ]
    if same:
        screen.say(f"To {screen.safe(found[0]['to'])}:")
    else:
        heads.insert(3, "to")
        for cells, row in zip(rows, found, strict=True):
            cells.insert(3, row["to"])
    screen.table(
        heads,
        rows,
        colour=lambda n: _STATE_COLOURS.get(found[n]["state"]),
        notes=lambda n: _fault(found[n], now),
        shrinks=() if same else (3,),
        paged=paged,
    )


def _fault(row: Record, now: datetime) -> list[str]:
    """Say why an alert was not sent at its last try, and when the next one is."""
    if not row["last_error"]:
        return []
    again = ""
    if row["state"] == "retry":
        is_due = datetime.fromisoformat(row["due"]) <= now
        again = f"; next try {'due' if is_due else screen.ago(row['due'], now)}"
    return [f"{row['last_error'].rstrip('.')}{again}."]
