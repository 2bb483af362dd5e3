"""`feeds`: how they are; find, import, export them, and look at one closely. I/O."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from monitor.cli import offers, options, screen
from monitor.cli.called_feeds import called_feeds
from monitor.cli.feed_list import Wanted, show_feeds
from monitor.cli.options import (
    json_option,
    known_story,
    pager_option,
    read_config,
    read_own_config,
    story_option,
)
from monitor.cli.pages import fetch_config
from monitor.cli.patience import within
from monitor.config import Config
from monitor.config.draft import feed_table
from monitor.config.editing import append_tables
from monitor.errors import ConfigError, MonitorError
from monitor.feeds.clock import describe
from monitor.feeds.fetch import Exchange, Fetcher
from monitor.feeds.find import FoundFeed, find_feeds
from monitor.feeds.health import span
from monitor.feeds.opml import OpmlError, Subscriptions, read_addresses, read_opml, write_opml
from monitor.feeds.parsers import Parsers
from monitor.feeds.poll import Polled, Poller
from monitor.model import Feed, Outcome
from monitor.model.feed_state import FeedState
from monitor.net.logins import without_login
from monitor.store.rows import clock_of
from monitor.store.views import Views

_LARGEST_OPML = 20_000_000  # bytes
_SHOWN_ITEMS = 10


@click.group(invoke_without_command=True)
@story_option
@click.option("--tag", metavar="TAG", help="With this tag only.")
@click.option(
    "--outcome",
    type=click.Choice([outcome.value for outcome in Outcome]),
    metavar="OUTCOME",
    help="Whose last poll came out so only: ok, not-modified, timeout and the like.",
)
@click.option("--trouble", is_flag=True, help="Those only that are in trouble or failed last.")
@click.option("--search", metavar="TEXT", help="Whose name or address holds this text.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@pager_option
@json_option
@click.pass_context
def feeds(
    ctx: click.Context,
    story: str | None,
    tag: str | None,
    outcome: str | None,
    trouble: bool,
    search: str | None,
    limit: int | None,
    no_pager: bool,
    as_json: bool,
) -> None:
    """List the feeds, the troubled first; find or import some.

    The rhythm is the usual time between two new items, as learned; a feed that is slow is polled
    less often than its `every`.
    """
    if ctx.invoked_subcommand is not None:
        return
    config = read_own_config(ctx)
    wanted = Wanted(_feeds_of(config, story), tag, outcome, search, only_troubled=trouble)
    every = [
        {**row, "clock": describe(clock_of(row["clock"])) or None}
        for row in Views(config.database).feeds()
    ]
    found = [row for row in every if wanted.takes(row)][:limit]
    if as_json:
        screen.say_json(found)
    elif not every:
        screen.say("No feed was polled yet; start the daemon with `news-monitor run`.")
    elif not found:
        screen.say(f"None of {screen.plural(len(every), 'feed')} is so.")
    else:
        show_feeds(found, options.now(), paged=not no_pager)


def _feeds_of(config: Config, story: str | None) -> frozenset[str] | None:
    """Return the addresses of the feeds that a story follows; None for those of any."""
    if story is None:
        return None
    chosen = config.story(known_story(config, story) or "")
    assert chosen is not None  # noqa: S101 - it is known
    return frozenset(feed.url for feed in config.feeds if chosen.follows(feed))


# --- find ----------------------------------------------------------------------------------------


@feeds.command()
@click.argument("site")
@json_option
@click.pass_context
def find(ctx: click.Context, site: str, as_json: bool) -> None:
    """Find the feeds of SITE: those its page names, else at common places; each is fetched."""
    address = site if "://" in site else f"https://{site}"
    with ExitStack() as resources:
        resources.enter_context(within(f"reading {address}"))
        fetcher = resources.enter_context(Fetcher(fetch_config(ctx)))
        parsers = resources.enter_context(Parsers(1))
        found, fault = find_feeds(address, fetcher, parsers, options.now())
    if fault:
        raise MonitorError(f"{address} cannot be read: {fault}")
    if as_json:
        screen.say_json(
            [
                {"url": f.url, "title": f.title, "items": f.items, "latest": _latest(f)}
                for f in found
            ]
        )
    elif not found:
        raise MonitorError(f"no feed was found on {address}.")
    else:
        screen.table(
            ("address", "items", "latest"), [(f.url, f.items, _latest(f) or "-") for f in found]
        )


def _latest(found: FoundFeed) -> str | None:
    return found.latest.title if found.latest else None


# --- OPML ----------------------------------------------------------------------------------------


@feeds.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Only print what would be added.")
@click.pass_context
def import_(ctx: click.Context, file: Path, dry_run: bool) -> None:
    """Add the feeds of a file to the configuration; those that are there stay as they are.

    The file is OPML, as Feedly and Inoreader export it, whose folders become tags; or a plain list
    with an address a line, such as those of Google Alerts delivered to a feed. What of the file
    cannot be read as a feed is named.
    """
    config = read_config(ctx)
    listed = _read(file)
    for sentence in listed.left_out:
        screen.complain(f"left out: {sentence}")
    if not listed.feeds:
        raise MonitorError(f"{file} holds no feed that can be added.")
    added = [feed for feed in listed.feeds if feed.url not in {f.url for f in config.feeds}]
    tables = "\n".join(map(feed_table, added))
    if dry_run:
        screen.say(without_login(tables.rstrip()))
        return
    if added:
        append_tables(config.path, tables)
    screen.say(f"{screen.plural(len(added), 'feed')} added to {config.path}.")


def _read(file: Path) -> Subscriptions:
    try:
        if file.stat().st_size > _LARGEST_OPML:
            raise MonitorError(f"{file} is longer than {_LARGEST_OPML:,} bytes.")
        document = file.read_bytes()
        return read_opml(document) if b"<" in document else read_addresses(document)
    except OpmlError as error:
        raise MonitorError(f"{file} is {error}.") from error
    except OSError as error:
        raise MonitorError(f"{file} cannot be read: {error.strerror}.") from error


@feeds.command()
@click.option("--with-logins", is_flag=True, help="With the user names and passwords of addresses.")
@click.pass_context
def export(ctx: click.Context, with_logins: bool) -> None:
    """Print the configured feeds as OPML."""
    found = called_feeds(read_config(ctx))
    screen.say(write_opml(found, "News Monitor", with_logins=with_logins).rstrip())


# --- poll ----------------------------------------------------------------------------------------


@feeds.command()
@click.argument("feed", metavar="URL|NAME", shell_complete=offers.feeds)
@click.pass_context
def poll(ctx: click.Context, feed: str) -> None:
    """Poll one feed and show all that happens, headers included; nothing is stored."""
    config = _config_or_none(ctx)
    known = next((f for f in (called_feeds(config) if config else ()) if feed in _names(f)), None)
    if known is None and "://" not in feed:
        raise click.UsageError(f"There is no feed '{feed}'; give its address.")
    chosen = known or Feed.at(feed)
    trace: list[Exchange] = []
    with Poller(fetch_config(ctx), Parsers(1)) as poller:
        polled = poller.poll(chosen, FeedState(chosen.url), options.now(), trace)
    for exchange in trace:
        _show_exchange(exchange)
    _show_polled(polled)
    if polled.outcome.is_failure:
        ctx.exit(1)


def _names(feed: Feed) -> set[str]:
    """Return what a person may call a feed: also its address as lists show it, without a login."""
    return {feed.url, without_login(feed.url), feed.name}


def _config_or_none(ctx: click.Context) -> Config | None:
    try:
        return read_config(ctx)
    except ConfigError:
        if ctx.find_root().obj:
            raise
        return None


def _show_exchange(exchange: Exchange) -> None:
    screen.say(click.style(f"> GET {screen.safe(exchange.url)}", bold=True))
    for name, value in exchange.sent:
        screen.say(f"> {screen.safe(name)}: {screen.safe(value)}")
    screen.say(click.style(f"< {screen.safe(exchange.status)}", bold=True))
    for name, value in exchange.received:
        screen.say(f"< {screen.safe(name)}: {screen.safe(value)[:500]}")
    screen.say()


def _show_polled(polled: Polled) -> None:
    colour = "red" if polled.outcome.is_failure else "green"
    screen.say(f"{click.style(polled.outcome, fg=colour, bold=True)}  {screen.safe(polled.detail)}")
    parsed = polled.parsed
    if parsed is None:
        return
    if parsed.ttl:
        screen.say(f"The feed asks to be left alone for {span(parsed.ttl)} (ttl).")
    if not parsed.hashes and parsed.items:
        screen.say("It has to be read whole at each change; only parts of a plain one are.")
    screen.say()
    rows = [
        (
            item.published.strftime("%Y-%m-%d %H:%M") if item.published else "-",
            item.identity,
            item.title,
        )
        for item in parsed.items[:_SHOWN_ITEMS]
    ]
    screen.table(("published", "identity", "title"), rows)
    if len(parsed.items) > _SHOWN_ITEMS:
        screen.say(f"and {len(parsed.items) - _SHOWN_ITEMS} more.")
