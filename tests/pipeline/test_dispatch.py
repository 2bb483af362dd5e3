"""From a ruling to the reader, over a real database: when mails go, and what joins them."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.channels import LocalChannel
from monitor.alerts.layout import Layout, built_in
from monitor.config import Config, FetchConfig, MailConfig, StoryConfig, Urgent, When
from monitor.config.times import DigestTimes, QuietHours
from monitor.daemon.courier import deliver
from monitor.errors import SendError
from monitor.model import Action, Alert, SourceArticle
from monitor.pipeline.composer import label_of
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.notices import Notice
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.stories import Ruling
from tests.examples import FEED, NOW, RISE, SHARE, STORY, a_decision, an_item

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SETTLE = When(settle=10 * MINUTE)


@dataclass
class Recorder(LocalChannel):
    """A channel that keeps what it is given, after raising the faults a test puts in."""

    name: str = "recorder"
    alerts: list[Alert] = field(default_factory=list)
    faults: list[SendError] = field(default_factory=list)

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        return readers

    def send(self, alert: Alert) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.alerts.append(alert)


@dataclass
class Desk:
    """A dispatcher with its store, and a channel that is read."""

    config: Config
    store: Store
    recorder: Recorder
    more: tuple[Recorder, ...] = ()
    layout: Layout | None = None

    @property
    def dispatcher(self) -> Dispatcher:
        """A new one each time, as after a restart."""
        channels = {each.name: each for each in (self.recorder, *self.more)}
        return Dispatcher(self.config, self.store, channels, self.layout)

    def policy(self, when: When, story: str = STORY) -> None:
        self.config = replace(self.config, stories=(StoryConfig(story, ("s",), when=when),))

    def rule(
        self,
        number: int,
        now: datetime = NOW,
        *,
        development: int | None = None,
        action: Action = Action.ALERT,
        changes: tuple[Any, ...] = (SHARE,),
        **item: Any,
    ) -> None:
        """Decide an item in a transaction of its own, as a poll does."""
        told = an_item(number, **item)
        decision = a_decision(action, development=development or number)
        assert decision.diff
        decision = replace(decision, diff=replace(decision.diff, changes=changes))
        with self.store.transaction():
            self.store.add_item(told, now)
            self.store.record_development(decision, STORY, told.title, now)
            self.store.record_decision(told, 1, STORY, decision, now)
            if action is Action.ALERT:
                story = StoryConfig(STORY, ("s",), when=self.config.stories[0].when)
                first = an_item(development or number).id
                self.store.notices.add(
                    self.dispatcher.notice(Ruling(story, decision, first), told, now)
                )
        if action is Action.ALERT:
            self.dispatcher.tell(now)

    def deliver(self, now: datetime) -> list[str]:
        """Run a tick; return the subjects of what came out."""
        before = len(self.recorder.alerts)
        deliver(self.dispatcher, lambda: now)
        return [alert.subject for alert in self.recorder.alerts[before:]]


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    config = Config(
        path=folder / "monitor.toml",
        state=folder,
        fetch=FetchConfig(),
        mail=MailConfig(),
        stories=(StoryConfig(STORY, ("source.md",)),),
        feeds=(FEED,),
    )
    with Store(config.database) as store:
        store.sync_feeds([FEED], NOW)
        yield Desk(config, store, Recorder())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path) as made:
        yield made


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Keep every statement that a store runs meanwhile."""
    statements: list[str] = []
    connection = store._db._db.conn
    connection.set_trace_callback(statements.append)
    yield statements
    connection.set_trace_callback(None)


def test_a_mail_calls_story_and_news_as_a_reader_would(desk: Desk) -> None:
    article = SourceArticle("a", "Owners of BAXTER homes ask", "The BAXTER homes are cold.", "a.md")
    desk.store.put_source(STORY, article, NOW)
    desk.rule(
        1,
        title="UPDATE 2-Boiler fails in harbour - Example Times",
        link="https://news.google.com/articles/1",
        changes=(replace(SHARE, sentence="UPDATE 2-Boiler fails in harbour - Example Times"),),
    )
    desk.deliver(NOW)
    (alert,) = desk.recorder.alerts
    assert "UPDATE" not in alert.text + alert.html + alert.subject
    assert "Boiler fails in harbour\n" in alert.text
    assert "Boiler fails in harbour - " not in alert.text + alert.html + alert.data
    assert ", from Example Times," in alert.text  # who reports it is not lost


