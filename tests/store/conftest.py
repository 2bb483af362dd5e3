"""A database in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store.store import Store
from tests.examples import FEED, NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news-monitor.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store that knows one feed."""
    with Store(path) as opened:
        opened.sync_feeds([FEED], NOW)
        yield opened
