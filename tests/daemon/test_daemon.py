"""The daemon, in this process: ticks that end, a stop that is heeded."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import interval
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.alerts import opening
from monitor.alerts.channels import LocalChannel
from monitor.alerts.trouble import render_trouble
from monitor.config import Config, FetchConfig, HeartbeatConfig, MailConfig, StoryConfig
from monitor.daemon import crew, vital_signs
from monitor.daemon import daemon as module
from monitor.daemon.daemon import Daemon
from monitor.daemon.state_lock import running
from monitor.daemon.systemd import Notifier
from monitor.daemon.workers import Worker
from monitor.errors import ConfigError, Fault, SendError, StoreError
from monitor.model import Alert, Feed, SourceArticle
from monitor.model.feed_state import FeedState
from monitor.pipeline.pipeline import Counts
from monitor.store import database
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW, an_envelope

TICK = timedelta(seconds=0.02)
LONG = 600.0  # seconds that a test waits for what happens at once


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


class Failing(LocalChannel):
    """A channel that fails after what a test does meanwhile."""

    def __init__(self, name: str = "failing") -> None:
        self.name = name
        self.sent: list[str] = []
        self.meanwhile = lambda: None
        self.ended = threading.Event()

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    def send(self, alert: Alert) -> None:
        self.sent.append(alert.id)
        self.meanwhile()
        raise SendError("timed out.", permanent=False)

    def end(self) -> None:
        self.ended.set()


@pytest.fixture
def channels(monkeypatch: pytest.MonkeyPatch) -> dict[str, Failing]:
    """The channels of the daemon; a test may add some before it starts."""
    made = {"failing": Failing()}
    monkeypatch.setattr(opening, "channels", lambda *_: made)
    return made


@pytest.fixture
def failing(channels: dict[str, Failing]) -> Failing:
    return channels["failing"]


def enqueue(config: Config, channel: Failing, messages: int = 3) -> None:
    with Store(config.database) as store, store.transaction():
        for number in range(messages):
            well = FeedState(f"http://127.0.0.1/{number}/{channel.name}")
            ill = replace(well, trouble="x", trouble_since=NOW)
            envelope = an_envelope(channel=channel.name)
            store.outbox.enqueue(render_trouble(Feed(well.url, "x"), well, ill, envelope))


@pytest.fixture
def made(config: Config, failing: Failing) -> Iterator[Daemon]:
    """A daemon that has three messages to deliver."""
    with Daemon(config, lambda: NOW) as daemon:
        enqueue(config, failing)
        yield daemon


def deliverer(daemon: Daemon, channel: Failing) -> Worker:
    (worker,) = (w for w in daemon._crew.workers if w.name == f"deliver by {channel.name}")
    return worker


def troubles(config: Config) -> tuple[str, ...]:
    held = running(config.state)
    assert held
    return held.troubles


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


# --- deliveries ----------------------------------------------------------------------------------


def test_a_stop_ends_the_delivery_after_the_message_under_way(
    made: Daemon, failing: Failing
) -> None:
    failing.meanwhile = made.stop_asked.set
    deliverer(made, failing).run()
    assert len(failing.sent) == 1


def test_a_delivery_that_takes_long_leaves_the_rest_to_the_next_tick(
    made: Daemon, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_DELIVERY_SECONDS", 0.0)
    deliverer(made, failing).run()
    assert len(failing.sent) == 1
    deliverer(made, failing).run()
    assert len(set(failing.sent)) == 2


def test_a_channel_that_hangs_holds_up_no_other_and_is_cut_off_by_a_stop(
    config: Config, channels: dict[str, Failing], failing: Failing
) -> None:
    channels["other"] = other = Failing("other")
    failing.meanwhile = lambda: assert_true(failing.ended.wait(LONG))
    with Daemon(config, lambda: NOW) as daemon:
        enqueue(config, failing)
        enqueue(config, other)
        with daemon.running(TICK):
            wait_for(lambda: len(other.sent) == 3)
            wait_for(lambda: bool(failing.sent))
    assert len(failing.sent) == 1


def assert_true(value: bool) -> None:
    assert value


# --- the watchdog --------------------------------------------------------------------------------


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A mark for each time that the watchdog is fed, as often as it may be."""
    marks: list[int] = []
    monkeypatch.setattr(vital_signs, "SHOWN_EVERY", 0.0)
    monkeypatch.setattr(Notifier, "alive", lambda _: marks.append(1))
    return marks


def test_the_watchdog_is_fed_between_two_messages(
    made: Daemon, failing: Failing, fed: list[int]
) -> None:
    seen: list[int] = []
    failing.meanwhile = lambda: seen.append(len(fed))
    deliverer(made, failing).run()
    assert seen == [0, 1, 2]


def test_the_watchdog_starves_where_one_worker_hangs(
    made: Daemon, failing: Failing, fed: list[int], config: Config
) -> None:
    made._crew.poller._allowed = -1.0
    made._run(deliverer(made, failing))
    assert fed == []
    assert troubles(config) == ("poll hangs.",)
    made._crew.poller._allowed = LONG
    made._run(deliverer(made, failing))
    assert fed
    assert troubles(config) == ()


