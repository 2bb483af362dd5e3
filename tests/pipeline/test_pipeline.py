"""The rooms joined: real feeds on loopback, a real database, channels that record."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from monitor.alerts.channels import LocalChannel
from monitor.cli.demo.server import serving
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import assembly, courier
from monitor.errors import SendError, StoreError
from monitor.feeds.parsers import Parsers
from monitor.feeds.poll import Poller
from monitor.model import Alert, Feed, Item
from monitor.pipeline.pipeline import Counts, Pipeline
from monitor.store.records import PollRecord
from monitor.store.store import Store
from monitor.store.views import Record, Views
from tests.examples import NOW

SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China worth $3 billion a
year, the trade office in Washington said. Furniture makers in Guangdong said orders had fallen.
"""
RISE = (
    "US raises tariff on Chinese furniture to 25%",
    "The tariff on furniture from China will rise to 25 percent from 10 percent in May.",
)
COPY = (
    "Tariff on Chinese furniture goes up to 25%",
    "In May the tariff on furniture from China will rise from 10 percent to 25 percent.",
)
KNOWN = (
    "10% tariff on furniture from China",
    "The United States will charge a tariff of 10 percent on furniture from China.",
)
CHAIRS = ("Tariff on Chinese chairs is 40%", "The duty on chairs from China is 40 percent.")
CATS = ("A cat show in Paris", "Two hundred cats were shown in Paris on Sunday.")
DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
PARSERS = Parsers(1)  # one process for all tests
POLLERS: list[Poller] = []  # of one test


@pytest.fixture(scope="module", autouse=True)
def ended_parsers() -> Iterator[None]:
    yield
    PARSERS.close()


@pytest.fixture(autouse=True)
def dropped_connections() -> Iterator[None]:
    yield
    while POLLERS:
        POLLERS.pop()._fetcher.close()  # and not the parsers, which the next test has too


@dataclass
class World:
    """Feed documents on loopback, by name."""

    port: int = 0
    documents: dict[str, bytes] = field(default_factory=dict)

    def answer(self, path: str) -> bytes | None:
        return self.documents.get(path.strip("/"))

    def put(self, name: str, *entries: str) -> None:
        text = f"<rss version='2.0'><channel><title>t</title>{''.join(entries)}</channel></rss>"
        self.documents[name] = text.encode()

    def feed(self, name: str) -> Feed:
        return Feed(f"http://127.0.0.1:{self.port}/{name}", name.title(), (name,))


def entry(guid: str, told: tuple[str, str], when: datetime | None = NOW) -> str:
    date = f"<pubDate>{format_datetime(when)}</pubDate>" if when else ""
    title, summary = (escape(text) for text in told)
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>{date}"
        f"<link>https://news.example/{guid}</link><description>{summary}</description></item>"
    )


class Recorder(LocalChannel):
    """A channel that keeps what it is given, after raising the faults a test puts in."""

    name = "recorder"

    def __init__(self) -> None:
        self.alerts: list[Alert] = []
        self.faults: list[BaseException] = []

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    def send(self, alert: Alert) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.alerts.append(alert)


class Forgetful(Store):
    """A store that fails once, when all of a poll is written and nothing is committed."""

    fault: Exception | None = None

    def record_poll(self, poll: PollRecord, now: datetime) -> None:
        super().record_poll(poll, now)
        fault, self.fault = self.fault, None
        if fault:
            raise fault


class Poisoned(Store):
    """A store that cannot take decisions on items with a certain title."""

    def record_decision(self, item: Item, *given: Any) -> None:  # type: ignore[override]
        if "poison" in item.title:
            raise ZeroDivisionError
        super().record_decision(item, *given)


class Unwritable(Store):
    """A store that takes nothing."""

    def record_poll(self, poll: PollRecord, now: datetime) -> None:
        raise StoreError("the database cannot be written: disk full.")


@pytest.fixture(scope="module")
def served() -> Iterator[World]:
    made = World()
    with serving(made.answer) as made.port:
        yield made


