"""What was sent is noted before its claim lapses, however long the database cannot be written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.channels import LocalChannel
from monitor.config import Config, FetchConfig, MailConfig
from monitor.daemon.courier import Courier
from monitor.errors import SendError, StoreUnavailable
from monitor.model import Alert
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.store import Store
from monitor.store.views import Views
from tests.examples import NOW, an_alert

LEASE = LocalChannel.patience + timedelta(minutes=1)
STATES = ("sent", "retry", "dead")


@dataclass
class Reader(LocalChannel):
    """A channel that takes what it is given, or fails at it as the message says."""

    name: str = "reader"
    tried: list[str] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)  # how many were tried when a run ended

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    @contextmanager
    def run(self) -> Iterator[None]:
        yield
        self.runs.append(len(self.tried))

    def send(self, alert: Alert) -> None:
        self.tried.append(alert.id)
        if alert.subject != "sent":
            raise SendError("no.", permanent=alert.subject == "dead")


@dataclass
class Post:
    """A courier over a real database that refuses to settle as often as a test says."""

    store: Store
    courier: Courier
    reader: Reader
    refusals: int = 0
    moment: datetime = NOW
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settle = self.store.outbox.settle
        self.store.outbox.settle = self._settle  # type: ignore[method-assign]

    def _settle(self, *given: Any, **named: Any) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StoreUnavailable("the database cannot be written: database is locked.")
        self.settle(*given, **named)

    def rest(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.moment += timedelta(seconds=seconds)
        return True

    def deliver(self, rest: Callable[[float], bool] | None = None) -> int:
        return self.courier.deliver(lambda: self.moment, rest=rest or self.rest)

    @property
    def states(self) -> list[str]:
        rows = {row["id"]: row["state"] for row in Views(self.store_path).alerts()}
        return [rows[each] for each in sorted(rows)]

    store_path: Path = Path()


@contextmanager
def posted(*subjects: str) -> Iterator[Post]:
    """Open a post with a message for each of `subjects`, which say what becomes of it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder) / "m.toml", Path(folder), FetchConfig(), MailConfig(), (), ())
        with Store(config.database) as store:
            reader = Reader()
            made = replace(an_alert(), development=None, parcel="", channel=reader.name)
            with store.transaction():
                for number, subject in enumerate(subjects):
                    store.outbox.enqueue(
                        replace(made, id=f"{number}", message_id=f"<{number}>", subject=subject)
                    )
            dispatcher = Dispatcher(config, store, {reader.name: reader})
            yield Post(store, Courier(dispatcher, reader), reader, store_path=config.database)


@pytest.mark.parametrize("state", STATES)
def test_what_cannot_be_noted_is_noted_while_the_claim_lasts(state: str) -> None:
    with posted(state) as post:
        post.refusals = 100
        post.deliver()
        assert (post.states, post.reader.tried) == ([state], ["0"])
        assert len(post.waited) == 100


@pytest.mark.parametrize("state", ["sent", "dead"])
def test_what_cannot_be_noted_at_all_is_noted_before_anything_is_sent_again(state: str) -> None:
    with posted(state, "sent") as post:
        post.refusals = 1_000
        with pytest.raises(StoreUnavailable):
            post.deliver()
        assert NOW + LEASE <= post.moment < NOW + LEASE + timedelta(minutes=1)
        post.refusals, post.moment = 0, post.moment + timedelta(seconds=1)  # its claim has lapsed
        post.deliver()
        assert (post.states, post.reader.tried) == ([state, "sent"], ["0", "1"])


def test_a_stop_is_not_held_up_by_what_cannot_be_noted() -> None:
    with posted("sent") as post:
        post.refusals = 1_000
        with pytest.raises(StoreUnavailable):
            post.deliver(lambda _: False)
        assert post.refusals == 999
        assert post.states == ["sending"]


def test_a_clock_that_is_set_back_does_not_make_the_wait_endless() -> None:
    def back(_: float) -> bool:
        post.moment -= timedelta(hours=1)
        return True

    with posted("sent") as post:
        post.refusals = 1_000
        with pytest.raises(StoreUnavailable):
            post.deliver(back)
        assert post.refusals > 900


@given(
    st.lists(st.sampled_from(["sent", "dead"]), min_size=1, max_size=5),
    st.lists(st.integers(0, 300), max_size=12),
)
def test_no_message_is_tried_twice_whenever_the_database_fails(
    subjects: list[str], refusals: list[int]
) -> None:
    """Whoever is told so once needs no second try; how often settling fails is drawn."""
    with posted(*subjects) as post:
        for post.refusals in (*refusals, 0):
            try:
                post.deliver()
            except StoreUnavailable:
                post.moment += LEASE  # in any case its claim has lapsed by now
        assert post.states == subjects
        assert post.reader.tried == [f"{number}" for number in range(len(subjects))]


def test_the_messages_of_a_delivery_are_one_run() -> None:
    with posted("sent", "retry", "sent") as post:
        post.deliver()
        post.deliver()
        assert post.reader.runs == [3, 3]


def test_a_run_ends_where_the_delivery_breaks_off() -> None:
    ended = []

    class Watched(Reader):
        @contextmanager
        def run(self) -> Iterator[None]:
            try:
                yield
            finally:
                ended.append(len(self.tried))

    with posted("sent", "sent") as post:
        post.courier.channel = Watched()
        post.refusals = 1_000
        with pytest.raises(StoreUnavailable):
            post.deliver()
        assert ended == [1]
