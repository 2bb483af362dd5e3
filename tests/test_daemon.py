"""The daemon, in this process: ticks that end, a stop that is heeded."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import interval
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor import assembly
from monitor import daemon as module
from monitor.alerts.trouble import render_trouble
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import Daemon
from monitor.errors import SendError
from monitor.feed_state import FeedState
from monitor.model import Alert, Feed
from monitor.store.views import Views
from monitor.systemd import Notifier
from tests.examples import NOW, an_envelope

TICK = timedelta(seconds=0.02)
LONG = 60.0  # seconds that a test waits for what happens at once


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "source.md").write_text("# A tariff\n\nThe tariff on furniture is 10 percent.\n")
    return Config(
        path=tmp_path / "monitor.toml",
        state=tmp_path / "state",
        fetch=FetchConfig(timeout=timedelta(seconds=LONG), allow_private=("127.0.0.1",)),
        mail=MailConfig(),
        stories=(StoryConfig("furniture", ("source.md",), ("tariff",)),),
        feeds=(),
    )


class Failing:
    """A channel that fails after what a test does meanwhile."""

    name = "failing"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.meanwhile = lambda: None

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    def send(self, alert: Alert) -> None:
        self.sent.append(alert.id)
        self.meanwhile()
        raise SendError("timed out.", permanent=False)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    made = Failing()
    monkeypatch.setattr(assembly, "channels", lambda *_: {made.name: made})
    return made


@pytest.fixture
def running(config: Config, failing: Failing) -> Iterator[Daemon]:
    """A daemon that has three messages to deliver."""
    with Daemon(config, lambda: NOW) as made:
        store = made._deliverer.store
        with store.transaction():
            for number in range(1, 4):
                well = FeedState(f"http://127.0.0.1/{number}")
                ill = replace(well, trouble="x", trouble_since=NOW)
                envelope = an_envelope(channel=failing.name)
                store.outbox.enqueue(render_trouble(Feed(well.url, "x"), well, ill, envelope))
        yield made


def test_a_stop_ends_the_delivery_after_the_message_under_way(
    running: Daemon, failing: Failing
) -> None:
    failing.meanwhile = running.stop_asked.set
    running._deliver_tick()
    assert len(failing.sent) == 1


class SetClock(datetime):
    """The system's clock, which a test sets."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[SetClock]:
    for reader in (base, interval, module):
        monkeypatch.setattr(reader, "datetime", SetClock)
    monkeypatch.setattr(SetClock, "ahead", timedelta())
    return SetClock


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_ticks_go_on_when_the_clock_is_set(
    config: Config, clock: type[SetClock], monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    ticked = threading.Semaphore(0)
    went_on: list[bool] = []
    monkeypatch.setattr(module, "_CLOCK_LOOKED_AT_EVERY", 0.05)
    with Daemon(config) as made:
        monkeypatch.setattr(made, "_went_on", lambda _: ticked.release())

        def set_clock() -> None:
            ticked.acquire(timeout=LONG)
            clock.ahead = timedelta(hours=hours)
            # Some were under way or due already.
            went_on.append(all(ticked.acquire(timeout=LONG) for _ in range(20)))
            made.stop_asked.set()

        setter = threading.Thread(target=set_clock)
        setter.start()
        made.run(TICK)
        setter.join(LONG)
    assert went_on == [True]


def test_a_stop_does_not_wait_for_a_server_that_says_nothing(
    config: Config, httpserver: HTTPServer
) -> None:
    asked, over = threading.Event(), threading.Event()

    def say_nothing(_: Request) -> Response:
        asked.set()
        over.wait(LONG)
        return Response()

    httpserver.expect_request("/feed").respond_with_handler(say_nothing)
    feed = Feed(f"http://127.0.0.1:{httpserver.port}/feed", "feed")
    with Daemon(replace(config, feeds=(feed,))) as made, made.running(TICK):
        assert asked.wait(LONG)
    assert not over.is_set()
    over.set()
    (row,) = Views(config.database).feeds()
    assert row["outcome"] == "never"  # it is due still, and has not failed


def test_a_delivery_that_takes_long_leaves_the_rest_to_the_next_tick(
    running: Daemon, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_DELIVERY_SECONDS", 0.0)
    running._deliver_tick()
    assert len(failing.sent) == 1
    running._deliver_tick()
    assert len(set(failing.sent)) == 2


def test_the_watchdog_is_fed_between_two_messages(
    running: Daemon, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(Notifier, "alive", lambda _: told.append(len(failing.sent)))
    failing.meanwhile = lambda: running._went_on("poll")
    running._deliver_tick()
    assert told[:2] == [1, 2]
