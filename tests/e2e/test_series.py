"""Real feeds, snapshot by snapshot: each item stored once, each edit recorded, nothing invented."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from monitor.cli.demo.server import serving
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon.daemon import Daemon
from monitor.feeds.parse import parse
from monitor.model import Feed
from tests.beside import SHARED, wants

pytestmark = pytest.mark.e2e

SERIES = SHARED / "feeds" / "series"
OUTLETS = sorted(folder.name for folder in SERIES.glob("*")) if SERIES.exists() else []


@wants(SERIES)
@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_series_of_snapshots_is_stored_exactly(outlet: str, tmp_path: Path) -> None:
    snapshots = sorted((SERIES / outlet).glob("*.xml.gz"))
    current = b""
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with serving(lambda _: current) as port:
        config = configuration(tmp_path, port)
        (tmp_path / "source.md").write_text("Ministers agreed on a plan for the harbour bridge.")
        with Daemon(config, lambda: moment) as daemon:
            for path in snapshots:
                current, moment = read(path)
                daemon.run_once(force=True)
            before = (
                rows(config, "SELECT count(*) FROM items"),
                rows(config, "SELECT * FROM revisions"),
            )
            moment += timedelta(hours=1)
            daemon.run_once(force=True)
        assert rows(config, "SELECT count(*) FROM items") == before[0]
        assert rows(config, "SELECT * FROM revisions") == before[1]
    identities, edits = expected(snapshots, config.feeds[0])
    stored = [each for (each,) in rows(config, "SELECT identity FROM items")]
    assert set(stored) <= identities
    assert {article(each) for each in stored} == {article(each) for each in identities}
    if not any(article(each) != each for each in identities):
        assert len(stored) == len(identities)
        assert len(before[1]) == edits


def configuration(folder: Path, port: int) -> Config:
    return Config(
        path=folder / "monitor.toml",
        state=folder,
        fetch=FetchConfig(allow_private=("127.0.0.1",)),
        mail=MailConfig(),
        stories=(StoryConfig("bridge", ("source.md",), ('"harbour bridge"',)),),
        feeds=(Feed(f"http://127.0.0.1:{port}/feed", "feed"),),
    )


def read(path: Path) -> tuple[bytes, datetime]:
    moment = datetime.strptime(path.name.split(".")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return gzip.decompress(path.read_bytes()), moment


def expected(snapshots: list[Path], feed: Feed) -> tuple[set[str], int]:
    """Return the identities of a series and how often a text changed under one of them."""
    texts: dict[str, tuple[str, str, str]] = {}
    edits = 0
    for identity, text in items(snapshots, feed):
        edits += texts.get(identity, text) != text
        texts[identity] = text
    return set(texts), edits


def items(snapshots: list[Path], feed: Feed) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for path in snapshots:
        body, moment = read(path)
        for item in parse(body, "application/xml", feed, moment).items:
            yield item.identity, (item.title, item.summary, item.content)


def article(identity: str) -> str:
    """Return what an identity names: a link of one outlet turns from `&ref=rss` to `&ampref=rss`."""
    named = re.search(r"[?&]objectid=(\d+)", identity)
    return named[1] if named else identity


def rows(config: Config, sql: str) -> list[tuple[Any, ...]]:
    connection = connect(config.database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
