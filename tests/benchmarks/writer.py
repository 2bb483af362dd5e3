"""How long one who writes the database makes the others wait: `python -m tests.benchmarks.writer`.

    python -m tests.benchmarks.writer [--scale 1]

Each case prints what it took in all and the longest that the writer was held at once. Past thirty
seconds of that, what another wants to write fails. `--scale` makes every case smaller.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Session

from monitor.alerts.channels import Channel, LocalChannel
from monitor.alerts.channels.smtp import SmtpChannel
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig, When
from monitor.config.times import DigestTimes
from monitor.daemon.courier import Courier
from monitor.feeds.parse import Parsed
from monitor.feeds.poll import Polled, Poller
from monitor.model import Action, Alert, Feed, Item, Outcome, SourceArticle
from monitor.model.feed_state import FeedState
from monitor.pipeline.dispatch import Dispatcher
from monitor.pipeline.pipeline import Pipeline
from monitor.store.database import Database
from monitor.store.store import Store
from monitor.stories import Ruling, Stories, engine_of
from tests.examples import a_decision, an_alert

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
FEED = Feed("https://news.example/rss", "Example News")
READER = "desk@example.org"
GOAL = 1.0  # seconds that the writer is held at the most
GOODS = (
    "chairs tables lamps carpets bicycles kettles violins umbrellas tractors gloves candles pianos"
    " helmets ladders mirrors blankets trumpets hammers curtains saddles telescopes buckets zippers"
    " harps pencils scissors anchors baskets cushions drums flutes globes hinges jackets keyboards"
).split()
PLACES = "Hamburg Lyon Osaka Lima Boston Turin Oslo Perth Quito Riga Accra Hanoi".split()


@dataclass
class Held:
    """How long transactions took: the longest, and how many there were."""

    longest: float = 0.0
    times: int = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Measure every transaction of this process while the block lasts."""
        plain = Database.transaction

        @contextmanager
        def timed(database: Database) -> Iterator[None]:
            with plain(database):
                began = time.perf_counter()
                yield
            self.longest = max(self.longest, time.perf_counter() - began)
            self.times += 1

        Database.transaction = timed  # type: ignore[method-assign]
        try:
            yield
        finally:
            Database.transaction = plain  # type: ignore[method-assign]


class Handed(Poller):
    """A poller that brings what it is given."""

    def __init__(self, brought: Sequence[Item]) -> None:
        self._brought = [brought]

    busy_hosts = frozenset()  # type: ignore[assignment]

    def send(self, due: Iterable[tuple[Feed, FeedState]], _: datetime) -> None:
        """Take what is due."""
        self._due = list(due)

    def bring(self, _: float | None = None) -> Polled | None:
        """Return the document of the one feed, once."""
        if not self._brought:
            return None
        items = tuple(self._brought.pop())
        (feed, state), *_ = self._due
        parsed = Parsed(Outcome.OK, "", items, len(items))
        return Polled(feed, state, Outcome.OK, "", None, parsed, is_complete=True)


