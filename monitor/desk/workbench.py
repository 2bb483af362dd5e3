"""A story's watches, exclusions and source changed: what would come and go, and the change kept. I/O."""

from __future__ import annotations

import hashlib
import os
import signal
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import tomlkit
from tomlkit.items import Array, Table

from monitor.config import Config, StoryConfig
from monitor.config.editing import rewrite, unwritable
from monitor.config.toml_lines import TomlLines
from monitor.config.whole_file import replace_file
from monitor.daemon.state_lock import running
from monitor.desk.again import Begin, decide_again
from monitor.desk.beginning import check_world
from monitor.errors import MonitorError
from monitor.model import Item, SourceArticle
from monitor.store.past import Past, read_past, since_latest
from monitor.store.reasons import Reasons
from monitor.store.views import Views
from monitor.stories import Ruling, Stories, engine_of
from monitor.stories.sources import is_address, read_pasted
from monitor.stories.verdicts import feedback_of
from monitor.stories.watches import doubt_of, fault_of
from monitor.story import Engine

_CANNOT = "the configuration is written in a way that cannot be edited here; edit the file itself."
TRIED = 2_000  # of the latest decisions: deciding them twice takes some seconds


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader wrote into the workbench; `texts` are those of sources that are files."""

    watch: tuple[str, ...]
    exclude: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that becomes a mail by one set of rules and not by the other, and why."""

    item: Item
    comes: bool
    now: str  # the reason by the draft
    before: str  # and by what is configured


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would do with what is stored, beside what is configured."""

    tried: int
    moved: tuple[Moved, ...]
    mails: int  # by the draft
    mails_before: int


def version(text: str) -> str:
    """Return what tells one text of a configuration from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def own_sources(config: Config, story: StoryConfig) -> dict[str, str]:
    """Return the texts of the sources that are files and can be edited, by what they are called."""
    found: dict[str, str] = {}
    for name in story.sources:
        if not is_address(name):
            with suppress(OSError, UnicodeDecodeError):
                found[name] = (config.path.parent / name).read_text("utf-8-sig")
    return found


def faults_of(draft: Draft) -> dict[str, str]:
    """Return what is wrong with a draft, by its field: `watch`, `exclude`, or the name of a source."""
    found = {
        key: "\n".join(faults)
        for key, queries in (("watch", draft.watch), ("exclude", draft.exclude))
        if (faults := [_sentence(fault) for each in queries if (fault := fault_of(each))])
    }
    for name, text in draft.texts.items():
        try:
            read_pasted(text.encode(), "the article")
        except MonitorError as error:
            found[name] = _sentence(str(error))
    return found


def doubts_of(draft: Draft, sources: Sequence[SourceArticle], story: str) -> list[str]:
    """Return what is probably not meant: watches that the sources do not match."""
    found = (doubt_of(each, sources, story) for each in draft.watch)
    return [_sentence(each) for each in found if each]


def sources_of(
    views: Views, config: Config, story: StoryConfig, draft: Draft
) -> list[SourceArticle]:
    """Return the source articles of a story as a draft has them."""
    stored = {each.address: each for each in views.sources(story.name)}
    found = []
    for name in story.sources:
        if name in draft.texts:
            read = read_pasted(draft.texts[name].encode(), "the article")
            found.append(replace(read, address=name))
        elif name in stored:
            found.append(stored[name])
        elif not is_address(name):
            text = (config.path.parent / name).read_text("utf-8-sig")
            found.append(replace(read_pasted(text.encode()), address=name))
    return found


def preview(views: Views, config: Config, story: StoryConfig, draft: Draft) -> Preview:
    """Decide the latest of what is stored by what is configured and by a draft; return the difference."""
    before = Draft(story.watch, story.exclude)
    since = since_latest(views, story.name, TRIED)
    kept = list(read_past(views, story.name, since))
    rulings = [
        _by_item(kept, _begin(views, config, story, each), since) for each in (before, draft)
    ]
    old, new = rulings
    moved = [
        Moved(
            ruling.item, ruling.is_alert, ruling.reason,
            old[key].reason if key in old else "It was not decided.",
        )
        for key, ruling in new.items()
        if ruling.is_alert is not (key in old and old[key].is_alert)
    ]  # fmt: skip
    count = Counter(
        name for name, found in (("old", old), ("new", new)) for r in found.values() if r.is_alert
    )
    return Preview(len(new), tuple(moved[::-1]), count["new"], count["old"])


@dataclass(frozen=True, slots=True)
class _Decided:
    item: Item
    is_alert: bool
    reason: str


def _by_item(
    kept: Sequence[Past], begin: Begin, since: datetime | None
) -> dict[tuple[str, int], _Decided]:
    return {
        (each.item.id, each.revision): _decided(each.item, ruling)
        for each, ruling in decide_again(kept, begin, since)
    }


def _decided(item: Item, ruling: Ruling) -> _Decided:
    return _Decided(item, ruling.is_alert, ruling.decision.reason)


