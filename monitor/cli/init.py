"""`init`: a first configuration from an article and the addresses of feeds or sites. I/O."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor import assembly
from monitor.cli import options, screen
from monitor.cli.patience import within
from monitor.config import Config, FetchConfig, StoryConfig, load
from monitor.config.draft import Draft, DraftFeed, addition, story_name, whole
from monitor.config.editing import append_tables, create
from monitor.config.settings import BACKLOG
from monitor.errors import ConfigError, MonitorError
from monitor.feeds.fetch import Fetcher, fetch
from monitor.feeds.find import FoundFeed, find_feeds
from monitor.feeds.parsers import Parsers
from monitor.model import Action, Feed, Item, SourceArticle
from monitor.net.addresses import is_private_literal
from monitor.net.logins import without_login
from monitor.source_doubts import doubts_of
from monitor.sources import LONGEST, is_address, read_pasted, read_source
from monitor.story.profile import Profile, profile
from monitor.trial import Trial, try_out

_OF_FILE_NAMES = re.compile(r"[\w-]+")
_TRIAL_SECONDS = 120.0  # of processor time; a thousand items take ten or twenty
_SHOWN = 5  # items that would have alerted


@dataclass(frozen=True, slots=True)
class Chosen:
    """A feed that will be polled, what is known of it, and what it carries now."""

    feed: Feed
    remark: str
    items: tuple[Item, ...] = ()


@click.command()
@click.argument("article", metavar="[FILE|URL|-]", required=False)
@click.option(
    "--feed", "addresses", multiple=True, metavar="ADDRESS",
    help="A feed, or a site whose feeds are looked for; may be given several times.",
)  # fmt: skip
@click.option("--to", metavar="MAIL", help="Who gets the mails, once a mail server is configured.")
@click.option("--name", metavar="NAME", help="The story's name; else made of the article's title.")
@click.option("--watch", "watches", multiple=True, metavar="QUERY", help="What is on topic.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder in which monitor.toml is written, or extended; here without it.",
)
@click.option("--yes", "-y", is_flag=True, help="Ask nothing.")
@click.pass_context
def init(
    ctx: click.Context,
    article: str | None,
    addresses: tuple[str, ...],
    to: str | None,
    name: str | None,
    watches: tuple[str, ...],
    output: Path,
    yes: bool,
) -> None:
    """Write a first configuration, or add a story to one.

    Give the article that you have read (a file, an address, or - for a text on stdin) and feeds, or
    sites whose feeds are looked for. It shows what it understood and what the story would have told
    of what the feeds carry now, then writes monitor.toml, with comments, and the article's text
    beside it. A configuration that is there keeps every byte and gets the story added. On a terminal
    it asks for what is missing.
    """
    given: Path | None = ctx.find_root().obj
    path = given or output / "monitor.toml"
    before = load(path) if path.exists() else None
    asks = not yes and sys.stdin.isatty() and article != "-"
    article = article or _asked("The article that you have read (file or address)", asks)
    with within("reading the article"):
        source, doubts = _read_article(article)
        understood = profile(source.title, source.text)
    _show_understood(understood, doubts)
    if not addresses and not (before and before.feeds):
        addresses = tuple(_asked("Feeds or sites, with spaces between", asks).split())
    feeds = _find_all(addresses, before, asks=asks)
    story = _story(understood, name, watches, to, before)
    _try(story, source, feeds, before)
    if asks and not click.confirm(f"\nWrite {path}?", default=True):
        raise click.Abort
    _write(path, _draft(story, source, understood, feeds, article), source, new=before is None)


def _asked(question: str, asks: bool) -> str:
    if not asks:
        raise click.UsageError(f"{question}: give it as an argument or an option; see --help.")
    answer: str = click.prompt(question)
    return answer


# --- the article ----------------------------------------------------------------------------------


def _read_article(given: str) -> tuple[SourceArticle, list[str]]:
    """Read the article; return what speaks against it as a source, too."""
    if given == "-":
        source = read_pasted(sys.stdin.buffer.read(LONGEST + 1))
        return source, doubts_of(source)
    pages: list[bytes] = []

    def fetched(address: str) -> object:
        result = fetch(address, _fetch_config([address]))
        pages.append(getattr(result, "body", b""))
        return result

    source = read_source(given, Path.cwd(), fetched, "the article")  # type: ignore[arg-type]
    return source, doubts_of(source, pages[0] if pages else b"")


def _fetch_config(addresses: Iterable[str]) -> FetchConfig:
    """Return how to fetch what a person typed: a private address that is spelt out is meant."""
    return FetchConfig(allow_private=_private(addresses))


def _private(addresses: Iterable[str]) -> tuple[str, ...]:
    parts = (urlsplit(each) for each in addresses)
    hosts = (
        each.netloc.rpartition("@")[2] for each in parts if is_private_literal(each.hostname or "")
    )
    return tuple(dict.fromkeys(host for host in hosts if host))


def _show_understood(understood: Profile, doubts: Sequence[str]) -> None:
    screen.say(click.style(screen.wrapped(understood.title or "(no title)"), bold=True))
    for label, words in (
        ("names", understood.names),
        ("words", understood.words),
        ("figures", understood.figures),
    ):
        if words:
            screen.say(f"{label.rjust(9)}  {screen.wrapped(', '.join(words), 11).strip()}")
    for doubt in doubts:
        screen.complain(f"warning: {doubt}")


# --- the feeds ------------------------------------------------------------------------------------


def _find_all(addresses: Sequence[str], before: Config | None, *, asks: bool) -> list[Chosen]:
    """Look at every address; return the feeds that are chosen, without those that are there."""
    complete = [each if "://" in each else f"https://{each}" for each in addresses]
    known = {feed.url for feed in before.feeds} if before else set()
    chosen: list[Chosen] = []
    with Fetcher(_fetch_config(complete)) as fetcher, Parsers(1) as parsers:
        for address in complete:
            with within(f"reading {address}"):
                found, fault = find_feeds(address, fetcher, parsers, options.now())
            chosen += _choose(address, found, fault, asks=asks)
    unique = {each.feed.url: each for each in chosen if each.feed.url not in known}
    if not unique and not known:
        raise MonitorError("there is no feed to poll; name one with --feed.")
    return list(unique.values())


def _choose(address: str, found: list[FoundFeed], fault: str, *, asks: bool) -> list[Chosen]:
    if not found:
        why = fault or "no feed was found there."
        screen.complain(f"warning: {address}: {why}")
        if asks and not click.confirm("Keep this address as a feed all the same?", default=False):
            return []
        return [Chosen(Feed(address, _called(address)), f"Could not be read by init: {why}")]
    screen.say(f"\n{screen.safe(address)}")
    for number, each in enumerate(found, 1):
        latest = f", latest: {each.latest.title}" if each.latest else ""
        line = f"{number}. {each.url} ({screen.plural(each.items, 'item')}{latest})"
        screen.say(f"  {screen.safe(screen.cut(line, screen.width() - 2))}")
    picked = found[:1]
    if asks and len(found) > 1:
        answer = click.prompt("  Which? Numbers with spaces between", default="1")
        picked = [
            found[int(n) - 1] for n in answer.split() if n.isdigit() and 0 < int(n) <= len(found)
        ]
    elif len(found) > 1:
        screen.say("  The first is taken.")
    return [Chosen(Feed(f.url, f.title or _called(f.url)), "", f.carried) for f in picked]


def _called(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")


# --- the story ------------------------------------------------------------------------------------


def _story(
    understood: Profile,
    name: str | None,
    watches: tuple[str, ...],
    to: str | None,
    before: Config | None,
) -> StoryConfig:
    taken = [story.name for story in before.stories] if before else []
    name = name or story_name(understood.title, taken)
    return StoryConfig(name, (f"{_file_of(name)}.md",), watches, to=(to,) if to else ())


def _file_of(name: str) -> str:
    """Return a story's name as that of a file in the same folder."""
    return "-".join(_OF_FILE_NAMES.findall(name)).strip("-") or "story"


