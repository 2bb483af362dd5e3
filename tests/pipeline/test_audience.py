"""Readers who say themselves when their mails go: each is told each thing once, in her own time."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.config import ReaderConfig, StoryConfig, Urgent, When
from monitor.config.times import DigestTimes, QuietHours
from monitor.desk.departure import next_mail
from monitor.model import Action, DeliveryState
from monitor.store.views import Views
from tests.examples import NOW, RISE, STORY
from tests.pipeline.test_dispatch import HOUR, MINUTE, Recorder, opened
from tests.pipeline.test_dispatch_together import told
from tests.pipeline.test_joining import ANNA, BOB, SUBJECT, Story, begun
from tests.pipeline.test_recording import Crash, crashing

CLEO = "cleo@example.org"
EVENING = DigestTimes.of("daily 18:00")
NIGHT = QuietHours.of("08:00-12:00")  # in the morning of the tests
OWN: list[dict[str, Any]] = [
    {},
    {"digest": EVENING},
    {"quiet": NIGHT},
    {"mails_per_hour": 1},
    {"settle": 10 * MINUTE},
    {"confirm": 2, "confirm_within": HOUR},
    {"digest": None, "quiet": None},
    {"urgent": None},
]
WHENS = [
    When(),
    When(digest=EVENING),
    When(quiet=NIGHT),
    When(settle=30 * MINUTE),
    When(mails_per_hour=1),
]


def say(story: Story, *readers: tuple[str, dict[str, Any]]) -> None:
    """Have readers say for themselves when their mails go, and nobody else."""
    said = tuple(ReaderConfig(mail, tuple(own.items())) for mail, own in readers)
    story.desk.config = replace(story.desk.config, readers=said)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with begun(tmp_path, ANNA, BOB) as made:
        yield made


def until_evening(story: Story) -> None:
    story.now = max(story.now, NOW + 10 * HOUR)
    story.tick()


def numbers(story: Story, reader: str) -> list[int]:
    """Return the developments of which a reader's mails tell, in their order."""
    return [each for mail in story.sent(reader) for each in sorted(told(mail))]


def test_one_has_a_digest_and_the_other_is_told_at_once(story: Story) -> None:
    say(story, ("bob@example.org", {"digest": EVENING}))
    story.tell(1)
    story.tell(2)
    assert numbers(story, ANNA) == [1, 2]
    assert story.sent(BOB) == []
    until_evening(story)
    (digest,) = story.sent(BOB)
    assert sorted(told(digest)) == [1, 2]
    assert "Since " not in digest.text
    assert len(story.sent(ANNA)) == 2


def test_the_name_before_an_address_and_its_case_do_not_matter(story: Story) -> None:
    say(story, ("ANNA@Example.org", {"digest": EVENING}))
    story.tell(1)
    assert (story.sent(ANNA), numbers(story, BOB)) == ([], [1])


def test_a_reader_may_want_at_once_what_waits_for_the_others(story: Story) -> None:
    story.readers(ANNA, BOB, when=When(digest=EVENING))
    say(story, (BOB, {"digest": None}))
    story.tell(1)
    assert (story.sent(ANNA), numbers(story, BOB)) == ([], [1])
    until_evening(story)
    assert (numbers(story, ANNA), numbers(story, BOB)) == ([1], [1])


def test_what_was_corrected_before_her_digest_is_told_there_once_and_not_as_a_correction(
    story: Story,
) -> None:
    say(story, (BOB, {"digest": EVENING}))
    story.tell(1)
    story.correct(1)
    assert len(story.sent(ANNA)) == 2
    until_evening(story)
    (digest,) = story.sent(BOB)
    assert "News number 1, corrected" in digest.text
    assert "Correction" not in digest.text


def test_her_mail_does_not_say_before_what_is_to_be_news_in_her_digest(story: Story) -> None:
    story.readers(ANNA, BOB, when=When(urgent=Urgent("title:alarm")))
    say(story, (BOB, {"digest": EVENING}))
    story.desk.rule(1, story.now, title="Ferry sinks near Oslo", changes=(RISE,))
    story.desk.rule(2, story.now, title="Alarm in the harbour")
    story.tick()
    stands = "WHERE THE STORY STANDS"
    assert stands in story.sent(ANNA)[-1].text
    assert stands not in story.sent(BOB)[0].text
    until_evening(story)
    assert numbers(story, BOB) == [2, 1]


def test_what_adds_to_something_old_that_she_never_had_says_since_when_it_is(story: Story) -> None:
    story.tell(1)
    story.readers(ANNA, BOB, CLEO)
    with story.desk.store.transaction():  # she had no mail of where it stands
        story.desk.store._db.run("UPDATE alerts SET state = 'dead' WHERE recipient = ?", (CLEO,))
    story.tell(2, development=1)
    mail = story.sent(CLEO)[-1]
    assert "Since 24 November; you had no mail of what came before." in mail.text
    assert "you had no mail" not in story.sent(ANNA)[-1].text


