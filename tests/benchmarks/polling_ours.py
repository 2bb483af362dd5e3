"""The monitor as a contender of the polling benchmark: polls all feeds for each line it is given."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.config import Config, FetchConfig, MailConfig
from monitor.daemon.daemon import Daemon
from monitor.model import Feed
from tests.benchmarks.polling import HOSTS, address


def main(folder: str, port: str, feeds: str) -> None:
    state = Path(folder) / "monitor"
    state.mkdir()
    config = Config(
        path=state / "monitor.toml",
        state=state,
        fetch=FetchConfig(allow_private=HOSTS),
        mail=MailConfig(),
        # Without a story, as reader has none: what a story costs an item is measured in `speed`.
        stories=(),
        feeds=tuple(Feed(address(port, number), str(number)) for number in range(int(feeds))),
    )
    moment = datetime.now(UTC)
    with Daemon(config, lambda: moment) as daemon:
        print("ready", flush=True)
        for _ in sys.stdin:
            moment += timedelta(hours=1)
            daemon.run_once(force=True)
            print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