@dataclass
class Reader(LocalChannel):
    """A channel that takes everything."""

    name: str = "reader"
    mails: list[Alert] = field(default_factory=list)

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the readers."""
        return readers

    def send(self, alert: Alert) -> None:
        """Keep the alert."""
        self.mails.append(alert)


def told(number: int) -> Item:
    """Return a report of some two hundred words that is news on tariffs."""
    goods, place = GOODS[number % len(GOODS)], PLACES[number // len(GOODS) % len(PLACES)]
    share = 11 + number % 83
    lead = (
        f"The tariff on {goods} from China will rise to {share}.{number % 10} percent from 10"
        f" percent, the trade office in {place} said on Monday, and it will cost the makers of"
        f" {goods} some ${number + 3} million a year."
    )
    rest = " ".join(
        f"Makers of {GOODS[(number + i) % len(GOODS)]} in {PLACES[(number + i) % len(PLACES)]}"
        f" said that orders had fallen by {(number + 7 * i) % 60 + 2} percent since spring."
        for i in range(1, 12)
    )
    return Item(
        id=f"item{number:08}",
        feed=FEED.url,
        identity=f"guid-{number}",
        outlet=FEED.name,
        title=f"Tariff on {goods} from China goes up to {share}.{number % 10}% in {place}",
        summary=f"{lead} {rest}",
        link=f"https://news.example/{number}",
        published=NOW - timedelta(minutes=number % 600),
    )


def stories_of(config: Config) -> Stories:
    """Return the stories of a configuration whose readers know one article each."""
    engines = {}
    for number, story in enumerate(config.stories):
        text = (
            f"The United States will charge a tariff of 10 percent on {GOODS[number % len(GOODS)]}"
            f" from China worth ${number + 3} billion a year, the trade office said."
        )
        source = SourceArticle(f"source-{number}", "Tariff on goods from China", text, "")
        engines[story.name] = (story, engine_of(story, [source], NOW))
    return Stories(engines, 1, config.backlog)


def configured(folder: Path, stories: int, when: When | None = None) -> Config:
    """Return the configuration of so many stories that one feed may bring news on."""
    watch = ("tariff* NEAR/12 (china OR chinese)",)
    return Config(
        path=folder / "monitor.toml",
        state=folder,
        fetch=FetchConfig(),
        mail=MailConfig(),
        stories=tuple(
            StoryConfig(f"story-{n}", (), watch, to=(READER,), when=when or When())
            for n in range(stories)
        ),
        feeds=(FEED,),
    )


def polled(folder: Path, stories: int, items: int, when: When | None = None) -> str:
    """Poll one feed that brings so many items for so many stories."""
    config = configured(folder, stories, when)
    with Store(config.database) as store:
        store.sync_feeds(config.feeds, NOW)
        loaded = stories_of(config)
        reader = Reader()
        poller = Handed([told(number) for number in range(items)])
        pipeline = Pipeline(config, store, lambda _: loaded, {reader.name: reader}, poller)
        counts = pipeline.poll(NOW, 1)
    return f"{counts.new_items} items, {counts.alerts} mails"


def noticed(folder: Path, notices: int, when: When | None = None) -> str:
    """Poll one feed whose every item is told of, by a story that decides at no cost."""
    config = configured(folder, 1, when)
    with Store(config.database) as store:
        store.sync_feeds(config.feeds, NOW)
        reader = Reader()
        poller = Handed([told(number) for number in range(notices)])
        decided = Decided(config.stories[0])
        pipeline = Pipeline(config, store, lambda _: decided, {reader.name: reader}, poller)
        counts = pipeline.poll(NOW, 1)
    return f"{counts.alerts} mails"


class Decided(Stories):
    """A story to which everything is news."""

    def __init__(self, story: StoryConfig) -> None:
        super().__init__({}, 1, timedelta(days=1))
        self._story = story

    def rule(self, *given: Any) -> Iterator[Ruling]:
        """Tell every item as a development of its own."""
        decision = a_decision(Action.ALERT, development=self.next_development)
        self.next_development += 1
        yield Ruling(self._story, decision, first_item=given[1].id)


def waiting_alerts(store: Store, number: int, channel: str) -> None:
    """Put so many alerts into the outbox of a channel."""
    made = an_alert()
    with store.transaction():
        for each in range(number):
            store.outbox.enqueue(
                replace(
                    made, id=f"alert-{each}", message_id=f"<{each}@monitor>", channel=channel,
                    development=None, story="", to=READER, created=NOW,
                )
            )  # fmt: skip


def claimed(folder: Path, pending: int) -> str:
    """Claim one alert after the other of so many."""
    config = configured(folder, 1)
    with Store(config.database) as store:
        waiting_alerts(store, pending, "reader")
        began = time.perf_counter()
        for _ in range(20):
            store.outbox.claim("reader", NOW, timedelta(minutes=2))
        took = (time.perf_counter() - began) / 20
    return f"{1000 * took:.2f} ms a claim"


class Server(Controller):
    """An SMTP server that counts the mails it takes and the connections they come over."""

    def __init__(self) -> None:
        super().__init__(self, hostname="127.0.0.1", port=0)  # type: ignore[no-untyped-call]
        self.mails = 0
        self.connections: set[object] = set()

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    async def handle_DATA(self, _: object, session: Session, __: object) -> str:  # noqa: N802
        """Take a mail."""
        self.mails += 1
        self.connections.add(session.peer)
        return "250 OK"


def mailed(folder: Path, mails: int) -> str:
    """Send a run of mails to one server on this machine."""
    server = Server()
    server.start()  # type: ignore[no-untyped-call]
    channel: Channel = SmtpChannel(MailConfig("127.0.0.1", server.port, "none"))
    config = configured(folder, 1)
    with Store(config.database) as store:
        waiting_alerts(store, mails, channel.name)
        began = time.perf_counter()
        dispatcher = Dispatcher(config, store, {channel.name: channel})
        sent = Courier(dispatcher, channel).deliver(lambda: NOW)
        took = (time.perf_counter() - began) / sent
    server.stop()  # type: ignore[no-untyped-call]
    return (
        f"{server.mails} mails over {len(server.connections)} connections,"
        f" {1000 * took:.1f} ms each"
    )


def show(name: str, case: Callable[[Path], str]) -> float:
    """Run a case; print its figures; return how long the writer was held."""
    held = Held()
    with tempfile.TemporaryDirectory() as folder, held.watched():
        began, work = time.perf_counter(), time.process_time()
        said = case(Path(folder))
        took, worked = time.perf_counter() - began, time.process_time() - work
    print(
        f"{name:34}{took:>8.2f} s{worked:>8.2f} s of processor; writer held {held.longest:>7.3f} s"
        f" at most, {held.times} times; {said}",
        flush=True,
    )
    return held.longest


def main() -> None:
    """Print every case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scale", type=float, default=1.0)
    scale = parser.parse_args().scale

    def scaled(number: int) -> int:
        return max(1, round(number * scale))

    digest = When(digest=DigestTimes.of("daily 07:30 UTC"))
    many, items, long, waits = scaled(100), scaled(50), scaled(2_000), scaled(1_500)
    few, more, pending, mails = scaled(400), scaled(800), scaled(10_000), scaled(200)
    longest = max(
        show(f"{many} stories x {items} items", lambda path: polled(path, many, items)),
        show(f"one story x {long:,} items", lambda path: polled(path, 1, long)),
        show(f"a digest story x {waits:,} items", lambda path: polled(path, 1, waits, digest)),
        show(f"{few} notices at once", lambda path: noticed(path, few)),
        show(f"{more} notices at once", lambda path: noticed(path, more)),
        show(f"{few} notices that wait", lambda path: noticed(path, few, digest)),
        show(f"{more} notices that wait", lambda path: noticed(path, more, digest)),
    )
    show(f"claims, {pending:,} pending", lambda path: claimed(path, pending))
    show(f"a run of {mails} mails", lambda path: mailed(path, mails))
    print(f"the writer is held {longest:.3f} s at most; goal {GOAL:g} s at most")
    raise SystemExit(longest > GOAL)


if __name__ == "__main__":
    main()
