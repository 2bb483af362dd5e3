"""What one round of the daemon tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.cli.run import summary
from monitor.daemon import Round
from tests.cli.conftest import CONFIGURATION, Installation

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
REFUSED = "http://127.0.0.1:9/feed"  # nothing listens there


def refused(installation: Installation) -> None:
    """Configure a feed whose server refuses to connect."""
    text = CONFIGURATION.replace("https://news.example/business.rss", REFUSED)
    installation.configure(text + '[fetch]\nallow_private = ["127.0.0.1:9"]\n')


def test_a_round_in_which_every_feed_failed_has_failed(installation: Installation) -> None:
    refused(installation)
    result = installation.run("run", "--once")
    assert result.exit_code == 1
    assert result.stdout == "1 feed polled, 1 failed; 0 mails sent.\n"


def test_a_round_in_which_no_feed_was_due_says_so(installation: Installation) -> None:
    refused(installation)
    installation.run("run", "--once")
    result = installation.run("run", "--once")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 of 1 feed was due; the next in ")
    assert result.stdout.endswith(" (--force polls now); 0 mails sent.\n")
    assert installation.run("run", "--once", "--force").exit_code == 1


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (Round(3, 0, 1, None), "3 feeds polled; 1 mail sent."),
        (Round(2, 1, 0, None), "2 feeds polled, 1 failed, 1 not due; 0 mails sent."),
        (Round(0, 0, 2, None), "0 of 3 feeds were due (--force polls now); 2 mails sent."),
        (
            Round(0, 0, 0, NOW + timedelta(seconds=50)),
            "0 of 3 feeds were due; the next in 50 s (--force polls now); 0 mails sent.",
        ),
    ],
)
def test_a_round_is_told_in_counts(done: Round, sentence: str) -> None:
    assert summary(done, 3, NOW) == sentence
