"""The text that Prometheus reads, read by its own parser."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from monitor import __version__
from monitor.daemon.metrics import Activity, render
from monitor.daemon.metrics.exposition import counted
from monitor.model import Action, DeliveryState, Feed, Outcome
from monitor.model.feed_state import FeedState
from monitor.store.figures import Figures, read_figures
from monitor.store.records import PollRecord
from monitor.store.store import Store
from tests.examples import FEED, NOW, STORY, a_decision, an_alert, an_item, some_news

MINUTE = timedelta(minutes=1)
ACTIVITY = Activity(
    started=NOW - 60 * MINUTE, polls=120, failed_polls=3, poll_seconds=12.5, poll_rounds=40,
    ticks={"poll": NOW, "deliver": NOW - MINUTE},
)  # fmt: skip
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Samples:
    """Return the value of each sample by its name and labels; each is there once."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = (sample.name.removeprefix("news_monitor_"), tuple(sorted(sample.labels.items())))
            assert key not in found
            found[key] = sample.value
    return found


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, tuple(sorted(labels.items()))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of two feeds, one failing; three items, a development, three messages."""
    path = tmp_path / "news-monitor.db"
    other = Feed("https://other.example/rss", "Other")
    with Store(path) as store:
        store.sync_feeds([FEED, other], NOW)
        with store.transaction():
            for number, action in enumerate((Action.ALERT, Action.FOLD, Action.UNRELATED)):
                told = 1 if action is not Action.UNRELATED else None
                decision = a_decision(action, development=told)
                store.add_item(an_item(number), NOW)
                store.record_development(decision, STORY, "Headline", NOW)
                store.record_decision(an_item(number), 1, STORY, decision, NOW)
            state = FeedState(other.url, outcome=Outcome.TIMEOUT, trouble="It is slow.")
            store.record_poll(PollRecord(state, "slow.", NOW + 5 * MINUTE), NOW)
            state = FeedState(FEED.url, outcome=Outcome.OK)
            store.record_poll(PollRecord(state, "", NOW + 9 * MINUTE), NOW)
            for number in range(3):
                news = some_news(development=1, first_item=str(number))
                store.outbox.enqueue(an_alert(news, created=NOW - number * MINUTE))
        oldest = store.outbox.claim("maildir", NOW, MINUTE)
        assert oldest
        store.outbox.settle(oldest.alert.id, DeliveryState.SENT, NOW)
    return path


def test_the_figures_of_a_database_are_told(path: Path) -> None:
    samples = read(render(read_figures(path), ACTIVITY, NOW))
    assert value(samples, "build_info", version=__version__) == 1
    assert value(samples, "feeds", outcome="ok") == 1
    assert value(samples, "feeds", outcome="timeout") == 1
    assert value(samples, "feeds", outcome="gone") == 0
    assert value(samples, "feeds_failing") == 1
    assert value(samples, "feeds_in_trouble") == 1
    assert value(samples, "items_total") == 3
    assert value(samples, "decisions_total", story=STORY, verdict="development") == 1
    assert value(samples, "decisions_total", story=STORY, verdict="known") == 1
    assert value(samples, "decisions_total", story=STORY, verdict="unrelated") == 1
    assert value(samples, "developments_total", story=STORY) == 1
    assert value(samples, "alerts", state="pending") == 2
    assert value(samples, "alerts", state="sent") == 1
    assert value(samples, "alerts", state="dead") == 0
    assert value(samples, "notices_waiting") == 0
    assert value(samples, "oldest_unsent_alert_age_seconds") == 60
    assert value(samples, "next_poll_timestamp_seconds") == (NOW + 5 * MINUTE).timestamp()
    assert value(samples, "database_bytes", file="database") == path.stat().st_size


def test_what_the_daemon_did_is_told() -> None:
    samples = read(render(Figures(), ACTIVITY, NOW))
    assert value(samples, "start_timestamp_seconds") == (NOW - 60 * MINUTE).timestamp()
    assert value(samples, "polls_total") == 120
    assert value(samples, "polls_failed_total") == 3
    assert value(samples, "poll_duration_seconds_sum") == 12.5
    assert value(samples, "poll_duration_seconds_count") == 40
    assert value(samples, "last_tick_timestamp_seconds", tick="poll") == NOW.timestamp()
    assert value(samples, "last_tick_timestamp_seconds", tick="deliver") == NOW.timestamp() - 60


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    samples = read(render(read_figures(tmp_path / "none.db"), None, NOW))
    names = {name for name, _ in samples}
    assert value(samples, "items_total") == 0
    assert value(samples, "oldest_unsent_alert_age_seconds") == 0
    assert not names & {"next_poll_timestamp_seconds", "polls_total", "last_tick_timestamp_seconds"}
    assert not (tmp_path / "none.db").exists()


def test_a_label_is_whatever_a_story_is_called() -> None:
    wild = 'a "story" with \\ and\na line and {braces}, = ünïcode'
    figures = Figures(developments={wild: 2}, decisions={(wild, "known"): 5})
    samples = read(render(figures, None, NOW))
    assert value(samples, "developments_total", story=wild) == 2
    assert value(samples, "decisions_total", story=wild, verdict="known") == 5


def test_names_and_comments_are_as_prometheus_wants_them() -> None:
    figures = Figures(developments={"s": 1}, decisions={("s", "known"): 1}, next_poll=NOW)
    text = render(figures, ACTIVITY, NOW)
    families = list(text_string_to_metric_families(text))
    assert text.endswith("\n")
    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert re.fullmatch(r"news_monitor_[a-z_]+", family.name)
        assert family.documentation.endswith(".")
        assert family.type in {"gauge", "counter", "summary"}
        assert f"# HELP {family.name}" in text
        if family.type == "counter":
            assert f"# TYPE {family.name}_total counter" in text
        if "timestamp" in family.name or "age" in family.name or "duration" in family.name:
            assert family.name.endswith("_seconds")


def test_a_mail_of_a_clock_that_was_ahead_is_not_of_the_future() -> None:
    samples = read(render(Figures(oldest_unsent=NOW + MINUTE), None, NOW))
    assert value(samples, "oldest_unsent_alert_age_seconds") == 0


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0, 1e9).map(lambda x: round(x, 3)),
    st.integers(0, 10**9),
)  # fmt: skip
def test_what_was_counted_can_be_counted_on(
    polls: int, failed: int, seconds: float, rounds: int
) -> None:
    activity = Activity(NOW, polls, failed, seconds, rounds)
    text = render(Figures(), activity, NOW)
    assert counted(text, NOW) == activity


@given(st.text() | st.from_regex(r"news_monitor_polls_total [0-9e.+-]*", fullmatch=True))
def test_a_file_of_another_hand_counts_as_nothing_or_a_number(text: str) -> None:
    assert counted(text, NOW).polls >= 0
    assert counted(f"{text}\nnews_monitor_polls_total NaN\n", NOW).poll_seconds == 0
