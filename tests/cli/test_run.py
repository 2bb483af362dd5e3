"""What one round of the daemon tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer

from monitor.cli.run import summary
from monitor.daemon.daemon import Round
from monitor.store.views import HOUSEKEEPING, Views
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


def test_a_round_keeps_house_measures_and_pings(
    installation: Installation, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/ping").respond_with_data("OK")
    file = installation.folder / "figures.prom"
    text = CONFIGURATION.replace("https://news.example/business.rss", REFUSED)
    installation.configure(
        text + '[fetch]\nallow_private = ["127.0.0.1:9"]\n'
        f'[metrics]\nfile = "{file}"\n[heartbeat]\nurl = "{httpserver.url_for("/ping")}"\n'
    )
    installation.run("run", "--once")
    assert not httpserver.log  # every feed that was polled failed
    assert installation.run("run", "--once").exit_code == 0
    assert [request.path for request, _ in httpserver.log] == ["/ping"]
    assert "news_monitor_" in file.read_text()
    assert Views(installation.database).chore(HOUSEKEEPING)[0]


def test_rounds_count_their_polls_on_from_one_to_the_next(installation: Installation) -> None:
    refused(installation)
    file = installation.folder / "figures.prom"
    for number in range(1, 4):
        installation.run("run", "--once", "--force", "--metrics-file", str(file))
        text = file.read_text()
        assert f"news_monitor_polls_total {number}\n" in text
        assert f"news_monitor_polls_failed_total {number}\n" in text
        assert f"news_monitor_poll_duration_seconds_count {number}\n" in text
    installation.run("run", "--once", "--metrics-file", str(file))  # none is due
    assert "news_monitor_polls_total 3\n" in file.read_text()


def test_figures_that_cannot_be_written_are_a_fault_of_the_round(
    installation: Installation,
) -> None:
    refused(installation)
    folder = installation.folder / "figures"
    folder.mkdir()
    installation.run("run", "--once")
    result = installation.run("run", "--once", "--metrics-file", str(folder / "no" / "file.prom"))
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


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