def test_her_follow_up_answers_her_own_mail_by_its_subject(story: Story) -> None:
    say(story, (BOB, {"settle": 2 * MINUTE}))
    story.tell(1)
    story.tick(HOUR)
    story.tell(2, development=1)
    story.tick(HOUR)
    for reader in (ANNA, BOB):
        first, second = story.sent(reader)
        assert second.references == (first.message_id,)
        assert second.subject == f"Re: {first.subject}"


def test_other_channels_are_told_once_by_the_time_of_the_story(tmp_path: Path) -> None:
    with begun(tmp_path, ANNA) as story:
        hook = Recorder("webhook")
        hook.recipients = lambda _: ("hook",)  # type: ignore[method-assign]
        story.desk.more = (hook,)
        say(story, (ANNA, {"digest": EVENING}))
        story.tell(1)
        assert (len(hook.alerts), story.sent(ANNA)) == (1, [])
        until_evening(story)
        assert (len(hook.alerts), numbers(story, ANNA)) == (1, [1])


def test_what_died_on_its_way_to_all_who_have_their_own_is_told_to_nobody(story: Story) -> None:
    say(story, (ANNA, {}), (BOB, {}))
    story.tell(1)
    assert [each for _, each, *_ in story.desk.store.stream.told(STORY)] == [1]
    for alert in story.desk.recorder.alerts:
        story.desk.store.outbox.settle(alert.id, DeliveryState.DEAD, story.now)
    assert story.desk.store.stream.told(STORY) == []


def test_what_waits_for_several_is_one_thing_that_waits(story: Story) -> None:
    say(story, (ANNA, {"digest": EVENING}), (BOB, {"digest": EVENING}))
    story.tell(1)
    assert Views(story.desk.config.database).status(story.now)["alerts"]["waiting"] == 1
    assert next_mail(story.desk.config, Views(story.desk.config.database), story.now) == (
        NOW + 10 * HOUR
    )


def test_a_reader_who_was_away_has_it_by_one_way_or_the_other(story: Story) -> None:
    story.readers(ANNA, BOB, when=When(digest=EVENING))
    say(story, (BOB, {"digest": None}))
    story.desk.store.labels.leave(STORY, BOB, story.now + HOUR, story.now)
    story.tell(1)  # waits for Anna
    story.tick(2 * HOUR)  # Bob is back
    until_evening(story)
    assert (numbers(story, ANNA), numbers(story, BOB)) == ([1], [1])


def test_who_leaves_for_a_moment_is_told_with_those_for_whom_it_still_waits(story: Story) -> None:
    story.readers(ANNA, BOB, when=When(digest=EVENING))
    say(story, (BOB, {"digest": None, "settle": 10 * MINUTE}))
    story.tell(1)
    story.desk.store.labels.leave(STORY, BOB, story.now + HOUR, story.now)
    story.tick(30 * MINUTE)  # her time passes
    story.tick(HOUR)
    assert numbers(story, BOB) == [1]
    until_evening(story)
    assert (numbers(story, ANNA), numbers(story, BOB)) == ([1], [1])


def test_her_thread_has_the_subject_of_her_own_mail(story: Story) -> None:
    say(story, (BOB, {"settle": 5 * MINUTE}))
    story.tell(1)
    story.tell(2, development=1)
    story.tick(HOUR)
    story.tell(3, development=1)
    story.tick(HOUR)
    first, second = story.sent(BOB)
    assert first.subject == "Furniture: News number 2"
    assert second.subject == f"Re: {first.subject}"
    assert story.subjects(ANNA)[1:] == ["Re: Furniture: News number 1"] * 2


def test_her_hour_counts_her_own_mails(story: Story) -> None:
    story.readers(ANNA, BOB, when=When(mails_per_hour=1))
    say(story, (BOB, {"settle": 10 * MINUTE}))
    story.tell(1)
    story.tick(10 * MINUTE)
    assert (numbers(story, ANNA), numbers(story, BOB)) == ([1], [1])


def test_nothing_is_urgent_to_who_says_so(story: Story) -> None:
    story.readers(ANNA, BOB, when=When(digest=EVENING, urgent=Urgent("title:news")))
    say(story, (BOB, {"urgent": None}))
    story.tell(1)
    assert (numbers(story, ANNA), story.sent(BOB)) == ([1], [])
    until_evening(story)
    assert (numbers(story, ANNA), numbers(story, BOB)) == ([1], [1])


def test_what_was_told_to_several_alone_was_told_once(story: Story) -> None:
    say(story, (ANNA, {}), (BOB, {"digest": EVENING}))
    story.tell(1)
    until_evening(story)
    assert len(story.desk.store.notices.delivered(STORY, NOW - HOUR, 9)) == 1


def test_who_joins_in_her_quiet_hours_is_told_where_it_stands_in_the_morning(story: Story) -> None:
    story.tell(1)
    say(story, (CLEO, {"quiet": NIGHT}))
    story.readers(ANNA, BOB, CLEO)
    assert story.sent(CLEO) == []
    story.tick(5 * HOUR)
    assert story.subjects(CLEO) == [SUBJECT]


