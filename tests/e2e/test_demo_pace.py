"""The demo is a recorded story: it tells the same however slow its feeds or its mails are."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from monitor.cli.demo.recording import Entry, Recording
from monitor.store.rows import stamp

pytestmark = pytest.mark.e2e

#: Runs the demo with something that takes its time, as all does on a machine that has other work.
_SLOWLY = """
import sys, time
from monitor.alerts.channels.maildir import MaildirChannel
from monitor.cli.demo import command

what = sys.argv.pop(1)

def slow(function, seconds):
    def wrapped(*arguments):
        time.sleep(seconds)
        found = function(*arguments)
        time.sleep(seconds)
        return found
    return wrapped

def slow_feed(documents):
    late = slow(documents, 0.05)
    return lambda path: late(path) if what in path else documents(path)

if what == "mails":
    MaildirChannel.send = slow(MaildirChannel.send, 0.05)
else:
    serving = command.serving
    command.serving = lambda documents: serving(slow_feed(documents))
command.demo()
"""


@pytest.mark.parametrize("what", ["mails", "everyday-parade", "pacific-wire"])
def test_everything_is_told_on_its_own_day_whatever_is_slow(what: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SLOWLY, what, "--pace", "0", "--directory", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    text = files("monitor.cli.demo").joinpath("recording.json").read_text("utf-8")
    first: dict[tuple[str, str], Entry] = {}
    seen = set()
    for entry in Recording.of(json.loads(text)).entries:
        first.setdefault((entry.feed, entry.id), entry)
        seen.add(stamp(entry.shown + timedelta(minutes=1)))  # what the clock says by then
    with closing(sqlite3.connect(tmp_path / "news-monitor.db")) as database:
        items = database.execute("SELECT published, first_seen FROM items").fetchall()
        mails = database.execute("SELECT created, sent FROM alerts").fetchall()
    dated = [(stamp(e.published), stamp(e.shown + timedelta(minutes=1))) for e in first.values()]
    assert sorted(items, key=str) == sorted(dated)
    assert [mail for mail in mails if mail[0] != mail[1] or mail[0] not in seen] == []