def _try(
    story: StoryConfig, source: SourceArticle, feeds: Sequence[Chosen], before: Config | None
) -> None:
    """Show what the story would have told of what the feeds carry now."""
    carried = [(each.feed, item) for each in feeds for item in each.items]
    if not carried:
        return
    now = options.now()
    try:
        with within("trying the story on what the feeds carry", _TRIAL_SECONDS):
            trial = try_out(story, [source], carried, now)
    except MonitorError as error:  # it is worth a look, no more
        screen.complain(f"warning: {error}")
        return
    told, total = trial.told, len(trial.rulings)
    on_topic = total - trial.counts[Action.UNRELATED]
    screen.say(
        f"\nOf {screen.plural(total, 'item')} that the feeds carry now {on_topic} are on the story,"
        f" and {len(told)} would have been told:"
    )
    for item, ruling in told[:_SHOWN]:
        screen.say(f"  {screen.safe(screen.cut(item.title, screen.width() - 4))}")
        screen.say(click.style(screen.wrapped(ruling.decision.reason, 4), dim=True))
    if len(told) > _SHOWN:
        screen.say(f"  and {len(told) - _SHOWN} more")
    _show_when(trial, now, before)


def _show_when(trial: Trial, now: datetime, before: Config | None) -> None:
    if not trial.told:
        return
    backlog = before.backlog if before else BACKLOG
    fresh = trial.fresh(now, backlog)
    hours = backlog.total_seconds() / 3600
    screen.say(f"Of these, {fresh} are young enough ({hours:g} h) to be mailed at the first poll.")


def _draft(
    story: StoryConfig,
    source: SourceArticle,
    understood: Profile,
    feeds: Sequence[Chosen],
    given: str,
) -> Draft:
    origin = f" From {without_login(given)}." if is_address(given) else ""
    remarks = [f"What you have read: {source.title or 'an article'}.{origin}"]
    if understood.names:
        remarks.append(f"Understood as about: {', '.join(understood.names)}.")
    return Draft(
        story,
        tuple(DraftFeed(each.feed, each.remark) for each in feeds),
        tuple(remarks),
        understood.watch,
        _private(each.feed.url for each in feeds),
    )


# --- writing --------------------------------------------------------------------------------------


def _write(path: Path, draft: Draft, source: SourceArticle, *, new: bool) -> None:
    """Write the article's text and the configuration, both or neither."""
    text = path.parent / draft.story.sources[0]
    if text.exists():
        raise MonitorError(f"{text} is there already and is not overwritten; give another --name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"# {source.title}\n\n" if source.title else ""
        text.write_text(f"{head}{source.text.strip()}\n", "utf-8")
    except OSError as error:
        raise MonitorError(f"{text} cannot be written: {error.strerror}.") from error
    try:
        if new:
            create(path, whole(draft), _check)
        else:
            append_tables(path, addition(draft), _check)
    except BaseException:
        text.unlink()
        raise
    named = "" if path == Path("monitor.toml") else f" --config {path}"
    screen.say(f"\nWrote {path} and {text}. Next:")
    for command, what in (
        ("check", "every fault at once, with its line"),
        ("run --once", "one round: what is new and young is told"),
        ("run", "the daemon in the foreground"),
        ("install-service", "as a service of systemd"),
    ):
        screen.say(f"  news-monitor{named} {command.ljust(16)} # {what}")


def _check(config: Config) -> None:
    if faults := assembly.look_over(config, os.environ).faults:
        raise ConfigError(faults)
