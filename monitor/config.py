"""config/*.toml → Config; every fault at once, with file, line and what to do. I/O."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import getaddresses
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from monitor.errors import ConfigError, Fault
from monitor.model import Feed
from monitor.toml_lines import TomlLines

T = TypeVar("T")

SECURITY_MODES = ("starttls", "tls", "none")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
LONGEST_DURATION = timedelta(days=3650)
EXPECTATIONS = ("development", "known", "unrelated")


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """How feeds and pages are fetched."""

    timeout: timedelta = timedelta(seconds=20)  # the whole of one fetch
    max_bytes: int = 10_000_000  # decoded
    allow_private: tuple[str, ...] = ()  # host or host:port
    workers: int = 8


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Where alerts go; without a server, to a Maildir in the state directory."""

    server: str | None = None
    port: int = 587
    security: str = "starttls"
    username: str | None = None
    password_file: str | None = None
    sender: str = "News Monitor <news-monitor@localhost>"


@dataclass(frozen=True, slots=True)
class StoryTest:
    """An item and the verdict that the story's settings must give it."""

    title: str
    summary: str
    expect: str


@dataclass(frozen=True, slots=True)
class StoryConfig:
    """A story as configured: paths and queries still to be read."""

    name: str
    sources: tuple[str, ...]
    watch: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()  # tags; empty: all feeds
    to: tuple[str, ...] = ()
    tests: tuple[StoryTest, ...] = ()

    def follows(self, feed: Feed) -> bool:
        """Whether items of `feed` are read for this story."""
        return not self.feeds or bool(set(self.feeds) & set(feed.tags))


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration without a fault of its own."""

    path: Path
    state: Path
    fetch: FetchConfig
    mail: MailConfig
    stories: tuple[StoryConfig, ...]
    feeds: tuple[Feed, ...]
    backlog: timedelta = timedelta(hours=24)
    lines: TomlLines = field(default_factory=TomlLines, repr=False, compare=False)

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.state / "news-monitor.db"

    @property
    def maildir(self) -> Path:
        """Where mails are put when no server is configured."""
        return self.state / "Maildir"

    def story(self, name: str) -> StoryConfig | None:
        """Return the story called `name`, or None."""
        return next((story for story in self.stories if story.name == name), None)

    def fault(self, where: tuple[str | int, ...], sentence: str) -> Fault:
        """Make a fault that points at the line of the key path `where`."""
        return Fault(self.path, self.lines.find(where), sentence)


def search_paths(environ: Mapping[str, str], cwd: Path) -> list[Path]:
    """List where a configuration is looked for, first match wins."""
    config_home = Path(environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
    paths = [
        cwd / "monitor.toml",
        cwd / "config" / "monitor.toml",
        config_home / "news-monitor" / "monitor.toml",
        Path("/etc/news-monitor/monitor.toml"),
    ]
    if chosen := environ.get("NEWS_MONITOR_CONFIG"):
        paths = [Path(chosen)]
    return paths


def find_config(given: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the configuration file to use; raise ConfigError where there is none."""
    candidates = [given] if given else search_paths(environ, cwd)
    for path in candidates:
        if path.is_file():
            return path
    if given or environ.get("NEWS_MONITOR_CONFIG"):
        raise ConfigError([Fault(candidates[0], None, "there is no such configuration file.")])
    looked = ", ".join(str(path) for path in candidates)
    sentence = f"no configuration found (looked for {looked}); name one with --config."
    raise ConfigError([Fault(cwd, None, sentence)])


def default_state(environ: Mapping[str, str]) -> Path:
    """Return where state lives when the configuration does not say."""
    if given := environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0])
    state_home = environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser()
    return Path(state_home) / "news-monitor"


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration at `path`; raise ConfigError with every fault in it."""
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
    if reader.faults:
        raise ConfigError(sorted(reader.faults, key=lambda fault: fault.line or 0))
    return config


# --- values --------------------------------------------------------------------------------------

_DURATION_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SIZE_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}


def parse_duration(text: str) -> timedelta:
    """Read `90s`, `10m`, `2h`, `3d` or `1w`; raise ValueError otherwise."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", text)
    if not found:
        raise ValueError('a time such as "20s", "10m", "2h" or "3d"')
    seconds = float(found[1]) * _DURATION_UNITS[found[2]]
    if seconds > LONGEST_DURATION.total_seconds():
        raise ValueError(f"a time of at most {LONGEST_DURATION.days}d")
    return timedelta(seconds=seconds)


