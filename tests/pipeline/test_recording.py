"""What one poll brings, written in slices: nothing is lost, told twice or decided by what is past."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.channels import LocalChannel
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig
from monitor.daemon import assembly
from monitor.daemon.courier import deliver
from monitor.errors import ConfigError, SendError
from monitor.feeds.parse import Parsed
from monitor.feeds.poll import Polled, Poller
from monitor.model import Alert, Feed, Item, Outcome, SourceArticle
from monitor.model.feed_state import FeedState
from monitor.pipeline import dispatch, operator, recording
from monitor.pipeline.pipeline import Counts, Pipeline
from monitor.store.database import Database
from monitor.store.store import Store
from monitor.stories import Ruling, Stories
from monitor.story import Engine
from monitor.story.topic import readings
from monitor.story.topic.match import Watches
from tests.examples import FEED, NOW, a_decision, an_item

DAY = timedelta(days=1)
SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China worth $3 billion a
year, the trade office in Washington said. Furniture makers in Guangdong said orders had fallen.
"""
TEXTS = (
    ("US raises tariff on Chinese furniture to 25%", "The tariff on furniture from China will rise"
     " to 25 percent from 10 percent in May."),
    ("Tariff on Chinese furniture goes up to 25%", "In May the tariff on furniture from China will"
     " rise from 10 percent to 25 percent."),
    ("Tariff on Chinese chairs is 40%", "The duty on chairs from China is 40 percent."),
    ("A cat show in Paris", "Two hundred cats were shown in Paris on Sunday."),
    ("10% tariff on furniture from China", "The United States will charge a tariff of 10 percent on"
     " furniture from China."),
    ("China answers with a 60% duty on American pianos", "A duty of 60 percent on pianos from the"
     " United States begins in June, China said."),
    ("Tariff on lamps from China is 70%", "Lamps from China will bear a tariff of 70 percent."),
)  # fmt: skip
ITEMS = tuple(
    an_item(n, title=title, summary=text, published=NOW - timedelta(minutes=60 - n))
    for n, (title, text) in enumerate(TEXTS, 1)
)
CHAIRS = ITEMS[2]
READ = SourceArticle("read", CHAIRS.title, CHAIRS.summary, "")


class Handed(Poller):
    """A poller that brings what it is given."""

    busy_hosts = frozenset()  # type: ignore[assignment]

    def __init__(self, items: Sequence[Item], outcome: Outcome = Outcome.OK) -> None:
        self._items = tuple(items)
        self._outcome = outcome
        self._due: list[tuple[Feed, FeedState]] = []

    def send(self, due: Iterable[tuple[Feed, FeedState]], now: datetime) -> None:
        self._due = list(due)

    def bring(self, patience: float | None = None) -> Polled | None:
        if not self._due:
            return None
        feed, state = self._due.pop(0)
        if self._outcome.is_failure:
            return Polled(feed, state, self._outcome, "busy.")
        parsed = Parsed(Outcome.OK, "", self._items, len(self._items))
        return Polled(feed, state, Outcome.OK, "", None, parsed, is_complete=True)


@dataclass
class Recorder(LocalChannel):
    """A channel that keeps what it is given."""

    name: str = "recorder"
    alerts: list[Alert] = field(default_factory=list)
    refuses: bool = False

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    def send(self, alert: Alert) -> None:
        if self.refuses:
            raise SendError("no such user.", permanent=True)
        self.alerts.append(alert)


@dataclass
class World:
    """A database, and pipelines that are opened over it as by a program that is started."""

    folder: Path
    stories: int = 2
    recorder: Recorder = field(default_factory=Recorder)
    others: tuple[Recorder, ...] = ()
    loads: int = 0

    def __post_init__(self) -> None:
        (self.folder / "source.md").write_text(SOURCE)

    @property
    def config(self) -> Config:
        watch = ("(tariff* OR duty) NEAR/12 (china OR chinese)",)
        return Config(
            path=self.folder / "monitor.toml",
            state=self.folder,
            fetch=FetchConfig(),
            mail=MailConfig(),
            stories=tuple(
                StoryConfig(f"story-{n}", ("source.md",), watch, to=("desk@example.org",))
                for n in range(self.stories)
            ),
            feeds=(FEED,),
        )

    @contextmanager
    def opened(self, items: Sequence[Item] = ITEMS) -> Iterator[Pipeline]:
        def load(store: Store) -> Stories:
            self.loads += 1
            return assembly.load_stories(self.config, store, NOW)

        with Store(self.config.database) as store:
            store.sync_feeds([FEED], NOW)
            channels = {each.name: each for each in (self.recorder, *self.others)}
            yield Pipeline(self.config, store, load, channels, Handed(items))

    def poll(self, items: Sequence[Item] = ITEMS, **given: Any) -> Counts:
        with self.opened(items) as pipeline:
            return pipeline.poll(NOW, 9, force=True, **given)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.config.database) as db:
            return db.execute(sql).fetchall()

    @property
    def decided(self) -> list[tuple[Any, ...]]:
        """What was decided on each item, and which item told first what it tells."""
        return self.ask(
            "SELECT d.item, d.story, d.revision, d.action, d.reason, d.same_as, v.headline"
            " FROM decisions d LEFT JOIN developments v ON v.id = d.development ORDER BY 1, 2, 3"
        )

    @property
    def told(self) -> Counter[tuple[str, str]]:
        """How often each item is told to a reader of each story, once all is delivered."""
        with self.opened() as pipeline:
            deliver(pipeline.dispatcher, lambda: NOW + DAY)
        assert self.ask("SELECT 1 FROM notices WHERE state = 'waiting'") == []
        return Counter(
            self.ask(
                "SELECT n.item, n.story FROM notices n JOIN alerts a ON a.parcel = n.parcel"
                " WHERE a.state = 'sent'"
            )
        )


