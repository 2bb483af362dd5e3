"""`replay`: the decisions over an archive of items, without touching the state. I/O."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path, PurePath
from typing import IO, Any

import click

from monitor.cli import screen
from monitor.cli.options import known_story, read_config
from monitor.cli.pages import page_fetcher
from monitor.config import StoryConfig
from monitor.errors import ConfigError, Fault, MonitorError
from monitor.feeds.dates import strict_date
from monitor.feeds.html_text import html_to_text, one_line
from monitor.model import Action, Feed, Item, SourceArticle
from monitor.sources import read_source
from monitor.stories import Ruling, Stories
from monitor.story import Engine
from monitor.watches import doubt_of, fault_of

_FEED = Feed("archive", "archive")
_BEGINNING = datetime.min.replace(tzinfo=UTC)  # an archive has no backlog


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option(
    "--story", metavar="NAME", help="The configured story whose sources and watches apply."
)
@click.option(
    "--source", "sources", multiple=True, metavar="FILE", help="A source article instead."
)
@click.option("--watch", "watches", multiple=True, metavar="QUERY", help="A watch instead.")
@click.option("--json", "as_json", is_flag=True, help="Answer with a line of JSON for each item.")
@click.pass_context
def replay(
    ctx: click.Context,
    file: IO[str],
    story: str | None,
    sources: tuple[str, ...],
    watches: tuple[str, ...],
    as_json: bool,
) -> None:
    """Decide the items of FILE as the daemon would.

    The state stays as it is. FILE (- for stdin) holds a JSON object a line, in time order: id,
    published, outlet, title, summary, and where there is one content and link. An id and a title,
    summary or content are needed; published is a date such as 2026-01-31T08:00:00Z. An id that
    comes again is an edit of that item. With --source no configuration is needed; without --watch
    the watch is derived from the sources.
    """
    configured, articles = _story(ctx, story, sources, watches)
    counts: Counter[str] = Counter()
    for item, ruling in decide_all(_items(file), configured, articles):
        counts[_bucket(ruling)] += 1
        if as_json:
            screen.say_json(as_record(item, ruling), indent=None)
        else:
            _show(item, ruling)
    if not counts:
        name = getattr(file, "name", "<stdin>")
        raise MonitorError(
            f"{name} holds no item; write one JSON object a line, with an `id` and a `title`."
        )
    if not as_json:
        screen.say(summary(counts))


def decide_all(
    items: Iterable[Item], story: StoryConfig, sources: list[SourceArticle]
) -> Iterator[tuple[Item, Ruling]]:
    """Yield the ruling on each item, the baseline growing by what was alerted."""
    remaining = iter(items)
    first = next(remaining, None)
    if first is None:
        return
    engine = Engine.of(
        sources,
        story.watch,
        story.exclude,
        aliases=dict(story.aliases),
        since=first.published,
    )
    stories = Stories({story.name: (story, engine)}, 1, backlog=timedelta(0))
    seen: dict[str, Item] = {}
    for item in chain([first], remaining):
        before = seen.get(item.id)
        seen[item.id] = item
        for ruling in stories.rule(_FEED, item, before, _BEGINNING):
            yield item, ruling


def _story(
    ctx: click.Context, name: str | None, sources: tuple[str, ...], watches: tuple[str, ...]
) -> tuple[StoryConfig, list[SourceArticle]]:
    if sources:
        read = [read_source(source, Path.cwd(), page_fetcher(ctx)) for source in sources]
        story = StoryConfig("replay", sources, watches)
        _look_over(story, read, _at_option)
        return story, read
    config = read_config(ctx)
    known_story(config, name)
    if name is None and len(config.stories) > 1:
        names = ", ".join(story.name for story in config.stories)
        raise click.UsageError(f"Which story? Name one with --story: {names}.")
    story = next(s for s in config.stories if name in (None, s.name))
    if watches:
        story = replace(story, watch=watches, exclude=())
    story = replace(story, feeds=())  # an archive is read whole
    fetch_page = page_fetcher(ctx)
    read = [read_source(source, config.path.parent, fetch_page) for source in story.sources]
    index = [each.name for each in config.stories].index(story.name)
    _look_over(
        story,
        read,
        _at_option if watches else lambda key, why: config.fault(("story", index, key), why),
    )
    return story, read


def _at_option(key: str, sentence: str) -> Fault:
    return Fault(PurePath(f"--{key}"), None, sentence)


def _look_over(
    story: StoryConfig, sources: list[SourceArticle], place: Callable[[str, str], Fault]
) -> None:
    """Warn of each watch that the sources do not match; raise ConfigError for what is no query."""
    queries = [("watch", each) for each in story.watch]
    queries += [("exclude", each) for each in story.exclude]
    if faults := [place(key, why) for key, each in queries if (why := fault_of(each))]:
        raise ConfigError(faults)
    for each in story.watch:
        if why := doubt_of(each, sources):
            screen.complain(f"warning: {place('watch', why)}")


def _items(file: IO[str]) -> Iterator[Item]:
    """Yield the items of the archive; a line that is none is named on stderr and left out."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            item = item_of(record := json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            reason = "it is not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            screen.complain(MonitorError(f"line {number} was left out: {reason}."))
            continue
        if item.published is None and (given := record.get("published")):
            screen.complain(
                f"warning: line {number}: its `published` {screen.cut(repr(given), 60)} is no date"
                " such as 2026-01-31T08:00:00Z; the item counts as undated."
            )
        yield item


