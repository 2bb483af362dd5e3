"""Feeds over days, through the joined rooms: troubles told once, moves, gaps, ids that change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.alerts.channels import LocalChannel
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import assembly
from monitor.daemon.courier import deliver
from monitor.feeds.parsers import Parsers
from monitor.feeds.poll import Poller
from monitor.model import Alert, Feed, Item
from monitor.pipeline.pipeline import Pipeline
from monitor.store.reasons import Reasons
from monitor.store.store import Store
from monitor.store.views import Record, Views
from monitor.stories import Stories
from tests.examples import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Recorder(LocalChannel):
    """A channel that keeps what it is given."""

    name = "recorder"

    def __init__(self) -> None:
        self.alerts: list[Alert] = []

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    def send(self, alert: Alert) -> None:
        self.alerts.append(alert)


class World:
    """One feed on a server that answers as it is told, and the monitor that follows it."""

    def __init__(self, server: HTTPServer, folder: Path, parsers: Parsers) -> None:
        self.answer: Callable[[Request], Response] = lambda _: Response(rss(*range(10)))
        server.expect_request("/feed").respond_with_handler(self._handle)
        self.feed = Feed(server.url_for("/feed"), "Example News")
        fetch = FetchConfig(allow_private=("localhost",))
        self.config = Config(folder / "monitor.toml", folder, fetch, MailConfig(), (), (self.feed,))
        self.parsers = parsers
        self.recorder = Recorder()
        self.store = Store(self.config.database)
        self.store.sync_feeds([self.feed], NOW)
        stories = Stories({}, 1, self.config.backlog)
        channels = {"recorder": self.recorder}
        poller = Poller(fetch, parsers)
        self.pipeline = Pipeline(self.config, self.store, lambda _: stories, channels, poller)

    def _handle(self, request: Request) -> Response:
        return self.answer(request)

    def poll(self, moment: datetime) -> tuple[int, int]:
        """Poll the feed whether it is due or not; return how many items were new and edited."""
        counts = self.pipeline.poll(moment, 1, force=True)
        deliver(self.pipeline.dispatcher, lambda: moment)
        return counts.new_items, counts.edits

    @property
    def row(self) -> Record:
        (found,) = Views(self.config.database).feeds()
        return found

    @property
    def mails(self) -> list[str]:
        return [alert.subject for alert in self.recorder.alerts]


def rss(*numbers: int, **values: Any) -> bytes:
    return (
        "<rss version='2.0'><channel><title>t</title>"
        + "".join(item(number, **values) for number in numbers)
        + "</channel></rss>"
    ).encode()


def item(number: int, guid: str = "g", scheme: str = "https", text: str = "Text") -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid}{number}</guid><title>Story number {number}</title>"
        f"<link>{scheme}://news.example/{number}</link><description>{text}</description></item>"
    )


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(1) as running:
        yield running


@pytest.fixture
def world(httpserver: HTTPServer, tmp_path: Path, parsers: Parsers) -> Iterator[World]:
    made = World(httpserver, tmp_path, parsers)
    with made.store:
        yield made


def failing(_: Request) -> Response:
    return Response("busy", 500)


# --- troubles ------------------------------------------------------------------------------------


def test_a_trouble_is_told_once_and_once_more_when_it_is_over(world: World) -> None:
    world.poll(NOW)
    working, world.answer = world.answer, failing
    for hour in range(1, 8):
        world.poll(NOW + hour * HOUR)
    assert world.mails == ["Feed in trouble: Example News"]
    assert world.row["trouble"].startswith("It has failed for 6 hours: the server answers 500")
    world.answer = working
    for hour in range(8, 12):
        world.poll(NOW + hour * HOUR)
    assert world.mails == ["Feed in trouble: Example News", "Feed well again: Example News"]
    began, over = world.recorder.alerts
    assert "the server answers 500" in began.text
    assert over.references == (began.message_id,)
    assert world.row["trouble"] is None


def test_a_second_trouble_is_another_one(world: World) -> None:
    working = world.answer
    for start in (0, 1):
        world.answer = failing
        for hour in range(4):
            world.poll(NOW + start * DAY + hour * HOUR)
        world.answer = working
        world.poll(NOW + start * DAY + 4 * HOUR)
    assert len({alert.message_id for alert in world.recorder.alerts}) == 4


def test_with_a_mail_server_the_operators_that_are_named_are_told(world: World) -> None:
    world.answer = failing
    mail = MailConfig(server="smtp.example", operator=("ops@example.org", "root@example.org"))
    world.pipeline.dispatcher.config = replace(world.config, mail=mail)
    for hour in range(4):
        world.poll(NOW + hour * HOUR)
    assert sorted(alert.to for alert in world.recorder.alerts) == [
        "ops@example.org",
        "root@example.org",
    ]


def test_a_feed_that_is_gone_for_good_is_asked_three_times_and_told_once(world: World) -> None:
    world.answer = lambda _: Response(status=410)
    for day in range(3):
        world.poll(NOW + day * DAY)
    assert world.row["next_poll"] is None
    assert "410" in world.row["trouble"]
    assert len(world.mails) == 1


def test_a_feed_that_was_full_and_is_empty_is_in_trouble(world: World) -> None:
    world.poll(NOW)
    full, world.answer = world.answer, lambda _: Response(rss())
    world.poll(NOW + HOUR)
    assert world.row["outcome"] == "ok-empty"
    assert world.row["trouble"] == "It holds no items; it usually holds 10."
    world.answer = full
    assert world.poll(NOW + 2 * HOUR) == (0, 0)
    assert len(world.mails) == 2


# --- moves, hosts, gaps --------------------------------------------------------------------------


def test_a_permanent_redirect_is_taken_over_and_the_items_stay_what_they_are(
    world: World, httpserver: HTTPServer
) -> None:
    world.poll(NOW)
    httpserver.expect_request("/new").respond_with_data(rss(*range(11)))
    world.answer = lambda _: Response(status=301, headers={"Location": "/new"})
    assert world.poll(NOW + HOUR) == (1, 0)
    assert world.row["outcome"] == "moved"
    for hour in (2, 3):
        world.poll(NOW + hour * HOUR)
    asked = len([request for request, _ in httpserver.log if request.path == "/feed"])
    world.poll(NOW + 4 * HOUR)
    assert world.row["address"] == httpserver.url_for("/new")
    assert asked == len([request for request, _ in httpserver.log if request.path == "/feed"])


def test_a_host_that_asks_to_be_left_alone_is_not_asked(world: World) -> None:
    world.answer = lambda _: Response(status=503, headers={"Retry-After": "7200"})
    assert world.pipeline.poll(NOW, 9).feeds == 1
    other = replace(world.feed, url=world.feed.url + "?2")
    world.store.sync_feeds([world.feed, other], NOW)
    assert world.store.due_feeds(NOW + HOUR, 9) == []
    assert [state.url for state in world.store.due_feeds(NOW + 3 * HOUR, 9)] == [
        other.url,
        world.feed.url,
    ]


def test_the_host_that_asks_to_be_left_alone_is_the_one_that_answered(
    world: World, httpserver: HTTPServer
) -> None:
    elsewhere = httpserver.url_for("/busy").replace("localhost", "127.0.0.1")
    httpserver.expect_request("/busy").respond_with_data(
        "", status=500, headers={"Retry-After": "7200"}
    )
    world.pipeline.poller = Poller(
        FetchConfig(allow_private=("localhost", "127.0.0.1")), world.parsers
    )
    world.answer = lambda _: Response(status=301, headers={"Location": elsewhere})
    here = replace(world.feed, url=world.feed.url + "?2")
    there = replace(world.feed, url=elsewhere + "?2")
    assert world.poll(NOW) == (0, 0)
    world.store.sync_feeds([world.feed, here, there], NOW)
    assert [state.url for state in world.store.due_feeds(NOW + HOUR, 9)] == [here.url]


def test_an_address_that_is_given_up_is_the_one_left_alone(
    world: World, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/new").respond_with_data(rss(1))
    elsewhere = httpserver.url_for("/new").replace("localhost", "127.0.0.1")
    world.pipeline.poller = Poller(
        FetchConfig(allow_private=("localhost", "127.0.0.1")), world.parsers
    )
    world.answer = lambda _: Response(status=301, headers={"Location": elsewhere})
    for hour in range(3):
        world.poll(NOW + hour * HOUR)
    assert world.row["address"] == elsewhere
    httpserver.clear()
    httpserver.expect_request("/new").respond_with_data(
        "", status=500, headers={"Retry-After": "7200"}
    )
    for hour in range(3, 6):
        world.poll(NOW + hour * HOUR)
    assert world.row["address"] is None
    here = replace(world.feed, url=world.feed.url + "?2")
    world.store.sync_feeds([world.feed, here], NOW)
    assert here.url in [state.url for state in world.store.due_feeds(NOW + 6 * HOUR, 9)]


def test_a_document_without_one_known_item_leaves_a_gap_that_is_told(world: World) -> None:
    world.poll(NOW)
    world.answer = lambda _: Response(rss(*range(100, 110)))
    assert world.poll(NOW + HOUR / 3) == (10, 0)
    assert "items may have been missed" in world.row["detail"]
    wait = datetime.fromisoformat(world.row["next_poll"]) - (NOW + HOUR / 3)
    assert wait < world.feed.every


# --- full text -----------------------------------------------------------------------------------

TEASER = "US raises tariff on Chinese furniture"
PARAGRAPHS = (
    "<p>The tariff on furniture from China will rise to 25 percent from 10 percent in May, the"
    " trade office in Washington said on Monday after months of talks with Beijing.</p>"
    "<p>Furniture makers in Guangdong said that orders had fallen by a third since the spring, and"
    " that some of them were moving production to other countries in the region.</p>"
)


def with_page(world: World, server: HTTPServer, *, full_text: bool = True) -> None:
    """Let the feed carry a teaser on the topic of a story, and its page the whole."""
    world.feed = replace(world.feed, full_text=full_text)
    (world.config.path.parent / "source.md").write_text("China makes furniture. Tariffs are 10%.")
    story = StoryConfig("furniture", ("source.md",), ("tariff* NEAR/9 (china OR chinese)",))
    config = replace(world.config, stories=(story,), feeds=(world.feed,))
    world.pipeline = Pipeline(
        config,
        world.store,
        partial(assembly.load_stories, config, now=NOW),
        {},
        world.pipeline.poller,
    )
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    server.expect_request("/story").respond_with_data(
        f"<html><body><article><h1>{TEASER}</h1>{PARAGRAPHS}</article></body></html>",
        content_type="text/html",
    )
    link = server.url_for("/story")
    entry = item(1).replace("https://news.example/1", link).replace("Story number 1", TEASER)
    dated = entry.replace("</item>", f"<pubDate>{format_datetime(NOW)}</pubDate></item>")
    off_topic = item(2).replace("https://news.example/2", server.url_for("/other"))
    world.answer = lambda _: Response(
        rss().replace(b"</channel>", (dated + off_topic + "</channel>").encode())
    )


def asked_for(server: HTTPServer, path: str) -> int:
    return sum(request.path == path for request, _ in server.log)


def test_the_page_of_an_item_on_topic_is_read_once_and_decided_on(
    world: World, httpserver: HTTPServer
) -> None:
    with_page(world, httpserver)
    assert world.poll(NOW) == (2, 0)
    (row,) = [r for r in Views(world.config.database).items() if r["title"] == TEASER]
    assert row["verdict"] == "development"
    (decision,) = Reasons(Views(world.config.database)).decisions(row["id"])
    assert "25%" in [change["after"] for change in decision["diff"]["changes"]]
    assert asked_for(httpserver, "/other") == 0
    later = world.answer
    world.answer = lambda request: Response(later(request).data + b"<!-- later -->")
    assert world.poll(NOW + HOUR) == (0, 0)
    assert asked_for(httpserver, "/story") == 1


def test_the_page_of_an_item_whose_id_changes_is_read_once(
    world: World, httpserver: HTTPServer
) -> None:
    with_page(world, httpserver)
    world.poll(NOW)
    first = world.answer(Request({})).data
    for number in (1, 2):
        renamed = Response(first.replace(b">g", b">%d-g" % number))
        world.answer = lambda _, renamed=renamed: renamed
        assert world.poll(NOW + number * HOUR) == (0, 0)
    assert asked_for(httpserver, "/story") == 1
    edited = Response(first.replace(b">g", b">3-g").replace(b"Text", b"Edited"))
    world.answer = lambda _: edited
    assert world.poll(NOW + 3 * HOUR) == (0, 2)
    assert asked_for(httpserver, "/story") == 2
    assert {row["revision"] for row in Views(world.config.database).items()} == {2}


def test_the_page_is_left_alone_where_the_feed_says_so(
    world: World, httpserver: HTTPServer
) -> None:
    with_page(world, httpserver, full_text=False)
    assert world.poll(NOW) == (2, 0)
    assert asked_for(httpserver, "/story") == 0


def test_the_pages_of_what_is_older_than_the_backlog_are_not_read(
    world: World, httpserver: HTTPServer
) -> None:
    with_page(world, httpserver)
    assert world.poll(NOW + 3 * DAY) == (2, 0)
    assert asked_for(httpserver, "/story") == 0


def test_a_fault_while_looking_for_teasers_ends_the_poll_of_that_feed(
    world: World,
    httpserver: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with_page(world, httpserver)

    def poisoned(self: Stories, feed: Feed, item: Item) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Stories, "is_on_topic", poisoned)
    assert world.poll(NOW) == (0, 0)
    assert "ZeroDivisionError" in caplog.text
    assert (world.row["outcome"], world.row["failures"]) == ("error-parse", 1)
    assert world.store.due_feeds(NOW, 9) == []


# --- identity ------------------------------------------------------------------------------------


def test_ids_that_change_at_each_fetch_make_no_new_items(world: World) -> None:
    world.answer = lambda _: Response(rss(*range(10), guid="a"))
    assert world.poll(NOW) == (10, 0)
    world.answer = lambda _: Response(rss(*range(11), guid="b", scheme="http"))
    assert world.poll(NOW + HOUR) == (1, 0)
    world.answer = lambda _: Response(rss(*range(11), guid="c", text="Edited"))
    assert world.poll(NOW + 2 * HOUR) == (0, 11)


@pytest.mark.parametrize("head", [b"", b"<!DOCTYPE rss>"], ids=["new entries", "whole documents"])
@pytest.mark.parametrize(
    "link", ["https://news.example/live#{}", "https://news.example/live?utm_content={}", "/live#{}"]
)
def test_the_posts_of_one_page_are_items_of_their_own(world: World, head: bytes, link: str) -> None:
    def posts(*numbers: int, text: str = "Text") -> Response:
        entries = (
            item(n, text=text).replace(f"https://news.example/{n}", link.format(n)) for n in numbers
        )
        return Response(
            head + rss().replace(b"</channel>", ("".join(entries) + "</channel>").encode())
        )

    world.answer = lambda _: posts(1)
    assert world.poll(NOW) == (1, 0)
    world.answer = lambda _: posts(2, 1)
    assert world.poll(NOW + HOUR) == (1, 0)
    world.answer = lambda _: posts(4, 3, 2, 1)
    assert world.poll(NOW + 2 * HOUR) == (2, 0)
    world.answer = lambda _: posts(4, 3, 2, 1, text="Edited")
    assert world.poll(NOW + 3 * HOUR) == (0, 4)


def test_items_that_vanish_and_return_are_not_new(world: World) -> None:
    world.poll(NOW)
    world.answer = lambda _: Response(rss(5, 6, 7, 8, 9))
    assert world.poll(NOW + HOUR) == (0, 0)
    world.answer = lambda _: Response(rss(*range(10)))
    assert world.poll(NOW + 2 * HOUR) == (0, 0)


def test_an_edit_is_seen_among_entries_that_are_known(world: World) -> None:
    world.poll(NOW)
    edited = rss(*range(10)).replace(b"Text", b"Other text", 1)
    world.answer = lambda _: Response(edited)
    assert world.poll(NOW + HOUR) == (0, 1)
    assert world.row["detail"] == "10 items, 1 of them not read before."


# --- nights, and days without a network ------------------------------------------------------------


class Crowd:
    """Twenty feeds that are polled when they are due, as ticks come."""

    def __init__(self, server: HTTPServer, folder: Path, parsers: Parsers) -> None:
        self.is_reachable = True
        self.asked: Counter[str] = Counter()
        server.expect_request(re.compile("/feed/.*")).respond_with_handler(self._handle)
        every = timedelta(minutes=10)
        feeds = tuple(
            Feed(server.url_for(f"/feed/{number}"), f"Feed {number}", every=every)
            for number in range(20)
        )
        fetch = FetchConfig(allow_private=("localhost",))
        config = Config(folder / "monitor.toml", folder, fetch, MailConfig(), (), feeds)
        self.numbers = range(10)
        self.views = Views(config.database)
        self.store = Store(config.database)
        self.store.sync_feeds(feeds, NOW)
        stories = Stories({}, 1, config.backlog)
        self.pipeline = Pipeline(
            config, self.store, lambda _: stories, {"recorder": Recorder()}, Poller(fetch, parsers)
        )

    def _handle(self, request: Request) -> Response:
        self.asked[request.path] += 1
        return Response(rss(*self.numbers)) if self.is_reachable else failing(request)

    def live(self, begin: datetime, end: datetime, tick: timedelta) -> datetime:
        """Let ticks come from one moment to another; return the latter."""
        while begin < end:
            self.pipeline.poll(begin, 256)
            begin += tick
        return end


@pytest.fixture
def crowd(httpserver: HTTPServer, tmp_path: Path, parsers: Parsers) -> Iterator[Crowd]:
    made = Crowd(httpserver, tmp_path, parsers)
    with made.store:
        yield made


def test_after_a_day_asleep_each_feed_is_polled_once_and_the_next_polls_are_apart(
    crowd: Crowd,
) -> None:
    now = crowd.live(NOW, NOW + 2 * HOUR, timedelta(minutes=5))
    crowd.asked.clear()
    crowd.numbers = range(5, 15)
    now += DAY  # the machine sleeps, or its clock is set
    crowd.live(now, now + timedelta(minutes=2), timedelta(seconds=10))
    assert set(crowd.asked.values()) == {1}
    assert len(crowd.asked) == 20
    assert {row["items"] for row in crowd.views.feeds()} == {15}
    assert len({row["next_poll"] for row in crowd.views.feeds()}) > 10


def test_after_a_day_without_a_network_nothing_is_missed_and_nobody_is_stormed(
    crowd: Crowd,
) -> None:
    now = crowd.live(NOW, NOW + 2 * HOUR, timedelta(minutes=5))
    crowd.asked.clear()
    crowd.is_reachable = False
    now = crowd.live(now, now + DAY, timedelta(minutes=5))
    assert max(crowd.asked.values()) < 12  # of 144 that a day has room for
    crowd.asked.clear()
    crowd.is_reachable = True
    crowd.numbers = range(5, 15)
    crowd.live(now, now + DAY, timedelta(minutes=5))
    assert {row["items"] for row in crowd.views.feeds()} == {15}
    assert {row["failures"] for row in crowd.views.feeds()} == {0}


def stamped_items(came: Sequence[datetime], error: timedelta) -> bytes:
    """Return a feed of items that came at these times, each stamped so that `error` is missing."""
    items = "".join(
        f"<item><guid isPermaLink='false'>g{at:%d%H%M}</guid><title>Story of {at:%d %H:%M}</title>"
        f"<link>https://news.example/{at:%d%H%M}</link><description>Text</description>"
        f"<pubDate>{format_datetime(at - error)}</pubDate></item>"
        for at in came
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize("error", [5 * HOUR, -5 * HOUR, 12 * HOUR, timedelta()])
def test_a_feed_that_is_stamped_in_another_zone_is_noticed_and_its_times_are_moved(
    world: World, error: timedelta
) -> None:
    came: list[datetime] = [NOW - HOUR]
    now = NOW
    for poll in range(80):
        now = NOW + poll * timedelta(minutes=15)
        if poll % 8 == 7:
            came.append(now - timedelta(minutes=4))
        world.answer = partial(lambda shown, _: Response(stamped_items(shown, error)), tuple(came))
        world.poll(now)
    stored = {item["title"]: item for item in Views(world.config.database).items(limit=100)}
    assert len(stored) == len(came) == 11
    last = stored[f"Story of {came[-1]:%d %H:%M}"]
    assert last["published"] == f"{came[-1]:%Y-%m-%dT%H:%M:%SZ}"
    assert ("Its stamps are" in world.row["detail"]) == bool(error)
    assert all(row["published"] <= row["first_seen"] for row in stored.values())
