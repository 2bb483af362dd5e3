"""One mail for all stories of a reader whose news leaves together, over a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Config, FetchConfig, MailConfig, StoryConfig, When
from monitor.config.times import DigestTimes
from monitor.daemon.courier import deliver, deliver_by_channel, mails_of
from monitor.model import Alert, DeliveryState
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.reasons import Reasons
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.stories import Ruling
from tests.examples import FEED, NOW, RISE, SHARE, a_decision, an_item
from tests.pipeline.test_dispatch import HOUR, Recorder

DIGEST = When(digest=DigestTimes.of("daily 18:00"))
ANN, BOB, EVE = (f"{name}@example.org" for name in ("ann", "bob", "eve"))


@dataclass
class World:
    """Some stories, each with its readers, and what they get."""

    store: Store
    config: Config
    recorder: Recorder = field(default_factory=Recorder)

    def tell(self, story: str, number: int, title: str = "", *, moved: bool = False) -> None:
        item = an_item(number, title=title or f"News {number} of {story}")
        decision = a_decision(development=number)
        assert decision.diff
        changes = (RISE,) if moved else (SHARE,)
        decision = replace(
            decision, diff=replace(decision.diff, changes=changes, importance=number / 10)
        )
        followed = self.config.story(story)
        assert followed
        with self.store.transaction():
            self.store.add_item(item, NOW)
            self.store.record_development(decision, story, item.title, NOW)
            self.store.record_decision(item, 1, story, decision, NOW)
            notice = self.dispatcher.notice(Ruling(followed, decision, item.id), item, NOW)
            self.store.notices.add(notice)

    @property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.config, self.store, {self.recorder.name: self.recorder})

    def delivered(self) -> dict[str, list[Alert]]:
        """Let the time of the digest come; return what each reader got."""
        now = NOW + 10 * HOUR
        deliver(self.dispatcher, lambda: now)
        found: dict[str, list[Alert]] = {}
        for alert in self.recorder.alerts:
            found.setdefault(alert.to, []).append(alert)
        return found


@contextmanager
def world(folder: Path, when: When, **readers: tuple[str, ...]) -> Iterator[World]:
    stories = tuple(StoryConfig(name, ("s",), to=to, when=when) for name, to in readers.items())
    config = Config(folder / "monitor.toml", folder, FetchConfig(), MailConfig(), stories, (FEED,))
    with Store(config.database) as store:
        store.sync_feeds([FEED], NOW)
        yield World(store, config)


def told(alert: Alert) -> list[int]:
    return [each["id"] for each in json.loads(alert.data)["developments"]]


def test_what_waits_of_several_stories_of_one_reader_is_one_mail(tmp_path: Path) -> None:
    with world(tmp_path, DIGEST, bridge=(ANN,), fire=(ANN,), third=(ANN,)) as made:
        made.tell("bridge", 1)
        made.tell("fire", 2)
        made.tell("fire", 3, moved=True)
        ((alert,),) = made.delivered().values()
        assert told(alert) == [3, 2, 1]  # the weightiest story first, with all of its own
        assert alert.subject.startswith("3 developments in 2 stories: Fire: ")
        assert alert.development is None
        assert [alert.text.count(name) for name in ("FIRE\n", "BRIDGE\n", "THIRD")] == [2, 2, 0]
        assert made.store.notices.audiences() == []
        views = Views(made.config.database)
        for story, number in (("bridge", 1), ("fire", 2), ("fire", 3)):
            assert [row["id"] for row in views.alerts(story=story)] == [alert.id]
            assert [each for _, each, *_ in made.store.stream.told(story)].count(number) == 1
            (mail,) = Reasons(views).mails(an_item(number).id, number)
            assert mail["id"] == alert.id
        assert views.alerts(story="third") == []


def test_each_reader_gets_the_stories_that_they_follow_and_no_others(tmp_path: Path) -> None:
    with world(tmp_path, DIGEST, bridge=(ANN, BOB), fire=(ANN,), other=(EVE,)) as made:
        for number, story in enumerate(("bridge", "fire", "other"), start=1):
            made.tell(story, number)
        got = made.delivered()
        assert {to: [sorted(told(mail)) for mail in mails] for to, mails in got.items()} == {
            ANN: [[1, 2]],
            BOB: [[1]],
            EVE: [[3]],
        }
        assert "News 2" not in got[BOB][0].text + got[EVE][0].text
        assert {
            to: made.store.notices.told_in(mails[0].id)[-1][1] for to, mails in got.items()
        } == {
            ANN: 2,
            BOB: 1,
            EVE: 3,
        }


def test_what_died_of_a_mail_of_several_stories_is_told_to_nobody(tmp_path: Path) -> None:
    with world(tmp_path, DIGEST, bridge=(ANN, BOB), fire=(ANN,)) as made:
        made.tell("bridge", 1)
        made.tell("fire", 2)
        ((mine,), (theirs,)) = (made.delivered()[to] for to in (ANN, BOB))
        made.store.outbox.settle(mine.id, DeliveryState.DEAD, NOW)
        assert [each for _, each, *_ in made.store.stream.told("bridge")] == [1]  # to Bob
        assert made.store.stream.told("fire") == []
        made.store.outbox.settle(theirs.id, DeliveryState.DEAD, NOW)
        assert made.store.stream.told("bridge") == []


def test_what_leaves_at_once_is_a_mail_of_its_own(tmp_path: Path) -> None:
    with world(tmp_path, When(), bridge=(ANN,), fire=(ANN,)) as made:
        made.tell("bridge", 1)
        made.tell("fire", 2)
        (mails,) = made.delivered().values()
        assert [told(mail) for mail in mails] == [[1], [2]]


def test_a_story_that_is_changed_meanwhile_is_planned_anew_with_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path, DIGEST, bridge=(ANN,), fire=(ANN,)) as made:
        made.tell("bridge", 1)
        made.tell("fire", 2)
        done: list[str] = []
        write = Dispatcher._mail

        def mute_meanwhile(*args: object) -> object:
            mail = write(*args)  # type: ignore[arg-type]
            if not done:
                done.append("muted")
                with Store(made.config.database) as other:
                    other.notices.mute("fire", 2, None)
            return mail

        monkeypatch.setattr(Dispatcher, "_mail", mute_meanwhile)
        ((alert,),) = made.delivered().values()
        assert told(alert) == [1]
        assert made.store.notices.audiences() == []


def test_a_mail_says_where_its_story_stands_and_leaves_out_what_is_muted(tmp_path: Path) -> None:
    with world(tmp_path, When(), fire=(ANN,)) as made:
        made.tell("fire", 7, "Warehouse burns", moved=True)
        made.tell("fire", 8, "Minister flies home")
        made.delivered()
        made.store.notices.mark_irrelevant("fire", 8, NOW)
        made.store.notices.unmute("fire", 8)  # told of again, but still no news
        made.tell("fire", 9, "Owners arrested")
        later = NOW + 34 * HOUR + timedelta(minutes=5)
        deliver(made.dispatcher, lambda: later)
        text = made.recorder.alerts[-1].text
        assert (
            "WHERE THE STORY STANDS\n  Tariff on Chinese furniture now 25% (was 10%), 1 day ago"
            in text
        )
        assert "Minister" not in text


def test_mails_are_counted_apart_from_what_other_channels_got(tmp_path: Path) -> None:
    with world(tmp_path, When(), fire=(ANN, BOB)) as made:
        made.tell("fire", 1)
        channels = {name: Recorder(name) for name in ("maildir", "atom", "webhook")}
        dispatcher = Dispatcher(made.config, made.store, channels)
        sent = deliver_by_channel(dispatcher, lambda: NOW)
        assert sent == {"maildir": 2, "atom": 2, "webhook": 2}
        assert mails_of(sent) == 2
