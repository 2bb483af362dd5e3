"""`run` where there is no systemd, or one that did not start it: nothing is told to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import PATIENCE, Feeds, Installation, Story

pytestmark = pytest.mark.e2e

#: Runs in the daemon before it does, and notes every local socket that it speaks to.
SPY = """
import os, socket, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        if arguments[0].family == socket.AF_UNIX:
            with open(os.environ["SPY"], "a") as file:
                file.write(f"{event} {arguments[1:]}\\n")

sys.addaudithook(note)
"""
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING) \S.*")


@pytest.mark.parametrize("journal", [None, "8:12345"], ids=["none", "of another process"])
def test_nothing_of_systemd_is_spoken_to_and_the_log_is_for_people(
    installation: Installation, feeds: Feeds, tmp_path: Path, journal: str | None
) -> None:
    feeds.put("one", [Story("a", "US puts 25% tariff on Chinese chairs", "A duty of 25 percent.")])
    installation.configure("one")
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy/sitecustomize.py").write_text(SPY)
    notes = tmp_path / "notes"
    notes.touch()
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "spy"), "SPY": str(notes)}
    for name in ("NOTIFY_SOCKET", "JOURNAL_STREAM", "WATCHDOG_USEC", "CREDENTIALS_DIRECTORY"):
        environ.pop(name, None)
    if journal:  # of the terminal, say, from which a person calls it
        environ["JOURNAL_STREAM"] = journal
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(installation.config), "run"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ,
    ) as process:  # fmt: skip
        try:
            feeds.wait_for_polls("one", 2)
            process.send_signal(signal.SIGTERM)
            said, log = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 0, log
    assert notes.read_text() == ""
    assert said == ""
    lines = log.splitlines()
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert "follows 1 story on 1 feed" in log