def parse_size(text: str) -> int:
    """Read `500KB` or `10MB` (powers of ten) into bytes; raise ValueError otherwise."""
    found = re.fullmatch(r"\s*(\d{1,12})\s*([kKmMgG]?[bB]?)\s*", text)
    if not found or found[2].upper() not in _SIZE_UNITS:
        raise ValueError('a size such as "500KB" or "10MB"')
    return int(found[1]) * _SIZE_UNITS[found[2].upper()]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes that is not empty")
    return value.strip()


def _file_path(value: Any) -> Path:
    try:
        return Path(_text(value)).expanduser()
    except RuntimeError as error:
        raise ValueError("a path; there is no such user") from error


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError('a list of texts such as ["one", "two"]')
    return tuple(v.strip() for v in value)


def _duration(value: Any) -> timedelta:
    duration = parse_duration(value if isinstance(value, str) else "")
    if duration <= timedelta(0):
        raise ValueError("a time longer than nothing")
    return duration


def _size(value: Any) -> int:
    size = parse_size(value if isinstance(value, str) else "")
    if size == 0:
        raise ValueError("a size larger than nothing")
    return size


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return read


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError("one of " + ", ".join(f'"{word}"' for word in words))
        return str(value)

    return read


def _address(value: Any) -> str:
    text = _text(value)
    found = getaddresses([text])
    is_one = len(found) == 1 and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", found[0][1])
    if not is_one or not text.isprintable():
        raise ValueError('a mail address such as "desk@example.org"')
    return text


def _addresses(value: Any) -> tuple[str, ...]:
    return tuple(_address(each) for each in _texts(value))


def _web_address(value: Any) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        has_host = False
    if not has_host or parts.scheme not in ("http", "https") or re.search(r"[\s\x00-\x1f]", text):
        raise ValueError('an address that begins with "https://" or "http://"')
    return text


