"""Readers who join a story later, or come back: what they are sent first, and what never."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import StoryConfig, When
from monitor.config.times import QuietHours
from monitor.model import Alert
from monitor.store.notices import Notice
from tests.examples import NOW, SHARE, STORY, an_item
from tests.pipeline.test_dispatch import HOUR, MINUTE, Desk, Recorder, opened

ANNA, BOB = "Anna <anna@example.org>", "bob@example.org"
SUBJECT = f"{STORY.capitalize()}: where it stands"


@dataclass
class Story:
    """A story with its readers, and what each of them was sent."""

    desk: Desk
    now: datetime = NOW

    def readers(self, *to: str, when: When | None = None) -> None:
        """Configure who gets the mails, and let a tick pass."""
        story = StoryConfig(STORY, ("s",), to=to, when=when or When())
        self.desk.config = replace(self.desk.config, stories=(story,))
        self.tick()

    def tick(self, after: timedelta = MINUTE) -> None:
        self.now += after
        self.desk.deliver(self.now)

    def tell(self, number: int, development: int | None = None) -> None:
        self.desk.rule(number, self.now, development=development, title=f"News number {number}")
        self.tick()

    def correct(self, number: int) -> None:
        """Have the outlet of an item correct what it told."""
        item, story = an_item(number), self.desk.config.stories[0].name
        with self.desk.store.transaction():
            self.desk.store.notices.add(
                Notice(story, number, item.id, item.id, f"News number {number}, corrected",
                       "It is otherwise.", "Edited.", (SHARE,), self.now, correction=True)
            )  # fmt: skip
        self.tick()

    def sent(self, reader: str) -> list[Alert]:
        return [alert for alert in self.desk.recorder.alerts if alert.to == reader]

    def subjects(self, reader: str) -> list[str]:
        return [alert.subject for alert in self.sent(reader)]


@contextmanager
def begun(folder: Path, *to: str) -> Iterator[Story]:
    with opened(folder) as desk:
        desk.recorder = Recorder("maildir")
        story = Story(desk)
        story.readers(*to)
        yield story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with begun(tmp_path, ANNA) as made:
        yield made


def test_who_joins_later_is_told_first_where_the_story_stands_and_only_once(story: Story) -> None:
    story.tell(1)
    assert story.subjects(ANNA) == ["Furniture: News number 1"]
    story.readers(ANNA, BOB)
    for _ in range(3):
        story.tick()
    (mail,) = story.sent(BOB)
    assert mail.subject == SUBJECT
    assert "You follow this story from now on." in mail.text
    assert "News number 1" in mail.text
    assert len(story.sent(ANNA)) == 1
    story.tell(2)
    assert story.subjects(BOB) == [SUBJECT, "Furniture: News number 2"]


def test_where_nothing_was_told_there_is_nothing_to_catch_up_with(story: Story) -> None:
    story.readers(ANNA, BOB)
    story.tell(1)
    story.tick()
    assert story.subjects(BOB) == story.subjects(ANNA) == ["Furniture: News number 1"]


def test_what_adds_to_what_she_never_had_comes_to_her_as_her_first_mail_of_it(
    story: Story,
) -> None:
    story.desk.config = replace(story.desk.config)
    story.tell(1)
    story.desk.store.labels.leave(STORY, BOB, story.now + HOUR, story.now)
    story.readers(ANNA, BOB)
    story.desk.store.labels.come_back(STORY, BOB)
    with story.desk.store.transaction():  # she is known, and was sent nothing
        story.desk.store.readers.meet((STORY, BOB), story.now)
    story.tell(2, development=1)
    first, second = story.sent(ANNA)
    (hers,) = story.sent(BOB)
    assert second.subject == f"Re: {first.subject}"
    assert second.references == (first.message_id,)
    assert hers.subject == "Furniture: News number 2"
    assert hers.references == ()
    assert "More on" not in hers.text
    assert "More on" in second.text


def test_no_correction_comes_of_what_she_never_had(story: Story) -> None:
    story.tell(1)
    with story.desk.store.transaction():
        story.desk.store.readers.meet((STORY, BOB), story.now)
    story.readers(ANNA, BOB)
    story.correct(1)
    assert len(story.sent(ANNA)) == 2
    assert story.sent(BOB) == []


def test_a_correction_comes_of_what_a_first_mail_told(story: Story) -> None:
    story.tell(1)
    story.readers(ANNA, BOB)
    story.correct(1)
    assert len(story.sent(BOB)) == 2
    assert "Correction" in story.sent(BOB)[1].text


def test_what_follows_answers_the_first_mail_that_she_had(story: Story) -> None:
    story.tell(1)
    story.readers(ANNA, BOB)
    story.tell(2, development=1)
    story.correct(1)
    _, first, correction = story.sent(BOB)
    assert correction.references == (first.message_id,)


def test_who_was_away_is_told_what_she_missed_and_nothing_else(story: Story) -> None:
    story.readers(ANNA, BOB)
    story.tell(1)
    story.desk.store.labels.leave(STORY, BOB, story.now + HOUR, story.now)
    story.tick()
    story.tell(2)
    story.tick(2 * HOUR)
    back = story.sent(BOB)[-1]
    assert len(story.sent(BOB)) == 2
    assert back.subject == SUBJECT
    assert "You have mails of this story again." in back.text
    told = back.text.partition("TOLD MEANWHILE")[2]
    assert "News number 2" in told or "News number 2" in back.text
    assert "News number 1" not in told
    story.tick(HOUR)
    assert len(story.sent(BOB)) == 2


def test_who_missed_nothing_has_no_mail_when_she_comes_back(story: Story) -> None:
    story.tell(1)
    story.desk.store.labels.leave(STORY, ANNA, None, story.now)
    story.tick()
    story.desk.store.labels.come_back(STORY, ANNA)
    story.tick()
    assert len(story.sent(ANNA)) == 1


@pytest.mark.parametrize("way", ["quiet", "muted"])
def test_it_waits_for_the_morning_and_for_the_end_of_a_mute(story: Story, way: str) -> None:
    story.tell(1)
    begin, end = f"{NOW:%H:%M}", f"{NOW + 2 * HOUR:%H:%M}"
    when = When(quiet=QuietHours.of(f"{begin}-{end} UTC")) if way == "quiet" else When()
    if way == "muted":
        story.desk.store.notices.mute(STORY, None, story.now + HOUR)
    story.readers(ANNA, BOB, when=when)
    assert story.sent(BOB) == []
    story.tick(3 * HOUR)
    assert story.subjects(BOB) == [SUBJECT]


def test_what_a_feed_says_is_text_in_it(story: Story) -> None:
    story.desk.rule(1, story.now, title="<img src=x onerror=alert(1)>\r\nBcc: x@example.org")
    story.readers(ANNA, BOB)
    (mail,) = story.sent(BOB)
    assert "<img" not in mail.html
    assert "&lt;img" in mail.html
    assert "\nBcc:" not in mail.text


STEPS = st.one_of(
    st.tuples(st.just("tell"), st.integers(1, 4)),
    st.tuples(st.just("more"), st.integers(1, 4)),
    st.tuples(st.just("correct"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["join", "leave", "hush", "back"]), st.sampled_from([ANNA, BOB])),
)


@given(st.lists(STEPS, max_size=10))
@settings(max_examples=25, deadline=None)
def test_nobody_is_sent_what_hangs_on_what_she_never_had(steps: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder, begun(Path(folder), ANNA) as story:
        readers, joins, number = {ANNA}, {ANNA: 1, BOB: 0}, 10
        for name, what in steps:
            number += 1
            if name == "tell":
                story.tell(number)
            elif name in ("more", "correct"):
                told = {each.development for each in story.desk.recorder.alerts}
                if (place := 10 + int(str(what))) in told:
                    if name == "more":
                        story.tell(number, development=place)
                    else:
                        story.correct(place)
            elif name == "hush":
                story.desk.store.labels.leave(STORY, str(what), None, story.now)
                story.tick()
            elif name == "back":
                joins[str(what)] += 1
                story.desk.store.labels.come_back(STORY, str(what))
                story.tick()
            else:
                joins[str(what)] += name == "join"
                readers = readers | {str(what)} if name == "join" else readers - {str(what)}
                story.readers(*sorted(readers or {"nobody@example.org"}))
        for reader in (ANNA, BOB):
            mails = story.sent(reader)
            ids = [mail.message_id for mail in mails]
            assert len(set(ids)) == len(ids)
            assert all(each in ids for mail in mails for each in mail.references)
            assert sum(mail.subject == SUBJECT for mail in mails) <= joins[reader]
