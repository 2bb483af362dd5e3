"""A TOML document → Config, or every fault in it with its line and what to do. I/O."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from monitor.config import values
from monitor.config.places import default_state
from monitor.config.settings import Config, FetchConfig, MailConfig, StoryConfig, StoryTest
from monitor.config.toml_lines import KeyPath, TomlLines
from monitor.errors import ConfigError, Fault
from monitor.model import Feed

T = TypeVar("T")

SECURITY_MODES = ("starttls", "tls", "none")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
EXPECTATIONS = ("development", "known", "unrelated")


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration at `path`; raise ConfigError with every fault in it."""
    config, faults = examine(path, environ)
    if faults:
        raise ConfigError(faults)
    return config


def examine(path: Path, environ: Mapping[str, str] | None = None) -> tuple[Config, list[Fault]]:
    """Read the configuration at `path` as far as it can be read, and every fault in it.

    What has a fault is left at its default. Raise ConfigError where nothing can be read.
    """
    environ = os.environ if environ is None else environ
    try:
        text = path.read_bytes().decode()
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(path, None, "the file is not UTF-8 text.")]) from error
    except OSError as error:
        sentence = f"the file cannot be read: {error.strerror}."
        raise ConfigError([Fault(path, None, sentence)]) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1  # at the end
        sentence = f"not valid TOML: {re.sub(r' *[(]at .*', '', str(error))}."
        raise ConfigError([Fault(path, line, sentence)]) from error
    reader = _Reader(path, TomlLines.of(text))
    config = reader.config(document, default_state(environ))
    return config, sorted(reader.faults, key=lambda fault: fault.line or 0)