@pytest.fixture
def world(served: World) -> World:
    """A world with two feeds, one of them empty."""
    served.documents.clear()
    served.put("one", entry("a", RISE))
    served.put("two")
    return served


@pytest.fixture
def config(tmp_path: Path, world: World) -> Config:
    (tmp_path / "source.md").write_text(SOURCE)
    watch = ("(tariff* OR duty) NEAR/12 (china OR chinese)",)
    story = StoryConfig("furniture", ("source.md",), watch, to=("desk@example.org",))
    return Config(
        path=tmp_path / "monitor.toml",
        state=tmp_path / "state",
        fetch=FetchConfig(allow_private=("127.0.0.1",)),
        mail=MailConfig(),
        stories=(story,),
        feeds=(world.feed("one"), world.feed("two")),
    )


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def pipeline(config: Config, recorder: Recorder) -> Iterator[Pipeline]:
    with Store(config.database) as store:
        yield opened(config, store, recorder)


def opened(config: Config, store: Store, *channels: Recorder) -> Pipeline:
    """Return the pipeline of a program that has just been started."""
    store.sync_feeds(config.feeds, NOW)
    load = partial(assembly.load_stories, config, now=NOW)
    poller = Poller(config.fetch, PARSERS)
    POLLERS.append(poller)
    return Pipeline(config, store, load, {channel.name: channel for channel in channels}, poller)


def with_story(config: Config, **values: Any) -> Config:
    return replace(config, stories=(replace(config.stories[0], **values),))


def deliver(pipeline: Pipeline, now: datetime = NOW) -> int:
    return courier.deliver(pipeline.dispatcher, lambda: now)


def views(pipeline: Pipeline) -> Views:
    return Views(pipeline.config.database)


def verdicts(pipeline: Pipeline) -> dict[str, str]:
    return {row["title"]: row["verdict"] for row in views(pipeline).items()}


def feed_row(pipeline: Pipeline, name: str) -> Record:
    return next(row for row in views(pipeline).feeds() if row["name"] == name)


def counts_of(pipeline: Pipeline) -> tuple[int, ...]:
    lists = views(pipeline)
    return len(lists.items()), len(lists.developments()), len(lists.alerts())


# --- polling -------------------------------------------------------------------------------------


def test_a_development_is_decided_recorded_and_mailed(
    pipeline: Pipeline, recorder: Recorder
) -> None:
    assert pipeline.poll(NOW, 9) == Counts(feeds=2, new_items=1, edits=0, alerts=1)
    assert deliver(pipeline) == 1
    (alert,) = recorder.alerts
    assert "25% (was 10%)" in alert.subject
    assert (alert.to, alert.story, alert.development) == ("desk@example.org", "furniture", 1)
    assert verdicts(pipeline) == {RISE[0]: "development"}
    (row,) = views(pipeline).alerts()
    assert (row["state"], row["message_id"]) == ("sent", alert.message_id)


def test_what_is_known_or_unrelated_is_recorded_with_its_reason_and_not_mailed(
    pipeline: Pipeline, world: World
) -> None:
    world.put("one", entry("k", KNOWN), entry("c", CATS))
    assert pipeline.poll(NOW, 9).alerts == 0
    assert verdicts(pipeline) == {KNOWN[0]: "known", CATS[0]: "unrelated"}
    assert all(row["reason"] for row in views(pipeline).items())
    assert deliver(pipeline) == 0


def test_a_copy_in_another_outlet_joins_the_development(pipeline: Pipeline, world: World) -> None:
    world.put("two", entry("b", COPY))
    pipeline.poll(NOW, 9)
    (development,) = views(pipeline).developments()
    assert development["outlets"] == ["One", "Two"]
    assert len(views(pipeline).alerts()) == 1


def test_items_of_a_feed_are_decided_in_the_order_of_time(pipeline: Pipeline, world: World) -> None:
    world.put("one", entry("a", RISE), entry("b", CHAIRS, NOW - timedelta(hours=2)))
    assert pipeline.poll(NOW, 9).alerts == 2
    headlines = {row["id"]: row["headline"] for row in views(pipeline).developments()}
    assert headlines == {1: CHAIRS[0], 2: RISE[0]}