@contextmanager
def world(stories: int = 2) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        yield World(Path(folder), stories)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slice has two items or so."""
    monkeypatch.setattr(recording, "_SLICE", 4)


# --- a crash between two slices ------------------------------------------------------------------


class Crash(BaseException):
    """The machine stops."""


@contextmanager
def crashing(at: int, *, before_commit: bool) -> Iterator[None]:
    """Stop the machine in, or just after, one of the transactions that follow."""
    plain, count = Database.transaction, 0

    @contextmanager
    def counted(database: Database) -> Iterator[None]:
        nonlocal count
        count += 1
        with plain(database):
            yield
            if count == at and before_commit:
                raise Crash
        if count == at and not before_commit:
            raise Crash

    Database.transaction = counted  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Database.transaction = plain  # type: ignore[method-assign]


@cache
def without_crashes() -> tuple[list[tuple[Any, ...]], Counter[tuple[str, str]]]:
    """Return what is decided and told where nothing happens."""
    with world() as calm:
        calm.poll()
        return calm.decided, calm.told


@pytest.mark.usefixtures("small")
@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=4))
def test_after_crashes_all_is_decided_as_without_and_told_once(
    crashes: list[tuple[int, bool]],
) -> None:
    wanted, told = without_crashes()
    with world() as hit:
        for at, before_commit in crashes:
            with hit.opened() as pipeline:
                pipeline.prepare()
                try:
                    with crashing(at, before_commit=before_commit):
                        pipeline.poll(NOW, 9, force=True)
                except Crash:
                    """The next one starts from what is stored."""
        hit.poll()
        assert hit.decided == wanted
        assert hit.told == told
        assert set(told.values()) == {1}


@pytest.mark.usefixtures("small")
def test_until_the_last_slice_the_feed_is_due_still() -> None:
    with world() as hit:
        with hit.opened() as pipeline:
            pipeline.prepare()
            with pytest.raises(Crash), crashing(2, before_commit=False):
                pipeline.poll(NOW, 9)
        assert 0 < len(hit.ask("SELECT 1 FROM items")) < len(ITEMS)
        assert hit.ask("SELECT first_polled, last_polled FROM feeds") == [(None, None)]
        with hit.opened() as pipeline:
            counts = pipeline.poll(NOW, 9)
        assert 0 < counts.new_items < len(ITEMS)
        assert len(hit.ask("SELECT 1 FROM items")) == len(ITEMS)


# --- others who write meanwhile ------------------------------------------------------------------


def know(store: Store) -> None:
    store.articles_read.add("story-0", READ, NOW)


def forget(store: Store) -> None:
    store.articles_read.forget("story-1", "known")


def mute(store: Store) -> None:
    store.notices.mute("story-0", None, None)


def irrelevant(store: Store) -> None:
    store.notices.mark_irrelevant("story-1", 1, NOW)


def poll_another(store: Store, items: Sequence[Item] = ITEMS[2:3]) -> None:
    """Record the same news from another feed, as another process would."""
    other = Feed("https://other.example/rss", "Other")
    store.sync_feeds([FEED, other], NOW)
    folder = store._db._db.execute("PRAGMA database_list").fetchall()[0][2]
    config = replace(World(Path(folder).parent).config, feeds=(other,))
    load = partial(assembly.load_stories, config, now=NOW)
    moved = [replace(item, id=f"other-{item.id}", feed=other.url) for item in items]
    channels = {"recorder": Recorder()}
    pipeline = Pipeline(config, store, load, channels, Handed(moved))
    pipeline.poll(NOW, 9, force=True)


def nothing(_: Store) -> None:
    """Change nothing."""


OTHERS: tuple[Callable[[Store], None], ...] = (
    know, forget, mute, irrelevant, poll_another, nothing
)  # fmt: skip


def prepared(made: World) -> World:
    """Let the reader of one story know an article that they may take back."""
    with Store(made.config.database) as store:
        store.articles_read.add("story-1", replace(READ, id="known"), NOW)
    return made


@cache
def with_another_first(
    other: Callable[[Store], None],
) -> tuple[list[tuple[Any, ...]], Counter[tuple[str, str]]]:
    """Return what is decided and told where another process did its work before."""
    with world() as first:
        prepared(first)
        with Store(first.config.database) as store:
            store.sync_feeds([FEED], NOW)
            other(store)
        first.poll()
        return first.decided, first.told


@settings(max_examples=30)
@given(st.sampled_from(OTHERS), st.integers(1, len(ITEMS)))
def test_what_is_written_was_decided_by_what_is_known_when_it_is_written(
    other: Callable[[Store], None], step: int
) -> None:
    """All items are one slice here, so it is as if the other had been first."""
    wanted, told = with_another_first(other)
    with world() as made:
        prepared(made)
        made.poll(went_on=at_step(made, step, other))
        assert made.decided == wanted
        assert made.told == told


def at_step(made: World, step: int, work: Callable[[Store], object]) -> Callable[[], None]:
    """Return what lets another process do some work when so many items are being decided.

    That it need not wait is seen, too: it gives up at once where the writer is held.
    """
    steps = 0

    def went_on() -> None:
        nonlocal steps
        steps += 1
        if steps == step + 1:  # the first step is the feed's
            with Store(made.config.database) as another:
                another._db.pragma("busy_timeout = 0")
                work(another)

    return went_on


@pytest.mark.parametrize(
    ("other", "loads"),
    [(know, 2), (forget, 2), (poll_another, 2), (mute, 1), (irrelevant, 2), (nothing, 1)],
)
def test_the_stories_are_built_anew_only_where_what_is_known_has_changed(
    other: Callable[[Store], None], loads: int
) -> None:
    with world() as made:
        prepared(made)
        made.poll(went_on=at_step(made, 3, other))
        assert made.loads == loads


@pytest.mark.usefixtures("small")
@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(OTHERS), st.integers(1, 12)), max_size=3))
def test_whatever_others_do_between_slices_each_item_is_decided_and_told_once(
    work: list[tuple[Callable[[Store], None], int]],
) -> None:
    with world() as made:
        prepared(made)
        hooks = [at_step(made, step, other) for other, step in work]
        counts = made.poll(went_on=lambda: [hook() for hook in hooks] and None)
        assert counts.new_items == len(ITEMS)
        decided = Counter((item, story) for item, story, *_ in made.decided)
        assert set(decided.values()) == {1}
        assert {(item.id, f"story-{n}") for item in ITEMS for n in range(2)} <= decided.keys()
        numbers = made.ask("SELECT id FROM developments ORDER BY id")
        assert numbers == [(n,) for n in range(1, len(numbers) + 1)]
        assert set(made.told.values()) <= {1}


@pytest.mark.parametrize(("other", "is_told"), [(nothing, True), (know, False)])
def test_what_the_reader_has_read_while_it_was_decided_is_no_news(
    other: Callable[[Store], None], is_told: bool
) -> None:
    with world(1) as made:
        made.poll(went_on=at_step(made, 5, other))
        told = {item for item, _, _, action, *_ in made.decided if action == "alert"}
        assert ITEMS[0].id in told
        assert (CHAIRS.id in told) is is_told


def test_an_item_that_is_removed_while_it_is_looked_at_is_stored_again() -> None:
    """Housekeeping may take what a feed brings again after it had dropped it."""
    later = NOW + 60 * DAY
    cats = ITEMS[3]

    def keep_house(store: Store) -> None:
        with store.transaction():
            store._db.run("DELETE FROM decisions WHERE item = ?", (cats.id,))
            store._db.run("DELETE FROM carried WHERE item = ?", (cats.id,))
            store._db.run("DELETE FROM items WHERE id = ?", (cats.id,))
            store.forgotten.add([(cats.id, cats.content_hash)], later)

    with world() as made:
        made.poll()
        fresh = an_item(9, title="Tariff on harps from China is 80%", summary="Harps: 80 percent.")
        counts = made.poll([*ITEMS, fresh], went_on=at_step(made, 1, keep_house))
        assert counts.new_items == 1
        assert made.ask(f"SELECT count(*) FROM items WHERE id = '{cats.id}'") == [(1,)]  # noqa: S608
        assert made.ask(f"SELECT count(*) FROM carried WHERE item = '{cats.id}'") == [(1,)]  # noqa: S608
        assert set(made.told.values()) == {1}


def test_stories_that_cannot_be_built_anew_leave_the_feed_due() -> None:
    with world() as made:
        source = made.folder / "source.md"

        def know_and_lose_the_source(store: Store) -> None:
            know(store)
            with store.transaction():
                store._db.run("DELETE FROM sources WHERE by_reader = 0")
            source.unlink()

        hook = at_step(made, 2, know_and_lose_the_source)
        with pytest.raises(ConfigError):
            made.poll(went_on=hook)
        assert made.ask("SELECT count(*) FROM items") == [(0,)]
        assert made.ask("SELECT last_polled FROM feeds") == [(None,)]
        source.write_text(SOURCE)
        assert made.poll().new_items == len(ITEMS)


# --- what is written at once ---------------------------------------------------------------------


@settings(max_examples=15)
@given(st.integers(1, 12), st.integers(1, 9))
def test_a_slice_is_no_larger_than_it_may_be_and_one_item(size: int, stories: int) -> None:
    with pytest.MonkeyPatch.context() as patched, world(stories) as made:
        patched.setattr(recording, "_SLICE", size)
        with made.opened() as pipeline:
            pipeline.prepare()
            statements: list[str] = []
            pipeline.store._db._db.conn.set_trace_callback(statements.append)
            pipeline.poll(NOW, 9)
            pipeline.store._db._db.conn.set_trace_callback(None)
        largest = at_once = 0
        for statement in statements:
            if statement.startswith("BEGIN"):
                at_once = 0
            # One for each decision, and one for each item; others are named again by triggers.
            at_once += statement.startswith(("INSERT INTO tallies", "UPDATE feeds SET items"))
            largest = max(largest, at_once)
        assert 0 < largest <= size + stories


def test_a_poll_that_brings_little_is_one_transaction() -> None:
    with world() as made, made.opened(ITEMS[3:4]) as pipeline:
        pipeline.prepare()
        statements: list[str] = []
        pipeline.store._db._db.conn.set_trace_callback(statements.append)
        pipeline.poll(NOW, 9)
        assert sum(statement.startswith("BEGIN") for statement in statements) == 1


class Together(Stories):
    """A story to which every item is news of one development."""

    def rule(self, feed: Feed, item: Item, *_: Any) -> Iterator[Ruling]:  # type: ignore[override]
        ((story, _),) = self.engines.values()
        yield Ruling(story, a_decision(development=1), ITEMS[0].id)


def test_reports_of_one_development_that_come_together_are_one_mail() -> None:
    with world(1) as made, made.opened() as pipeline:
        stories = assembly.load_stories(made.config, pipeline.store, NOW)
        pipeline._load_stories = lambda _: Together(stories.engines, 1, stories.backlog)
        assert pipeline.poll(NOW, 9) == Counts(1, len(ITEMS), 0, 1)
        assert set(made.told.values()) == {1}


#: What takes its time, where it is looked up: none of it is done while others wait to write.
SLOW = (
    (Engine, "decide"),
    (Engine, "decide_edit"),
    (Engine, "tell"),
    (readings, "digest"),
    (recording, "decision_row"),
    (dispatch, "plan"),
    (dispatch, "render"),
    (operator, "render_trouble"),
    (operator, "render_loss"),
    (Watches, "find_in"),
)


@pytest.mark.usefixtures("small")
def test_nothing_is_decided_planned_or_rendered_while_others_wait_to_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: set[str] = set()
    held: set[str] = set()

    def seen(name: str, plain: Callable[..., Any], store: Store) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            done.add(name)
            if store._db._db.conn.in_transaction:  # an exception here would only postpone the feed
                held.add(name)
            return plain(*given, **named)

        return watched

    edited = replace(
        ITEMS[0], summary="The tariff on furniture from China will rise to 35 percent."
    )
    with world() as made:
        made.others = (Recorder("other"),)  # by which a loss is told
        made.recorder.refuses = True
        with made.opened() as pipeline:
            pipeline.prepare()
            for where, name in SLOW:
                monkeypatch.setattr(where, name, seen(name, getattr(where, name), pipeline.store))
            pipeline.poll(NOW, 9)
            deliver(pipeline.dispatcher, lambda: NOW)
            pipeline.poller = Handed([edited, *ITEMS[1:]])
            pipeline.poll(NOW + DAY, 9)
            for hours in (30, 31, 32, 33, 34):  # the feed fails until that is a trouble
                pipeline.poller = Handed([], Outcome.ERROR_HTTP)
                pipeline.poll(NOW + timedelta(hours=hours), 9, force=True)
    assert done == {name for _, name in SLOW}
    assert held == set()


def test_a_fault_in_telling_ends_no_poll(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with world() as made, made.opened() as pipeline:
        monkeypatch.setattr(pipeline.dispatcher, "tell", lambda _: 1 / 0)
        assert pipeline.poll(NOW, 9).new_items == len(ITEMS)
        assert "could not be told" in caplog.text
        monkeypatch.undo()
        assert made.told
