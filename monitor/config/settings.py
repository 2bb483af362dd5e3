"""What a configuration says, as values. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.config.times import DigestTimes, QuietHours
from monitor.config.toml_lines import TomlLines
from monitor.errors import Fault
from monitor.model import Feed


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """How feeds and pages are fetched."""

    timeout: timedelta = timedelta(seconds=20)  # the whole of one fetch
    max_bytes: int = 10_000_000  # decoded
    allow_private: tuple[str, ...] = ()  # host or host:port
    workers: int = 8
    at_least_every: timedelta = timedelta(days=1)  # however rarely a feed brings something


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Where alerts go; without a server, to a Maildir in the state directory."""

    server: str | None = None
    port: int = 587
    security: str = "starttls"
    username: str | None = None
    password_file: str | None = None
    sender: str = "News Monitor <news-monitor@localhost>"
    operator: tuple[str, ...] = ()  # who is told of feeds in trouble
    timeout: timedelta = timedelta(seconds=60)  # for each answer of the server
    unsubscribe: str | None = None  # the address for those who want no more mails


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """An address to which alerts are posted as JSON, signed with the secret of a file."""

    url: str
    secret_file: str


@dataclass(frozen=True, slots=True)
class KeepConfig:
    """How long what is stored is kept; None is for ever.

    Items count from when their feed was found not to carry them any more. What the reader was told,
    and what a feed carries, is always kept.
    """

    unrelated: timedelta | None = timedelta(days=30)  # items off topic
    known: timedelta | None = timedelta(days=180)  # items on the story that told nothing new
    held: timedelta | None = timedelta(days=180)  # items too old to be told
    reports: timedelta | None = None  # items of further outlets on what was told
    revisions: timedelta | None = timedelta(days=180)  # what items said before they were edited
    mails: timedelta | None = timedelta(days=90)  # the texts of messages that were sent


@dataclass(frozen=True, slots=True)
class HeartbeatConfig:
    """An address that is pinged after good rounds; who watches it hears when the pings end."""

    url: str | None = field(default=None, repr=False)  # a secret: whoever knows it can ping it
    url_file: str | None = None
    every: timedelta = timedelta(minutes=1)
    failures: bool = False  # ping the address with /fail after a bad round


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """A language model that is asked for a second opinion, by the interface of chat completions."""

    url: str  # where the interface begins: it ends in `/v1`, mostly
    model: str
    key_file: str | None = None
    when: str = "doubtful"  # or about "every alert" besides
    budget: int = 300  # questions a day (UTC)
    timeout: timedelta = timedelta(seconds=20)  # by which a mail may be late


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where the pages are served, and who may see them."""

    listen: tuple[str, int] = ("127.0.0.1", 8700)
    address: str | None = None  # what links to the pages begin with, as readers reach them
    password_file: str | None = None  # of the hash of the password
    user_header: str | None = None  # in which a proxy names the user
    proxy: str = "127.0.0.1"  # from where that field is believed

    @property
    def is_open(self) -> bool:
        """Whether whoever reaches the pages may use them."""
        return not self.password_file and not self.user_header

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that a browser may ask for: a page elsewhere must not give this machine another.

        None is a number of IPv6, as Werkzeug's list of trusted hosts knows no such: `localhost` leads there.
        """
        own = urlsplit(self.address).hostname if self.address else None
        names = ("localhost", "127.0.0.1", self.listen[0], own or "")
        return tuple(dict.fromkeys(name for name in names if name and ":" not in name))


@dataclass(frozen=True, slots=True)
class Urgent:
    """News that waits for nothing: what a query matches, and, with `changed`, moves a figure."""

    query: str  # empty: whatever moves a figure
    changed: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """When the mails of a story go out; as it is, at once."""

    digest: DigestTimes | None = None
    quiet: QuietHours | None = None
    mails_per_hour: int | None = None  # what is more goes together in one mail
    settle: timedelta = timedelta(0)  # for the reports of other outlets to join
    confirm: int = 1  # outlets that must tell it
    confirm_within: timedelta = timedelta(hours=2)  # after which it goes all the same, marked
    urgent: Urgent | None = None


