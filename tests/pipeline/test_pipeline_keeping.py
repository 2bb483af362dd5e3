"""Retention never changes what a next poll would tell: two monitors, only one of them forgets."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.channels import LocalChannel
from monitor.config import Config, FetchConfig, KeepConfig, MailConfig, StoryConfig
from monitor.daemon import assembly, courier
from monitor.daemon.housekeeping import Housekeeping
from monitor.feeds.fetch import Exchange, Fetched
from monitor.feeds.parse import Document, Parsed, parse_document
from monitor.feeds.poll import Poller
from monitor.model import Alert, Feed
from monitor.model.feed_state import FeedState
from monitor.pipeline.pipeline import Pipeline
from monitor.store.backup import verify
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW

DAY = timedelta(days=1)
FEED = Feed("https://news.example/rss", "Example", full_text=False)
SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China worth $3 billion a
year, the trade office in Washington said. Furniture makers in Guangdong said orders had fallen.
"""
#: What the outlets write: news, the same again, what was known, what is about something else.
TEXTS = (
    ("US raises tariff on Chinese furniture to 25%", "The tariff on furniture from China will rise"
     " to 25 percent from 10 percent in May."),
    ("Tariff on Chinese furniture goes up to 25%", "In May the tariff on furniture from China will"
     " rise from 10 percent to 25 percent."),
    ("10% tariff on furniture from China", "The United States will charge a tariff of 10 percent on"
     " furniture from China."),
    ("Tariff on Chinese chairs is 40%", "The duty on chairs from China is 40 percent."),
    ("Tariff on Chinese tables is 60%", "The duty on tables from China is 60 percent, it was 5."),
    ("A cat show in Paris", "Two hundred cats were shown in Paris on Sunday."),
    ("Rain on Monday", "It will rain in Oslo on Monday, 12 millimetres are expected."),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One entry of a document: which item, which of the texts, and what else is in its bytes."""

    item: int
    text: int
    noise: int


@dataclass(frozen=True)
class Poll:
    """A document, so many days after the one before; `is_plain` says that its entries are found."""

    days: int
    entries: tuple[Entry, ...]
    is_plain: bool
    changes_ids: bool


entries = st.builds(Entry, st.integers(0, 9), st.integers(0, len(TEXTS) - 1), st.integers(0, 1))
polls = st.builds(
    Poll,
    st.sampled_from((1, 1, 1, 3, 10)),
    st.lists(entries, max_size=6, unique_by=lambda entry: entry.item).map(tuple),
    st.booleans(),
    st.booleans(),
)


def rss(poll: Poll, number: int) -> bytes:
    def guid(item: int) -> str:
        return f"{number}-{item}" if poll.changes_ids and item < 3 else str(item)

    body = "".join(
        f"<item><guid isPermaLink='false'>{guid(e.item)}</guid><title>{TEXTS[e.text][0]}</title>"
        f"<link>https://news.example/{e.item}</link><comments>{e.noise}</comments>"
        f"<pubDate>{format_datetime(NOW - e.item * DAY)}</pubDate>"
        f"<description>{TEXTS[e.text][1]}</description></item>"
        for e in poll.entries
    )
    head = "" if poll.is_plain else "<?xml version='1.0' encoding='iso-8859-1'?>"
    return f"{head}<rss version='2.0'><channel><title>t</title>{body}</channel></rss>".encode()


class Here:
    """Parses in this process."""

    def parse(self, document: Document) -> Parsed:
        return parse_document(document)

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


class Served:
    """Fetches what a test puts there."""

    body = b""

    def fetch(self, url: str, state: FeedState, trace: list[Exchange] | None = None) -> Fetched:
        digest = hashlib.sha256(self.body).hexdigest()
        return Fetched(url, self.body, "text/xml", None, None, body_hash=digest)

    def close(self) -> None:
        pass


class Recorder(LocalChannel):
    name = "recorder"

    def __init__(self) -> None:
        self.alerts: list[Alert] = []

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return ("reader",)

    def send(self, alert: Alert) -> None:
        self.alerts.append(alert)


@cache
def _empty_database() -> bytes:
    """Return a database that nothing was stored in yet: to make each anew takes a third of the time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news-monitor.db"
        Store(path).close()
        return path.read_bytes()


@dataclass
class Monitor:
    """A monitor of its own, which forgets as fast as it may, or nothing."""

    folder: Path
    forgets: bool
    served: Served = field(default_factory=Served)
    recorder: Recorder = field(default_factory=Recorder)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "source.md").write_text(SOURCE)
        watch = ("(tariff* OR duty) NEAR/12 (china OR chinese)",)
        config = Config(
            self.folder / "monitor.toml", self.folder, FetchConfig(), MailConfig(),
            (StoryConfig("furniture", ("source.md",), watch),), (FEED,), backlog=40 * DAY,
        )  # fmt: skip
        self.config = config
        config.database.write_bytes(_empty_database())
        self.store = Store(config.database)
        self.store.sync_feeds(config.feeds, NOW)
        poller = Poller(config.fetch, Here())  # type: ignore[arg-type]
        poller._fetcher = self.served  # type: ignore[assignment]
        self.pipeline = Pipeline(
            config, self.store, partial(assembly.load_stories, config, now=NOW),
            {"recorder": self.recorder}, poller,
        )  # fmt: skip

    def poll(self, body: bytes, now: datetime) -> list[tuple[str, str, str]]:
        """Poll once; return what was mailed, then forget and start anew."""
        self.served.body = body
        self.pipeline.poll(now, 1, force=True)
        self.recorder.alerts.clear()
        courier.deliver(self.pipeline.dispatcher, lambda: now)
        told = [(a.subject, a.text, a.message_id) for a in self.recorder.alerts]
        if self.forgets:
            day = KeepConfig(*[timedelta(hours=1)] * 3, None, timedelta(hours=1), None)
            Housekeeping(self.config.database, day, lambda: 0.0, lambda _: True).run(
                now + timedelta(hours=2)
            )
        self.pipeline._stories = None  # read back from what is stored, as a restart does
        return told

    def close(self) -> None:
        self.pipeline.poller.close()
        self.store.close()


