"""Real feeds, snapshot by snapshot: each item stored once, each edit recorded, nothing invented."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect

import pytest

from monitor.cli.demo.server import serving
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon.daemon import Daemon
from monitor.feeds.parse import parse
from monitor.model import Feed, Item
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
    assert set(rows(config, "SELECT identity FROM items")) == {(each,) for each in identities}
    assert before[0] == [(len(identities),)]
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
    """Return the identities of a series and how often a text changed under one of them.

    An item that is not known is a known one whose link has another query now, where that has left the
    document: under the same headline, which no other item of the document has there, with the same date or text.
    """
    known: dict[str, Item] = {}
    edits = 0
    for path in snapshots:
        body, moment = read(path)
        document = parse(body, "application/xml", feed, moment).items
        listed = {item.identity for item in document}
        for item in document:
            identity = item.identity
            twins = [
                each for each in document if each.title == item.title and page(each) == page(item)
            ]
            if identity not in known and len(twins) == 1:
                gone = (each for each in reversed(known.values()) if each.identity not in listed)
                turned = next((each for each in gone if is_turned(item, each)), None)
                identity = turned.identity if turned else identity
                listed.add(identity)
            before = known.get(identity, item)
            edits += said(before) != said(item)
            known[identity] = replace(item, identity=identity)
    return set(known), edits


def is_turned(item: Item, before: Item) -> bool:
    leads_there = bool(page(item)) and page(item) == page(before)
    is_dated = item.published is not None and item.published == before.published
    is_worded = bool(item.text) and item.text == before.text
    return leads_there and item.title == before.title and (is_dated or is_worded)


def page(item: Item) -> str:
    """Return where a link with a query leads, without it."""
    found, has_query, _ = (item.link or "").partition("?")
    return found if has_query else ""


def said(item: Item) -> tuple[str, str, str]:
    return item.title, item.summary, item.content


def rows(config: Config, sql: str) -> list[tuple[object, ...]]:
    connection = connect(config.database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