def test_a_poll_of_what_was_seen_tells_nothing(pipeline: Pipeline) -> None:
    pipeline.poll(NOW, 9)
    before = counts_of(pipeline)
    assert pipeline.poll(LATER, 9) == Counts(feeds=2)
    assert counts_of(pipeline) == before
    assert feed_row(pipeline, "One")["outcome"] == "not-modified"


def test_a_document_that_changes_around_its_items_tells_nothing(
    pipeline: Pipeline, world: World
) -> None:
    pipeline.poll(NOW, 9)
    world.put("one", "<description>new banner</description>", entry("a", RISE))
    assert pipeline.poll(LATER, 9) == Counts(feeds=2)
    assert feed_row(pipeline, "One")["outcome"] == "ok"


def test_a_figure_that_an_outlet_corrects_is_told_in_the_thread_of_its_alert(
    pipeline: Pipeline, world: World, recorder: Recorder
) -> None:
    pipeline.poll(NOW, 9)
    corrected = (RISE[0].replace("25", "35"), RISE[1].replace("25", "35"))
    world.put("one", entry("a", corrected))
    assert pipeline.poll(LATER, 9) == Counts(feeds=2, edits=1, alerts=1)
    deliver(pipeline, LATER)
    first, second = recorder.alerts
    assert second.references == (first.message_id,)
    assert second.development == first.development
    assert second.subject == f"Re: {first.subject}"
    assert "Correction: One changed what it had reported." in second.text
    assert "35%" in second.text


def test_an_edit_without_a_new_fact_is_stored_and_not_mailed(
    pipeline: Pipeline, world: World
) -> None:
    pipeline.poll(NOW, 9)
    world.put("one", entry("a", (RISE[0] + ", officials say", RISE[1])))
    assert pipeline.poll(LATER, 9) == Counts(feeds=2, edits=1)
    (row,) = views(pipeline).items()
    assert (row["revision"], row["title"]) == (2, RISE[0] + ", officials say")


def test_a_story_reads_only_the_feeds_it_follows(
    config: Config, recorder: Recorder, world: World
) -> None:
    config = with_story(config, feeds=("two",))
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert pipeline.poll(NOW, 9) == Counts(feeds=2, new_items=1)
        assert verdicts(pipeline) == {RISE[0]: None}


# --- first contact -------------------------------------------------------------------------------


def test_what_is_old_when_a_feed_is_first_read_is_seen_and_not_told(
    pipeline: Pipeline, world: World
) -> None:
    world.put("one", entry("a", RISE, NOW - timedelta(hours=25)))
    assert pipeline.poll(NOW, 9) == Counts(feeds=2, new_items=1)
    assert verdicts(pipeline) == {RISE[0]: "held"}


def test_what_has_no_date_is_old_at_first_contact_and_new_afterwards(
    pipeline: Pipeline, world: World
) -> None:
    world.put("one", entry("a", RISE, None))
    pipeline.poll(NOW, 9)
    pipeline.poll(LATER, 9)
    world.put("one", entry("b", CHAIRS, None), entry("a", RISE, None))
    pipeline.poll(LATER + DAY, 9)
    assert verdicts(pipeline) == {RISE[0]: "held", CHAIRS[0]: "development"}


def test_a_late_report_to_a_feed_that_was_read_before_its_date_is_told(
    pipeline: Pipeline, world: World
) -> None:
    pipeline.poll(NOW, 9)
    world.put("one", entry("b", RISE, NOW + DAY))
    pipeline.poll(NOW + 5 * DAY, 9)
    assert verdicts(pipeline)[RISE[0]] == "development"


