"""A TOML document → Config, or every fault in it with its line and what to do. I/O."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.config import values
from monitor.config.judge import read_judge
from monitor.config.places import default_state
from monitor.config.settings import (
    Config,
    FetchConfig,
    HeartbeatConfig,
    KeepConfig,
    MailConfig,
    StoryConfig,
    StoryTest,
    WebhookConfig,
    When,
)
from monitor.config.table import FaultLog, Table
from monitor.config.toml_lines import TomlLines
from monitor.config.web import read_web
from monitor.config.when import read_reader, read_when, relate_readers
from monitor.errors import ConfigError, Fault
from monitor.model import Feed

SECURITY_MODES = ("starttls", "tls", "none")
TOLD = ("everything", "important")  # of a story
LONGEST_TIMEOUT = timedelta(minutes=10)  # of a mail server: what RFC 5321 4.5.3.2.6 grants it
_LINE = re.compile(r"\(at line (\d+)")  # of tomllib's messages
_PLACE = re.compile(r"(?<! ) *[(]at .*")
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
        text = path.read_bytes().decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(path, None, "the file is not UTF-8 text.")]) from error
    except OSError as error:
        sentence = f"the file cannot be read: {error.strerror}."
        raise ConfigError([Fault(path, None, sentence)]) from error
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1  # at the end
        sentence = f"not valid TOML: {_PLACE.sub('', str(error))}."
        raise ConfigError([Fault(path, line, sentence)]) from error
    log = FaultLog(path, TomlLines.of(text))
    config = _Reader(log).config(document, default_state(environ))
    return config, sorted(log.faults, key=lambda fault: fault.line or 0)


class _Reader:
    """Turns a parsed document into a Config and notes its faults."""

    def __init__(self, log: FaultLog) -> None:
        self.log = log

    def config(self, document: dict[str, Any], state: Path) -> Config:
        top = Table(self.log, (), document)
        given_state = top.get("state", values.file_path, None)
        general = top.table("when")
        when = read_when(general, When())
        general.finish()
        readers = top.tables("reader")
        config = Config(
            path=self.log.path,
            state=self.log.path.parent / given_state if given_state else state,
            fetch=self._fetch(top.table("fetch")),
            mail=self._mail(top.table("mail")),
            stories=tuple(self._story(table, when) for table in top.tables("story")),
            feeds=tuple(self._feed(table) for table in top.tables("feed")),
            readers=tuple(map(read_reader, readers)),
            backlog=top.get("backlog", values.duration, timedelta(hours=24)),
            webhook=self._webhook(top.table("webhook")) if "webhook" in document else None,
            atom=self._atom(top.table("atom")) if "atom" in document else None,
            apprise_urls=self._apprise(top.table("apprise")) if "apprise" in document else None,
            keep=self._keep(top.table("keep")),
            heartbeat=self._heartbeat(top.table("heartbeat")) if "heartbeat" in document else None,
            metrics=self._metrics(top.table("metrics")) if "metrics" in document else None,
            judge=read_judge(top.table("judge")) if "judge" in document else None,
            web=read_web(top.table("web")) if "web" in document else None,
            lines=self.log.lines,
        )
        top.finish()
        self._relations(config)
        relate_readers(readers, config)
        self.log.finish()
        return config

    def _fetch(self, table: Table) -> FetchConfig:
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

    def _mail(self, table: Table) -> MailConfig:
        default = MailConfig()
        mail = MailConfig(
            server=table.get("server", values.text, None),
            port=table.get("port", values.whole(1, 65_535), default.port),
            security=table.get("security", values.one_of(SECURITY_MODES), default.security),
            username=table.get("username", values.text, None),
            password_file=table.get("password_file", values.text, None),
            sender=table.get("from", values.mail_address, default.sender),
            operator=table.get("operator", values.mail_addresses, default.operator),
            timeout=table.get("timeout", values.duration, default.timeout),
            unsubscribe=table.get("unsubscribe", values.bare_address, default.unsubscribe),
        )
        table.finish()
        if mail.security == "none" and mail.server and mail.server not in values.LOOPBACK_HOSTS:
            table.fault("security", '`security = "none"` is for a server on this machine only.')
        if mail.timeout > LONGEST_TIMEOUT:
            table.fault("timeout", "`timeout` is at most 10m for each answer of the server.")
        if mail.username and not mail.password_file:
            table.require("password_file", "`username` needs `password_file`.", at="username")
        if mail.server:
            sentence = "with a `server`, [mail] needs `from`, the sender's address."
            table.require("from", sentence, at="server")
        return mail

    def _webhook(self, table: Table) -> WebhookConfig:
        webhook = WebhookConfig(
            url=table.need("url", values.web_address, ""),
            secret_file=table.need("secret_file", values.text, ""),
        )
        table.finish()
        parts = urlsplit(webhook.url)
        if parts.scheme == "http" and parts.hostname not in values.LOOPBACK_HOSTS:
            table.fault("url", "a webhook beyond this machine needs https.")
        return webhook

    def _atom(self, table: Table) -> Path:
        file = table.need("file", values.file_path, Path("news.atom"))
        table.finish()
        return self.log.path.parent / file

    def _apprise(self, table: Table) -> str | None:
        file = table.need("urls_file", values.text, "")
        table.finish()
        return file or None

    def _keep(self, table: Table) -> KeepConfig:
        read, default = values.duration_or_forever, KeepConfig()
        keep = KeepConfig(
            unrelated=table.get("unrelated", read, default.unrelated),
            known=table.get("known", read, default.known),
            held=table.get("held", read, default.held),
            reports=table.get("reports", read, default.reports),
            revisions=table.get("revisions", read, default.revisions),
            mails=table.get("mails", read, default.mails),
        )
        table.finish()
        return keep

    def _heartbeat(self, table: Table) -> HeartbeatConfig:
        default = HeartbeatConfig()
        heartbeat = HeartbeatConfig(
            url=table.get("url", values.guarded_address, None, is_secret=True),
            url_file=table.get("url_file", values.text, None),
            every=table.get("every", values.duration, default.every),
            failures=table.get("failures", values.yes_or_no, default.failures),
        )
        table.finish()
        if "url" in table.given and "url_file" in table.given:
            table.fault(
                "url_file", "[heartbeat] has both `url` and `url_file`; remove one of them."
            )
        if "url_file" not in table.given:
            sentence = "[heartbeat] needs `url`, or `url_file`, a file that holds it."
            table.require("url", sentence)
        return heartbeat

    def _metrics(self, table: Table) -> Path:
        file = table.need("file", values.file_path, Path("news-monitor.prom"))
        table.finish()
        return self.log.path.parent / file

    def _story(self, table: Table, when: When) -> StoryConfig:
        story = StoryConfig(
            name=table.need("name", values.story_name, ""),
            sources=table.need("sources", values.texts, ()),
            watch=table.get("watch", values.texts, ()),
            exclude=table.get("exclude", values.texts, ()),
            feeds=table.get("feeds", values.texts, ()),
            to=table.get("to", values.mail_addresses, ()),
            aliases=table.get("aliases", values.aliases, ()),
            tell=table.get("tell", values.one_of(TOLD), "everything"),
            tests=tuple(self._story_test(test) for test in table.tables("test")),
            when=read_when(table, when),
        )
        if "sources" in table.given and not story.sources:
            table.fault("sources", f"{table.title} needs at least one source article.")
        table.finish()
        return story

    def _story_test(self, table: Table) -> StoryTest:
        test = StoryTest(
            title=table.need("title", values.text, ""),
            summary=table.get("summary", values.text, ""),
            content=table.get("content", values.text, ""),
            expect=table.need("expect", values.one_of(EXPECTATIONS), EXPECTATIONS[0]),
        )
        table.finish()
        return test

    def _feed(self, table: Table) -> Feed:
        found = Feed.at(
            table.need("url", values.web_address, ""),
            table.get("name", values.text, ""),
            table.get("tags", values.texts, ()),
        )
        feed = replace(
            found,
            every=table.get("every", values.duration, timedelta(minutes=15)),
            full_text=table.get("full_text", values.yes_or_no, True),
        )
        table.finish()
        return feed

    def _relations(self, config: Config) -> None:
        """Note what is wrong between tables: doubles, tags that nothing carries."""
        if not config.stories:
            self.log.require(("story",), (), "there is no [[story]]: nothing to follow.")
        if not config.feeds:
            self.log.require(("feed",), (), "there is no [[feed]]: nothing to poll.")
        for kind, names in (
            ("story", [story.name for story in config.stories]),
            ("feed", [feed.url for feed in config.feeds]),
        ):
            for index, name in enumerate(names):
                if name and name in names[:index]:
                    self.log.fault((kind, index), f"the {kind} {name!r} is there twice.")
        if config.mail.server:
            for index, story in enumerate(config.stories):
                if not story.to:
                    self.log.require(
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
                    self.log.fault(
                        ("story", index, "feeds"), f"no feed carries the tag {tag!r}{hint}"
                    )
