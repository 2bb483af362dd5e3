"""The mails that a recorded stream becomes: when each goes, its subject, and why then.

    python -m tests.benchmarks.mails [STREAM.jsonl SOURCE.txt]

Without a stream, the ten days of April 2025 in ../shared are told three times: at once, as a reader
with a night would have it, and as a digest.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor.alerts.channels import LocalChannel
from monitor.cli.replay import decide_all, item_of
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig, When
from monitor.config.times import DigestTimes, QuietHours
from monitor.courier import deliver
from monitor.dispatch import Dispatcher
from monitor.model import Alert, Feed
from monitor.sources import read_source
from monitor.store.store import Store

SHARED = Path(__file__).resolve().parents[3] / "shared" / "stories"
POLICIES = {
    "at once": When(),
    "with a night": When(
        quiet=QuietHours.of("22:00-07:00 Europe/Berlin"),
        mails_per_hour=4,
        settle=timedelta(minutes=10),
    ),
    "a digest": When(digest=DigestTimes.of("daily 07:30 Europe/Berlin")),
}
TICK = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=2)


@dataclass
class Reader(LocalChannel):
    """A channel that keeps what it is given."""

    name: str = "reader"
    mails: list[Alert] = field(default_factory=list)

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the readers."""
        return readers

    def send(self, alert: Alert) -> None:
        """Keep the alert."""
        self.mails.append(alert)


def live(stream: Path, source: Path, when: When) -> list[Alert]:
    """Decide a stream and tell it as the daemon would, minute by minute."""
    story = StoryConfig("stream", (str(source),), when=when)
    items = (item_of(json.loads(line)) for line in stream.read_text("utf-8").splitlines())
    sources = [read_source(str(source), source.parent, None)]  # type: ignore[arg-type]
    reader = Reader()
    with tempfile.TemporaryDirectory() as folder:
        config = Config(
            Path(folder) / "monitor.toml", Path(folder), FetchConfig(), MailConfig(), (story,), ()
        )
        with Store(config.database) as store:
            dispatcher = Dispatcher(config, store, {reader.name: reader})
            now: datetime | None = None
            seen: set[str] = set()
            for item, ruling in decide_all(items, story, sources):
                assert item.published
                now = _pass(dispatcher, now, item.published)
                if not seen:
                    store.sync_feeds([Feed(item.feed, "stream")], now)
                with store.transaction():
                    if item.id not in seen:
                        store.add_item(item, now)
                    seen.add(item.id)
                    store.record_development(ruling.decision, story.name, item.title, now)
                    store.record_decision(item, len(seen), story.name, ruling.decision, now)
                    if ruling.is_alert:
                        dispatcher.note(replace(ruling, story=story), item, now)
            assert now
            _pass(dispatcher, now, now + LONGEST_WAIT)
    return reader.mails


def _pass(dispatcher: Dispatcher, now: datetime | None, until: datetime) -> datetime:
    """Let the time pass, tick by tick."""
    while now and now < until:
        deliver(dispatcher, lambda now=now: now)  # type: ignore[misc]
        now += TICK
    return max(now or until, until)


def main() -> None:
    """Print the mails of a stream under each policy."""
    given = [Path(each) for each in sys.argv[1:3]]
    stream, source = given or [SHARED / "april-dev.jsonl", SHARED / "alibaba-source.txt"]
    for name, when in POLICIES.items():
        mails = live(stream, source, when)
        print(f"\n{name}: {len(mails)} mails")
        for mail in mails:
            why = json.loads(mail.data)["why"]
            print(f"  {mail.created:%a %d %b %H:%M}  {mail.subject}\n{' ' * 20}{why}")


if __name__ == "__main__":
    main()