def test_first_contact_is_made_by_a_document_not_by_a_failure(
    pipeline: Pipeline, world: World
) -> None:
    old = world.documents.pop("one")
    pipeline.poll(NOW, 9)
    world.documents["one"] = old
    assert pipeline.poll(NOW + 3 * DAY, 9).alerts == 0
    assert verdicts(pipeline) == {RISE[0]: "held"}


# --- recipients ----------------------------------------------------------------------------------


def test_every_recipient_gets_a_message_of_their_own_once(
    config: Config, recorder: Recorder
) -> None:
    config = with_story(config, to=("a@example.org", "b@example.org", "a@example.org"))
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert pipeline.poll(NOW, 9).alerts == 2
        assert deliver(pipeline) == 2
    assert sorted(alert.to for alert in recorder.alerts) == ["a@example.org", "b@example.org"]
    assert len({alert.message_id for alert in recorder.alerts}) == 2


def test_without_a_recipient_the_reader_on_this_machine_gets_it(
    config: Config, recorder: Recorder
) -> None:
    config = with_story(config, to=())
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        pipeline.poll(NOW, 9)
        deliver(pipeline)
    assert [alert.to for alert in recorder.alerts] == ["reader@localhost"]


# --- feeds in trouble ----------------------------------------------------------------------------


def test_a_feed_that_fails_is_left_alone_for_longer_each_time_until_it_is_well(
    pipeline: Pipeline, world: World
) -> None:
    document = world.documents.pop("one")
    pauses = []
    for failures in (1, 2, 3):
        now = NOW + failures * DAY
        pipeline.poll(now, 9)
        row = feed_row(pipeline, "One")
        assert (row["outcome"], row["failures"]) == ("error-http", failures)
        pauses.append(datetime.fromisoformat(row["next_poll"]) - now)
    assert pauses == sorted(pauses)
    assert pauses[2] > pauses[0] > timedelta(minutes=15)
    world.documents["one"] = document
    pipeline.poll(NOW + 9 * DAY, 9)
    assert feed_row(pipeline, "One")["failures"] == 0
    assert feed_row(pipeline, "Two")["outcome"] == "not-modified"


def test_a_page_in_place_of_a_feed_is_a_failure_and_the_feed_comes_back(
    pipeline: Pipeline, world: World
) -> None:
    document = world.documents["one"]
    world.documents["one"] = b"<!doctype html><html><body>Maintenance</body></html>"
    pipeline.poll(NOW, 9)
    assert feed_row(pipeline, "One")["outcome"] == "error-parse"
    world.documents["one"] = document
    assert pipeline.poll(NOW + DAY / 2, 9).alerts == 1


def test_only_so_many_feeds_are_polled_at_once_and_only_those_that_are_due(
    pipeline: Pipeline,
) -> None:
    assert pipeline.poll(NOW, 1).feeds == 1
    assert pipeline.poll(NOW, 9).feeds == 1
    assert pipeline.poll(NOW, 9).feeds == 0
    assert pipeline.poll(NOW, 9, force=True).feeds == 2


def test_feeds_do_not_wait_for_the_time_of_a_clock_that_was_set_back(pipeline: Pipeline) -> None:
    assert pipeline.poll(NOW + DAY, 9).feeds == 2
    assert pipeline.poll(NOW, 9).feeds == 2
    assert pipeline.poll(NOW, 9).feeds == 0


