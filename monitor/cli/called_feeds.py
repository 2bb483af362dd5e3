"""What the feeds of a configuration are called: as configured, else as polls saw it. I/O."""

from __future__ import annotations

from monitor.config import Config
from monitor.errors import StoreError
from monitor.model import Feed
from monitor.store.views import Views


def called_feeds(config: Config) -> list[Feed]:
    """Return the configured feeds under the names that lists show.

    Without a database that can be read, one that has no name of its own is called by its host.
    """
    try:
        seen = {row["url"]: row["name"] for row in Views(config.database).feeds()}
    except StoreError:
        seen = {}
    return [feed.titled(seen.get(feed.url, "")) for feed in config.feeds]