def test_a_story_is_called_as_its_watch_and_articles_write_it(desk: Desk) -> None:
    desk.config = replace(
        desk.config,
        stories=(StoryConfig("baxter-iss", ("s",), watch=("ISS AND crew",)),),
    )
    article = SourceArticle("a", "Owners ask", "Cold are the BAXTER homes.", "a.md")
    desk.store.put_source("baxter-iss", article, NOW)
    assert label_of(desk.config, desk.store, "baxter-iss") == "BAXTER ISS"
    assert label_of(desk.config, desk.store, "never-configured") == "Never configured"


def title(number: int) -> str:
    return an_item(number).title


def test_as_it_is_the_mail_lies_in_the_outbox_with_the_decision(desk: Desk) -> None:
    desk.rule(1)
    (row,) = Views(desk.config.database).alerts()
    assert row["subject"] == title(1)
    assert desk.deliver(NOW) == [title(1)]
    assert desk.deliver(NOW + HOUR) == []


def test_reports_of_other_outlets_join_a_mail_that_settles(desk: Desk) -> None:
    desk.policy(SETTLE)
    desk.rule(1)
    desk.rule(
        2, NOW + MINUTE, development=1, action=Action.FOLD,
        outlet="Evening Post", link="https://evening.example/1",
    )  # fmt: skip
    assert desk.deliver(NOW + 9 * MINUTE) == []
    assert desk.deliver(NOW + 10 * MINUTE) == [title(1)]
    (alert,) = desk.recorder.alerts
    assert "Evening Post" in alert.text
    assert "2 outlets" in alert.text
    assert "After 10 minutes" not in alert.text


def test_a_follow_up_joins_the_mail_that_still_waits_and_is_no_mail_of_its_own(desk: Desk) -> None:
    desk.policy(SETTLE)
    desk.rule(1)
    desk.rule(2, NOW + MINUTE, development=1, changes=(RISE,))
    assert len(desk.deliver(NOW + MINUTE)) == 1  # a changed figure does not wait
    (alert,) = desk.recorder.alerts
    assert alert.references == ()
    assert "now 25% (was 10%)" in alert.text
    assert SHARE.sentence in alert.text
    assert desk.deliver(NOW + HOUR) == []


def test_a_follow_up_has_the_subject_of_the_first_mail_and_refers_to_it(desk: Desk) -> None:
    desk.rule(1, changes=(RISE,))
    desk.rule(2, NOW + HOUR, development=1)
    desk.rule(3, NOW + 2 * HOUR, development=1)
    desk.deliver(NOW + 2 * HOUR)
    first, *later = desk.recorder.alerts
    assert [alert.subject for alert in later] == [f"Re: {first.subject}"] * 2
    assert [alert.references for alert in later] == [(first.message_id,)] * 2
    assert len({alert.message_id for alert in desk.recorder.alerts}) == 3
    assert f"More on: {first.subject}" in later[0].text


def test_a_digest_is_one_mail_that_tells_its_developments_and_is_told(desk: Desk) -> None:
    desk.policy(When(digest=DigestTimes.of("daily 18:00")))
    for number in range(1, 4):
        desk.rule(number, NOW + number * MINUTE)
    assert desk.deliver(NOW + 9 * HOUR) == []
    assert [item.id for item, *_ in desk.store.stream.told(STORY)] == [
        an_item(n).id for n in (1, 2, 3)
    ]
    assert desk.deliver(NOW + 10 * HOUR) == [f"Furniture, 3 developments: {title(1)}"]
    (alert,) = desk.recorder.alerts
    assert alert.development is None
    assert all(title(number) in alert.text for number in (1, 2, 3))
    assert [item.id for item, *_ in desk.store.stream.told(STORY)] == [
        an_item(n).id for n in (1, 2, 3)
    ]