# --- all or nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError(), StoreError("the database cannot be written: disk full.")]
)
def test_a_poll_that_fails_in_the_middle_leaves_nothing_and_is_told_the_next_time(
    config: Config, recorder: Recorder, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with Forgetful(config.database) as store:
        pipeline = opened(config, store, recorder)
        store.fault = fault
        assert pipeline.poll(NOW, 9).alerts == 0
        assert counts_of(pipeline) == (0, 0, 0)
        (state,) = [s for s in store.due_feeds(NOW, 9, force=True) if s.url.endswith("one")]
        assert (state.etag, state.body_hash, state.first_polled_at) == (None, None, None)
        assert "recording" in caplog.text
        assert pipeline.poll(LATER, 9) == Counts(feeds=2, new_items=1, alerts=1)
        assert counts_of(pipeline) == (1, 1, 1)
        assert deliver(pipeline, LATER) == 1


def test_a_feed_that_we_cannot_digest_holds_up_no_other(
    config: Config, recorder: Recorder, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.put("one", entry("a", ("poison", "The tariff on chairs from China is 40 percent.")))
    world.put("two", entry("b", COPY))
    with Poisoned(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert pipeline.poll(NOW, 9) == Counts(feeds=2, new_items=1, alerts=1)
        assert "ZeroDivisionError" in caplog.text
        row = feed_row(pipeline, "One")
        assert (row["outcome"], row["failures"]) == ("error-parse", 1)
        assert row["next_poll"] > "2026-11-24T08:15"
        assert verdicts(pipeline) == {COPY[0]: "development"}


def test_a_database_that_takes_nothing_ends_the_poll_aloud(
    config: Config, recorder: Recorder
) -> None:
    with Unwritable(config.database) as store:
        pipeline = opened(config, store, recorder)
        with pytest.raises(StoreError, match="disk full"):
            pipeline.poll(NOW, 9)
        assert counts_of(pipeline) == (0, 0, 0)


def test_after_a_restart_what_was_told_is_known(
    config: Config, recorder: Recorder, world: World
) -> None:
    world.put("two", entry("b", COPY))
    with Store(config.database) as store:
        opened(config, store, recorder).poll(NOW, 1)
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert feed_row(pipeline, "Two")["outcome"] == "never"
        assert pipeline.poll(NOW, 9).alerts == 0
        assert deliver(pipeline) == 1
        assert deliver(pipeline) == 0


def test_news_whose_alert_was_given_up_is_told_anew_when_its_item_is_edited(
    config: Config, recorder: Recorder, world: World
) -> None:
    recorder.faults.append(SendError("550 no such user.", permanent=True))
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        pipeline.poll(NOW, 9)
        assert deliver(pipeline) == 0
    world.put("one", entry("a", (RISE[0], RISE[1] + " Makers protested.")))
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert pipeline.poll(LATER, 9).alerts == 1
        assert deliver(pipeline, LATER) == 1
        assert len({row["message_id"] for row in views(pipeline).alerts()}) == 2


# --- delivering ----------------------------------------------------------------------------------


def test_a_message_that_is_refused_for_now_is_sent_when_its_time_comes(
    pipeline: Pipeline, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.poll(NOW, 9)
    recorder.faults.append(SendError("451 busy.", permanent=False))
    assert deliver(pipeline) == 0
    (row,) = views(pipeline).alerts()
    assert (row["state"], row["attempts"], row["last_error"]) == ("retry", 1, "451 busy.")
    assert "451 busy." in caplog.text
    due = datetime.fromisoformat(row["due"])
    assert deliver(pipeline, due - timedelta(seconds=1)) == 0
    assert deliver(pipeline, due) == 1
    (row,) = views(pipeline).alerts()
    assert (row["state"], row["attempts"], row["last_error"]) == ("sent", 2, None)


def test_a_message_that_is_refused_for_good_is_not_tried_again(
    pipeline: Pipeline, recorder: Recorder
) -> None:
    pipeline.poll(NOW, 9)
    recorder.faults.append(SendError("550 no such user.", permanent=True))
    assert deliver(pipeline) == deliver(pipeline, NOW + DAY) == 0
    (row,) = views(pipeline).alerts()
    assert (row["state"], row["attempts"], row["last_error"]) == ("dead", 1, "550 no such user.")


def test_a_fault_of_ours_in_a_channel_is_loud_and_the_message_is_tried_again(
    pipeline: Pipeline, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.poll(NOW, 9)
    recorder.faults.append(ZeroDivisionError("by zero"))
    assert deliver(pipeline) == 0
    (row,) = views(pipeline).alerts()
    assert (row["state"], row["last_error"]) == (
        "retry",
        "unexpected: ZeroDivisionError('by zero')",
    )
    assert [each.levelno for each in caplog.records if each.exc_info] == [logging.ERROR]
    assert deliver(pipeline, NOW + DAY) == 1


def test_one_message_that_fails_does_not_hold_up_the_next(
    config: Config, recorder: Recorder
) -> None:
    config = with_story(config, to=("a@example.org", "b@example.org"))
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        pipeline.poll(NOW, 9)
        recorder.faults.append(ZeroDivisionError())
        assert deliver(pipeline) == 1
        assert sorted(row["state"] for row in views(pipeline).alerts()) == ["retry", "sent"]


def test_a_message_is_given_up_after_five_days(pipeline: Pipeline, recorder: Recorder) -> None:
    pipeline.poll(NOW, 9)
    recorder.faults += [SendError("451 busy.", permanent=False) for _ in range(2)]
    deliver(pipeline)
    deliver(pipeline, NOW + 5 * DAY)
    (row,) = views(pipeline).alerts()
    assert (row["state"], row["last_error"]) == ("dead", "given up after five days: 451 busy.")


def test_a_message_for_a_channel_that_is_gone_is_given_up_with_a_reason(
    config: Config, recorder: Recorder
) -> None:
    with Store(config.database) as store:
        opened(config, store, recorder).poll(NOW, 9)
        pipeline = opened(config, store)
        assert pipeline.dispatcher.operator.give_up_stranded(pipeline.store, NOW) == 1
        (row,) = views(pipeline).alerts()
    assert (row["state"], row["last_error"]) == ("dead", "there is no channel 'recorder' any more.")


def test_a_crash_while_sending_repeats_the_same_message(config: Config, recorder: Recorder) -> None:
    class Crash(BaseException):
        pass

    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        pipeline.poll(NOW, 9)
        recorder.faults.append(Crash())
        with pytest.raises(Crash):
            deliver(pipeline)
        (in_doubt,) = views(pipeline).alerts()
        assert in_doubt["state"] == "sending"
    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert deliver(pipeline) == 0
        store.outbox.release_claims(NOW)
        assert deliver(pipeline) == 1
    assert [alert.message_id for alert in recorder.alerts] == [in_doubt["message_id"]]


def test_a_feed_that_fails_is_told_once_and_once_when_it_is_well_again(
    pipeline: Pipeline, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    good = world.documents["one"]
    world.documents["one"] = b"<html><body>Maintenance</body></html>"
    for hour in range(3):
        pipeline.poll(NOW + timedelta(hours=hour), 9, force=True)
    world.documents["one"] = good
    pipeline.poll(NOW + timedelta(hours=3), 9, force=True)
    said = [record.getMessage() for record in caplog.records if "feed " in record.getMessage()]
    assert len(said) == 2
    assert "an HTML page" in said[0]
    assert "well again after 3 polls" in said[1]


def test_a_feed_without_a_name_is_called_by_the_title_of_its_document(
    config: Config, world: World, recorder: Recorder
) -> None:
    unnamed, named = Feed.at(world.feed("one").url), world.feed("two")
    config = replace(config, feeds=(unnamed, named))

    def names(store: Store) -> dict[str, str]:
        store.sync_feeds(config.feeds, NOW)  # as each start does
        return {row["url"]: row["name"] for row in Views(config.database).feeds()}

    with Store(config.database) as store:
        pipeline = opened(config, store, recorder)
        assert names(store) == {unnamed.url: "127.0.0.1", named.url: "Two"}
        pipeline.poll(NOW, 9)
        assert names(store) == {unnamed.url: "t", named.url: "Two"}
        deliver(pipeline)
        (mail,) = recorder.alerts
        assert "127.0.0.1" not in mail.text
        world.put("one", entry("b", CATS))
        world.documents["one"] = world.documents["one"].replace(b"<title>t</title>", b"", 1)
        pipeline.poll(LATER, 9, force=True)  # a document without a title takes it from none
        assert [row["outlet"] for row in Views(config.database).items()] == ["t", "t"]
        assert names(store) == {unnamed.url: "t", named.url: "Two"}
