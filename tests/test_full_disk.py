"""A database that has no room for what a poll brought: the feed is not to blame."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from monitor.cli.demo.server import serving
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import assembly
from monitor.errors import StoreUnavailable
from monitor.feeds.parsers import Parsers
from monitor.feeds.poll import Poller
from monitor.model import Feed
from monitor.pipeline.pipeline import Pipeline
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW

LONG = " ".join(f"The duty on chairs from China is {number} percent." for number in range(10_000))
FEED = (
    "<rss version='2.0'><channel><title>t</title><item><guid isPermaLink='false'>a</guid>"
    "<title>Tariff on Chinese chairs is 40%</title><link>https://news.example/a</link>"
    f"<description>{LONG}</description></item></channel></rss>"
).encode()


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    (tmp_path / "source.md").write_text("# A tariff\n\nThe tariff on furniture is 10 percent.\n")
    with serving(lambda _: FEED) as port:
        yield Config(
            tmp_path / "monitor.toml", tmp_path, FetchConfig(allow_private=("127.0.0.1",)),
            MailConfig(), (StoryConfig("furniture", ("source.md",), ("tariff",)),),
            (Feed(f"http://127.0.0.1:{port}/feed", "One"),),
        )  # fmt: skip


@pytest.fixture
def pipeline(config: Config) -> Iterator[Pipeline]:
    with Store(config.database) as store, Parsers(1) as parsers:
        store.sync_feeds(config.feeds, NOW)
        poller = Poller(config.fetch, parsers)
        load = partial(assembly.load_stories, config, now=NOW)
        yield Pipeline(config, store, load, {}, poller)
        poller.close()


def limit(pipeline: Pipeline, pages: int) -> None:
    """Let the file have so many pages at most, counted from those that it has."""
    database = pipeline.store._db
    ((now,),) = database.pragma("page_count")
    database.pragma(f"max_page_count = {now + pages}")


@pytest.mark.parametrize("pages", [0, 1, 3])
def test_a_feed_that_there_is_no_room_for_has_not_failed_and_is_due_still(
    pipeline: Pipeline, config: Config, pages: int, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.prepare()
    limit(pipeline, pages)
    before = Views(config.database).feeds()
    with pytest.raises(StoreUnavailable, match="full"):
        pipeline.poll(NOW, 9)
    assert Views(config.database).feeds() == before
    assert Views(config.database).items() == []
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
    limit(pipeline, 10_000)
    assert pipeline.poll(NOW, 9).new_items == 1
    ((row,),) = (Views(config.database).feeds(),)
    assert (row["outcome"], row["failures"]) == ("ok", 0)