def test_a_digest_that_was_given_up_told_nobody_anything(desk: Desk) -> None:
    desk.policy(When(digest=DigestTimes.of("daily 18:00")))
    desk.rule(1)
    desk.rule(2)
    desk.recorder.faults.append(SendError("no such user.", permanent=True))
    desk.deliver(NOW + 10 * HOUR)
    assert desk.store.stream.told(STORY) == []


def test_the_news_of_the_night_waits_for_the_morning(desk: Desk) -> None:
    desk.policy(When(quiet=QuietHours.of("07:00-09:30")))
    desk.rule(1, changes=(RISE,))
    desk.rule(2, NOW + MINUTE, changes=(RISE,))
    assert desk.deliver(NOW + HOUR) == []
    (subject,) = desk.deliver(NOW + 1.5 * HOUR)
    assert subject.startswith("Furniture, 2 developments: ")


def test_no_more_than_so_many_mails_an_hour_and_the_rest_together(desk: Desk) -> None:
    desk.policy(When(mails_per_hour=2))
    for number in range(1, 6):
        desk.rule(number, NOW + number * MINUTE)
        desk.deliver(NOW + number * MINUTE)
    assert len(desk.recorder.alerts) == 2
    assert desk.deliver(NOW + 60 * MINUTE) == []
    (subject,) = desk.deliver(NOW + 61 * MINUTE)
    assert subject == f"Furniture, 3 developments: {title(3)}"


def test_what_a_single_outlet_tells_is_held_and_then_marked(desk: Desk) -> None:
    desk.policy(When(confirm=2, confirm_within=2 * HOUR))
    desk.rule(1)
    desk.rule(2)
    desk.rule(
        3, NOW + HOUR, development=2, action=Action.FOLD,
        outlet="Evening Post", link="https://evening.example/1",
    )  # fmt: skip
    assert desk.deliver(NOW + HOUR) == [title(2)]
    assert desk.deliver(NOW + 2 * HOUR) == [title(1)]
    confirmed, unconfirmed = desk.recorder.alerts
    assert "NOT CONFIRMED" not in confirmed.text
    assert "NOT CONFIRMED: only Example Business tells it so far." in unconfirmed.text


@pytest.mark.parametrize(
    ("when", "wait"),
    [(When(), 0), (SETTLE, 10), (When(mails_per_hour=1), 0), (When(confirm=2), 0)],
    ids=["at once", "settle", "limit", "confirm"],
)
def test_news_of_a_clock_that_was_ahead_waits_no_longer_than_other_news(
    desk: Desk, when: When, wait: int
) -> None:
    """The process was killed between the decision and its mail; it starts when the clock is right."""
    desk.rule(5, NOW + 30 * MINUTE)  # a mail of that clock, which counts for no limit
    desk.policy(When(digest=DigestTimes.of("sunday 18:00")))
    desk.rule(1, NOW + 60 * MINUTE)
    desk.rule(
        2, NOW + 61 * MINUTE, development=1, action=Action.FOLD,
        outlet="Evening Post", link="https://evening.example/1",
    )  # fmt: skip
    desk.policy(when)
    told = desk.deliver(NOW)
    assert (title(1) in told) is (wait == 0)
    assert (title(1) in desk.deliver(NOW + wait * MINUTE)) is (wait > 0)


def test_what_waits_survives_a_restart_and_a_changed_policy(desk: Desk) -> None:
    desk.policy(When(digest=DigestTimes.of("sunday 18:00")))
    desk.rule(1)
    desk.policy(When())
    assert desk.deliver(NOW + MINUTE) == [title(1)]


@pytest.mark.parametrize(
    ("rule", "urgent"),
    [
        (Urgent("title:tariff"), [1, 2]),
        (Urgent("", changed=True), [1]),
        (Urgent("title:tariff", changed=True), [1]),
        (Urgent("title:harbour"), []),
        (Urgent('"report 2"'), [2]),
    ],
)
def test_urgent_news_does_not_wait_for_the_digest(
    desk: Desk, rule: Urgent, urgent: list[int]
) -> None:
    desk.policy(When(digest=DigestTimes.of("daily 18:00"), urgent=rule))
    desk.rule(1, changes=(RISE,))
    desk.rule(2)
    desk.deliver(NOW)
    assert sorted(alert.development or 0 for alert in desk.recorder.alerts) == urgent


