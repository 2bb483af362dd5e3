"""The demo as a person meets it: the real daemon on loopback feeds, and mails in a Maildir."""

from __future__ import annotations

import mailbox
import os
import re
import shlex
import subprocess
import sys
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from tests.pages import ROOT

pytestmark = pytest.mark.e2e


def test_the_demo_tells_the_story_and_delivers_its_mails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "demo", "--pace", "0", "--directory", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    alerts = [line for line in done.stdout.splitlines() if "  ALERT  " in line]
    mails = list(mailbox.Maildir(tmp_path / "Maildir", create=False))
    assert len(alerts) == len(mails) > 15
    assert "10% → 15%" in done.stdout
    first = re.search(r"`([^`\n]+ \(was [^`\n]+\))`", (ROOT / "README.md").read_text("utf-8"))
    assert first, "the first example of the page is a mail of the demo"
    subjects = [" ".join(str(make_header(decode_header(m["Subject"]))).split()) for m in mails]
    assert any(first[1] in subject for subject in subjects), subjects
    assert "All is well." in done.stdout
    assert str(tmp_path / "Maildir") in done.stdout
    (last,) = [line for line in done.stdout.splitlines() if line.startswith("The story:")]
    printed = shlex.split(last.removeprefix("The story:"))
    assert printed[-3:] == ["--config", f"{tmp_path}/monitor.toml", "timeline"]
    shown = subprocess.run(printed, capture_output=True, text=True, check=True)
    assert "145% → 30%" in shown.stdout
    look = ["--config", str(tmp_path / "monitor.toml"), "replay", "--stored"]
    again = subprocess.run(
        [sys.executable, "-m", "monitor", *look], capture_output=True, text=True, check=True
    )
    assert "0 mails would come, 0 would go" in again.stdout  # it decides as the daemon did
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    threads = [mail for mail in mails if mail["References"]]
    assert threads, "the corrected figure is told in the thread of its first mail"
