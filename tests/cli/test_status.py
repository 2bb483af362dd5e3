"""`status --check` for Nagios, cron and people; a status that is there at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from monitor.daemon.state_lock import StateLock
from monitor.model import Feed, Outcome
from monitor.model.feed_state import FeedState
from monitor.store.records import PollRecord
from monitor.store.store import Store
from monitor.store.views import ROUND
from tests.cli.conftest import CONFIGURATION, Installation
from tests.examples import FEED

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
#: What plugins of Nagios say: a line, then `|` and figures.
LINE = re.compile(r"NEWS-MONITOR (OK|WARNING) - [^|\n]+ \| (\w+=\d+c? ?)+")


def poll(
    installation: Installation, *, ago: timedelta, outcome: Outcome, name: str = "Feed"
) -> None:
    """Let a feed have been polled by a round by hand."""
    feed = Feed(FEED.url, name)
    with Store(installation.database) as store:
        store.sync_feeds([feed], NOW - ago)
        with store.transaction():
            record = PollRecord(FeedState(feed.url, outcome=outcome), "It is | broken.", NOW + HOUR)
            store.record_poll(record, NOW - ago)
        store.chores.note(ROUND, NOW - ago)


def test_all_is_said_in_the_first_line(installation: Installation) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.OK)
    result = installation.run("status", "--check")
    first = result.stdout.splitlines()[0]
    assert result.exit_code == 0
    assert LINE.fullmatch(first)
    assert first.startswith(
        "NEWS-MONITOR OK - 1 feed, 0 mails pending | feeds=1 failing=0 items=0c"
    )


def test_what_needs_a_person_is_in_the_first_line_with_how_much_more_there_is(
    installation: Installation,
) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.TIMEOUT)
    with StateLock(installation.state, NOW - 2 * HOUR):
        result = installation.run("status", "--check")
    first = result.stdout.splitlines()[0]
    assert result.exit_code == 1
    assert LINE.fullmatch(first)
    assert "WARNING - The daemon has done nothing since 2 h ago. (and 1 more) | feeds=1" in first
    assert "! Feed Feed: It is | broken." in result.stdout  # in full on the screen below


def test_a_sentence_of_a_feed_does_not_end_the_line_for_graphs(installation: Installation) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.TIMEOUT, name="a | b\nc")
    first = installation.run("status", "--check").stdout.splitlines()[0]
    assert LINE.fullmatch(first)
    assert "WARNING - Feed a / b c: It is / broken." in first


def test_quiet_says_nothing_while_all_is_well(installation: Installation) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.OK)
    for more in ((), ("--json",)):
        result = installation.run("status", "--check", "--quiet", *more)
        assert (result.exit_code, result.output) == (0, "")


def test_quiet_says_what_needs_a_person_and_nothing_else(installation: Installation) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.TIMEOUT)
    result = installation.run("status", "--check", "-q")
    assert (result.exit_code, result.stdout) == (1, "Feed Feed: It is | broken.\n")
    result = installation.run("status", "--check", "-q", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"] == ["Feed Feed: It is | broken."]


def test_quiet_goes_with_check(installation: Installation) -> None:
    result = installation.run("status", "--quiet")
    assert result.exit_code == 2
    assert "--quiet goes with --check." in result.stderr


def test_without_check_the_screen_has_no_such_line(installation: Installation) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.OK)
    assert "NEWS-MONITOR" not in installation.run("status").stdout


def test_rounds_by_a_timetable_need_no_daemon(installation: Installation) -> None:
    installation.configure(
        CONFIGURATION.replace("https://news.example/business.rss", "http://127.0.0.1:9/feed")
        + '[fetch]\nallow_private = ["127.0.0.1:9"]\n'
    )
    assert installation.run("status", "--check").exit_code == 1
    installation.run("run", "--once")
    problems = json.loads(installation.run("status", "--json").stdout)["problems"]
    assert [text for text in problems if "daemon" in text] == []
    (problem,) = problems
    assert problem.startswith("Feed Example Business: ")


def test_a_timetable_that_ended_is_noticed(installation: Installation) -> None:
    poll(installation, ago=5 * HOUR, outcome=Outcome.OK)
    assert installation.run("status", "--check").exit_code == 0
    with Store(installation.database) as store, store.transaction():
        state = FeedState(FEED.url, outcome=Outcome.OK)
        store.record_poll(PollRecord(state, "", NOW - 4 * HOUR), NOW - 5 * HOUR)
    result = installation.run("status", "--check", "-q")
    assert result.exit_code == 1
    assert "made its last round 5 h ago, and a feed was due 4 h ago" in result.stdout


@pytest.mark.parametrize("module", ["status", "lists"])
def test_a_reading_command_loads_nothing_that_only_the_daemon_needs(module: str) -> None:
    code = (
        f"import sys, monitor.cli.{module};"
        "print([m for m in ('sqlite_utils', 'requests', 'feedparser', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- after a pause ---------------------------------------------------------------------------------


@pytest.mark.parametrize("pause", [timedelta(minutes=1), 5 * HOUR, timedelta(days=564)])
def test_polls_that_fell_into_a_pause_are_due_and_not_ago(
    installation: Installation, pause: timedelta
) -> None:
    poll(installation, ago=pause + HOUR, outcome=Outcome.OK)
    with Store(installation.database) as store, store.transaction():
        record = PollRecord(FeedState(FEED.url, outcome=Outcome.OK), "", NOW - pause)
        store.record_poll(record, NOW - pause - HOUR)
    shown = installation.run("status").stdout
    assert f"polls are due since {NOW - pause:%Y-%m-%d %H:%M} UTC" in shown
    assert "ago" not in next(line for line in shown.splitlines() if " feeds  " in line)
    with StateLock(installation.state, NOW):
        assert "next poll now" in installation.run("status").stdout


def test_a_poll_to_come_is_told_from_now(installation: Installation) -> None:
    poll(installation, ago=timedelta(), outcome=Outcome.OK)
    assert re.search(r"next poll in (1 h|\d\d min)", installation.run("status").stdout)