# --- hush ----------------------------------------------------------------------------------------


def test_a_muted_development_is_told_no_more_and_is_not_news_again(desk: Desk) -> None:
    desk.rule(1)
    desk.store.notices.mute(STORY, 1, None)
    desk.rule(2, NOW + MINUTE, development=1)
    desk.rule(3, NOW + MINUTE)
    assert desk.deliver(NOW + HOUR) == [title(1), title(3)]
    assert an_item(2).id in [item.id for item, *_ in desk.store.stream.told(STORY)]


def test_a_muted_story_speaks_again_when_its_time_is_over(desk: Desk) -> None:
    desk.store.notices.mute(STORY, None, NOW + HOUR)
    desk.rule(1)
    desk.rule(2, NOW + HOUR)
    assert desk.deliver(NOW + 2 * HOUR) == [title(2)]


def test_what_is_unmuted_is_told_again(desk: Desk) -> None:
    desk.store.notices.mute(STORY, None, None)
    assert desk.store.notices.unmute(STORY, None)
    assert not desk.store.notices.unmute(STORY, None)
    desk.rule(1)
    assert desk.deliver(NOW) == [title(1)]


def test_a_story_that_is_no_longer_configured_is_told_no_more(desk: Desk) -> None:
    desk.policy(SETTLE)
    desk.rule(1)
    desk.policy(SETTLE, story="another")
    assert desk.deliver(NOW + HOUR) == []
    assert desk.store.notices.audiences() == []


def test_an_irrelevant_alert_is_remembered_and_its_development_hushed(desk: Desk) -> None:
    desk.rule(1)
    desk.deliver(NOW)
    (alert,) = desk.recorder.alerts
    assert desk.store.notices.told_in(alert.id) == [(STORY, 1, title(1))]
    assert desk.store.notices.told_in("another") == []
    desk.store.notices.mark_irrelevant(STORY, 1, NOW)
    desk.rule(2, NOW + MINUTE, development=1)
    assert desk.deliver(NOW + HOUR) == []


# --- losses --------------------------------------------------------------------------------------


def test_an_alert_that_is_given_up_is_told_to_the_operator_by_the_other_channel(desk: Desk) -> None:
    other = Recorder("other")
    desk.more = (other,)
    desk.rule(1)
    desk.recorder.faults.append(SendError("no such user.", permanent=True))
    desk.deliver(NOW)
    news, loss = other.alerts
    assert news.subject == title(1)
    assert loss.subject == f"Not delivered: {title(1)}"
    assert "no such user." in loss.text
    assert "news-monitor alert retry " in loss.text


def test_a_lost_message_about_a_loss_is_not_told_of_for_ever(desk: Desk) -> None:
    other = Recorder("other")
    desk.more = (other,)
    desk.rule(1)
    refusal = SendError("no.", permanent=True)
    desk.recorder.faults += [refusal] * 9
    other.faults += [refusal] * 9
    desk.deliver(NOW)
    desk.deliver(NOW)
    dead = Views(desk.config.database).alerts(state="dead")
    assert len(dead) == 4  # the mail by both channels, and the loss of each by the other


class Broken:
    """A layout that cannot write about one headline."""

    def render(self, name: str, values: dict[str, Any]) -> str:
        if any(each["headline"] == title(1) for each in values["developments"]):
            raise ZeroDivisionError
        return "text"


