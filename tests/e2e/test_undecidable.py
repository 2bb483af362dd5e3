"""A text that no pattern comes back from: the item is given up, the others are told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.e2e.conftest import Feeds, Installation, MailServer, Story

pytestmark = pytest.mark.e2e

#: The command with a pattern that takes a row of words apart in 2^n ways, and a short budget.
COMMAND = r"""
import functools, re, sys
from monitor.pipeline import pipeline
from monitor.cli import main
from monitor.story.facts import finding as facts
facts._OBJECT = re.compile(r"\bon\s+(?:\W|[a-z]+ing)*\s*$")
pipeline.Deciding = functools.partial(pipeline.Deciding, seconds=2.0)
main(sys.argv[1:])
"""
HEADLINE = f"Duty on {'aing' * 40} Xi China 5% of cars"


def once(installation: Installation) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "--config", str(installation.config), "run", "--once"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_an_item_that_ends_the_program_twice_is_recorded_and_the_rest_is_told(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    installation.configure("one")
    rise = "Tariff on Chinese furniture rises to 25%"
    told = Story(
        "told", rise, "It was 10 percent. The tariff on furniture from China is 25 percent."
    )
    feeds.put("one", [told, Story("endless", HEADLINE, "A duty on Chinese cars.")])
    for _ in range(2):
        ended = once(installation)
        assert ended.returncode == -signal.SIGPROF, ended.stderr
    went_on = once(installation)
    assert went_on.returncode == 0, went_on.stderr
    assert "objects_of" in went_on.stderr  # where it was
    assert "undecidable" in went_on.stderr
    assert [mail["Subject"].partition(":")[0] for mail in mail_server.mails]

    listed = json.loads(installation.command("items", "--json").stdout)
    assert {row["title"]: row["verdict"] for row in listed} == {
        rise: "development",
        HEADLINE: "undecidable",
    }
    (given_up,) = (row for row in listed if row["verdict"] == "undecidable")
    assert "ended the program again and again" in given_up["reason"]
    status = json.loads(installation.command("status", "--json").stdout)
    assert status["items"]["undecidable"] == 1
    assert any("news-monitor items --verdict undecidable" in each for each in status["problems"])
    explained = installation.command("explain", given_up["id"]).stdout
    assert "UNDECIDABLE for furniture" in explained
    assert "ended the program again and again" in " ".join(explained.split())

    feeds.put(
        "one",
        [
            told,
            Story("endless", HEADLINE, "A duty on Chinese cars."),
            Story("b", "A cat", "A cat."),
        ],
    )
    assert once(installation).returncode == 0
    assert len(json.loads(installation.command("items", "--json").stdout)) == 3
