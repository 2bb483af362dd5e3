"""Puts a configuration together: its source articles and stories, and all its faults. I/O."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.alerts.credentials import read_secret, web_fault
from monitor.alerts.layout import read_layout
from monitor.alerts.opening import channel_faults
from monitor.config import Config
from monitor.config.values import guarded_address
from monitor.daemon.heartbeat import Heartbeat
from monitor.daemon.judge import judge_fault
from monitor.daemon.metrics.file import metrics_fault
from monitor.daemon.state_owner import foreign
from monitor.errors import ConfigError, Fault, MonitorError, SendError, SourceError, StoreError
from monitor.feeds.fetch import FetchResult, fetch
from monitor.model import SourceArticle
from monitor.net.addresses import blocked
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.stories import Stories, Stream, engine_of
from monitor.stories.own_tests import failed_tests
from monitor.stories.sources import read_sources
from monitor.stories.verdicts import feedback_of
from monitor.stories.watches import doubt_of, fault_of
from monitor.story.topic import CATCHING_UP, MOST_KEPT


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a configuration, what is probably not meant, what its tests say, what it reads."""

    faults: list[Fault]
    doubts: list[Fault] = field(default_factory=list)
    failed_tests: list[Fault] = field(default_factory=list)
    sources: Mapping[str, list[SourceArticle]] = field(default_factory=dict)  # by story


def story_sources(
    config: Config, stored: Mapping[str, list[SourceArticle]]
) -> dict[str, list[SourceArticle]]:
    """Read the source articles of every story; raise ConfigError naming all that have no text."""

    def fetch_page(address: str) -> FetchResult:
        return fetch(address, config.fetch)

    found: dict[str, list[SourceArticle]] = {}
    faults: list[Fault] = []
    for index, story in enumerate(config.stories):
        found[story.name] = []
        for source in story.sources:
            try:
                found[story.name] += read_sources(
                    [source], config.path.parent, stored.get(story.name, []), fetch_page
                )
            except SourceError as error:
                faults.append(config.fault(("story", index, "sources"), str(error)))
    if faults:
        raise ConfigError(faults)
    return found


def load_stories(config: Config, store: Store, now: datetime) -> Stories:
    """Read the sources, store them, and build every story up to what its reader was told."""
    stored = {story.name: store.sources(story.name) for story in config.stories}
    sources = story_sources(config, stored)
    polled = store.stream.polled(now - CATCHING_UP, MOST_KEPT)
    engines, stream = {}, Stream.restored(store.stream.days(), polled)
    for story in config.stories:
        for source in sources[story.name]:
            if source not in stored[story.name]:
                store.put_source(story.name, source, now)
        engine = engine_of(story, sources[story.name], store.followed_since(story.name), stream)
        for item, development, decided in store.stream.told(story.name):
            engine.tell(item, development, decided)
        for item in store.stream.heard(story.name, now - CATCHING_UP):
            engine.recall(item)
        for read in store.articles_read.of(story.name):
            engine.read(read.article, read.added)
        for item in store.stream.confirmed(story.name):
            engine.confirm(item)
        for item, likely in store.stream.rejected(story.name):
            engine.reject(item, likely)
        engine.feedback = feedback_of(store.labels.said(story.name))
        engines[story.name] = (story, engine)
    return Stories(engines, store.next_development(), config.backlog, stream)


def heartbeat(config: Config, environ: Mapping[str, str]) -> Heartbeat | None:
    """Return what pings after good rounds, or None where nothing is configured; to be closed."""
    settings = config.heartbeat
    if settings is None:
        return None
    return Heartbeat(
        lambda: _heartbeat_address(config, environ), settings.every, failures=settings.failures
    )


def _heartbeat_address(config: Config, environ: Mapping[str, str]) -> str:
    """Read the address to ping; raise SendError where its file cannot be used."""
    settings = config.heartbeat
    assert settings is not None  # noqa: S101 - the caller asked
    given = settings.url or read_secret(config, settings.url_file, environ)
    try:
        return guarded_address(given)
    except ValueError as error:
        sentence = f"the file {settings.url_file} must hold {error}."
        raise SendError(sentence, permanent=False) from None


def _heartbeat_fault(config: Config, environ: Mapping[str, str]) -> str | None:
    if config.heartbeat is None or not config.heartbeat.url_file:
        return None
    try:
        _heartbeat_address(config, environ)
    except SendError as error:
        return str(error)
    return None


