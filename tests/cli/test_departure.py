"""When the next mail goes, as the screen says it and as the daemon does it."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import When
from monitor.config.times import DigestTimes, QuietHours
from monitor.daemon.state_lock import StateLock
from monitor.desk.departure import next_mail
from monitor.model import Action
from monitor.store.notices import Notice
from monitor.store.store import Store
from monitor.store.views import Views
from tests.cli.conftest import CONFIGURATION, Installation
from tests.examples import FEED, NOW, RISE, SHARE, STORY, a_decision, an_item
from tests.pipeline.test_dispatch import Desk, opened

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WHENS = st.builds(
    When,
    digest=st.none() | st.just(DigestTimes.of("daily 18:00")),
    quiet=st.none() | st.just(QuietHours.of("22:00-07:00")),
    mails_per_hour=st.none() | st.integers(1, 2),
    settle=st.sampled_from([timedelta(0), 10 * MINUTE]),
    confirm=st.integers(1, 2),
    confirm_within=st.sampled_from([HOUR, 2 * HOUR]),
)


def said(desk: Desk, now: datetime) -> datetime | None:
    return next_mail(desk.config, Views(desk.config.database), now)


def leaves(desk: Desk, now: datetime) -> bool:
    return desk.dispatcher.tell(now) > 0


@given(WHENS, st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=4),
       st.integers(0, 23))  # fmt: skip
def test_what_the_screen_says_is_when_the_next_mail_goes(
    when: When, news: list[tuple[int, bool]], hour: int
) -> None:
    now = NOW + hour * HOUR
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as desk:
        desk.policy(when)
        for number, (minutes, moved) in enumerate(sorted(news), 1):
            changes = (RISE,) if moved else (SHARE,)
            desk.rule(number, now + minutes * MINUTE, changes=changes)
        now += 30 * MINUTE
        leaves(desk, now)  # what is due already
        moment = said(desk, now)
        if moment is None:
            assert not desk.store.notices.audiences()
            return
        assert moment > now
        assert not leaves(desk, moment - SECOND)
        assert leaves(desk, moment)


def test_what_is_muted_waits_for_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.policy(When(digest=DigestTimes.of("daily 18:00")))
        desk.rule(1)
        assert said(desk, NOW) == NOW + 10 * HOUR
        desk.store.notices.mute(STORY, None, None)
        assert said(desk, NOW) is None


def test_news_of_a_story_that_is_not_configured_goes_nowhere(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.policy(When(settle=HOUR))
        desk.rule(1)
        desk.policy(When(settle=HOUR), story="another")
        assert said(desk, NOW) is None


def test_a_second_outlet_confirms(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.policy(When(confirm=2, confirm_within=2 * HOUR, settle=10 * MINUTE))
        desk.rule(1)
        assert said(desk, NOW) == NOW + 2 * HOUR
        desk.rule(
            2, NOW + MINUTE, development=1, action=Action.FOLD,
            outlet="Evening Post", link="https://evening.example/1",
        )  # fmt: skip
        assert said(desk, NOW + MINUTE) == NOW + 10 * MINUTE


def test_another_feed_of_the_same_outlet_does_not(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.policy(When(confirm=2, confirm_within=2 * HOUR))
        desk.rule(1)
        desk.rule(2, NOW + MINUTE, development=1, action=Action.FOLD, outlet="Example World")
        assert said(desk, NOW + MINUTE) == NOW + 2 * HOUR
        assert not leaves(desk, NOW + HOUR)


# --- on the screen ---------------------------------------------------------------------------------


@pytest.fixture
def waiting(installation: Installation) -> Installation:
    """An installation in which one piece of news waits for a digest."""
    digest = CONFIGURATION.replace(
        'name = "furniture"', 'name = "furniture"\ndigest = "daily 00:00"'
    )
    installation.configure(digest)
    now = datetime.now(UTC)
    item, decision = an_item(1), a_decision(Action.ALERT, development=1)
    with Store(installation.database) as store:
        store.sync_feeds([FEED], now)
        with store.transaction():
            store.add_item(item, now)
            store.record_development(decision, "furniture", item.title, now)
            store.record_decision(item, 1, "furniture", decision, now)
            store.notices.add(
                Notice("furniture", 1, item.id, item.id, item.title, "", "Reason.", (SHARE,), now)
            )
    return installation


def test_status_says_when_a_waiting_mail_goes(waiting: Installation) -> None:
    shown = waiting.run("status").stdout
    assert "1 waiting (the next mail goes in " in shown
    assert " 00:00 UTC)" in " ".join(shown.split())
    alerts = json.loads(waiting.run("status", "--json").stdout)["alerts"]
    assert alerts["waiting"] == 1
    assert alerts["next_mail"].endswith("T00:00:00Z")


def test_a_mail_whose_time_came_in_a_pause_goes_when_the_daemon_runs(
    waiting: Installation,
) -> None:
    waiting.configure(CONFIGURATION)  # at once
    assert "1 waiting (goes when the daemon runs)" in waiting.run("status").stdout
    with StateLock(waiting.state, datetime.now(UTC)):
        assert "1 waiting (goes now)" in waiting.run("status").stdout
