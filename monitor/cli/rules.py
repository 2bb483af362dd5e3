"""The story and the rules that a replay is asked to try. I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePath

import click

from monitor.cli import screen
from monitor.cli.options import read_config, the_story
from monitor.cli.pages import page_fetcher
from monitor.config import StoryConfig
from monitor.errors import ConfigError, Fault
from monitor.model import SourceArticle
from monitor.stories import Counsel, Stories, engine_of
from monitor.stories.sources import read_source
from monitor.stories.watches import doubt_of, fault_of
from monitor.story import Engine
from monitor.story.evidence import Feedback


@dataclass(frozen=True, slots=True)
class Given:
    """What options say instead of the configuration."""

    story: str | None = None
    sources: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A story and its source articles; `threshold` is how likely an item must be news, if not as usual."""

    story: StoryConfig
    sources: tuple[SourceArticle, ...]
    threshold: float | None = None
    feedback: Feedback = field(default_factory=Feedback)  # what its readers' verdicts change
    counsel: Counsel | None = None  # who is asked where the engine is in doubt

    def begin(self, since: datetime | None) -> tuple[Stories, Engine]:
        """Return the story before its first item, which is of the moment `since`."""
        engine = engine_of(self.story, self.sources, since)
        if self.threshold is not None:
            engine.threshold = self.threshold
        engine.feedback = self.feedback
        stories = Stories.alone(self.story, engine)
        stories.counsel = self.counsel
        return stories, engine


def read_rules(ctx: click.Context, given: Given) -> Rules:
    """Return the rules of this call: the configured story with what options say instead.

    With sources no configuration is needed. Warns of a watch that its sources do not match; raises
    ConfigError, QueryError or SourceError for what cannot be.
    """
    fetch_page = page_fetcher(ctx)
    if given.sources:
        read = tuple(read_source(each, Path.cwd(), fetch_page) for each in given.sources)
        story = StoryConfig("replay", given.sources, given.watches, given.excludes)
        _look_over(story, read, _at_option)
        return Rules(story, read, given.threshold)
    config = read_config(ctx)
    name = the_story(config, given.story)
    index = [each.name for each in config.stories].index(name)
    story = replace(config.stories[index], feeds=())  # an archive is read whole
    place: Callable[[str, str], Fault] = lambda key, why: config.fault(("story", index, key), why)  # noqa: E731
    if given.watches or given.excludes:
        watch, exclude = given.watches or story.watch, given.excludes or story.exclude
        story = replace(story, watch=watch, exclude=exclude)
        place = _at_option
    read = tuple(read_source(each, config.path.parent, fetch_page) for each in story.sources)
    _look_over(story, read, place)
    return Rules(story, read, given.threshold)


def _at_option(key: str, sentence: str) -> Fault:
    return Fault(PurePath(f"--{key}"), None, sentence)


def _look_over(
    story: StoryConfig, sources: tuple[SourceArticle, ...], place: Callable[[str, str], Fault]
) -> None:
    """Warn of each watch that the sources do not match; raise ConfigError for what is no query."""
    queries = [("watch", each) for each in story.watch]
    queries += [("exclude", each) for each in story.exclude]
    if faults := [place(key, why) for key, each in queries if (why := fault_of(each))]:
        raise ConfigError(faults)
    for each in story.watch:
        if why := doubt_of(each, sources):
            screen.complain(f"warning: {place('watch', why)}")