def test_the_watchdog_starves_where_a_tick_always_fails_for_an_unknown_reason(
    made: Daemon, fed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(made._crew.pipeline, "poll", fail)
    made._run(made._crew.poller)
    assert fed == []


def test_a_poll_that_does_not_end_is_a_fault(
    made: Daemon, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_LONGEST_POLL", 0.0)
    monkeypatch.setattr(crew, "_FETCHES", 0)
    poller = made._crew.pipeline.poller
    with poller._noted(Feed("http://127.0.0.1/never", "never")):
        made._run(made._crew.poller)  # seen for the first time
        assert not caplog.records
        made._run(made._crew.poller)
    assert "the poll of http://127.0.0.1/never does not end" in caplog.text


# --- troubles of the machine ---------------------------------------------------------------------


def test_a_database_that_cannot_be_written_is_one_warning_and_recovers(
    config: Config,
    failing: Failing,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.0)
    with Daemon(config, lambda: NOW) as daemon:
        enqueue(config, failing)
        caplog.set_level("INFO")
        worker = deliverer(daemon, failing)
        with closing(sqlite3.connect(config.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                worker._rests_until = 0.0
                daemon._run(worker)
            assert troubles(config) == ("the database cannot be written: database is locked.",)
            assert not failing.sent
        worker._rests_until = 0.0
        daemon._run(worker)
    assert len(failing.sent) == 3
    (warning,) = [r for r in caplog.records if "database" in r.getMessage() and r.levelno > 20]
    assert not warning.exc_info
    assert "over: the database cannot be written" in caplog.text


def test_after_a_failure_one_feed_is_the_trial(
    made: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[int] = []
    answers = [StoreError("the database cannot be written: full."), Counts(), Counts()]

    def poll(_: datetime, limit: int, **__: object) -> Counts:
        limits.append(limit)
        answer = answers.pop(0)
        if isinstance(answer, StoreError):
            raise answer
        return answer

    monkeypatch.setattr(made._crew.pipeline, "poll", poll)
    for _ in range(3):
        made._crew.poller._rests_until = 0.0
        made._run(made._crew.poller)
    assert limits == [256, 1, 256]


# --- a new configuration -------------------------------------------------------------------------

ITEM = """<rss version="2.0"><channel><title>t</title><item><guid>{0}</guid>
<title>Tariff on furniture rises to {0} percent</title></item></channel></rss>"""


class Files:
    """The configuration as the files of a test say it."""

    def __init__(self, config: Config) -> None:
        self.now: Config | ConfigError = config

    def read(self) -> Config:
        if isinstance(self.now, ConfigError):
            raise self.now
        return self.now


def test_a_feed_that_joins_is_polled_without_a_restart_and_nothing_is_lost(
    config: Config, httpserver: HTTPServer
) -> None:
    for name in (25, 30):
        httpserver.expect_request(f"/{name}").respond_with_data(ITEM.format(name))
    first, second = (
        Feed(f"http://127.0.0.1:{httpserver.port}/{name}", f"{name}") for name in (25, 30)
    )
    config = replace(config, feeds=(first,))
    files, views = Files(config), Views(config.database)
    with Daemon(config, reread=files.read) as daemon, daemon.running(TICK):
        wait_for(lambda: len(views.items()) == 1)
        old = daemon._crew
        files.now = replace(config, feeds=(first, second))
        daemon.reload_asked.set()
        wait_for(lambda: len(views.items()) == 2)
        assert {row["name"] for row in views.feeds()} == {"25", "30"}
        wait_for(lambda: not any(worker.is_at_work for worker in old.workers))
        assert sum(row["items"] for row in views.feeds()) == 2
    with pytest.raises(StoreError, match="closed"):
        old.pipeline.store.next_development()  # its store is closed


@pytest.mark.parametrize(
    "fault", ["state", "query"], ids=["another state directory", "a fault in the files"]
)
def test_a_configuration_with_a_fault_is_not_taken_and_the_old_one_runs_on(
    config: Config, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    caplog.set_level("INFO")
    wrong = ConfigError([Fault(config.path, 7, "`watch` is no query.")])
    files = Files(config)
    with Daemon(config, lambda: NOW, files.read) as daemon:
        before = daemon._crew
        files.now = wrong if fault == "query" else replace(config, state=config.state / "other")
        daemon.reload_asked.set()
        daemon._poll()
        assert daemon._crew is before
        (sentence,) = troubles(config)
        assert sentence.startswith("the new configuration is not used: ")
        assert str(config.path) in sentence
        assert sentence in caplog.text
        files.now = config
        daemon.reload_asked.set()
        daemon._poll()
        assert daemon._crew is not before
        assert troubles(config) == ()


def test_systemd_hears_that_a_reload_begins_and_that_it_is_over(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Notifier, "_tell", lambda _, message: told.append(message))
    with Daemon(config, lambda: NOW, Files(config).read) as daemon:
        daemon.reload_asked.set()
        daemon._poll()
    told = [message.split("\n")[0] for message in told]
    assert told[:4] == ["EXTEND_TIMEOUT_USEC=300000000", "RELOADING=1", "READY=1", "WATCHDOG=1"]


# --- the clock -----------------------------------------------------------------------------------


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
    monkeypatch.setattr(module, "_LOOKED_AROUND_EVERY", 0.05)
    with Daemon(config) as made:
        monkeypatch.setattr(made, "_run", lambda _: ticked.release())

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


# --- the state directory -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["daemon.lock", "news-monitor.db"])
def test_a_daemon_whose_files_are_taken_away_ends_with_a_fault(
    config: Config, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(module, "_LOOKED_AROUND_EVERY", 0.05)
    with Daemon(config) as made:
        rescue = threading.Timer(LONG, made.stop_asked.set)
        (config.state / name).unlink()
        rescue.start()
        with pytest.raises(StoreError, match=f"{name} was removed or replaced"):
            made.run(TICK)
        assert rescue.is_alive()  # nobody had to stop it
        rescue.cancel()
        assert not made.has_its_state


@pytest.mark.parametrize("name", ["daemon.lock", "news-monitor.db"])
def test_a_round_whose_files_are_taken_away_has_failed(config: Config, name: str) -> None:
    with Daemon(config) as made:
        assert made.run_once().polled == 0
        (config.state / name).unlink()
        with pytest.raises(StoreError, match=f"{name} was removed or replaced"):
            made.run_once()


def test_a_daemon_does_not_start_on_the_state_of_another_configuration(config: Config) -> None:
    config.path.touch()
    other = replace(config, path=config.path.with_name("other.toml"))
    with Daemon(config):
        pass
    before = sorted(each.name for each in config.state.iterdir())
    with pytest.raises(ConfigError, match="belongs to the configuration"):
        Daemon(other).__enter__()
    assert sorted(each.name for each in config.state.iterdir()) == before
    with Daemon(config):  # whose lock the other did not keep
        pass


# --- what is measured and kept -------------------------------------------------------------------


def test_the_daemon_writes_its_figures_and_keeps_house(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    file = config.state / "news-monitor.prom"
    with Daemon(replace(config, metrics=file)) as daemon, daemon.running(TICK):
        wait_for(file.exists)
        wait_for(lambda: "housekeeping: " in caplog.text)
    assert "news_monitor_" in file.read_text()


def test_figures_that_cannot_be_written_are_a_trouble_of_their_own(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    with Daemon(replace(config, metrics=config.state)) as daemon, daemon.running(TICK):
        wait_for(lambda: "the metrics file" in caplog.text)
        (trouble,) = daemon._troubles.all()
    assert trouble.startswith("the metrics file")
    assert not daemon._crew.deliverers[0].failures


def test_an_article_that_is_read_meanwhile_is_known_from_then_on(
    config: Config, httpserver: HTTPServer
) -> None:
    """A running daemon takes it up by itself; the same item would have been news before."""
    title = "The tariff on furniture rises to 25 percent"
    item = f"<item><title>{title}</title><guid>{{}}</guid></item>"
    documents = [""]
    httpserver.expect_request("/feed").respond_with_handler(
        lambda _: Response(f"<rss version='2.0'><channel>{documents[-1]}</channel></rss>")
    )
    address = httpserver.url_for("/feed").replace("localhost", "127.0.0.1")
    feeds = (Feed(address, "feed", every=timedelta(seconds=1)),)
    with Daemon(replace(config, feeds=feeds)) as daemon, daemon.running(TICK):
        wait_for(lambda: Views(config.database).feeds()[0]["last_polled"] is not None)
        documents.append(item.format("a"))
        wait_for(lambda: Views(config.database).developments())
        read = SourceArticle("read", "Steel", "The tariff on steel rises to 40 percent.", "-")
        with Store(config.database) as store:
            store.articles_read.add("furniture", read, NOW)
        documents.append(item.replace("furniture", "steel").replace("25", "40").format("b"))
        wait_for(lambda: len(Views(config.database).items()) == 2)
        latest = Views(config.database).items()[0]
    assert (latest["title"], latest["verdict"]) == (
        "The tariff on steel rises to 40 percent", "known",
    )  # fmt: skip


@pytest.mark.parametrize(("status", "path"), [(200, "/ping"), (404, "/ping/fail")])
def test_the_watcher_is_told_how_a_round_went(
    config: Config, httpserver: HTTPServer, status: int, path: str
) -> None:
    httpserver.expect_request("/feed").respond_with_data("<rss version='2.0'/>", status=status)
    for each in ("/ping", "/ping/fail"):
        httpserver.expect_request(each).respond_with_data("OK")
    configured = replace(
        config,
        feeds=(Feed(httpserver.url_for("/feed").replace("localhost", "127.0.0.1"), "feed"),),
        heartbeat=HeartbeatConfig(httpserver.url_for("/ping"), failures=True),
    )
    with Daemon(configured) as daemon, daemon.running(TICK):
        wait_for(lambda: any(request.path == path for request, _ in httpserver.log))