@pytest.mark.first
@settings(max_examples=60)
@given(st.lists(polls, min_size=2, max_size=8))
def test_what_is_forgotten_changes_nothing_that_is_told(series: list[Poll]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monitors = [Monitor(Path(folder) / str(n), forgets=n == 1) for n in (0, 1)]
        now = NOW
        for number, poll in enumerate(series):
            now += poll.days * DAY
            remembered, forgot = (each.poll(rss(poll, number), now) for each in monitors)
            assert forgot == remembered
        for each in monitors:
            each.close()
        verify(monitors[1].config.database)


def days(*documents: Sequence[tuple[int, int]], noise: int = 0) -> list[Poll]:
    return [
        Poll(40, tuple(Entry(item, text, (noise + n) % 2) for item, text in each), True, False)
        for n, each in enumerate(documents)
    ]


def items(monitor: Monitor) -> list[str]:
    return sorted(row["title"] for row in Views(monitor.config.database).items())


@pytest.fixture
def monitor(tmp_path: Path) -> Monitor:
    return Monitor(tmp_path / "monitor", forgets=True)


def follow(monitor: Monitor, series: list[Poll]) -> list[list[str]]:
    """Return the subjects of each poll's mails."""
    now = NOW
    subjects = []
    for number, poll in enumerate(series):
        now += poll.days * DAY
        subjects.append([subject for subject, *_ in monitor.poll(rss(poll, number), now)])
    monitor.close()
    return subjects


def test_items_that_left_their_feed_are_removed_and_those_it_carries_stay(
    monitor: Monitor,
) -> None:
    follow(monitor, days([(0, 5), (1, 6), (2, 2)], [(1, 6)], [(1, 6), (3, 5)]))
    assert items(monitor) == sorted([TEXTS[6][0], TEXTS[5][0]])
    assert Views(monitor.config.database).status(NOW)["items"]["total"] == 4


def test_an_item_that_was_forgotten_and_comes_back_unchanged_is_no_item_anew(
    monitor: Monitor,
) -> None:
    follow(monitor, days([(0, 5)], [(1, 6)], [(0, 5), (1, 6)]))
    assert Views(monitor.config.database).status(NOW)["items"]["total"] == 2
    assert items(monitor) == sorted([TEXTS[5][0], TEXTS[6][0]])


def test_an_item_that_comes_back_with_news_is_told(monitor: Monitor) -> None:
    mails = follow(monitor, days([(0, 5)], [(1, 6)], [(0, 0)]))
    assert [len(each) for each in mails] == [0, 0, 1]
    assert "25% (was 10%)" in mails[2][0]


def test_what_was_told_is_not_told_again_however_long_ago(monitor: Monitor) -> None:
    mails = follow(monitor, days([(0, 0)], [(1, 6)], [(2, 1)], [(0, 0)]))
    assert [len(each) for each in mails] == [1, 0, 0, 0]


def test_an_item_that_comes_back_is_not_judged_by_what_is_followed_now(monitor: Monitor) -> None:
    """As it would not be, had it not been forgotten: only new items and edits are judged."""
    (story,) = monitor.config.stories
    before = replace(monitor.config, stories=(replace(story, exclude=("chairs",)),))
    monitor.pipeline._load_stories = partial(assembly.load_stories, before, now=NOW)
    chairs, rain = days([(0, 3)], [(1, 6)])
    assert monitor.poll(rss(chairs, 0), NOW + 40 * DAY) == []
    assert monitor.poll(rss(rain, 1), NOW + 80 * DAY) == []
    assert items(monitor) == [TEXTS[6][0]]
    monitor.pipeline._load_stories = partial(assembly.load_stories, monitor.config, now=NOW)
    assert monitor.poll(rss(chairs, 2), NOW + 120 * DAY) == []
    assert items(monitor) == [TEXTS[3][0]]
    changed = replace(chairs, entries=(Entry(0, 4, 0),))
    assert len(monitor.poll(rss(changed, 3), NOW + 160 * DAY)) == 1
    monitor.close()
