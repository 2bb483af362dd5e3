"""Two that tell and deliver at once from one outbox: every mail is written, and sent, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.alerts.channels import LocalChannel
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig, When
from monitor.daemon.courier import Courier
from monitor.model import Alert, Diff
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.stories import Ruling
from tests.examples import FEED, NOW, SHARE, STORY, a_decision, an_item

SETTLE = timedelta(minutes=10)


@dataclass
class Slow(LocalChannel):
    """A channel that takes its time for each message, by the clock that it moves on."""

    patience: timedelta = timedelta(minutes=1)  # type: ignore[misc]
    name: str = "slow"
    moment: datetime = NOW
    sent: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def recipients(self, readers: tuple[str, ...]) -> tuple[str, ...]:  # type: ignore[override]
        return readers

    def send(self, alert: Alert) -> None:
        self.sent.append(alert.id)
        self.moment += self.patience
        self.meanwhile()

    def clock(self) -> datetime:
        return self.moment


@pytest.fixture
def config(tmp_path: Path) -> Config:
    story = StoryConfig(STORY, ("source.md",), when=When(settle=SETTLE))
    return Config(
        tmp_path / "monitor.toml", tmp_path, FetchConfig(), MailConfig(), (story,), (FEED,)
    )


@pytest.fixture
def stores(config: Config) -> Iterator[tuple[Store, Store]]:
    with Store(config.database) as one, Store(config.database) as other:
        one.sync_feeds([FEED], NOW)
        yield one, other


def rule(config: Config, store: Store, number: int) -> None:
    """Decide an item whose news waits for a while."""
    told, diff = an_item(number), Diff(0.9, (SHARE,), ())  # a figure that moved would not wait
    decision = a_decision(development=number, diff=diff)
    dispatcher = Dispatcher(config, store, {"slow": Slow()})
    with store.transaction():
        store.add_item(told, NOW)
        store.record_development(decision, STORY, told.title, NOW)
        store.record_decision(told, 1, STORY, decision, NOW)
        ruling = Ruling(config.stories[0], decision, told.id)
        store.notices.add(dispatcher.notice(ruling, told, NOW))
    dispatcher.tell(NOW)


def rows(config: Config) -> list[tuple[str, str]]:
    return sorted((row["id"], row["state"]) for row in Views(config.database).alerts())


@pytest.mark.parametrize("number", [1, 2, 5])
def test_what_another_told_since_the_first_look_is_not_told_again(
    config: Config, stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    one, _ = stores
    for each in range(1, number + 1):
        rule(config, one, each)
    assert rows(config) == []
    due = NOW + SETTLE
    mine, theirs = (Dispatcher(config, store, {"slow": Slow()}) for store in stores)
    begin = one.transaction
    told: list[int] = []

    def just_after_another() -> object:
        if not told:
            told.append(theirs.tell_due(due))
        return begin()

    monkeypatch.setattr(one, "transaction", just_after_another)
    told.append(mine.tell_due(due))
    assert told[0] >= 1, "the other did not come between the look and the transaction"
    assert told[1:] == [0]
    assert len(rows(config)) == told[0]
    assert theirs.tell_due(due) == mine.tell_due(due) == 0


@pytest.mark.parametrize("minutes", [1, 5, 10, 120])
@pytest.mark.parametrize("messages", [1, 3])
def test_nobody_else_sends_what_is_under_way_however_long_the_channel_may_take(
    config: Config, stores: tuple[Store, Store], minutes: int, messages: int
) -> None:
    one, other = stores
    mine, theirs = (Slow(timedelta(minutes=minutes)) for _ in stores)
    for number in range(1, messages + 1):
        rule(config, one, number)
        dispatcher = Dispatcher(config, one, {"slow": mine})
        dispatcher.tell_due(NOW + SETTLE + number * timedelta(hours=2))
    begin = NOW + timedelta(days=1)
    mine.moment = theirs.moment = begin
    ours: list[str] = []

    def another_looks() -> None:
        """At the last moment of the longest attempt; what is not under way yet is the other's."""
        theirs.moment = mine.moment
        before = len(theirs.sent)
        Courier(Dispatcher(config, other, {"slow": theirs}), theirs).deliver(
            lambda: mine.moment, lambda: False
        )
        assert mine.sent[-1] not in theirs.sent[before:]
        ours.append(mine.sent[-1])

    mine.meanwhile = another_looks
    Courier(Dispatcher(config, one, {"slow": mine}), mine).deliver(mine.clock)
    assert ours
    assert sorted(mine.sent + theirs.sent) == sorted({*mine.sent, *theirs.sent})
    assert {state for _, state in rows(config)} == {"sent"}
    assert len(mine.sent + theirs.sent) == len(rows(config)) == messages
