"""A command that computes for too long gives up with a sentence; waiting costs nothing."""

from __future__ import annotations

import re
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from monitor.cli import compare, init, know
from monitor.cli.patience import within
from monitor.errors import MonitorError
from tests.cli.conftest import Installation

ENDLESS = re.compile("(?:a|aa)*b")


def never(*_: object, **__: object) -> None:
    """Be at work in the engine of regular expressions for ever."""
    ENDLESS.match("a" * 500)


def loop(*_: object, **__: object) -> None:
    while True:
        pass


@pytest.mark.parametrize("work", [never, loop])
def test_what_computes_for_too_long_is_given_up(work: object) -> None:
    assert callable(work)
    with (
        pytest.raises(MonitorError, match=r"^reading it takes more than 0\.2 s"),
        within("reading it", 0.2),
    ):
        work()
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL


def test_what_waits_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with within("waiting", 0.5):
        time.sleep(1.0)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL


def test_an_article_that_cannot_be_read_is_not_kept(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(know, "digest", never)
    monkeypatch.setattr(know, "within", partial(within, seconds=0.2))
    done = installation.run("know", "furniture", str(installation.folder / "source.md"))
    assert done.exit_code == 1
    assert "reading the article takes more than 0.2 s" in done.stderr
    assert "No article" in installation.run("know", "furniture", "--list").output


def test_init_gives_up_an_article_that_cannot_be_read(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "profile", never)
    monkeypatch.setattr(init, "within", partial(within, seconds=0.2))
    source = str(installation.folder / "source.md")
    done = installation.run("init", source, "--feed", "https://news.example/a", "--yes")
    assert done.exit_code == 1
    assert "reading the article takes more than 0.2 s" in done.stderr


def test_two_texts_that_cannot_be_compared_are_given_up(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "digest", never)
    monkeypatch.setattr(compare, "within", partial(within, seconds=0.2))
    source = str(installation.folder / "source.md")
    done = installation.run("diff", source, source)
    assert done.exit_code == 1
    assert "comparing the two takes more than 0.2 s" in done.stderr


def test_a_long_text_is_no_reason_to_give_up(installation: Installation) -> None:
    table = installation.folder / "table.md"
    table.write_text("# A table\n\n" + ("10%" + " " * 85) * 450 + "1 2 3 " * 7_000, "utf-8")
    assert Path(table).stat().st_size > 80_000
    done = installation.run("know", "furniture", str(table))
    assert done.exit_code == 0, done.output
