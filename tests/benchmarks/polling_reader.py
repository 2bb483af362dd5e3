"""`reader` as a contender of the polling benchmark: polls all feeds for each line it is given."""

from __future__ import annotations

import sys
from pathlib import Path

from reader import make_reader

from tests.benchmarks.polling import address


def main(folder: str, port: str, feeds: str) -> None:
    reader = make_reader(str(Path(folder) / "reader.sqlite"))
    for number in range(int(feeds)):
        reader.add_feed(address(port, number))
    print("ready", flush=True)
    for _ in sys.stdin:
        reader.update_feeds(workers=16, scheduled=False)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
