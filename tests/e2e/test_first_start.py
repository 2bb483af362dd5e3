"""The first start of all, several times at once, and after one that did not get far."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.e2e.conftest import PATIENCE, Feeds, Installation, MailServer, Story

pytestmark = pytest.mark.e2e


def test_of_several_first_starts_each_makes_its_round_or_says_who_does(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    feeds.put("one", [Story("a", "US puts 25% tariff on Chinese chairs", "A duty of 25 percent.")])
    installation.configure("one", every="1h")
    command = [sys.executable, "-m", "monitor", "--config", str(installation.config)]
    started = [
        subprocess.Popen(
            [*command, "run", "--once"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(5)
    ]
    ended = []
    for process in started:
        said, complained = process.communicate(timeout=PATIENCE)
        ended.append((process.returncode, said, complained))
    rounds = [each for each in ended if each[0] == 0]
    refused = [each for each in ended if each[0] != 0]
    assert rounds, ended
    assert all(status == 1 and "is already running on" in why for status, _, why in refused), ended
    assert sum("1 feed polled" in said for _, said, _ in rounds) == 1, ended
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize("content", [b"", None], ids=["an empty file", "an empty folder"])
def test_what_a_first_start_left_behind_is_no_obstacle(
    installation: Installation, feeds: Feeds, mail_server: MailServer, content: bytes | None
) -> None:
    mail_server.start()
    feeds.put("one", [Story("a", "US puts 25% tariff on Chinese chairs", "A duty of 25 percent.")])
    installation.configure("one", every="1h")
    state = installation.folder / "state"
    state.mkdir()
    if content is not None:
        (state / "news-monitor.db").write_bytes(content)
    for command in (("check",), ("status",), ("feeds",), ("items",), ("run", "--once")):
        done = installation.command(*command)
        assert done.returncode == 0, done.stderr
    assert len(mail_server.mails) == 1