def item_of(record: Any) -> Item:
    """Return the item of one line; raise ValueError for what is none."""
    if not isinstance(record, dict):
        raise ValueError("it is not an object")  # noqa: TRY004 - the caller names it with the others
    texts = {}
    for key in ("id", "title", "summary", "content", "outlet", "link", "published"):
        value = record.get(key)
        if value is not None and not isinstance(value, str | int | float):
            raise ValueError(f"its `{key}` is not a text")
        texts[key] = "" if value is None else str(value)
    if not texts["id"] or not texts["title"] + texts["summary"] + texts["content"]:
        raise ValueError("it needs an `id` and a `title` or a `summary`")
    return Item(
        id=texts["id"],
        feed=_FEED.url,
        identity=texts["id"],
        outlet=one_line(texts["outlet"]),
        title=one_line(html_to_text(texts["title"])),
        summary=html_to_text(texts["summary"]),
        link=texts["link"] or None,
        published=strict_date(texts["published"]),
        content=html_to_text(texts["content"]),
    )


def as_record(item: Item, ruling: Ruling) -> dict[str, Any]:
    """Return the JSON line of one item."""
    decision = ruling.decision
    changes = decision.diff.changes if decision.diff and decision.action is Action.ALERT else ()
    return {
        "id": item.id,
        "verdict": decision.action.verdict,
        "reason": decision.reason,
        "same_as": decision.same_as,
        "development": decision.development,
        "novelty": decision.diff.novelty if decision.diff else 0.0,
        "changes": [asdict(change) for change in changes],
    }


def _bucket(ruling: Ruling) -> str:
    return ruling.decision.action.value


def summary(counts: Counter[str]) -> str:
    """Return the last line: what would have been sent and what was spared."""
    sent = counts[Action.ALERT]
    held = sum(counts.values()) - sent
    return (
        f"would have sent {screen.plural(sent, 'mail')}, held {held}: {counts[Action.KNOWN]} known,"
        f" {counts[Action.UNRELATED]} off topic, {counts[Action.FOLD]} copies"
    )


def _show(item: Item, ruling: Ruling) -> None:
    decision = ruling.decision
    verdict = decision.action.verdict
    label = click.style(verdict.ljust(11), fg=screen.VERDICT_COLOURS[verdict])
    number = f"#{decision.development}" if decision.development else ""
    room = screen.width() - 30
    when = item.published.strftime("%Y-%m-%d") if item.published else " " * 10
    screen.say(f"{label} {number.rjust(4)} {when} {screen.safe(screen.cut(item.title, room))}")
    screen.say(click.style(screen.wrapped(decision.reason, 17), dim=True))
    if ruling.is_alert:
        sys.stdout.flush()
