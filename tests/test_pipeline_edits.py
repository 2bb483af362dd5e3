"""What outlets make of items that were told, through the joined rooms: which edits are mailed, and how."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import assembly, courier
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig, When
from monitor.feed_state import FeedState
from monitor.feeds.fetch import Exchange, Fetched
from monitor.feeds.poll import Poller
from monitor.model import Alert, Feed, stable_id
from monitor.pipeline import Pipeline
from monitor.store.reasons import Reasons
from monitor.store.store import Store
from monitor.store.views import Record, Views
from tests.examples import NOW
from tests.test_pipeline_keeping import Here, Recorder, _empty_database

HOUR = timedelta(hours=1)
SOURCE = """# Harbour bridge repairs to cost $4 million

Repairs of the harbour bridge will cost $4 million, the Harbour Authority said on Monday. Ferries
will carry commuters between Eastside and the old town while it is closed in March.
"""
TITLE = "Harbour bridge repairs will cost ${} million"
TEXT = "Repairs of the harbour bridge will cost ${} million, up from $4 million, officials said."
HALTED = (
    "Court halts harbour bridge repairs over a deposit of $2 million",
    "A judge stopped the work on Tuesday after a complaint by two ferry companies.",
)
CATS = ("Cat show draws 9,000 visitors", "Cats of forty breeds were shown in Lyon.")
LINK = "https://news.example/1"


def entry(told: tuple[str, str], guid: str = "g1", link: str = LINK) -> str:
    title, text = map(escape, told)
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>{link}</link>"
        f"<pubDate>{format_datetime(NOW)}</pubDate><description>{text}</description></item>"
    )


def cost(millions: int, more: str = "", headed: str = "") -> tuple[str, str]:
    return TITLE.format(millions) + headed, TEXT.format(millions) + more


class Served:
    """Fetches what a test puts there."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    def fetch(self, url: str, state: FeedState, trace: list[Exchange] | None = None) -> Fetched:
        body = self.bodies.get(url, b"<rss version='2.0'><channel><title>t</title></channel></rss>")
        return Fetched(url, body, "text/xml", None, None, body_hash=stable_id(body.decode()))

    def close(self) -> None:
        pass


@dataclass
class World:
    """A story, two section feeds of one outlet, and what they hold."""

    folder: Path
    restarts: bool = False  # after each poll
    when: When = field(default_factory=When)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "source.md").write_text(SOURCE)
        self.feeds = tuple(
            Feed(f"https://news.example/{name}.rss", f"Example {name.title()}", full_text=False)
            for name in ("business", "world")
        )
        story = StoryConfig("bridge", ("source.md",), ('"harbour bridge"',), when=self.when)
        self.config = Config(
            self.folder / "monitor.toml", self.folder, FetchConfig(), MailConfig(), (story,), self.feeds,
        )  # fmt: skip
        self.config.database.write_bytes(_empty_database())
        self.store = Store(self.config.database)
        self.store.sync_feeds(self.feeds, NOW)
        self.recorder = Recorder()
        self.served = Served()
        poller = Poller(self.config.fetch, Here())  # type: ignore[arg-type]
        poller._fetcher = self.served  # type: ignore[assignment]
        load = partial(assembly.load_stories, self.config, now=NOW)
        channels = {"recorder": self.recorder}
        self.pipeline = Pipeline(self.config, self.store, load, channels, poller)
        self.now = NOW
        self.poll()

    def poll(
        self, *business: str, world: Sequence[str] = (), after: timedelta = HOUR
    ) -> list[Alert]:
        """Poll both feeds once they hold these entries; return the mails."""
        self.now += after
        for feed, entries in zip(self.feeds, (business, world), strict=True):
            text = f"<rss version='2.0'><channel><title>t</title>{''.join(entries)}</channel></rss>"
            if entries:
                self.served.bodies[feed.url] = text.encode()
        self.recorder.alerts.clear()
        self.pipeline.poll(self.now, 9, force=True)
        courier.deliver(self.pipeline.dispatcher, lambda: self.now)
        if self.restarts:
            self.pipeline._stories = None  # read back from what is stored
        return list(self.recorder.alerts)

    def series(self, *versions: tuple[str, str]) -> list[int]:
        """Return how many mails each version of one item makes."""
        return [len(self.poll(entry(version))) for version in versions]

    @property
    def items(self) -> list[Record]:
        return Views(self.config.database).items()

    @property
    def latest(self) -> Record:
        (item,) = self.items
        return item

    def close(self) -> None:
        self.pipeline.poller.close()
        self.store.close()


