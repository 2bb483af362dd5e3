"""Polling feeds, one and many, from servers on loopback."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.config import FetchConfig
from monitor.feed_state import FeedState, host_of
from monitor.feeds.fetch import Exchange, Fetched, NotModified
from monitor.feeds.parsers import Parsers
from monitor.feeds.poll import Polled, Poller
from monitor.model import Feed, Outcome
from tests.examples import NOW

LONG = 600.0  # seconds; what a test waits for comes at once

FEED = (
    b"<rss version='2.0'><channel><item><guid>1</guid><title>Story</title></item></channel></rss>"
)


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(1) as running:
        yield running


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    """A server that answers several requests at once, which that of the plug-in does not."""
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def poller(parsers: Parsers) -> Iterator[Poller]:
    made = Poller(FetchConfig(allow_private=("localhost", "127.0.0.1")), parsers)
    with made:
        yield made


def feed_at(server: HTTPServer, path: str = "/feed", host: str = "localhost") -> Feed:
    return Feed(f"http://{host}:{server.port}{path}", path)


def polled(poller: Poller, feed: Feed, state: FeedState | None = None) -> Polled:
    return poller.poll(feed, state or FeedState(feed.url), NOW)


def document(result: Polled) -> Fetched:
    assert isinstance(result.document, Fetched), result
    return result.document


# --- one feed ------------------------------------------------------------------------------------


def test_a_document_is_read_and_not_kept(poller: Poller, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, headers={"ETag": '"v1"'})
    found = polled(poller, feed_at(httpserver))
    assert found.outcome is Outcome.OK
    assert found.parsed
    assert [item.title for item in found.parsed.items] == ["Story"]
    assert (document(found).etag, document(found).body) == ('"v1"', b"")


def test_the_same_bytes_are_not_read_again(poller: Poller, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    feed = feed_at(httpserver)
    first = document(polled(poller, feed))
    again = polled(poller, feed, FeedState(feed.url, body_hash=first.body_hash))
    assert (again.outcome, again.parsed) == (Outcome.NOT_MODIFIED, None)
    assert document(again).body_hash == first.body_hash


def test_entries_that_were_read_before_are_not_read_again(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_ordered_request("/feed").respond_with_data(FEED)
    httpserver.expect_ordered_request("/feed").respond_with_data(FEED + b"<!-- later -->")
    feed = feed_at(httpserver)
    first = polled(poller, feed).parsed
    assert first
    again = polled(poller, feed, FeedState(feed.url, entry_hashes=first.hashes)).parsed
    assert again
    assert (again.items, again.entries, again.hashes) == ((), 1, first.hashes)


def only_conditional(request: Request) -> Response:
    return Response(status=304) if "If-None-Match" in request.headers else Response(FEED)


def test_now_and_then_a_document_is_asked_for_whole(poller: Poller, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_handler(only_conditional)
    feed = feed_at(httpserver)
    state = FeedState(feed.url, etag='"stuck"', read_at=NOW - timedelta(days=2))
    unchanged = polled(poller, feed, state)
    assert isinstance(unchanged.document, NotModified)
    whole = polled(poller, feed, replace(state, unchanged_polls=20))
    assert whole.outcome is Outcome.OK


def test_a_feed_that_moved_is_asked_for_at_its_new_place(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/new").respond_with_data(FEED)
    feed = feed_at(httpserver, "/old")
    state = FeedState(feed.url, address=httpserver.url_for("/new"))
    assert polled(poller, feed, state).outcome is Outcome.OK


def test_a_permanent_redirect_is_named(poller: Poller, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data(
        b"", status=301, headers={"Location": "/new"}
    )
    httpserver.expect_request("/new").respond_with_data(FEED)
    found = polled(poller, feed_at(httpserver, "/old"))
    assert found.outcome is Outcome.MOVED
    assert document(found).moved_to == httpserver.url_for("/new")


def test_a_page_that_is_no_feed_brings_no_validators(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>',
        headers={"ETag": '"captcha"'},
    )
    found = polled(poller, feed_at(httpserver))
    assert (found.outcome, found.document) == (Outcome.ERROR_PARSE, None)
    assert f"it names the feed {httpserver.url_for('/rss')}" in found.detail


def test_a_fault_of_ours_ends_the_poll_of_one_feed(
    poller: Poller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(poller, "_fetcher", type("Faulty", (), {"fetch": fault, "close": fault})())
    found = polled(poller, Feed("http://localhost/", "x"))
    monkeypatch.undo()
    assert found.outcome is Outcome.ERROR_PARSE
    assert "failed unexpectedly" in caplog.text


def test_all_that_happened_can_be_looked_at(poller: Poller, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    trace: list[Exchange] = []
    poller.poll(feed_at(httpserver), FeedState("x"), NOW, trace)
    assert [exchange.status for exchange in trace] == ["200 OK"]


# --- many feeds ----------------------------------------------------------------------------------


def bring_all(poller: Poller) -> list[str]:
    brought = []
    while result := poller.bring(None):
        assert isinstance(result, Polled)
        brought.append(result.feed.name)
    return brought


def test_feeds_come_back_in_the_order_in_which_they_were_sent(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/0").respond_with_handler(slowly(threading.Event(), 0.1))
    httpserver.expect_request(re.compile("/[1-5]")).respond_with_data(FEED)
    feeds = [feed_at(httpserver, f"/{n}") for n in range(6)]
    poller.send(((feed, FeedState(feed.url)) for feed in feeds), NOW)
    assert bring_all(poller) == [feed.name for feed in feeds]
    assert poller.bring(0.0) is None


def slowly(over: threading.Event, seconds: float) -> Callable[[Request], Response]:
    def handle(_: Request) -> Response:
        over.wait(seconds)
        return Response(FEED)

    return handle


def test_a_host_is_busy_until_all_its_feeds_are_back(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    feed = feed_at(httpserver)
    poller.send([(feed, FeedState(feed.url))], NOW)
    assert poller.busy_hosts == {f"localhost:{httpserver.port}"}
    assert bring_all(poller) == ["/feed"]
    assert poller.busy_hosts == frozenset()


def test_a_slow_feed_is_overtaken_by_those_of_other_hosts(
    poller: Poller, httpserver: HTTPServer
) -> None:
    over = threading.Event()
    httpserver.expect_request("/slow").respond_with_handler(slowly(over, 20))
    httpserver.expect_request("/feed").respond_with_data(FEED)
    slow, quick = feed_at(httpserver, "/slow"), feed_at(httpserver, host="127.0.0.1")
    poller.send([(slow, FeedState(slow.url)), (quick, FeedState(quick.url))], NOW)
    first = None
    while first is None:
        first = poller.bring(0.05)
    assert isinstance(first, Polled)
    over.set()
    assert bring_all(poller) == ["/slow"]
    assert first.feed is quick


def test_no_more_than_two_feeds_of_a_host_are_asked_for_at_once(
    poller: Poller, httpserver: HTTPServer
) -> None:
    at_once = threading.Semaphore(2)
    too_many = threading.Event()

    def handle(_: Request) -> Response:
        if not at_once.acquire(blocking=False):
            too_many.set()
            return Response(FEED)
        threading.Event().wait(0.02)
        at_once.release()
        return Response(FEED)

    httpserver.expect_request("/feed").respond_with_handler(handle)
    feeds = [feed_at(httpserver, f"/feed?{n}") for n in range(8)]
    poller.send(((feed, FeedState(feed.url)) for feed in feeds), NOW)
    assert len(bring_all(poller)) == 8
    assert not too_many.is_set()


def test_a_host_that_wants_to_be_left_alone_is_asked_for_no_more(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        b"", status=429, headers={"Retry-After": "60"}
    )
    feeds = [feed_at(httpserver, f"/feed?{n}") for n in range(8)]
    poller.send(((feed, FeedState(feed.url)) for feed in feeds), NOW)
    results = [poller.bring(None) for _ in feeds]
    assert sum(isinstance(result, Polled) for result in results) == 2  # one in each lane
    assert sum(isinstance(result, FeedState) for result in results) == 6
    assert len(httpserver.log) == 2


def test_another_host_that_wants_to_be_left_alone_holds_up_none_of_this_one(
    poller: Poller, httpserver: HTTPServer
) -> None:
    elsewhere = httpserver.url_for("/busy").replace("localhost", "127.0.0.1")
    httpserver.expect_request("/busy").respond_with_data(
        b"", status=429, headers={"Retry-After": "60"}
    )
    httpserver.expect_request("/feed").respond_with_data(
        b"", status=302, headers={"Location": elsewhere}
    )
    feeds = [feed_at(httpserver, f"/feed?{n}") for n in range(4)]
    poller.send(((feed, FeedState(feed.url)) for feed in feeds), NOW)
    results = [poller.bring(None) for _ in feeds]
    hosts = [result.host for result in results if isinstance(result, Polled)]
    assert hosts == [host_of(elsewhere)] * 4


class Exhausted(ThreadPoolExecutor):
    """A pool that gets no more threads after so many; what it was given lies in its queue."""

    def __init__(self, tasks: int) -> None:
        super().__init__(2)
        self.tasks = tasks

    def submit(self, *task: Any) -> Any:  # type: ignore[override]
        future = super().submit(*task)
        self.tasks -= 1
        if self.tasks < 0:
            raise RuntimeError("can't start new thread")
        return future


@pytest.mark.parametrize("tasks", [0, 1])
def test_a_feed_that_no_thread_takes_does_not_keep_its_host_busy(
    poller: Poller, httpserver: HTTPServer, tasks: int
) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    feeds = [feed_at(httpserver, f"/feed?{n}") for n in range(4)]
    poller._pool = Exhausted(tasks)
    with pytest.raises(RuntimeError, match="thread"):
        poller.send(((feed, FeedState(feed.url)) for feed in feeds), NOW)
    assert bring_all(poller) == [feed.name for feed in feeds[::2]][: 2 * tasks]
    assert poller.busy_hosts == frozenset()


def test_an_item_whose_page_no_thread_fetches_does_not_keep_its_host_busy(
    poller: Poller, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    feed = feed_at(httpserver)
    found = polled(poller, feed)
    poller._pool = Exhausted(0)
    with pytest.raises(RuntimeError, match="thread"):
        poller.complete(found, [], NOW)
    assert poller.busy_hosts == frozenset()
    poller._pool.shutdown()
    poller._pool = None
    poller.send([(feed, FeedState(feed.url))], NOW)
    assert bring_all(poller) == ["/feed"]  # once, whatever the page brought


# --- stopping ------------------------------------------------------------------------------------


@dataclass
class Silent:
    """A server that is asked and says nothing until the test is over."""

    server: HTTPServer
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: threading.Event = field(default_factory=threading.Event)

    def handle(self, _: Request) -> Response:
        self.asked.release()
        self.over.wait(LONG)
        return Response(FEED)


@pytest.fixture
def silent(httpserver: HTTPServer) -> Iterator[Silent]:
    made = Silent(httpserver)
    httpserver.expect_request("/silent").respond_with_handler(made.handle)
    yield made
    made.over.set()


@pytest.fixture
def patient(parsers: Parsers) -> Iterator[Poller]:
    """A poller whose fetches take as long as a test may."""
    timeout = timedelta(seconds=LONG)
    with Poller(FetchConfig(timeout=timeout, allow_private=("localhost",)), parsers) as made:
        yield made


def test_a_stop_ends_the_fetches_under_way_and_begins_no_more(
    patient: Poller, silent: Silent
) -> None:
    feeds = [feed_at(silent.server, f"/silent?{n}") for n in range(8)]
    patient.send(((feed, FeedState(feed.url)) for feed in feeds), NOW)
    assert all(silent.asked.acquire(timeout=LONG) for _ in range(2))
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("fetch")]
    patient.stop()
    assert patient.bring(None) is None  # what was cut off is no failure of the feed
    patient.close()
    for thread in threads:
        thread.join(LONG)
    assert not any(thread.is_alive() for thread in threads)
    assert not silent.over.is_set()
    assert not silent.asked.acquire(blocking=False)


def test_a_stop_ends_the_wait_for_the_next_feed(patient: Poller, silent: Silent) -> None:
    feed = feed_at(silent.server, "/silent")
    patient.send([(feed, FeedState(feed.url))], NOW)

    def stop() -> None:
        silent.asked.acquire(timeout=LONG)
        patient.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    assert patient.bring(None) is None
    stopper.join(LONG)


def test_a_stop_ends_the_pages_of_a_feed_which_stays_due(patient: Poller, silent: Silent) -> None:
    silent.server.expect_request("/feed").respond_with_data(FEED)
    silent.server.expect_request("/robots.txt").respond_with_data("", status=404)
    found = polled(patient, feed_at(silent.server))
    assert found.parsed
    link = silent.server.url_for("/silent")
    teasers = [replace(found.parsed.items[0], id=f"{n}", link=link) for n in range(20)]
    patient.send([], NOW)
    patient.complete(found, teasers, NOW)
    assert silent.asked.acquire(timeout=LONG)
    patient.close()
    assert patient.bring(None) is None
    assert not silent.over.is_set()
    assert not silent.asked.acquire(blocking=False)


def test_nothing_is_fetched_after_a_stop(patient: Poller, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    feed = feed_at(httpserver)
    patient.stop()
    patient.send([(feed, FeedState(feed.url))], NOW)
    assert patient.bring(None) is None
    patient.close()
    assert httpserver.log == []
