"""A story begun: its article read, watches proposed and tried, feeds found, and all of it written. I/O."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.config import Config, StoryConfig
from monitor.config.draft import Draft, DraftFeed, addition
from monitor.config.editing import append_tables, unwritable
from monitor.daemon import assembly
from monitor.errors import ConfigError, MonitorError
from monitor.feeds.fetch import Fetcher, fetch
from monitor.feeds.find import find_feeds
from monitor.feeds.parsers import Parsers
from monitor.model import Feed, Item, SourceArticle
from monitor.net.logins import without_login
from monitor.stories import engine_of
from monitor.stories.proposing.advice import Advice, advise
from monitor.stories.sources import is_address, read_pasted, read_source
from monitor.stories.trial import Trial, try_out
from monitor.story.reading import Profile

_LONGEST_HEADLINE = 250  # characters
_OF_FILE_NAMES = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Tried:
    """A watch, by what it is called beside the others, and what it would have done."""

    label: str
    watch: tuple[str, ...]
    trial: Trial


def read_article(given: str, config: Config) -> SourceArticle:
    """Read an article from its address or its pasted text; raise SourceError."""
    if is_address(given.strip()) and len(given.split()) == 1:
        return read_source(
            given.strip(),
            config.path.parent,
            lambda place: fetch(place, config.fetch),
            "the article",
        )
    return read_pasted(_with_headline(given).encode(), "the article")


def _with_headline(text: str) -> str:
    """Return a pasted text with its first line marked as the headline, where it stands alone."""
    first, _, rest = text.strip().partition("\n")
    is_alone = rest.startswith(("\n", "\r\n")) and len(first) <= _LONGEST_HEADLINE
    return f"# {text.strip()}" if is_alone and not first.startswith("#") else text


def advise_on(
    story: StoryConfig, source: SourceArticle, latest: Sequence[tuple[Feed, Item]]
) -> Advice:
    """Advise on a watch for a story of one article, beside what was published, oldest first."""
    first = latest[0][1].published if latest else None
    return advise([source], [item for _, item in latest], engine_of(story, [source], first))


def tried(
    advice: Advice,
    story: StoryConfig,
    source: SourceArticle,
    carried: Sequence[tuple[Feed, Item]],
    now: datetime,
) -> Iterator[Tried]:
    """Yield the watches that are proposed, each with what it would have done."""
    for label, proposal in (
        ("proposed", advice.fitting),
        ("narrower", advice.narrower),
        ("wider", advice.wider),
    ):
        if proposal:
            watched = replace(story, watch=proposal.queries)
            yield Tried(label, watched.watch, try_out(watched, [source], carried, now))


def find_named(addresses: Sequence[str], config: Config, now: datetime) -> list[Feed]:
    """Return the first feed of each address that is not configured yet; raise MonitorError.

    Its sentence names each address that has none, and why.
    """
    known = {feed.url for feed in config.feeds}
    found: dict[str, Feed] = {}
    faults: list[str] = []
    with Fetcher(config.fetch) as fetcher, Parsers(1) as parsers:
        for given in addresses:
            address = given if "://" in given else f"https://{given}"
            feeds, fault = find_feeds(address, fetcher, parsers, now)
            if feeds:
                found.setdefault(feeds[0].url, Feed.at(feeds[0].url, feeds[0].title))
            else:
                faults.append(f"{without_login(given)}: {fault or 'no feed was found there.'}")
    if faults:
        raise MonitorError("\n".join(faults))
    return [feed for url, feed in found.items() if url not in known]


def begin_story(
    config: Config,
    story: StoryConfig,
    source: SourceArticle,
    understood: Profile,
    feeds: Sequence[Feed],
) -> Config:
    """Add a story to a configuration, its article beside it, both or neither; raise MonitorError."""
    origin = f" From {without_login(source.address)}." if is_address(source.address) else ""
    remarks = [f"What you have read: {source.title or 'an article'}.{origin}"]
    if understood.names:
        remarks.append(f"Understood as about: {', '.join(understood.names)}.")
    draft = Draft(story, tuple(DraftFeed(feed) for feed in feeds), tuple(remarks), understood.watch)
    return write_both(
        config.path.parent / story.sources[0],
        source,
        lambda: append_tables(config.path, addition(draft), check_world),
    )


def write_both(path: Path, source: SourceArticle, write: Callable[[], Config]) -> Config:
    """Write an article's text to `path` and do `write`, both or neither; raise MonitorError."""
    if path.exists():
        raise MonitorError(f"{path} is there already and is not overwritten; give another name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"# {source.title}\n\n" if source.title else ""
        path.write_text(f"{head}{source.text.strip()}\n", "utf-8")
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        return write()
    except BaseException:
        path.unlink()
        raise


def check_world(config: Config) -> None:
    """Raise ConfigError where what would be written does not fit the world."""
    if faults := assembly.look_over(config, os.environ).faults:
        raise ConfigError(faults)


def file_of(name: str) -> str:
    """Return a story's name as that of a file in the same folder."""
    return f"{'-'.join(_OF_FILE_NAMES.findall(name)).strip('-') or 'story'}.md"
