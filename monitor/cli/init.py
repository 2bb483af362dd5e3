"""`init`: a first configuration from an article and the addresses of feeds or sites. I/O."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import click

from monitor.cli import screen
from monitor.cli.archive import ARCHIVE, items_of
from monitor.cli.bundles import bundle, bundle_names
from monitor.cli.called import called
from monitor.cli.choosing import (
    Chosen,
    fetch_what_was_named,
    find_all,
    private_hosts,
    read_listed,
)
from monitor.cli.patience import within
from monitor.cli.proposal import choose_watch
from monitor.cli.service.shipped import is_example, says_state
from monitor.config import Config, StoryConfig, load
from monitor.config.draft import Draft, DraftFeed, addition, story_name, whole
from monitor.config.editing import append_tables, create
from monitor.config.places import default_state
from monitor.daemon.state_owner import foreign, owner_of
from monitor.desk.beginning import check_world, file_of, write_both
from monitor.errors import ConfigError, Fault
from monitor.feeds.fetch import fetch
from monitor.model import Feed, Item, SourceArticle
from monitor.net.logins import without_login
from monitor.store.past import latest_stream
from monitor.store.views import Views
from monitor.stories.proposing.advice import MOST_ITEMS
from monitor.stories.proposing.naming import name_for
from monitor.stories.source_doubts import doubts_of
from monitor.stories.sources import LONGEST, is_address, read_pasted, read_source
from monitor.story.reading import Profile, profile
from monitor.story.topic import Background


@click.command()
@click.argument("article", metavar="[FILE|URL|-]", required=False)
@click.option(
    "--feed", "addresses", multiple=True, metavar="ADDRESS",
    help="A feed, or a site whose feeds are looked for; may be given several times.",
)  # fmt: skip
@click.option("--to", metavar="MAIL", help="Who gets the mails, once a mail server is configured.")
@click.option(
    "--name", metavar="NAME", help="The story's name; else made of what the article tells."
)
@click.option("--watch", "watches", multiple=True, metavar="QUERY", help="What is on topic.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder in which monitor.toml is written, or extended; here without it.",
)
@click.option(
    "--archive",
    type=click.File("r", encoding="utf-8-sig", errors="replace"),
    help="Items of the past, as `replay` reads them: the watch is tried on these, too.",
)
@click.option(
    "--bundle",
    "bundles",
    multiple=True,
    type=click.Choice(bundle_names()),
    help="Well-known feeds by topic and language; may be given several times.",
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
    archive: IO[str] | None,
    bundles: tuple[str, ...],
    yes: bool,
) -> None:
    """Write a first configuration, or add a story to one.

    Give the article that you have read (a file, an address, or - for a text on stdin) and feeds, or
    sites whose feeds are looked for. It proposes a watch and shows what that would have told of what
    the feeds carry now, then writes monitor.toml, with comments, and the article's text beside it.
    A --feed that cannot be read ends it, and nothing is written; one of a bundle is named and kept.
    A configuration that is there keeps every byte and gets the story added, its watch tried on what
    is stored, too. On a terminal it asks for what is missing.
    """
    given: Path | None = ctx.find_root().obj
    path = given or output / "monitor.toml"
    before, state = _what_is_there(path)
    asks = not yes and sys.stdin.isatty() and article != "-"
    article = article or _asked("The article that you have read (file or address)", asks)
    with within("reading the article"):
        source, doubts = _read_article(article)
        understood = profile(source.title, source.text)
    _show_understood(understood, doubts)
    feeds = _feeds(addresses, bundles, before, asks=asks)
    story = _story(source, name, watches, to, before)
    carried = [(each.feed, item) for each in feeds for item in each.items]
    choice = choose_watch(story, source, [*carried, *_past(archive, before)], before, asks=asks)
    story = replace(story, watch=choice.watch)
    if asks and not click.confirm(f"\nWrite {path}?", default=True):
        raise click.Abort
    draft = _draft(story, source, understood, feeds, article, choice.remarks)
    _write(path, replace(draft, state=state), source, before)


def _what_is_there(path: Path) -> tuple[Config | None, str | None]:
    """Return the configuration that a story is added to, if any, and the state that a new one keeps.

    The example that comes with the program is nobody's: a new one takes its place.
    """
    if not path.exists():
        return None, _own_state(path)
    text = path.read_bytes()
    config = load(path)
    is_new = is_example(text)
    if sentence := foreign(config) if not is_new or says_state(text) else None:
        raise ConfigError([config.fault(("state",), sentence)])
    if not is_new:
        return config, None
    screen.say(f"{path} is the example that comes with the program; yours takes its place.\n")
    return None, str(config.state) if says_state(text) else _own_state(path)


def _own_state(path: Path) -> str | None:
    """Return the state that a new configuration has to name, as another one has the usual place."""
    usual, own = default_state(os.environ), path.parent / "state"
    other = owner_of(usual, path)
    if other is None:
        return None
    if another := owner_of(own, path):
        sentence = f"the state directory {own} belongs to the configuration {another}."
        raise ConfigError([Fault(path, None, sentence)])
    screen.say(
        f"The state directory {usual} belongs to the configuration {other}; this one gets a state"
        f" of its own, {own}. To add the story to the other, end this and give --config {other}.\n"
    )
    return own.name


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
        result = fetch(address, fetch_what_was_named([address]))
        pages.append(getattr(result, "body", b""))
        return result

    source = read_source(given, Path.cwd(), fetched, "the article")  # type: ignore[arg-type]
    return source, doubts_of(source, pages[0] if pages else b"")


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


# --- what there is to poll and to try on ---------------------------------------------------------


def _feeds(
    addresses: tuple[str, ...], bundles: tuple[str, ...], before: Config | None, *, asks: bool
) -> list[Chosen]:
    """Return the feeds to be added: those of bundles all of them, the others as they answer."""
    if not addresses and not bundles and not (before and before.feeds):
        addresses = tuple(_asked("Feeds or sites, with spaces between", asks).split())
    listed = [feed for name in bundles for feed in bundle(name)]
    known = {feed.url for feed in before.feeds} if before else set()
    chosen = {each.feed.url: each for each in read_listed(f for f in listed if f.url not in known)}
    if addresses or not listed:
        chosen |= {each.feed.url: each for each in find_all(addresses, before, asks=asks)}
    return list(chosen.values())


def _past(archive: IO[str] | None, before: Config | None) -> list[tuple[Feed, Item]]:
    """Return what was published before: the items of an archive, and what is stored already."""
    stored = latest_stream(Views(before.database), MOST_ITEMS) if before else []
    return [(ARCHIVE, item) for item in (*stored, *(items_of(archive) if archive else ()))]


# --- the story ------------------------------------------------------------------------------------


def _story(
    source: SourceArticle,
    name: str | None,
    watches: tuple[str, ...],
    to: str | None,
    before: Config | None,
) -> StoryConfig:
    taken = [story.name for story in before.stories] if before else []
    name = name or story_name(name_for(source, Background()), taken)
    return StoryConfig(name, (file_of(name),), watches, to=(to,) if to else ())


def _draft(
    story: StoryConfig,
    source: SourceArticle,
    understood: Profile,
    feeds: Sequence[Chosen],
    given: str,
    said: Sequence[str] = (),
) -> Draft:
    origin = f" From {without_login(given)}." if is_address(given) else ""
    remarks = [f"What you have read: {source.title or 'an article'}.{origin}"]
    if understood.names:
        remarks.append(f"Understood as about: {', '.join(understood.names)}.")
    remarks += said
    return Draft(
        story,
        tuple(DraftFeed(each.feed, each.remark) for each in feeds),
        tuple(remarks),
        understood.watch,
        private_hosts(each.feed.url for each in feeds),
    )


# --- writing --------------------------------------------------------------------------------------


def _write(path: Path, draft: Draft, source: SourceArticle, before: Config | None) -> None:
    """Write the article's text and the configuration, both or neither."""
    text = path.parent / draft.story.sources[0]

    def write() -> Config:
        if before is None:
            return create(path, whole(draft), check_world, replaces=path.exists())
        return append_tables(path, addition(draft), check_world)

    write_both(text, source, write)
    named = "" if path == Path("monitor.toml") else f" --config {path}"
    screen.say(f"\nWrote {path} and {text}. Next:")
    for command, what in (
        ("check", "every fault at once, with its line"),
        ("run --once", "one round: what is new and young is told"),
        ("run", "the daemon in the foreground"),
        ("install-service", "as a service of systemd"),
    ):
        screen.say(f"  {called()}{named} {command.ljust(16)} # {what}")