# --- every mix ------------------------------------------------------------------------------------

MIX = st.lists(st.sampled_from(OWN) | st.none(), min_size=3, max_size=3)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("news"), st.integers(0, 90)),
        st.tuples(st.just("moved"), st.integers(0, 90)),
        st.tuples(st.just("joins"), st.integers(0, 90)),
        st.tuples(st.just("policies"), MIX),
        st.tuples(st.just("away"), st.sampled_from([BOB, CLEO])),
        st.tuples(st.just("back"), st.sampled_from([BOB, CLEO])),
        st.tuples(st.just("crash"), st.tuples(st.integers(2, 6), st.booleans())),
    ),
    max_size=12,
)


@contextmanager
def hit(crash: tuple[int, bool] | None) -> Iterator[None]:
    """Stop the machine in a transaction, or after it, where a crash is given."""
    if crash is None:
        yield
        return
    try:
        with crashing(crash[0], before_commit=crash[1]):
            yield
    except Crash:
        """The next tick starts from what is stored."""


def mixed(story: Story, mix: list[dict[str, Any] | None]) -> None:
    pairs = zip((ANNA, BOB, CLEO), mix, strict=True)
    say(story, *((mail, own) for mail, own in pairs if own is not None))


def lived(story: Story, events: list[tuple[str, Any]]) -> int:
    """Let things happen; return how many developments there were."""
    number, crash = 0, None
    labels = story.desk.store.labels
    for place, (what, how) in enumerate(events):
        if what in ("news", "moved"):
            number += 1
            changes = {"changes": (RISE,)} if what == "moved" else {}
            with hit(crash):
                story.desk.rule(number, story.now, title=f"News number {number}", **changes)
                story.tick(how * MINUTE)
            crash = None
        elif what == "joins" and number:
            story.desk.rule(
                100 + place, story.now, development=number, action=Action.FOLD, outlet="Post"
            )
        elif what == "policies":
            mixed(story, how)
        elif what == "away":
            labels.leave(STORY, how, None, story.now)
        elif what == "back":
            labels.come_back(STORY, how)
        elif what == "crash":
            crash = how
    return number


@given(st.sampled_from(WHENS), MIX, EVENTS)
@example(WHENS[4], [{}, {}, {}], [("news", 0), ("away", BOB), ("news", 0)])
@settings(max_examples=150, deadline=None)
def test_each_reader_is_told_each_development_once_in_every_mix(
    when: When, mix: list[dict[str, Any] | None], events: list[tuple[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, begun(Path(folder), ANNA, BOB, CLEO) as story:
        story.readers(ANNA, BOB, CLEO, when=when)
        mixed(story, mix)
        number = lived(story, events)
        for reader in (BOB, CLEO):
            story.desk.store.labels.come_back(STORY, reader)
        for _ in range(30):
            story.tick(2 * HOUR)
        assert story.desk.store.notices.audiences() == []
        for reader in (ANNA, BOB, CLEO):
            # A mail that was handed over in a crash comes again as the same mail.
            mails = {mail.message_id: mail for mail in story.sent(reader)}
            found = Counter(each for mail in mails.values() for each in told(mail))
            assert found == Counter(range(1, number + 1)), reader
            assert len({mail.id for mail in mails.values()}) == len(mails)


@given(st.sampled_from(WHENS), MIX, st.lists(st.integers(0, 40), min_size=1, max_size=4))
@example(WHENS[4], [{}, {}, {"settle": 10 * MINUTE}], [0, 32])
@settings(max_examples=40, deadline=None)
def test_what_the_screen_says_is_when_the_next_mail_goes_to_anybody(
    when: When, mix: list[dict[str, Any] | None], minutes: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as desk:
        desk.recorder = Recorder("maildir")
        story = Story(desk)
        readers = (ANNA, BOB, CLEO)
        desk.config = replace(
            desk.config, stories=(StoryConfig(STORY, ("s",), to=readers, when=when),)
        )
        mixed(story, mix)
        for number, each in enumerate(sorted(minutes), 1):
            desk.rule(number, NOW + each * MINUTE)
        now = NOW + 41 * MINUTE
        desk.dispatcher.tell(now)
        for _ in range(6):
            moment = next_mail(desk.config, Views(desk.config.database), now)
            if moment is None:
                assert desk.store.notices.audiences() == []
                return
            assert moment > now
            assert desk.dispatcher.tell(moment - timedelta(seconds=1)) == 0
            assert desk.dispatcher.tell(moment) > 0
            now = moment


def test_all_mixes_of_two_are_told_once(tmp_path: Path) -> None:
    for place, (when, own) in enumerate(itertools.product(WHENS, OWN)):
        with begun(tmp_path / str(place), ANNA, BOB) as story:
            story.readers(ANNA, BOB, when=when)
            say(story, (BOB, own))
            for number in (1, 2):
                story.tell(number)
            for _ in range(15):
                story.tick(2 * HOUR)
            assert sorted(numbers(story, ANNA)) == [1, 2]
            assert sorted(numbers(story, BOB)) == [1, 2]