LOCAL_READER = "reader@localhost"  # of a Maildir, where nobody is named


def bare(mail: str) -> str:
    """Return a mail address without a name, in lower case: two that are equal are one reader's."""
    return parseaddr(mail)[1].casefold()


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """A reader who says herself when her mails go; of the rest her stories do."""

    mail: str
    own: tuple[tuple[str, Any], ...] = ()  # fields of `When` and their values
    said: str = ""  # the same as one reads it

    def over(self, when: When) -> When:
        """Return when the mails of a story go to this reader, where the story says `when`."""
        return replace(when, **dict(self.own))


@dataclass(frozen=True, slots=True)
class StoryTest:
    """An item and the verdict that the story's settings must give it."""

    title: str
    summary: str
    content: str
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
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()  # a name and its other spellings
    tell: str = "everything"  # or only what is "important"
    tests: tuple[StoryTest, ...] = ()
    when: When = When()

    @property
    def readers(self) -> tuple[str, ...]:
        """Who gets its mails; of a Maildir, where nobody is named, its reader."""
        return self.to or (LOCAL_READER,)

    def follows(self, feed: Feed) -> bool:
        """Whether items of `feed` are read for this story."""
        return not self.feeds or bool(set(self.feeds) & set(feed.tags))


BACKLOG = timedelta(hours=24)  # what is older when its feed is first polled is seen, not told


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration without a fault of its own."""

    path: Path
    state: Path
    fetch: FetchConfig
    mail: MailConfig
    stories: tuple[StoryConfig, ...]
    feeds: tuple[Feed, ...]
    backlog: timedelta = BACKLOG
    webhook: WebhookConfig | None = None
    atom: Path | None = None  # the feed of developments that is written
    apprise_urls: str | None = None  # the file of the services that Apprise reaches
    keep: KeepConfig = KeepConfig()
    heartbeat: HeartbeatConfig | None = None
    metrics: Path | None = None  # the file for Prometheus that is written
    web: WebConfig | None = None  # the pages that the daemon serves
    judge: JudgeConfig | None = None  # who is asked for a second opinion
    readers: tuple[ReaderConfig, ...] = ()  # who say themselves when their mails go
    lines: TomlLines = field(default_factory=TomlLines, repr=False, compare=False)

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.state / "news-monitor.db"

    @property
    def templates(self) -> Path:
        """Where a user's own templates of the mails are."""
        return self.path.parent / "templates"

    @property
    def maildir(self) -> Path:
        """Where mails are put when no server is configured."""
        return self.state / "Maildir"

    def story(self, name: str) -> StoryConfig | None:
        """Return the story called `name`, or None."""
        return next((story for story in self.stories if story.name == name), None)

    def reader(self, mail: str) -> ReaderConfig | None:
        """Return what a reader of that address says for herself, or None."""
        own = bare(mail)
        return next((each for each in self.readers if bare(each.mail) == own), None)

    def when(self, story: StoryConfig, reader: str) -> When:
        """Return when the mails of a story go to a reader; to those without a word of their own, for none."""
        own = self.reader(reader) if reader else None
        return own.over(story.when) if own else story.when

    def own_readers(self, apart: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return the readers who have notices of their own, each with the story, in lower case.

        They say themselves when their mails go, or did when something of what still waits was handed
        out; that is `apart`.
        """
        return {
            own
            for story in self.stories
            for reader in story.readers
            if (own := (story.name, reader.casefold())) in apart or self.reader(reader)
        }

    def fault(self, where: tuple[str | int, ...], sentence: str) -> Fault:
        """Make a fault that points at the line of the key path `where`."""
        return Fault(self.path, self.lines.find(where), sentence)