def check(config: Config, environ: Mapping[str, str]) -> list[Fault]:
    """Return every fault that only shows when the configuration meets the world."""
    return look_over(config, environ).faults


def look_over(config: Config, environ: Mapping[str, str]) -> Findings:
    """Return what `check` returns, and the doubts where the sources could be read.

    Raises StoreError where nothing is at fault but a disk that is read-only now.
    """
    faults: list[Fault] = []
    for index, story in enumerate(config.stories):
        urgent = story.when.urgent
        rule = (urgent.query,) if urgent and urgent.query else ()
        for key, queries in (("watch", story.watch), ("exclude", story.exclude), ("urgent", rule)):
            for query in queries:
                sentence = fault_of(query)
                faults += [config.fault(("story", index, key), sentence)] if sentence else []
    faults += channel_faults(config, environ)
    for where, fault in (
        (("web", "password_file"), web_fault(config, environ)),
        (("heartbeat", "url_file"), _heartbeat_fault(config, environ)),
        (("judge", "key_file"), judge_fault(config, environ)),
        (("metrics", "file"), metrics_fault(config.metrics) if config.metrics else None),
        (("state",), _state_fault(config.state) or foreign(config)),
        ((), _layout_fault(config.templates)),
    ):
        if fault:
            faults.append(config.fault(where, fault))
    try:
        sources = story_sources(config, _stored(config, faults))
    except ConfigError as error:
        return Findings([*faults, *error.faults])
    if faults:
        return Findings(faults)
    if passing := _of_disk(config.state):
        raise passing
    return Findings([], _doubts(config, sources), list(failed_tests(config, sources)), sources)


def _stored(config: Config, faults: Sequence[Fault]) -> dict[str, list[SourceArticle]]:
    """Return the articles that the database holds; none where it is broken beside other faults."""
    try:
        return {story.name: Views(config.database).sources(story.name) for story in config.stories}
    except StoreError as error:  # after a kill its log must be taken up, which wants to write
        if faults:
            return {}
        raise (_of_disk(config.state) or error) from error


def _of_disk(state: Path) -> StoreError | None:
    """What is no fault of the configuration: systemd is to start the daemon again, until it passes."""
    sentence = f"the state directory {state} is on a read-only file system."
    return StoreError(sentence) if _is_read_only(state) else None


def _layout_fault(folder: Path) -> str | None:
    try:
        read_layout(folder)
    except MonitorError as error:
        return str(error)
    return None


def _state_fault(state: Path) -> str | None:
    """Return why the state directory could not be written, or None; makes nothing."""
    existing = _existing(state)
    if not existing.is_dir():
        return f"the state directory {state} cannot be made: {existing} is a file."
    if not os.access(existing, os.W_OK | os.X_OK) and not _is_read_only(state):
        return f"the state directory {state} cannot be written by this user."
    return None


def _open_to_others(config: Config) -> Iterator[str]:
    """Yield that others can read the database: what somebody follows is nobody else's to know.

    What is made now is closed; an older version made it open.
    """
    database = config.database
    if not database.exists() or not database.stat().st_mode & stat.S_IROTH:
        return
    if config.state.stat().st_mode & stat.S_IXOTH:
        yield f"the database {database} can be read by others; run: chmod -R go= {config.state}"


def _is_read_only(state: Path) -> bool:
    return bool(os.statvfs(_existing(state)).f_flag & os.ST_RDONLY)


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())


def _doubts(config: Config, sources: Mapping[str, list[SourceArticle]]) -> list[Fault]:
    return [
        *(config.fault(("state",), sentence) for sentence in _open_to_others(config)),
        *watch_doubts(config, sources),
        *(
            config.fault(("feed", index, "url"), sentence)
            for index, feed in enumerate(config.feeds)
            if (sentence := blocked(feed.url, config.fetch.allow_private))
        ),
    ]


def watch_doubts(config: Config, sources: Mapping[str, list[SourceArticle]]) -> list[Fault]:
    """Return the watches that match none of their own story's `sources`."""
    return [
        config.fault(("story", index, "watch"), sentence)
        for index, story in enumerate(config.stories)
        for query in story.watch
        if (sentence := doubt_of(query, sources.get(story.name, []), story.name))
    ]