@pytest.fixture(params=[False, True], ids=["running", "restarted"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    made = World(tmp_path / "world", restarts=request.param)
    yield made
    made.close()


# --- an edit is news only when it is -------------------------------------------------------------


@pytest.mark.parametrize(
    "counter",
    [
        *("# Comments: {}", "{} views", "Shares: {}", "Share price: $1{}.40", "Updated {} min ago"),
        "Bridgeco shares fell {}.5% to $1{}.40 in early trading.",
        "More than {} readers commented on the report.",
        "Dieser Artikel wurde {} Mal gelesen.",
        "Cet article a été lu {} fois.",
        "Este artículo ha sido leído {} veces.",
    ],
)
def test_a_counter_in_a_text_is_one_mail(world: World, counter: str) -> None:
    versions = [cost(7, f" {counter.replace('{}', str(n))}") for n in (13, 14, 17, 25, 38)]
    assert world.series(*versions) == [1, 0, 0, 0, 0]
    assert world.latest["verdict"] == "known"
    assert world.latest["revision"] == 5


@pytest.mark.parametrize(
    "day",
    [
        ("fell {} in early trading", "were down {} at noon", "had dropped {} by the close"),
        ("fell {} in early trading", "fell {} in afternoon trading", "fell {} in nightly trading"),
    ],
)
def test_a_price_in_other_words_at_each_poll_is_no_news(world: World, day: tuple[str, ...]) -> None:
    prices = [
        f" Bridgeco shares {said.format(f'{n}.5%')}."
        for n, said in zip((3, 5, 9), day, strict=True)
    ]
    assert world.series(*[cost(7, price) for price in prices]) == [1, 0, 0]


@pytest.mark.parametrize(
    "counter",
    [" ({} comments)", " | {}k views", " – {} shares", " · ❤ {}", " 💬 {}", " (Update {})"],
)
def test_a_counter_in_a_headline_is_one_mail(world: World, counter: str) -> None:
    versions = [cost(7, headed=counter.format(n)) for n in (13, 14, 17, 25, 38)]
    assert world.series(*versions) == [1, 0, 0, 0, 0]


def test_going_back_to_a_told_value_is_no_news(world: World) -> None:
    assert world.series(*[cost(n) for n in (7, 9, 7, 9, 7, 9, 7)]) == [1, 1, 0, 0, 0, 0, 0]
    assert "told before" in world.latest["reason"]
    assert world.series(cost(8)) == [1]


def test_three_caches_in_turn_are_a_mail_for_each_value(world: World) -> None:
    assert world.series(*[cost(n) for n in (7, 9, 8, 7, 9, 8, 7)]) == [1, 1, 1, 0, 0, 0, 0]


def test_a_link_with_another_query_at_each_poll_is_one_item(world: World) -> None:
    polls = [entry(cost(7), f"g{n}", f"https://news.example/a?sid={n}") for n in range(4)]
    assert [len(world.poll(each)) for each in polls] == [1, 0, 0, 0]
    assert len(world.items) == 1


def test_a_value_that_another_outlet_told_is_no_correction(world: World) -> None:
    other = entry(cost(9), "g2", "https://other.example/2").replace(
        "Repairs of", "Engineers found rust, so that repairs of"
    )
    assert len(world.poll(entry(cost(7)), after=HOUR)) == 1
    assert len(world.poll(world=[other])) == 1
    assert world.poll(entry(cost(9))) == []


def test_a_correction_says_so_in_the_thread_of_what_it_corrects(world: World) -> None:
    (first,) = world.poll(entry(cost(7, " It employs 1,200 people.")))
    (second,) = world.poll(entry(cost(7, " It employs 1,400 people.")))
    assert second.references == (first.message_id,)
    assert "Correction: Example Business changed what it had reported." in second.text
    assert "1,400" in second.text


def test_a_figure_that_no_mail_showed_is_not_corrected(world: World) -> None:
    long = " ".join(f"Paragraph {n} of the report says nothing of weight." for n in range(40))
    versions = [cost(7, f" {long} It employs {n} people.") for n in (1200, 1400)]
    assert world.series(*versions) == [1, 0]


def test_a_day_has_a_limit_for_one_report_and_its_reason_is_shown(world: World) -> None:
    assert world.series(*[cost(n) for n in (6, 7, 8, 9, 11)]) == [1, 1, 1, 0, 0]
    reason = world.latest["reason"]
    assert reason.startswith(
        "Not told, as a day has no more than 2 mails about edits of one report"
    )
    assert "$8 million → $11 million" in reason
    (decision, *_) = Reasons(Views(world.config.database)).decisions(world.latest["id"])
    assert (decision["verdict"], decision["reason"]) == ("known", reason)
    assert len(world.poll(entry(cost(12)), after=timedelta(days=1))) == 1


def test_a_live_page_has_a_limit_too(world: World) -> None:
    events = "collapses kills sinks burns explodes derails crashes floods".split()
    versions = [
        (f"Harbour bridge {what}, {20 + n} dead", f"Police said {20 + n} people died on Tuesday.")
        for n, what in enumerate(events)
    ]
    assert sum(world.series(cost(7), *versions)) <= 6


def test_an_edit_of_what_was_never_told_is_no_correction(world: World) -> None:
    assert world.poll(entry(CATS)) == []
    (mail,) = world.poll(entry(cost(7)))
    assert "Correction" not in mail.text
    assert "Re:" not in mail.subject


# --- an item written anew ------------------------------------------------------------------------


def test_a_guid_that_comes_again_with_another_link_is_another_item(world: World) -> None:
    world.poll(entry(cost(7)))
    (mail,) = world.poll(entry(HALTED, link="https://news.example/2"))
    assert "Correction" not in mail.text
    assert mail.references == ()
    assert {row["title"] for row in world.items} == {TITLE.format(7), HALTED[0]}
    assert world.poll(entry(HALTED, link="https://news.example/2")) == []
    assert world.poll(entry(CATS, link="https://news.example/3")) == []
    assert {row["title"]: row["verdict"] for row in world.items}[CATS[0]] == "unrelated"


def test_a_live_page_under_a_new_headline_is_judged_as_any_item(world: World) -> None:
    (first,) = world.poll(entry(cost(7)))
    (second,) = world.poll(entry((HALTED[0], f"{HALTED[1]} {TEXT.format(7)}")))
    assert "Correction" not in second.text
    assert second.references == ()
    assert second.development != first.development
    assert world.poll(entry(CATS)) == []
    assert world.latest["verdict"] == "unrelated"
    assert world.latest["reason"].startswith("Off topic")


def test_a_headline_in_other_words_is_no_news(world: World) -> None:
    reworded = ("Bill for fixing harbour bridge put at $7m", TEXT.format(7))
    assert world.series(cost(7), reworded, cost(7)) == [1, 0, 0]


# --- one article in two feeds --------------------------------------------------------------------


def test_an_article_in_two_feeds_does_not_confirm_itself(tmp_path: Path) -> None:
    when = When(confirm=2, confirm_within=timedelta(hours=4))
    world = World(tmp_path / "world", when=when)
    assert world.poll(entry(cost(7)), world=[entry(cost(7))]) == []
    (mail,) = world.poll(after=5 * HOUR)
    assert re.match(r"NOT CONFIRMED: only Example \w+ tells it so far\.", mail.text)
    world.close()


def test_another_outlet_confirms(tmp_path: Path) -> None:
    world = World(tmp_path / "world", when=When(confirm=2, confirm_within=timedelta(hours=4)))
    copy = entry(cost(7), "g2", "https://other.example/2")
    assert len(world.poll(entry(cost(7)), world=[copy])) == 1
    world.close()


def test_two_versions_of_an_article_in_two_feeds_are_an_edit_and_no_dispute(world: World) -> None:
    old, new = entry(cost(7)), entry(cost(9))
    assert len(world.poll(old, world=[old])) == 1
    (mail,) = world.poll(old, world=[new])
    assert "Correction" in mail.text
    assert "disputed" not in mail.text.lower()
    assert [len(world.poll(a, world=[b])) for a, b in ((new, new), (new, old), (old, new))] == [
        0
    ] * 3


def test_an_article_in_another_feed_says_whose_it_is(world: World) -> None:
    world.poll(entry(cost(7)))
    assert world.poll(world=[entry(cost(7))]) == []
    reasons = [row["reason"] for row in world.items]
    assert any("in another feed, without a new fact" in reason for reason in reasons)


# --- whatever happens ----------------------------------------------------------------------------

FIGURES = st.sampled_from((6, 7, 8, 9))
MORE = st.sampled_from(["", " # Comments: 12", " # Comments: 15", " It employs 1,200 people."])


@settings(max_examples=25)
@given(st.lists(st.builds(cost, FIGURES, MORE), min_size=2, max_size=7))
def test_a_restart_changes_nothing_that_is_told_of_an_item(series: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        both = [World(Path(folder) / str(n), restarts=n == 1) for n in (0, 1)]
        for version in series:
            running, restarted = (
                [(mail.subject, mail.text) for mail in each.poll(entry(version))] for each in both
            )
            assert running == restarted
        for each in both:
            each.close()


@settings(max_examples=25)
@given(st.lists(FIGURES, min_size=4, max_size=12))
def test_each_value_of_an_item_is_told_once_at_most(figures: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "world")
        told = world.series(*map(cost, figures))
        first = [figures[n] not in figures[:n] for n in range(len(figures))]
        assert all(is_first or not mails for is_first, mails in zip(first, told, strict=True))
        assert sum(told) == min(3, len(set(figures)))
        world.close()