def _story_name(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[\w][\w.-]{0,63}", text):
        raise ValueError("a short name of letters, digits, '-', '_' and '.'")
    return text


# --- the reader ----------------------------------------------------------------------------------


class _Table:
    """One table of the document: hands out its keys and notes every fault."""

    def __init__(self, reader: _Reader, where: tuple[str | int, ...], values: Any) -> None:
        self.reader = reader
        self.where = where
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(values, dict):
            self.fault("", f"[{where[0]}] must be a table.")

    def fault(self, key: str, sentence: str) -> None:
        self.reader.fault((*self.where, key) if key else self.where, sentence)

    def get(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Return the value at `key` as `read` understands it; `default` where there is none."""
        self.asked.add(key)
        if key not in self.values:
            return default
        try:
            return read(self.values[key])
        except ValueError as error:
            given = str(self.values[key])
            shown = given if len(given) <= 60 else given[:57] + "..."
            self.fault(key, f"`{key}` must be {error}, not {shown!r}.")
            return default

    def need(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """Like `get`, for a key that must be there."""
        if key not in self.values:
            self.fault("", f"{self.title} needs `{key}`.")
        return self.get(key, read, default)

    @property
    def title(self) -> str:
        name = self.values.get("name") or self.values.get("url")
        kind = ".".join(part for part in self.where if isinstance(part, str))
        return f"the {kind} {name!r}" if isinstance(name, str) else f"this [[{kind}]]"

    def tables(self, key: str) -> list[_Table]:
        """Return the tables of an array of tables such as [[feed]]."""
        self.asked.add(key)
        rows = self.values.get(key, [])
        if not isinstance(rows, list):
            self.fault(key, f"write [[{key}]] with two brackets: there can be several.")
            rows = []
        return [_Table(self.reader, (*self.where, key, i), row) for i, row in enumerate(rows)]

    def table(self, key: str) -> _Table:
        self.asked.add(key)
        return _Table(self.reader, (*self.where, key), self.values.get(key, {}))

    def finish(self) -> None:
        """Note every key that nobody asked for, with the one that was probably meant."""
        for key in self.values.keys() - self.asked:
            near = difflib.get_close_matches(key, self.asked, n=1, cutoff=0.6)
            hint = f"; did you mean `{near[0]}`?" if near else "."
            self.fault(key, f"there is no setting `{key}` here{hint}")


class _Reader:
    """Turns a parsed document into a Config and gathers its faults."""

    def __init__(self, path: Path, lines: TomlLines) -> None:
        self.path = path
        self.lines = lines
        self.faults: list[Fault] = []

    def fault(self, where: tuple[str | int, ...], sentence: str) -> None:
        self.faults.append(Fault(self.path, self.lines.find(where), sentence))

    def config(self, document: dict[str, Any], state: Path) -> Config:
        top = _Table(self, (), document)
        given_state = top.get("state", _file_path, None)
        config = Config(
            path=self.path,
            state=self.path.parent / given_state if given_state else state,
            fetch=self._fetch(top.table("fetch")),
            mail=self._mail(top.table("mail")),
            stories=tuple(self._story(table) for table in top.tables("story")),
            feeds=tuple(self._feed(table) for table in top.tables("feed")),
            backlog=top.get("backlog", _duration, timedelta(hours=24)),
            lines=self.lines,
        )
        top.finish()
        self._relations(config)
        return config

    def _fetch(self, table: _Table) -> FetchConfig:
        default = FetchConfig()
        fetch = FetchConfig(
            timeout=table.get("timeout", _duration, default.timeout),
            max_bytes=table.get("max_bytes", _size, default.max_bytes),
            allow_private=table.get("allow_private", _texts, default.allow_private),
            workers=table.get("workers", _whole(1, 64), default.workers),
        )
        table.finish()
        return fetch

    def _mail(self, table: _Table) -> MailConfig:
        default = MailConfig()
        mail = MailConfig(
            server=table.get("server", _text, None),
            port=table.get("port", _whole(1, 65_535), default.port),
            security=table.get("security", _one_of(SECURITY_MODES), default.security),
            username=table.get("username", _text, None),
            password_file=table.get("password_file", _text, None),
            sender=table.get("from", _address, default.sender),
        )
        table.finish()
        if mail.security == "none" and mail.server and mail.server not in LOOPBACK_HOSTS:
            table.fault("security", '`security = "none"` is for a server on this machine only.')
        if mail.username and not mail.password_file:
            table.fault("username", "`username` needs `password_file`.")
        if mail.server and "from" not in table.values:
            table.fault("server", "with a `server`, [mail] needs `from`, the sender's address.")
        return mail

    def _story(self, table: _Table) -> StoryConfig:
        story = StoryConfig(
            name=table.need("name", _story_name, ""),
            sources=table.need("sources", _texts, ()),
            watch=table.get("watch", _texts, ()),
            exclude=table.get("exclude", _texts, ()),
            feeds=table.get("feeds", _texts, ()),
            to=table.get("to", _addresses, ()),
            tests=tuple(self._story_test(test) for test in table.tables("test")),
        )
        if "sources" in table.values and not story.sources:
            table.fault("sources", f"{table.title} needs at least one source article.")
        table.finish()
        return story

    def _story_test(self, table: _Table) -> StoryTest:
        test = StoryTest(
            title=table.need("title", _text, ""),
            summary=table.get("summary", _text, ""),
            expect=table.need("expect", _one_of(EXPECTATIONS), EXPECTATIONS[0]),
        )
        table.finish()
        return test

    def _feed(self, table: _Table) -> Feed:
        url = table.need("url", _web_address, "")
        feed = Feed(
            url=url,
            name=table.get("name", _text, urlsplit(url).hostname or url),
            tags=table.get("tags", _texts, ()),
            every=table.get("every", _duration, timedelta(minutes=15)),
        )
        table.finish()
        return feed

    def _relations(self, config: Config) -> None:
        """Note what is wrong between tables: doubles, tags that nothing carries."""
        if not config.stories:
            self.fault((), "there is no [[story]]: nothing to follow.")
        if not config.feeds:
            self.fault((), "there is no [[feed]]: nothing to poll.")
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
                    self.fault(
                        ("story", index),
                        f"the story {story.name!r} needs `to`: who gets its mails?",
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