class _Table:
    """One table of the document: hands out its keys and notes every fault."""

    def __init__(self, reader: _Reader, where: tuple[str | int, ...], given: Any) -> None:
        self.reader = reader
        self.where = where
        self.given: dict[str, Any] = given if isinstance(given, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(given, dict):
            self.fault("", f"[{where[0]}] must be a table.")

    def fault(self, key: str, sentence: str) -> None:
        self.reader.fault((*self.where, key) if key else self.where, sentence)

    def get(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Return the value at `key` as `read` understands it; `default` where there is none."""
        self.asked.add(key)
        if key not in self.given:
            return default
        try:
            return read(self.given[key])
        except ValueError as error:
            shown_value = str(self.given[key])
            shown = shown_value if len(shown_value) <= 60 else shown_value[:57] + "..."
            self.fault(key, f"`{key}` must be {error}, not {shown!r}.")
            return default

    def need(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Like `get`, for a key that must be there."""
        self.require(key, f"{self.title} needs `{key}`.")
        return self.get(key, read, default)

    def require(self, key: str, sentence: str, *, at: str = "") -> None:
        """Note a fault where `key` is not given: at the table, or at its key `at`."""
        if key not in self.given:
            self.reader.require(
                (*self.where, key), (*self.where, at) if at else self.where, sentence
            )

    @property
    def title(self) -> str:
        name = self.given.get("name") or self.given.get("url")
        kind = ".".join(part for part in self.where if isinstance(part, str))
        return f"the {kind} {name!r}" if isinstance(name, str) else f"this [[{kind}]]"

    def tables(self, key: str) -> list[_Table]:
        """Return the tables of an array of tables such as [[feed]]."""
        self.asked.add(key)
        rows = self.given.get(key, [])
        if not isinstance(rows, list):
            self.fault(key, f"write [[{key}]] with two brackets: there can be several.")
            self.reader.meant.add((*self.where, key))
            rows = []
        return [_Table(self.reader, (*self.where, key, i), row) for i, row in enumerate(rows)]

    def table(self, key: str) -> _Table:
        self.asked.add(key)
        return _Table(self.reader, (*self.where, key), self.given.get(key, {}))

    def finish(self) -> None:
        """Note every key that nobody asked for, with the one that was probably meant."""
        for key in self.given.keys() - self.asked:
            near = difflib.get_close_matches(key, self.asked, n=1, cutoff=0.6)
            self.reader.meant.update((*self.where, name) for name in near)
            hint = f"; did you mean `{near[0]}`?" if near else "."
            self.fault(key, f"there is no setting `{key}` here{hint}")


class _Reader:
    """Turns a parsed document into a Config and gathers its faults."""

    def __init__(self, path: Path, lines: TomlLines) -> None:
        self.path = path
        self.lines = lines
        self.faults: list[Fault] = []
        self.meant: set[KeyPath] = set()  # what misspelt keys were probably meant to be
        self.missing: list[tuple[KeyPath, KeyPath, str]] = []

    def fault(self, where: KeyPath, sentence: str) -> None:
        self.faults.append(Fault(self.path, self.lines.find(where), sentence))

    def require(self, key: KeyPath, where: KeyPath, sentence: str) -> None:
        """Note a fault at `where` once all is read, unless `key` is there under a misspelt name."""
        self.missing.append((key, where, sentence))

    def config(self, document: dict[str, Any], state: Path) -> Config:
        top = _Table(self, (), document)
        given_state = top.get("state", values.file_path, None)
        config = Config(
            path=self.path,
            state=self.path.parent / given_state if given_state else state,
            fetch=self._fetch(top.table("fetch")),
            mail=self._mail(top.table("mail")),
            stories=tuple(self._story(table) for table in top.tables("story")),
            feeds=tuple(self._feed(table) for table in top.tables("feed")),
            backlog=top.get("backlog", values.duration, timedelta(hours=24)),
            lines=self.lines,
        )
        top.finish()
        self._relations(config)
        for key, where, sentence in self.missing:
            if key not in self.meant:
                self.fault(where, sentence)
        return config

    def _fetch(self, table: _Table) -> FetchConfig:
        default = FetchConfig()
        fetch = FetchConfig(
            timeout=table.get("timeout", values.duration, default.timeout),
            max_bytes=table.get("max_bytes", values.size, default.max_bytes),
            allow_private=table.get("allow_private", values.texts, default.allow_private),
            workers=table.get("workers", values.whole(1, 64), default.workers),
            at_least_every=table.get("at_least_every", values.duration, default.at_least_every),
        )
        table.finish()
        return fetch

    def _mail(self, table: _Table) -> MailConfig:
        default = MailConfig()
        mail = MailConfig(
            server=table.get("server", values.text, None),
            port=table.get("port", values.whole(1, 65_535), default.port),
            security=table.get("security", values.one_of(SECURITY_MODES), default.security),
            username=table.get("username", values.text, None),
            password_file=table.get("password_file", values.text, None),
            sender=table.get("from", values.mail_address, default.sender),
            operator=table.get("operator", values.mail_addresses, default.operator),
        )
        table.finish()
        if mail.security == "none" and mail.server and mail.server not in LOOPBACK_HOSTS:
            table.fault("security", '`security = "none"` is for a server on this machine only.')
        if mail.username and not mail.password_file:
            table.require("password_file", "`username` needs `password_file`.", at="username")
        if mail.server:
            sentence = "with a `server`, [mail] needs `from`, the sender's address."
            table.require("from", sentence, at="server")
        return mail

    def _story(self, table: _Table) -> StoryConfig:
        story = StoryConfig(
            name=table.need("name", values.story_name, ""),
            sources=table.need("sources", values.texts, ()),
            watch=table.get("watch", values.texts, ()),
            exclude=table.get("exclude", values.texts, ()),
            feeds=table.get("feeds", values.texts, ()),
            to=table.get("to", values.mail_addresses, ()),
            aliases=table.get("aliases", values.aliases, ()),
            tests=tuple(self._story_test(test) for test in table.tables("test")),
        )
        if "sources" in table.given and not story.sources:
            table.fault("sources", f"{table.title} needs at least one source article.")
        table.finish()
        return story

    def _story_test(self, table: _Table) -> StoryTest:
        test = StoryTest(
            title=table.need("title", values.text, ""),
            summary=table.get("summary", values.text, ""),
            expect=table.need("expect", values.one_of(EXPECTATIONS), EXPECTATIONS[0]),
        )
        table.finish()
        return test

    def _feed(self, table: _Table) -> Feed:
        url = table.need("url", values.web_address, "")
        feed = Feed(
            url=url,
            name=table.get("name", values.text, urlsplit(url).hostname or url),
            tags=table.get("tags", values.texts, ()),
            every=table.get("every", values.duration, timedelta(minutes=15)),
            full_text=table.get("full_text", values.yes_or_no, True),
        )
        table.finish()
        return feed

    def _relations(self, config: Config) -> None:
        """Note what is wrong between tables: doubles, tags that nothing carries."""
        if not config.stories:
            self.require(("story",), (), "there is no [[story]]: nothing to follow.")
        if not config.feeds:
            self.require(("feed",), (), "there is no [[feed]]: nothing to poll.")
        for kind, names in (
            ("story", [story.name for story in config.stories]),
            ("feed", [feed.url for feed in config.feeds]),
        ):
            for index, name in enumerate(names):
                if name and name in names[:index]:
                    self.fault((kind, index), f"the {kind} {name!r} is there twice.")
        if config.mail.server:
            for index, story in enumerate(config.stories):
                if not story.to:
                    self.require(
                        ("story", index, "to"),
                        ("story", index),
                        f"the story {story.name!r} needs `to`, because [mail] has a server:"
                        " who gets its mails?",
                    )
        self._tags(config)

    def _tags(self, config: Config) -> None:
        """Note the tags of stories that no feed carries."""
        tags = {tag for feed in config.feeds for tag in feed.tags}
        for index, story in enumerate(config.stories):
            for tag in story.feeds:
                if tag not in tags:
                    near = difflib.get_close_matches(tag, tags, n=1)
                    hint = f"; did you mean {near[0]!r}?" if near else "."
                    self.fault(("story", index, "feeds"), f"no feed carries the tag {tag!r}{hint}")