def _begin(views: Views, config: Config, story: StoryConfig, draft: Draft) -> Begin:
    ruled = replace(story, watch=draft.watch, exclude=draft.exclude, feeds=())
    sources = sources_of(views, config, story, draft)

    def begin(first: datetime | None) -> tuple[Stories, Engine]:
        engine = engine_of(ruled, sources, first)
        engine.feedback = feedback_of(Reasons(views).said(story.name))
        return Stories.alone(ruled, engine), engine

    return begin


def keep(config: Config, story: StoryConfig, draft: Draft, seen: str) -> Config:
    """Write a draft into the configuration and the files of its sources; return what it says then.

    `seen` is the version of the text from which the draft was made. Comments stay. Raise ConfigError or
    MonitorError, with nothing changed, where another has changed it since, where the result would have
    a fault, or where it cannot be written.
    """
    files = {config.path.parent / name: text for name, text in draft.texts.items()}
    index = [each.name for each in config.stories].index(story.name)
    before: dict[Path, bytes] = {}
    try:
        for path, text in files.items():
            content = f"{text.strip()}\n".encode()
            if path.read_bytes().strip() != content.strip():
                before[path] = path.read_bytes()
                replace_file(path, content, mode=path.stat().st_mode & 0o777)
        return rewrite(config.path, lambda text: _edited(text, index, draft, seen), check_world)
    except OSError as error:
        _put_back(before)
        raise unwritable(next(iter(before), config.path), error) from error
    except BaseException:
        _put_back(before)
        raise


def _put_back(before: Mapping[Path, bytes]) -> None:
    for path, content in before.items():
        replace_file(path, content, mode=path.stat().st_mode & 0o777)


def _edited(text: str, index: int, draft: Draft, seen: str) -> str:
    """Return a configuration with the draft in the place of what its story number `index` has."""
    if version(text) != seen:
        raise MonitorError(
            "the configuration was changed meanwhile; what you wrote stands here still. Look at the"
            " story again in another window, and save it then."
        )
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    first, end = _stretch(lines, index)
    block = tomlkit.parse("".join(lines[first:end]))
    (table,) = block["story"]
    _put(table, "watch", draft.watch)
    _put(table, "exclude", draft.exclude)
    edited = "".join((*lines[:first], tomlkit.dumps(block), *lines[end:]))
    _see_that_nothing_else_changed(text, edited, index, draft)
    return edited


def _stretch(lines: Sequence[str], index: int) -> tuple[int, int]:
    """Return where the own keys of a story stand: from its header to its last key.

    tomlkit is given these lines alone: it does not keep arrays of tables that others stand between.
    """
    found = TomlLines.of("".join(lines)).lines
    if ("story", index) not in found:
        raise MonitorError(_CANNOT)
    first = found["story", index] - 1
    heads = [
        line for path, line in found.items() if _is_table(lines[line - 1]) and line > first + 1
    ]
    end = min(heads, default=len(lines) + 1) - 1
    while lines[end - 1].lstrip()[:1] in ("", "#"):
        end -= 1
    return first, end


def _is_table(line: str) -> bool:
    return line.lstrip().startswith("[")


def _see_that_nothing_else_changed(before: str, after: str, index: int, draft: Draft) -> None:
    """Raise MonitorError where an edit did not do what it should: nothing is written then."""
    try:
        wanted, found = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        wanted, found = {}, None
    else:
        for key, queries in (("watch", draft.watch), ("exclude", draft.exclude)):
            wanted["story"][index].pop(key, None)
            if queries:
                wanted["story"][index][key] = list(queries)
    if wanted != found:
        raise MonitorError(_CANNOT)


def _put(table: Table, key: str, wanted: Sequence[str]) -> None:
    """Let a list say what is wanted; what stays in it, and the comments around it, are left alone."""
    given = table.get(key)
    if given is None or not wanted:
        if wanted:
            table.add(key, _list(wanted))
        elif given is not None:
            table.remove(key)
    elif isinstance(given, Array) and [str(each) for each in given] != list(wanted):
        for index in reversed(range(len(given))):
            if str(given[index]) not in wanted:
                del given[index]
        for index, each in enumerate(wanted):
            if index >= len(given) or str(given[index]) != each:
                given.insert(index, _string(each))
        while len(given) > len(wanted):
            del given[-1]


def _list(wanted: Sequence[str]) -> Array:
    made = tomlkit.array()
    made.extend(_string(each) for each in wanted)
    return made


def _string(text: str) -> tomlkit.items.String:
    """Return a query as a person would write it: literal where it holds quotation marks."""
    is_literal = '"' in text and "'" not in text and text.isprintable()
    return tomlkit.string(text, literal=is_literal)


def lines_of(text: str) -> tuple[str, ...]:
    """Return the queries of a field, one a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def ask_to_reload(config: Config) -> bool:
    """Have the daemon that runs take up what was written; say whether one runs."""
    daemon = running(config.state)
    if daemon is None or daemon.pid is None:
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.kill(daemon.pid, signal.SIGHUP)
        return True
    return False


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