def test_a_mail_that_cannot_be_written_is_not_tried_at_every_tick(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.policy(SETTLE)
    desk.rule(1)
    desk.layout = Broken()  # type: ignore[assignment]
    dispatcher = desk.dispatcher
    for minute in range(10, 30):
        deliver(dispatcher, lambda minute=minute: NOW + minute * MINUTE)  # type: ignore[misc]
    assert caplog.text.count("could not be written") == 2


def test_a_mail_that_cannot_be_written_does_not_wait_for_what_waits_longer(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    rule = Urgent("", changed=True)
    desk.policy(When(digest=DigestTimes.of("daily 07:30 UTC"), urgent=rule))
    desk.layout = Broken()  # type: ignore[assignment]
    desk.rule(2)
    dispatcher = desk.dispatcher
    desk.rule(1, changes=(RISE,))
    caplog.clear()
    for minute in range(25):
        dispatcher.tell(NOW + minute * MINUTE)
    assert caplog.text.count("could not be written") == 3


def test_a_mail_that_cannot_be_written_holds_up_no_other(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.layout = Broken()  # type: ignore[assignment]
    desk.rule(1)
    desk.rule(2)
    assert desk.deliver(NOW) == [title(2)]
    assert "could not be written" in caplog.text
    desk.layout = None
    assert desk.deliver(NOW) == [title(1)]


# --- while others write --------------------------------------------------------------------------


@dataclass
class Meanwhile:
    """A layout that lets another process do something while a mail is rendered."""

    work: Callable[[Store], object]
    path: Path
    times: int = 1

    def render(self, name: str, values: dict[str, Any]) -> str:
        if self.times:
            self.times -= 1
            with Store(self.path) as another:
                self.work(another)
        return built_in().render(name, values)


def mute_the_second(store: Store) -> None:
    store.notices.mute(STORY, 2, None)


def mute_the_story(store: Store) -> None:
    store.notices.mute(STORY, None, None)


def let_another_outlet_join(store: Store) -> None:
    decision = a_decision(Action.FOLD, development=2)
    joining = an_item(9, outlet="Evening Post")
    with store.transaction():
        store.add_item(joining, NOW)
        store.record_decision(joining, 1, STORY, decision, NOW)


def let_a_notice_join(store: Store) -> None:
    joining = an_item(9)
    with store.transaction():
        store.add_item(joining, NOW)
        decision = a_decision(development=2)
        store.record_development(decision, STORY, joining.title, NOW)
        store.record_decision(joining, 1, STORY, decision, NOW)
        store.notices.add(
            Notice(STORY, 2, joining.id, an_item(2).id, joining.title, "", "", (RISE,), NOW)
        )


def deliver_by_another(store: Store) -> None:
    """Tell all of it, as the other dispatcher of a daemon does."""
    config = Config(
        Path(), Path(), FetchConfig(), MailConfig(), (StoryConfig(STORY, ("source.md",)),), (FEED,)
    )
    Dispatcher(config, store, {"recorder": Recorder()}).tell(NOW)


@pytest.mark.parametrize(
    ("work", "wanted"),
    [
        (mute_the_second, ["1"]),
        (mute_the_story, []),
        (let_another_outlet_join, ["1", "2 Evening Post"]),
        (let_a_notice_join, ["1", "2 25% (was 10%)"]),
        (deliver_by_another, ["1", "2"]),
    ],
)
def test_what_changes_while_mails_are_rendered_is_heeded(
    desk: Desk, work: Callable[[Store], None], wanted: list[str]
) -> None:
    """The other process waits for no lock, either: a mail is rendered without one."""
    desk.policy(SETTLE)
    desk.rule(1)
    desk.rule(2)
    desk.policy(When())
    desk.layout = Meanwhile(work, desk.config.database)
    desk.deliver(NOW)
    told = {str(alert.development): alert.text for alert in desk.recorder.alerts}
    assert sorted(told) == [each.split()[0] for each in wanted]
    assert len(told) == len(desk.recorder.alerts)
    for each in wanted:
        number, _, words = each.partition(" ")
        assert words in told[number]
    assert desk.store.notices.audiences() == []


def test_a_story_that_others_change_all_the_time_is_left_to_the_next_tick(desk: Desk) -> None:
    def mute_another(store: Store) -> None:
        store.notices.mute(STORY, 1000, None)

    desk.policy(SETTLE)
    desk.rule(1)
    desk.policy(When())
    desk.layout = Meanwhile(mute_another, desk.config.database, times=9_999)
    assert desk.deliver(NOW) == []
    desk.layout = Meanwhile(mute_another, desk.config.database, times=2)
    assert desk.deliver(NOW) == [title(1)]


def test_two_that_tell_at_once_tell_everything_once(desk: Desk) -> None:
    desk.policy(SETTLE)
    for number in range(1, 61):
        desk.rule(number)
    desk.policy(When())
    start = threading.Barrier(3)

    def tell() -> int:
        with Store(desk.config.database) as store:
            own = Dispatcher(desk.config, store, {"recorder": desk.recorder})
            start.wait(60)
            told = 0
            while store.notices.audiences():
                told += own.tell(NOW)
            return told

    with ThreadPoolExecutor(3) as pool:
        found = [done.result() for done in [pool.submit(tell) for _ in range(3)]]
    assert sum(found) == 60
    desk.deliver(NOW)
    assert len({alert.development for alert in desk.recorder.alerts}) == 60
    assert len(desk.recorder.alerts) == 60


def test_all_that_is_due_is_told_at_one_tick_however_much_it_is(desk: Desk) -> None:
    desk.policy(SETTLE)
    for number in range(1, 131):
        desk.rule(number)
    desk.policy(When())
    assert desk.dispatcher.tell(NOW) == 130


def test_to_tell_twice_as_much_costs_twice_as_much(desk: Desk) -> None:
    """Counted in statements: a digest of many developments, and the ticks while it waits."""
    desk.policy(When(digest=DigestTimes.of("daily 07:30 UTC")))
    asked = []
    for number in range(1, 161):
        desk.rule(number)
        if number in (80, 160):
            dispatcher = desk.dispatcher
            with counted(desk.store) as statements:
                for second in range(9):
                    dispatcher.tell(NOW + timedelta(seconds=second))
                dispatcher.tell(NOW + timedelta(days=number // 80))
            asked.append(len(statements) / 80)
    assert asked[0] < 12, asked
    assert asked[1] < 1.3 * asked[0] + 1, asked


def test_while_nothing_changes_and_nothing_is_due_the_notices_are_not_read(desk: Desk) -> None:
    desk.policy(When(digest=DigestTimes.of("daily 07:30 UTC")))
    for number in range(1, 20):
        desk.rule(number)
    dispatcher = desk.dispatcher
    dispatcher.tell(NOW)
    with counted(desk.store) as statements:
        dispatcher.tell(NOW + MINUTE)
    assert len(statements) <= 5, statements  # two of them ask who reads


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["news", "joins", "muted"]), st.integers(1, 6), st.integers(0, 5)
        ),
        max_size=9,
    ),
    st.sampled_from(
        [
            When(settle=2 * MINUTE),
            When(digest=DigestTimes.of("daily 08:04 UTC")),
            When(confirm=2, confirm_within=6 * MINUTE),
            When(mails_per_hour=1),
            When(quiet=QuietHours.of("07:00-08:05 UTC")),
        ]
    ),
)
def test_one_who_remembers_what_waits_tells_what_one_who_looks_anew_tells(
    steps: list[tuple[str, int, int]], when: When
) -> None:
    assert lived(steps, when, forgets=False) == lived(steps, when, forgets=True)


def lived(steps: list[tuple[str, int, int]], when: When, *, forgets: bool) -> list[tuple[str, str]]:
    """Return when what was told by a dispatcher that is asked every minute.

    Each step is what happens, to which of the developments so far, and how many minutes pass then.
    """
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as desk:
        desk.policy(when)
        dispatcher, now = desk.dispatcher, NOW
        for number, (what, development, minutes) in enumerate([*steps, ("muted", 7, 90)], 1):
            is_there = desk.store.alerts_written(development) or desk.store.reports(development)
            if what == "news":
                desk.rule(number, now)
            elif what == "muted":
                desk.store.notices.mute(STORY, development, now + 3 * MINUTE)
            elif is_there:
                action, outlet = Action.FOLD, f"Outlet {number}"
                desk.rule(number, now, development=development, action=action, outlet=outlet)
            for _ in range(minutes):
                now += MINUTE
                dispatcher = desk.dispatcher if forgets else dispatcher
                dispatcher.tell(now)
        return sorted(
            (row["created"], row["subject"]) for row in Views(desk.config.database).alerts()
        )


# --- a channel that is slow or does not answer ---------------------------------------------------


@dataclass
class Hanging(Recorder):
    """A channel whose server takes a minute to fail, by the clock that it moves on."""

    moment: datetime = NOW
    takes: timedelta = MINUTE

    def send(self, alert: Alert) -> None:
        if len(self.alerts) > 100:  # there are 25
            pytest.fail("the delivery does not end")
        self.alerts.append(alert)
        self.moment += self.takes
        raise SendError("timed out.", permanent=False)


@pytest.fixture
def hanging(desk: Desk) -> Hanging:
    desk.recorder = made = Hanging()
    for number in range(1, 26):
        desk.rule(number)
    return made


def test_a_delivery_ends_although_its_messages_are_due_again_meanwhile(
    desk: Desk, hanging: Hanging
) -> None:
    assert deliver(desk.dispatcher, lambda: hanging.moment) == 0
    assert [alert.subject for alert in hanging.alerts] == [title(n) for n in range(1, 26)]


def test_a_delivery_ends_where_the_clock_is_set_back_meanwhile(
    desk: Desk, hanging: Hanging
) -> None:
    hanging.takes = -HOUR
    deliver(desk.dispatcher, lambda: hanging.moment)
    assert len(hanging.alerts) == 1


def test_between_two_messages_a_delivery_asks_whether_to_go_on(
    desk: Desk, hanging: Hanging
) -> None:
    answers = [False, True, True]
    deliver(desk.dispatcher, lambda: hanging.moment, answers.pop)
    assert len(hanging.alerts) == 3
    assert answers == []


def test_each_message_of_a_long_delivery_is_claimed_for_the_whole_lease(
    desk: Desk, hanging: Hanging
) -> None:
    seen = []

    def another_looks() -> bool:
        # Only what is in retry is due for another; no claim has lapsed while it is sent.
        seen.extend(Views(desk.config.database).alerts(state="sending"))
        return len(hanging.alerts) < 15

    deliver(desk.dispatcher, lambda: hanging.moment, another_looks)
    assert seen == []
    assert len({alert.id for alert in hanging.alerts}) == 15


def test_a_message_does_not_wait_for_the_time_of_a_clock_that_was_set_back(desk: Desk) -> None:
    desk.rule(1)
    desk.recorder.faults.append(SendError("busy.", permanent=False))
    dispatcher = desk.dispatcher
    for hour in (HOUR, HOUR - HOUR):
        deliver(dispatcher, lambda hour=hour: NOW + hour)  # type: ignore[misc]
    assert [alert.subject for alert in desk.recorder.alerts] == [title(1)]


def test_a_message_waits_for_its_time_where_the_clock_goes_on(desk: Desk) -> None:
    desk.rule(1)
    desk.recorder.faults.append(SendError("busy.", permanent=False))
    dispatcher = desk.dispatcher
    for seconds in (0, 1):
        deliver(dispatcher, lambda seconds=seconds: NOW + timedelta(seconds=seconds))  # type: ignore[misc]
    assert desk.recorder.alerts == []


def readers(desk: Desk) -> list[str]:
    """Return to whom mails were written, oldest first."""
    return [str(row["to"]) for row in reversed(Views(desk.config.database).alerts())]


def test_who_wants_no_mails_of_a_story_gets_none_and_the_others_do(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        both = ("a@example.org", "b@example.org")
        desk.config = replace(desk.config, stories=(StoryConfig(STORY, ("s",), to=both),))
        desk.store.labels.leave(STORY, "a@example.org", NOW + HOUR, NOW)
        desk.rule(1)
        desk.dispatcher.tell(NOW)
        assert readers(desk) == ["b@example.org"]
        desk.rule(2, NOW + 2 * HOUR)
        desk.dispatcher.tell(NOW + 2 * HOUR)
        assert sorted(readers(desk)[1:]) == list(both)


def test_what_nobody_wants_counts_as_told_and_is_in_no_mail(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.config = replace(desk.config, stories=(StoryConfig(STORY, ("s",), to=("a@b.org",)),))
        desk.store.labels.leave(STORY, "a@b.org", None, NOW)
        desk.rule(1)
        assert desk.dispatcher.tell(NOW) == 0
        assert readers(desk) == []
        assert desk.store.notices.audiences() == []  # nothing waits
        assert [item.id for item, _, _ in desk.store.stream.told(STORY)] == [an_item(1).id]
