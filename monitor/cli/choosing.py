"""Looks at the feeds and sites that a person named and says what they carry. I/O."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from monitor.cli import options, screen
from monitor.cli.patience import within
from monitor.config import Config, FetchConfig
from monitor.errors import MonitorError
from monitor.feeds.fetch import Fetcher
from monitor.feeds.find import FoundFeed, find_feeds
from monitor.feeds.parsers import Parsers
from monitor.feeds.poll import Polled, Poller
from monitor.model import Feed, Item
from monitor.model.feed_state import FeedState
from monitor.net.addresses import is_private_literal


@dataclass(frozen=True, slots=True)
class Chosen:
    """A feed that will be polled, what is known of it, and what it carries now."""

    feed: Feed
    remark: str
    items: tuple[Item, ...] = ()


def fetch_what_was_named(addresses: Iterable[str]) -> FetchConfig:
    """Return how to fetch what a person typed: a private address that is spelt out is meant."""
    return FetchConfig(allow_private=private_hosts(addresses))


def private_hosts(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the private hosts among addresses, each with its port."""
    parts = (urlsplit(each) for each in addresses)
    hosts = (
        each.netloc.rpartition("@")[2] for each in parts if is_private_literal(each.hostname or "")
    )
    return tuple(dict.fromkeys(host for host in hosts if host))


_LONGEST_READ = 45.0  # seconds for the feeds of bundles; a slow one is polled later
_NO_FEED = "no feed was found there."


def find_all(addresses: Sequence[str], before: Config | None, *, asks: bool) -> list[Chosen]:
    """Look at every address; return the feeds that are chosen, without those that are there.

    Raise MonitorError where one cannot be read and nobody said to keep it: a feed with a slip in its
    address would stay silent for ever.
    """
    complete = [each if "://" in each else f"https://{each}" for each in addresses]
    known = {feed.url for feed in before.feeds} if before else set()
    chosen: list[Chosen] = []
    unread: list[str] = []
    with Fetcher(fetch_what_was_named(complete)) as fetcher, Parsers(1) as parsers:
        for address in complete:
            with within(f"reading {address}"):
                found, fault = find_feeds(address, fetcher, parsers, options.now())
            if found:
                chosen += _choose(address, found, asks=asks)
            elif asks and _is_kept(address, fault):
                chosen.append(Chosen(Feed.at(address), f"Not read by init: {fault}"))
            else:
                unread.append(f"{screen.safe(address)}: {fault or _NO_FEED}")
    if unread:
        raise MonitorError(
            "\n".join((*unread, "Nothing was written. Mend the address, or leave it out."))
        )
    unique = {each.feed.url: each for each in chosen if each.feed.url not in known}
    if not unique and not known:
        raise MonitorError("there is no feed to poll; name one with --feed.")
    return list(unique.values())


def read_listed(listed: Iterable[Feed]) -> list[Chosen]:
    """Look at the feeds of bundles, all at once; those that do not answer are kept, and named."""
    feeds = list(listed)
    if not feeds:
        return []
    config = fetch_what_was_named(feed.url for feed in feeds)
    brought: dict[str, Polled] = {}
    with within("reading the feeds of the bundle"), Poller(config) as poller:
        poller.send([(feed, FeedState(feed.url)) for feed in feeds], options.now())
        deadline = time.monotonic() + _LONGEST_READ
        while (left := deadline - time.monotonic()) > 0 and (polled := poller.bring(left)):
            if isinstance(polled, Polled):
                brought[polled.feed.url] = polled
    chosen = [Chosen(feed, "", _carried(brought.get(feed.url))) for feed in feeds]
    _say_read(feeds, brought, sum(len(each.items) for each in chosen))
    return chosen


def _carried(polled: Polled | None) -> tuple[Item, ...]:
    return polled.parsed.items if polled and polled.parsed else ()


def _say_read(feeds: Sequence[Feed], brought: Mapping[str, Polled], items: int) -> None:
    """Say how many items feeds carry, and which feeds could not be read."""
    unread = [
        (feed.name, polled.detail if polled else "no answer in time.")
        for feed in feeds
        if not (polled := brought.get(feed.url)) or polled.outcome.is_failure
    ]
    read = len(feeds) - len(unread)
    if read:
        screen.say(f"\n{screen.plural(read, 'feed')} read: {screen.plural(items, 'item')}.")
    if unread:
        name, why = unread[0]
        sentence = f"{len(unread)} of {screen.plural(len(feeds), 'feed')} cannot be read now"
        others = [each for each, _ in unread[1:]]
        also = f" Nor can {', '.join(others)}." if others else ""
        tried = "They are kept; the story is tried without what they carry."
        screen.complain(f"warning: {sentence}. {name}: {why}{also} {tried}")


def _is_kept(address: str, fault: str) -> bool:
    """Ask whether a feed that cannot be read is to be polled all the same."""
    screen.complain(f"warning: {address}: {fault or _NO_FEED}")
    return click.confirm("Keep this address as a feed all the same?", default=False)


def _choose(address: str, found: list[FoundFeed], *, asks: bool) -> list[Chosen]:
    screen.say(f"\n{screen.safe(address)}")
    for number, each in enumerate(found, 1):
        latest = f", latest: {each.latest.title}" if each.latest else ""
        line = f"{number}. {each.title or each.url} ({screen.plural(each.items, 'item')}{latest})"
        screen.say(f"  {screen.safe(screen.cut(line, screen.width() - 2))}")
    picked = found[:1]
    if asks and len(found) > 1:
        answer = click.prompt("  Which? Numbers with spaces between", default="1")
        picked = [
            found[int(n) - 1] for n in answer.split() if n.isdigit() and 0 < int(n) <= len(found)
        ]
    elif len(found) > 1:
        screen.say("  The first is taken.")
    return [Chosen(Feed.at(f.url, f.title), "", f.carried) for f in picked]
